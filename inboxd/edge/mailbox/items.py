"""FETCH items as our values; what makes no sense counts as missing."""

from __future__ import annotations

from datetime import UTC, datetime

from inboxd.edge.mailbox.client import Fetched


def octets_of(found: Fetched, name: bytes) -> bytes:
    """A literal or string; b"" where there is none."""
    value = found.get(name)
    return value if isinstance(value, bytes) else b""


def received_at(found: Fetched, now: datetime) -> datetime:
    """INTERNALDATE in UTC, else `now`."""
    at = found.get(b"INTERNALDATE")
    return at.astimezone(UTC) if isinstance(at, datetime) and at.tzinfo else now


def flags_of(found: Fetched) -> tuple[str, ...]:
    """FLAGS, as the server spells them."""
    return tuple(_text(flag) for flag in found.get(b"FLAGS", ()))


def _text(flag: object) -> str:
    return flag.decode("utf-8", "replace") if isinstance(flag, bytes) else str(flag)
