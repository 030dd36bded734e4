"""Header fields as ASCII lines: encoded words (RFC 2047), folding (RFC 5322 §2.2.3), addresses.

Encoded here and not by the standard library, whose folding has lost blanks between encoded words, and which decides
for itself what to encode. A value is either wholly plain or wholly encoded, so no blank is ever between the two.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator

_SOFT_WIDTH = 76
_WORD_OVERHEAD = len("=?utf-8?B??=")
_PLAIN = re.compile(r"(?:[\x21-\x7e]+(?: [\x21-\x7e]+)*)?")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+(?: [A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+)*")
_ADDRESS = re.compile(r"[^\s\x00-\x20\x7f<>()\[\],;:\\\"@]+@[^\s\x00-\x20\x7f<>()\[\],;:\\\"@]+")
_LONGEST_ADDRESS = 320
_MESSAGE_ID = re.compile(r"[\x21-\x3b\x3d\x3f-\x7e]{1,500}")


def text_field(name: str, text: str) -> str:
    """An unstructured field, e.g. Subject. The text is one line without control characters."""
    if _PLAIN.fullmatch(text) and "=?" not in text:
        return fold(name, text.split(" "))
    return fold(name, _encoded_words(text, len(name) + 2))


def address_field(name: str, display_name: str, address: str) -> str:
    """A field with one mailbox. A non-ASCII address is hidden in an empty group (RFC 6857 §3.1.4): headers stay ASCII,
    and the envelope, which has the real one, delivers it.

    Raises:
        ValueError: the address cannot be written without quoting.
    """
    if not is_plain_address(address):
        raise ValueError("an address that cannot be written into a header")
    if not address.isascii():
        return fold(name, [*_encoded_words(address, len(name) + 2), ":;"])
    words = [*_phrase(display_name, len(name) + 2), f"<{address}>"] if display_name else [address]
    return fold(name, words)


def id_field(name: str, message_ids: Iterable[str]) -> str:
    """A field of Message-IDs, given without angle brackets."""
    return fold(name, [f"<{each}>" for each in message_ids])


def is_plain_address(address: str) -> bool:
    """Whether the address has one "@", nothing that would need quoting, and a usual length (RFC 5321 §4.5.3.1)."""
    return len(address) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(address) is not None and address.isprintable()


def is_message_id(text: str) -> bool:
    """Whether this can stand between angle brackets as a Message-ID: visible ASCII, not too long.

    Nothing that looks like an encoded word: sloppy readers would decode it, into a line end if its writer so wished.
    """
    return _MESSAGE_ID.fullmatch(text) is not None and "=?" not in text


def fold(name: str, words: Iterable[str]) -> str:
    """The field as lines of at most 76 characters where its words allow that; unfolding gives single blanks back."""
    lines, line = [], f"{name}:"
    for word in words:
        if line != f"{name}:" and len(line) + 1 + len(word) > _SOFT_WIDTH:
            lines.append(line)
            line = ""
        line += f" {word}"
    return "\r\n".join((*lines, line)) + "\r\n"


def _phrase(display_name: str, used: int) -> list[str]:
    if "=?" in display_name or not _PLAIN.fullmatch(display_name):
        return list(_encoded_words(display_name, used))
    if _ATOMS.fullmatch(display_name):
        return display_name.split(" ")
    quoted = re.sub(r'(["\\])', r"\\\1", display_name)
    return [f'"{quoted}"']


def _encoded_words(text: str, used: int) -> Iterator[str]:
    """Encoded words, whole characters each, that fill lines of 76; `used` columns of the first are taken."""
    room, chunk = _room(used), b""
    for char in text:
        octets = char.encode()
        if len(chunk) + len(octets) > room:
            yield _encoded_word(chunk)
            room, chunk = _room(1), b""
        chunk += octets
    yield _encoded_word(chunk)


def _room(used: int) -> int:
    return (_SOFT_WIDTH - used - _WORD_OVERHEAD) // 4 * 3


def _encoded_word(octets: bytes) -> str:
    return f"=?utf-8?B?{base64.b64encode(octets).decode()}?="
