"""Mails to judge: dull by default."""

from __future__ import annotations

from datetime import UTC, datetime

from inboxd.core.parse.mail import parse_bytes
from inboxd.core.values.mail import Mail

RECEIVED = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def make_mail(text: str = "", subject: str = "", sender: str = "mira@bluehill.example", **headers: str) -> Mail:
    """A plain mail that went through the parser; `headers` with "_" for "-"."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    raw = (
        f"From: {sender}\r\nTo: support@ourshop.example\r\nSubject: {subject}\r\n{more}"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    )
    return parse_bytes(raw.encode(), RECEIVED)
