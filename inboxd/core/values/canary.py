"""The mark of a test mail of ours: which mailbox it tries and when it was made, signed so that nobody else can."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

CANARY_FIELD = "X-Inboxd-Canary"
"""Header that carries the mark; the Message-ID carries it too, because some providers write their own."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_MARK = re.compile(r"canary\.([a-z0-9][a-z0-9_-]{0,31})\.([0-9]{1,14})\.([0-9a-f]{32})(?:@[^@\s]*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class CanaryMark:
    """Names one test mail.

    Attributes:
        mailbox: the account that it tries.
        at: when it was made, aware UTC, to the millisecond.
    """

    mailbox: str
    at: datetime

    @property
    def effect_id(self) -> str:
        """Id of the move that follows from its arrival: it exists as soon as the mail was seen, and once only."""
        return f"canary:{self.mailbox}:{_milliseconds(self.at)}"


def new_mark(mailbox: str, now: datetime) -> CanaryMark:
    """The mark of a test mail that is made now."""
    return CanaryMark(mailbox, _EPOCH + _milliseconds(now) * _MILLISECOND)


def sign_mark(mark: CanaryMark, key: bytes) -> str:
    """The mark as it stands in the mail.

    Args:
        key: the installation's secret.
    """
    return f"canary.{mark.mailbox}.{_milliseconds(mark.at)}.{_seal(mark.mailbox, _milliseconds(mark.at), key)}"


def read_mark(text: str, key: bytes) -> CanaryMark | None:
    """The mark that this installation wrote into a header or a Message-ID; None for anything else."""
    match = _MARK.fullmatch(text.strip())
    if match is None or not hmac.compare_digest(_seal(match[1], int(match[2]), key), match[3]):
        return None
    return CanaryMark(match[1], _EPOCH + int(match[2]) * _MILLISECOND)


def _milliseconds(at: datetime) -> int:
    return (at - _EPOCH) // _MILLISECOND


def _seal(mailbox: str, milliseconds: int, key: bytes) -> str:
    return hmac.new(key, f"canary\0{mailbox}\0{milliseconds}".encode(), hashlib.sha256).hexdigest()[:32]
