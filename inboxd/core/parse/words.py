"""Encoded words in header fields (RFC 2047), read as leniently as mail clients write them."""

from __future__ import annotations

import binascii
import re

from inboxd.core.parse.charset import decode_octets
from inboxd.core.parse.defects import DefectCode, Defects

_WORD = re.compile(r"=\?([^?\s]{0,60})\?([bBqQ])\?([^?\n]*)\?=")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff]+")


def decode_words(value: str, defects: Defects) -> str:
    """A field's value as people read it, on one line.

    Adjacent encoded words are joined as octets before they are decoded, because clients cut them inside a character.
    """
    if "=?" not in value:
        return one_line(value)
    parts: list[str] = []
    pending, charset, done = b"", "", 0
    for match in _WORD.finditer(value):
        between = value[done : match.start()]
        name = match[1].partition("*")[0]
        if pending and (between.strip() or name.lower() != charset.lower()):
            parts.append(decode_octets(pending, charset, defects))
            pending = b""
            if between.strip():
                parts.append(between)
        elif not pending:
            parts.append(between if not parts or between.strip() else "")
        pending += _octets(match[2], match[3], defects)
        charset, done = name, match.end()
    if done:
        parts.append(decode_octets(pending, charset, defects))
    parts.append(value[done:])
    return one_line("".join(parts))


def one_line(value: str) -> str:
    """The value without control characters, line ends and lone surrogates."""
    if _UNSAFE.search(value):
        value = _UNSAFE.sub(" ", value)
    return value.strip()


def decode_base64(data: bytes, defects: Defects) -> bytes:
    """Base64 with foreign octets, missing padding and several padded blocks in a row."""
    decoded = []
    for block in data.split(b"=") if b"=" in data.rstrip(b"=\r\n \t") else (data,):
        clean = _NOT_BASE64.sub(b"", block)
        if len(clean) % 4 == 1:
            defects.add(DefectCode.ENCODING_BROKEN, "base64")
            clean = clean[:-1]
        decoded.append(binascii.a2b_base64(clean + b"=" * (-len(clean) % 4)))
    return b"".join(decoded)


def _octets(encoding: str, content: str, defects: Defects) -> bytes:
    data = content.encode("utf-8", "surrogateescape")
    if encoding in "bB":
        return decode_base64(data, defects)
    return binascii.a2b_qp(data, header=True)
