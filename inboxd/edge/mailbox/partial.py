"""Big messages made small: the original header block, the text parts up to a cap, the other parts' headers.

A message of 5 MB then costs about as much as one of 50 KB, and parses like the original with empty attachments.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from inboxd.core.parse.defects import Defects
from inboxd.core.parse.headers import first_value, read_fields
from inboxd.core.parse.identity import split_message
from inboxd.core.parse.mime import read_parameters
from inboxd.edge.mailbox.structure import Part

CAP = 65536
"""Octets that are read of one text part, and of a message whose structure cannot be read."""

_MOST_TEXTS = 8
_MOST_PARTS = 100
_HEADER_CAP = 16384
_LAST_LINE = 1024


def can_rebuild(header: bytes, structure: Part) -> bool:
    """Whether the header block lets its reader find the parts that the server sees."""
    return not structure.is_multipart or bool(_boundary(header))


def wanted_items(structure: Part) -> tuple[str, ...]:
    """The FETCH items that `rebuild` needs for a message of this structure."""
    parts = _kept(structure)
    texts = _texts(parts)
    items = []
    for part in parts:
        if not part.is_message:
            items.append(f"BODY.PEEK[{part.number}.MIME]<0.{_HEADER_CAP}>")
        if part.section in texts:
            items.append(f"BODY.PEEK[{part.section}]<0.{CAP}>")
        elif part.kind == "message/rfc822" and part.number:
            items.append(f"BODY.PEEK[{part.number}.HEADER]<0.{_HEADER_CAP}>")
    return tuple(items)


def truncated_items() -> tuple[str, ...]:
    """For a message whose structure the server tells in a way that cannot be read."""
    return (f"BODY.PEEK[TEXT]<0.{CAP}>",)


def _kept(structure: Part) -> list[Part]:
    return list(islice(structure.walk(), _MOST_PARTS))


def _texts(parts: list[Part]) -> frozenset[str]:
    # What is marked as attachment, or sent on in a letter, comes last: it is seldom what the person wrote.
    texts = sorted((part for part in parts if _is_text(part)), key=lambda part: (part.is_attachment, part.letters))
    return frozenset(part.section for part in texts[:_MOST_TEXTS])


def _is_text(part: Part) -> bool:
    # Delivery reports are text for a machine, and short.
    is_report = part.kind.startswith("message/") and part.kind not in {"message/rfc822", "message/global"}
    return part.kind.startswith("text/") or is_report


def rebuild(header: bytes, structure: Part | None, fetched: Mapping[bytes, Any]) -> bytes:
    """The smaller message.

    Args:
        header: the original header block without the empty line, byte for byte.
        structure: None when it could not be read.
        fetched: the answer to `wanted_items` or `truncated_items`.
    """
    if structure is None:
        return header + b"\r\n\r\n" + _trimmed(_section(fetched, "TEXT"))
    kept = {part.section for part in _kept(structure)}
    return header + b"\r\n\r\n" + _content(header, structure, fetched, kept)


def _content(block: bytes, part: Part, fetched: Mapping[bytes, Any], kept: set[str]) -> bytes:
    if part.is_multipart:
        return _multipart(block, part, fetched, kept)
    if part.kind == "message/rfc822" and part.number:
        header = split_message(_section(fetched, f"{part.number}.HEADER"))[0]
        letters = (_content(header, letter, fetched, kept) for letter in part.children if letter.section in kept)
        return b"\r\n\r\n".join([header, b"".join(letters)])
    return _trimmed(_section(fetched, part.section))


def _multipart(header: bytes, part: Part, fetched: Mapping[bytes, Any], kept: set[str]) -> bytes:
    boundary = b"--" + _boundary(header)
    pieces = []
    for child in part.children:
        if child.section in kept:
            block = split_message(_section(fetched, f"{child.number}.MIME"))[0]
            pieces += [boundary, *([block] if block else []), b"", _content(block, child, fetched, kept)]
    return b"\r\n".join([*pieces, boundary + b"--", b""])


def _boundary(block: bytes) -> bytes:
    # Read as the parser will read it, so that both see the same parts.
    defects = Defects()
    parameters = read_parameters(first_value(read_fields(block, defects), "content-type"), defects)
    return parameters.get("boundary", "").rstrip().encode("utf-8", "replace")


def _section(fetched: Mapping[bytes, Any], section: str) -> bytes:
    name = f"BODY[{section}]".encode()
    for key in (name + b"<0>", name):
        if isinstance(fetched.get(key), bytes):
            return bytes(fetched[key])
    return b""


def _trimmed(text: bytes) -> bytes:
    """Cut text at its last line end, so that no encoded character or group is torn."""
    if len(text) < CAP:
        return text
    end = text.rfind(b"\n", len(text) - _LAST_LINE)
    return text[: end + 1] if end >= 0 else text
