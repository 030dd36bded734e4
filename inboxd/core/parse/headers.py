"""Header blocks: fields, Message-IDs, dates (RFC 5322 §2.2, §3.3, §3.6.4), forgiving and bounded."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from inboxd.core.parse import limits
from inboxd.core.parse.charset_guess import guess_charset
from inboxd.core.parse.defects import DefectCode, Defects
from inboxd.core.parse.identity import LONGEST_MESSAGE_ID
from inboxd.core.parse.words import decode_words

Fields = tuple[tuple[str, str], ...]
"""Pairs of name as written and unfolded value, encoded words still in place."""

_NAME = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_LINE_ENDS = re.compile(r"[\r\n]+")
_MESSAGE_ID = re.compile(r"<([^<>]{1,1100})>")
_MACHINE = frozenset({"authentication-results"})
_LONGEST_DATE = 200
_YEARS = range(1970, 2200)


def read_fields(block: bytes, defects: Defects) -> Fields:
    """The fields of a header block in their order, unfolded, octets made text."""
    if len(block) > limits.HEADER_BLOCK_OCTETS:
        defects.add(DefectCode.HEADERS_CUT, f"{len(block)} octets")
        block = block[: limits.HEADER_BLOCK_OCTETS]
    fields: list[tuple[str, list[bytes]]] = []
    for number, line in enumerate(block.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")):
        if line[:1] in (b" ", b"\t"):
            if fields:
                fields[-1][1].append(line)
            continue
        name = _NAME.match(line)
        if name is None:
            if line and not (number == 0 and line.startswith((b"From ", b">From "))):
                defects.add(DefectCode.HEADER_MALFORMED, f"line {number + 1}")
            continue
        if len(fields) >= limits.HEADERS:
            defects.add(DefectCode.HEADERS_CUT, f"more than {limits.HEADERS}")
            break
        fields.append((name[1].decode("ascii"), [line[name.end() :]]))
    charset = _undeclared_charset(block, defects)
    return tuple((name, _unfolded(lines, charset, defects)) for name, lines in fields)


def decoded_fields(fields: Fields, defects: Defects) -> Fields:
    """The fields as people read them; those that only machines read stay as they were written.

    In a server's words on authentication, an encoded word of the sender's would become one of the server's own.
    """
    return tuple((name, value if name.lower() in _MACHINE else decode_words(value, defects)) for name, value in fields)


def first_value(fields: Fields, name: str) -> str:
    """The first value of a field (name in lower case), or ""."""
    return next((value for key, value in fields if key.lower() == name), "")


def all_values(fields: Fields, *names: str) -> tuple[str, ...]:
    """Every value of the fields (names in lower case), in order."""
    return tuple(value for key, value in fields if key.lower() in names)


def read_message_ids(value: str) -> tuple[str, ...]:
    """The Message-IDs of an In-Reply-To or References field, without angle brackets, in order, each once.

    Of very long lists the first one and the last ones are kept, as RFC 5322 §3.6.4 readers do.
    """
    found = _MESSAGE_ID.findall(value) or [token.strip("<>,;") for token in value.split() if "@" in token]
    ids = ("".join(each.split()) for each in found)
    unique = list(dict.fromkeys(each for each in ids if each and len(each) <= LONGEST_MESSAGE_ID))
    if len(unique) > limits.MESSAGE_IDS:
        unique = [unique[0], *unique[1 - limits.MESSAGE_IDS :]]
    return tuple(unique)


def read_date(value: str, defects: Defects) -> datetime | None:
    """A Date field as aware UTC; None when it is absent or unreadable (RFC 5322 §3.3)."""
    if not value.strip():
        return None
    try:
        moment = parsedate_to_datetime(value.strip()[:_LONGEST_DATE])
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        moment = moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
        defects.add(DefectCode.DATE_INVALID)
        return None
    if moment.year not in _YEARS:
        defects.add(DefectCode.DATE_INVALID, f"year {moment.year}")
        return None
    return moment


def _undeclared_charset(block: bytes, defects: Defects) -> str:
    """The charset of raw octets in headers, guessed once from all lines that have any."""
    if block.isascii():
        return "ascii"
    charset = guess_charset(b"\n".join(line for line in block.split(b"\n") if not line.isascii()))
    if charset != "utf-8":  # UTF-8 needs no declaration (RFC 6532)
        defects.add(DefectCode.CHARSET_GUESSED, f"headers read as {charset}")
    return charset


def _unfolded(lines: list[bytes], charset: str, defects: Defects) -> str:
    value = b"\n".join(lines) if len(lines) > 1 else lines[0]
    if len(value) > limits.HEADER_OCTETS:
        defects.add(DefectCode.HEADER_CUT, f"{len(value)} octets")
        value = value[: limits.HEADER_OCTETS]
    text = value.decode(charset, "replace")
    if len(lines) == 1:
        return text.strip()
    return " ".join(written for line in _LINE_ENDS.split(text) if (written := line.strip()))
