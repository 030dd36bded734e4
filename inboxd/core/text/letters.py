"""The tables of folding: which characters vanish, which stand for one another, which must not be torn apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping


def _chars(*ranges: tuple[int, int]) -> frozenset[str]:
    return frozenset(chr(code) for first, last in ranges for code in range(first, last + 1))


def _each(sources: str, target: str) -> dict[str, str]:
    return dict.fromkeys(sources, target)


def _merged(tables: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {source: target for table in tables for source, target in table.items()}


_INVISIBLE = _chars(
    (0x00AD, 0x00AD),  # soft hyphen
    (0x034F, 0x034F),
    (0x061C, 0x061C),  # Arabic letter mark
    (0x115F, 0x1160),  # Hangul fillers
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),  # zero width; ZWNJ joins letters in Persian and is no blank
    (0x202A, 0x202E),  # bidirectional controls
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF9, 0xFFFB),
    (0xE0000, 0xE01EF),  # tags, further variation selectors
)
_ARABIC_MARKS = _chars(
    (0x0610, 0x061A), (0x0640, 0x0640), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06DC), (0x06DF, 0x06E4),
    (0x06E7, 0x06E8), (0x06EA, 0x06ED), (0x08CA, 0x08E1), (0x08E3, 0x08FF),
)  # fmt: skip
_HEBREW_POINTS = _chars((0x0591, 0x05BD), (0x05BF, 0x05BF), (0x05C1, 0x05C2), (0x05C4, 0x05C5), (0x05C7, 0x05C7))

DROPPED = _INVISIBLE | _ARABIC_MARKS | _HEBREW_POINTS
"""Characters that vanish before anything else happens."""

_LOOSE_MARKS = _chars(
    (0x0300, 0x036F), (0x0483, 0x0489), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0x3099, 0x309A),
    (0xFE20, 0xFE2F),
)  # fmt: skip

SECOND_HALVES = re.compile(
    "[\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dcf\u0ddf\u0fb5\u0fb7\u102e"
    "\u1161-\u1175\u11a8-\u11c2\u1b35\uff9e\uff9f\u309b\u309c"
    "\U00011127\U0001133e\U00011357\U000114b0\U000114ba\U000114bd\U000115af\U00011930]"
)
"""Characters without a combining class that may all the same become one with the letter before them."""

_KEPT = re.compile(
    "[\u0e33\u0eb3"  # sara am, which compatibility normalisation would tear
    "\u0e38-\u0e3a\u0e48-\u0e4b\u0eb8-\u0eba\u0ec8-\u0ecb"  # marks below and tones: their order is mended later
    "\u3131-\u318e"  # letters of the Korean keyboard, written alone on purpose
    "\ufdfa\ufdfb]"  # whole sentences in one character
)
_VIRAMA_CLASS = 9


def is_kept_as_is(char: str) -> bool:
    """Whether the character stays one character although normalisation would join, order or split it."""
    return _KEPT.match(char) is not None or unicodedata.combining(char) == _VIRAMA_CLASS


SPELLINGS = _merged(
    (
        _each("\u2018\u2019\u201a\u201b\u2032\u00b4\u0060\u02b9\u02bb\u02bc\u02c8\u2039\u203a\uff07\u1ffd\u1fef", "'"),
        _each("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\u301d\u301e\u301f\uff02", '"'),
        _each("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
        _each("\u301c\u223c\uff5e", "~"),
        _each("\u2800", " "),
        {"\u309b": "\u3099", "\u309c": "\u309a"},  # voicing marks typed as letters of their own
        {chr(code): chr(int(unicodedata.decomposition(chr(code)).split()[1], 16)) for code in range(0xFFA1, 0xFFBF)},
        {
            chr(code): chr(int(unicodedata.decomposition(chr(code)).split()[1], 16))
            for code in range(0xFFC2, 0xFFDD)
            if unicodedata.decomposition(chr(code))
        },
    )
)
"""Replacements that come before compatibility normalisation."""

UNIFIED = _merged(
    (
        _each("\u064a\u0649\u0626\u06cc\u06d0\u06cd", "\u06cc"),
        _each("\u0643\u06aa", "\u06a9"),
        _each("\u0623\u0625\u0622\u0671\u0672\u0673", "\u0627"),
        _each("\u0629\u06c0\u06c1\u06c2\u06c3\u06d5", "\u0647"),
        _each("\u0624", "\u0648"),
        _each("\u0451\u0450", "\u0435"),
        {"\u045d": "\u0438"},
        {"\u0131": "i", "\u0111": "d", "\u00f0": "d", "\u0142": "l", "\u00f8": "o", "\u0127": "h", "\u0167": "t"},
        {"\u00e6": "ae", "\u0153": "oe"},
        {chr(code): chr(code - 0x60) for code in range(0x30A1, 0x30F7)},
        {"\u30fd": "\u309d", "\u30fe": "\u309e"},
        {"\u093c": "", "\u0901": "\u0902"},  # Hindi nukta and chandrabindu, which half of the writers leave out
        dict.fromkeys(_LOOSE_MARKS, ""),
    )
)
"""Replacements that come after composition: twins of a letter, katakana, accents that composed with nothing."""
