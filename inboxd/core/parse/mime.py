"""The parts of a message (RFC 2045, 2046): an iterative walk with bounds that no message can pass."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from inboxd.core.parse import limits
from inboxd.core.parse.charset import decode_octets
from inboxd.core.parse.defects import DefectCode, Defects
from inboxd.core.parse.headers import Fields, first_value, read_fields
from inboxd.core.parse.identity import split_message
from inboxd.core.parse.words import decode_base64, decode_words, one_line

_PARAMETER = re.compile(r""";\s*([^\s=;"]{1,80})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))""", re.DOTALL)
_MEDIA_TYPE = re.compile(r"\s*([\w!#$&^.+-]{1,100})\s*/\s*([\w!#$&^.+-]{1,100})")
_GROWTH = {"base64": 2, "quoted-printable": 3, "x-uuencode": 2, "uuencode": 2, "x-uue": 2, "uue": 2}
_MAX_PARAMETERS = 60
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """One part without children, or the head of a multipart.

    Attributes:
        content_type: media type in lower case.
        parameters: of Content-Type, names in lower case.
        disposition: "attachment", "inline" or "".
        filename: decoded, one line.
        encoding: transfer encoding in lower case.
        fields: its header fields.
        body: still encoded octets.
        parent: content type of the multipart that holds it; "" at the top.
        alternative: number of the innermost multipart/alternative around it; 0 for none.
        embedded: how many message/rfc822 parts are around it.
    """

    content_type: str
    parameters: dict[str, str]
    disposition: str
    filename: str
    encoding: str
    fields: Fields
    body: bytes
    parent: str = ""
    alternative: int = 0
    embedded: int = 0


@dataclass(frozen=True, slots=True)
class _Slot:
    """Octets that still have to be read as a part."""

    block: bytes
    body: bytes
    depth: int
    parent: str
    alternative: int
    embedded: int


def walk_parts(block: bytes, body: bytes, defects: Defects) -> Iterator[Part]:
    """Every part, parents before children, in the order of the message."""
    todo = [_Slot(block, body, 0, "", 0, 0)]
    count = alternatives = 0
    while todo:
        slot = todo.pop()
        count += 1
        if count > limits.PARTS:
            defects.add(DefectCode.PARTS_CUT, f"more than {limits.PARTS}")
            return
        part = _read_part(slot, defects)
        if part.content_type == "multipart/alternative":
            alternatives += 1
        yield part
        if slot.depth >= limits.DEPTH:
            if _has_children(part):
                defects.add(DefectCode.DEPTH_CUT, f"more than {limits.DEPTH}")
            continue
        todo.extend(reversed(_children(part, slot, alternatives, defects)))


def decode_body(part: Part, most: int, defects: Defects) -> bytes:
    """At most `most` octets of the part with the transfer encoding taken off."""
    encoded_most = most * _GROWTH.get(part.encoding, 1)
    data = part.body[:encoded_most]
    if len(data) < len(part.body):
        defects.add(DefectCode.TEXT_CUT, f"{len(part.body)} octets")
    return _decoded(data, part.encoding, defects)[:most]


def _decoded(data: bytes, encoding: str, defects: Defects) -> bytes:
    match encoding:
        case "" | "7bit" | "8bit" | "binary":
            return data
        case "quoted-printable":
            return binascii.a2b_qp(data)
        case "base64":
            return decode_base64(data, defects)
        case "x-uuencode" | "uuencode" | "x-uue" | "uue":
            return _decode_uu(data, defects)
    defects.add(DefectCode.ENCODING_UNKNOWN, one_line(encoding[:20]))
    return data


def read_parameters(value: str, defects: Defects) -> dict[str, str]:
    """Parameters of a structured field, with continuations and charsets (RFC 2231) joined."""
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for count, match in enumerate(_PARAMETER.finditer(value)):
        if count >= _MAX_PARAMETERS:
            break
        name = match[1].lower()
        text = _QUOTED_PAIR.sub(r"\1", match[2]) if match[2] is not None else match[3].strip()
        base, star, rest = name.partition("*")
        if not star:
            plain.setdefault(name, decode_words(text, defects))
            continue
        number = rest.rstrip("*")
        position = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0
        pieces.setdefault(base, {}).setdefault(position, (text, rest.endswith("*") or not rest))
    for base, numbered in pieces.items():
        plain[base] = _joined_pieces([numbered[key] for key in sorted(numbered)], defects)
    return plain


def _joined_pieces(pieces: list[tuple[str, bool]], defects: Defects) -> str:
    charset, data = "", b""
    for index, (written, is_encoded) in enumerate(pieces):
        text = written
        if index == 0 and is_encoded and written.count("'") >= 2:
            charset, _, text = written.split("'", 2)
        data += unquote_to_bytes(text) if is_encoded else text.encode("utf-8", "replace")
    return decode_octets(data, charset, defects)


def _read_part(slot: _Slot, defects: Defects) -> Part:
    fields = read_fields(slot.block, defects)
    default = "message/rfc822" if slot.parent == "multipart/digest" else "text/plain"
    written = first_value(fields, "content-type")
    media = _MEDIA_TYPE.match(written)
    parameters = read_parameters(written, defects) if media else {}
    disposition = first_value(fields, "content-disposition")
    kind = disposition.partition(";")[0].strip().lower()
    filename = read_parameters(disposition, defects).get("filename") if ";" in disposition else None
    return Part(
        content_type=f"{media[1]}/{media[2]}".lower() if media else default,
        parameters=parameters,
        disposition=kind,
        filename=decode_words(filename or parameters.get("name", ""), defects)[: limits.NAME_CHARACTERS],
        encoding=first_value(fields, "content-transfer-encoding").partition(";")[0].strip().strip('"').lower(),
        fields=fields,
        body=slot.body,
        parent=slot.parent,
        alternative=slot.alternative,
        embedded=slot.embedded,
    )


def _has_children(part: Part) -> bool:
    return part.content_type.startswith("multipart/") or part.content_type in {"message/rfc822", "message/global"}


def _children(part: Part, slot: _Slot, alternatives: int, defects: Defects) -> list[_Slot]:
    if part.content_type in {"message/rfc822", "message/global"}:
        is_encoded = part.encoding in _GROWTH
        body = decode_body(part, limits.RAW_OCTETS, defects) if is_encoded else part.body
        block, inner = split_message(body.lstrip(b"\r\n"))
        return [_Slot(block, inner, slot.depth + 1, part.content_type, slot.alternative, slot.embedded + 1)]
    if not part.content_type.startswith("multipart/"):
        return []
    alternative = alternatives if part.content_type == "multipart/alternative" else slot.alternative
    return [
        _Slot(*split_message(raw), slot.depth + 1, part.content_type, alternative, slot.embedded)
        for raw in _split_multipart(part, defects)
    ]


def _split_multipart(part: Part, defects: Defects) -> list[bytes]:
    boundary = part.parameters.get("boundary", "").rstrip().encode("utf-8", "replace")
    delimiters = _delimiters(part.body, b"--" + boundary, defects) if boundary else []
    starts = [delimiter for delimiter in delimiters if not delimiter[2]]
    if not starts:
        defects.add(DefectCode.BOUNDARY_MISSING)
        return [b"\n" + part.body] if part.body.strip() else []
    if not delimiters[-1][2]:
        defects.add(DefectCode.BOUNDARY_UNCLOSED)
    bodies = []
    for index, (_, after, is_last) in enumerate(delimiters):
        if is_last:
            break
        end = delimiters[index + 1][0] if index + 1 < len(delimiters) else len(part.body)
        bodies.append(part.body[after:end])
    return bodies


def _delimiters(body: bytes, delimiter: bytes, defects: Defects) -> list[tuple[int, int, bool]]:
    """(end of the text before, start of the part after, whether it closes) of each delimiter line."""
    found: list[tuple[int, int, bool]] = []
    at = body.find(delimiter)
    for _ in range(limits.BOUNDARY_CANDIDATES):
        if at < 0 or len(found) > limits.PARTS:
            break
        delimiter_end = at + len(delimiter)
        if at == 0 or body[at - 1 : at] in (b"\n", b"\r"):
            line_end = body.find(b"\n", delimiter_end)
            line_end = len(body) if line_end < 0 else line_end
            rest = body[delimiter_end : min(line_end, delimiter_end + 200)].strip()
            if not rest or rest == b"--" or rest.startswith(b"--"):
                found.append((_before_line_end(body, at), min(line_end + 1, len(body)), bool(rest)))
                if rest:
                    break
                delimiter_end = line_end
        at = body.find(delimiter, delimiter_end)
    if len(found) > limits.PARTS:
        defects.add(DefectCode.PARTS_CUT, f"more than {limits.PARTS}")
    return found


def _before_line_end(body: bytes, at: int) -> int:
    """The line end before a delimiter belongs to the delimiter (RFC 2046 §5.1.1)."""
    if body[at - 2 : at] == b"\r\n":
        return at - 2
    return max(0, at - 1)


def _decode_uu(data: bytes, defects: Defects) -> bytes:
    lines = iter(data.splitlines())
    decoded = []
    begun = False
    for line in lines:
        if not begun:
            begun = line.startswith(b"begin ")
            continue
        if line.strip() in (b"end", b"`", b""):
            continue
        try:
            decoded.append(binascii.a2b_uu(line))
        except binascii.Error:
            defects.add(DefectCode.ENCODING_BROKEN, "uuencode")
            width = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                decoded.append(binascii.a2b_uu(line[:width]))
            except binascii.Error:
                continue
    return b"".join(decoded) if begun else data
