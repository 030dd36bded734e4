"""What names a message wherever it lies."""

from __future__ import annotations

import hashlib
import re

from inboxd.core.parse.limits import HEADER_BLOCK_OCTETS
from inboxd.core.values.arrival import Identity

LONGEST_MESSAGE_ID = 998

_HEADER_END = re.compile(rb"\n\r?\n")
_NAME = b"\r\nmessage-id"
_VALUE = re.compile(rb"[ \t]*:((?:[^\r\n]{1,1000}|\r\n[ \t]){0,50})")
_BLANKS = re.compile(r"\s+")


def split_message(raw: bytes) -> tuple[bytes, bytes]:
    """Header block and body; the empty line between them belongs to neither."""
    if raw.startswith((b"\n", b"\r\n")):
        return b"", raw[raw.index(b"\n") + 1 :]
    end = _HEADER_END.search(raw)
    if end is None:
        return raw, b""
    return raw[: end.start()].removesuffix(b"\r"), raw[end.end() :]


def identity_of(header_block: bytes, size: int) -> Identity:
    """The identity of a message from its raw header block.

    The same for `BODY[HEADER]` and for the headers cut off a whole message: line ends are made CRLF first, and empty
    lines at the end do not count. Of a longer block its first HEADER_BLOCK_OCTETS count: more need never be fetched.

    Args:
        header_block: the headers as the server gave them.
        size: RFC822.SIZE in octets.
    """
    block = (
        header_block[:HEADER_BLOCK_OCTETS]
        .replace(b"\r\n", b"\n")
        .replace(b"\r", b"\n")
        .rstrip(b"\n")
        .replace(b"\n", b"\r\n")
    )
    digest = hashlib.sha256(block + b"\0" + str(size).encode()).hexdigest()
    return Identity(message_id=_message_id(block), digest=digest)


def _message_id(block: bytes) -> str:
    block = b"\r\n" + block
    lower = block.lower()
    start = lower.find(_NAME)
    while start >= 0:
        value = _VALUE.match(block, start + len(_NAME))
        if value is not None:
            return bare_message_id(value[1].decode("utf-8", "replace"))
        start = lower.find(_NAME, start + 1)
    return ""


def bare_message_id(value: str) -> str:
    """The first Message-ID of a field's value, without angle brackets and blanks."""
    start = value.find("<") + 1
    end = value.find(">", start)
    inner = value[start:end] if start and end > 0 else value[start:]
    return _BLANKS.sub("", inner).replace("\0", "")[:LONGEST_MESSAGE_ID]
