"""A text as patterns see it: compatible forms, digits and quotes unified one by one, so that every offset stays."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

MAX_TEXT_BYTES = 32_768
"""UTF-8 octets of one place in which patterns look."""

_LONGEST_CLUSTER = 32
_MOST_REMEMBERED = 60_000  # all letters in use, not all that a stranger can send
_STRAIGHT = {"‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "‑": "-"}
_META = frozenset("\\.+*?()[]{}|^$-")


@dataclass(frozen=True, slots=True)
class PatternText:
    """A text that was prepared once for all patterns.

    Attributes:
        original: the text.
        encoded: what is matched, UTF-8, cut at `MAX_TEXT_BYTES`.
        folded: the same without regard to case, to look for required words.
    """

    original: str
    encoded: bytes
    folded: str
    _moved: tuple[int, ...] = ()

    def original_span(self, first: int, last: int) -> tuple[int, int]:
        """Octet offsets → character offsets into the original."""
        start = len(self.encoded[:first].decode("utf-8", "ignore"))
        end = start + len(self.encoded[first:last].decode("utf-8", "ignore"))
        return (self._moved[start], self._moved[end]) if self._moved else (start, end)

    def next_offset(self, offset: int) -> int:
        """The octet at which the next character begins."""
        offset += 1
        while offset < len(self.encoded) and self.encoded[offset] & 0xC0 == 0x80:
            offset += 1
        return offset


def read_for_patterns(text: str) -> PatternText:
    """Prepare a text once for all patterns."""
    head = text[:MAX_TEXT_BYTES]
    if head.isascii():
        return PatternText(text, head.encode("ascii"), head.lower())
    moved: tuple[int, ...] = ()
    if not unicodedata.is_normalized("NFC", head):
        head, moved = _compose(head)
    encoded = head.translate(_UNIFIED).encode("utf-8", "replace")[:MAX_TEXT_BYTES]
    seen = encoded.decode("utf-8", "ignore")
    return PatternText(text, seen.encode("utf-8"), seen.casefold(), moved)


def unify(text: str) -> str:
    """The text with ASCII digits, straight quotes and hyphens, full-width letters made plain; as long as before."""
    return text if text.isascii() else text.translate(_UNIFIED)


def unify_pattern(pattern: str) -> str:
    """The pattern spelled like the text it is matched with; what would become a sign of the syntax is escaped."""
    return "".join(_unified_literal(char) for char in unicodedata.normalize("NFC", pattern))


def _unified_literal(char: str) -> str:
    unified = char if char.isascii() else char.translate(_UNIFIED)
    return f"\\{unified}" if unified != char and unified in _META else unified


def _compose(text: str) -> tuple[str, tuple[int, ...]]:
    """The composed text, and for each of its offsets the one in the text before."""
    parts: list[str] = []
    moved: list[int] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and unicodedata.combining(text[end]) and end - start < _LONGEST_CLUSTER:
            end += 1
        if end - start == 1:
            parts.append(text[start])
            moved.append(start)
            start = end
            continue
        composed = unicodedata.normalize("NFC", text[start:end])
        parts.append(composed)
        moved.extend(min(start + step, end) for step in range(len(composed)))
        start = end
    moved.append(len(text))
    return "".join(parts), tuple(moved)


class _Unified(dict[int, str]):
    """One character for one character: its compatible form, ASCII digits, straight quotes, plain blanks."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        digit = unicodedata.decimal(char, None)
        compatible = unicodedata.normalize("NFKC", char)
        single = compatible if len(compatible) == 1 else char
        unified = str(digit) if digit is not None else _STRAIGHT.get(char, single)
        if len(self) < _MOST_REMEMBERED:
            self[code] = unified
        return unified


_UNIFIED = _Unified()
