"""SMTP. Nothing outside this folder imports aiosmtplib."""
