"""IMAP. Nothing outside this folder imports imapclient."""
