"""The mails that inboxd writes, byte for byte."""
