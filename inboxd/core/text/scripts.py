"""Writing systems: which one a letter belongs to, and where words begin and end in it."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import Counter
from enum import StrEnum
from functools import lru_cache


class Script(StrEnum):
    """A writing system, as far as support mail needs to tell them apart."""

    LATIN = "latin"
    GREEK = "greek"
    CYRILLIC = "cyrillic"
    ARMENIAN = "armenian"
    HEBREW = "hebrew"
    ARABIC = "arabic"
    DEVANAGARI = "devanagari"
    BENGALI = "bengali"
    GURMUKHI = "gurmukhi"
    GUJARATI = "gujarati"
    TAMIL = "tamil"
    TELUGU = "telugu"
    KANNADA = "kannada"
    MALAYALAM = "malayalam"
    SINHALA = "sinhala"
    THAI = "thai"
    LAO = "lao"
    TIBETAN = "tibetan"
    MYANMAR = "myanmar"
    GEORGIAN = "georgian"
    ETHIOPIC = "ethiopic"
    KHMER = "khmer"
    KANA = "kana"
    HAN = "han"
    HANGUL = "hangul"
    OTHER = "other"
    """A letter of another writing system."""
    NONE = "none"
    """No letter: digits, punctuation, blanks, symbols."""


_RANGES: tuple[tuple[int, int, Script], ...] = (
    (0x0041, 0x02AF, Script.LATIN),
    (0x0300, 0x036F, Script.NONE),
    (0x0370, 0x03FF, Script.GREEK),
    (0x0400, 0x052F, Script.CYRILLIC),
    (0x0530, 0x058F, Script.ARMENIAN),
    (0x0590, 0x05FF, Script.HEBREW),
    (0x0600, 0x06FF, Script.ARABIC),
    (0x0750, 0x077F, Script.ARABIC),
    (0x08A0, 0x08FF, Script.ARABIC),
    (0x0900, 0x097F, Script.DEVANAGARI),
    (0x0980, 0x09FF, Script.BENGALI),
    (0x0A00, 0x0A7F, Script.GURMUKHI),
    (0x0A80, 0x0AFF, Script.GUJARATI),
    (0x0B80, 0x0BFF, Script.TAMIL),
    (0x0C00, 0x0C7F, Script.TELUGU),
    (0x0C80, 0x0CFF, Script.KANNADA),
    (0x0D00, 0x0D7F, Script.MALAYALAM),
    (0x0D80, 0x0DFF, Script.SINHALA),
    (0x0E00, 0x0E7F, Script.THAI),
    (0x0E80, 0x0EFF, Script.LAO),
    (0x0F00, 0x0FFF, Script.TIBETAN),
    (0x1000, 0x109F, Script.MYANMAR),
    (0x10A0, 0x10FF, Script.GEORGIAN),
    (0x1100, 0x11FF, Script.HANGUL),
    (0x1200, 0x139F, Script.ETHIOPIC),
    (0x1780, 0x17FF, Script.KHMER),
    (0x1C80, 0x1C8F, Script.CYRILLIC),
    (0x1E00, 0x1EFF, Script.LATIN),
    (0x1F00, 0x1FFF, Script.GREEK),
    (0x2C60, 0x2C7F, Script.LATIN),
    (0x2DE0, 0x2DFF, Script.CYRILLIC),
    (0x3005, 0x3007, Script.HAN),
    (0x3041, 0x30FF, Script.KANA),
    (0x3130, 0x318F, Script.HANGUL),
    (0x31F0, 0x31FF, Script.KANA),
    (0x3400, 0x4DBF, Script.HAN),
    (0x4E00, 0x9FFF, Script.HAN),
    (0xA640, 0xA69F, Script.CYRILLIC),
    (0xA720, 0xA7FF, Script.LATIN),
    (0xA8E0, 0xA8FF, Script.DEVANAGARI),
    (0xAC00, 0xD7FF, Script.HANGUL),
    (0xF900, 0xFAFF, Script.HAN),
    (0xFB00, 0xFB06, Script.LATIN),
    (0xFB1D, 0xFB4F, Script.HEBREW),
    (0xFB50, 0xFDFF, Script.ARABIC),
    (0xFE70, 0xFEFE, Script.ARABIC),
    (0xFF21, 0xFF5A, Script.LATIN),
    (0xFF66, 0xFF9F, Script.KANA),
    (0xFFA1, 0xFFDC, Script.HANGUL),
    (0x1B000, 0x1B16F, Script.KANA),
    (0x20000, 0x3134F, Script.HAN),
)
_STARTS = tuple(first for first, _, _ in _RANGES)
_BLANKLESS = frozenset({Script.THAI, Script.LAO, Script.KHMER, Script.MYANMAR, Script.TIBETAN, Script.HAN, Script.KANA})
_FARTHEST_HIDDEN = 8


@lru_cache(maxsize=16384)
def script_of(char: str) -> Script:
    """The writing system of one character. Marks that belong to a script count as its letters."""
    if not (char.isalpha() or unicodedata.category(char)[0] == "M"):
        return Script.NONE
    index = bisect_right(_STARTS, ord(char)) - 1
    if index >= 0 and _RANGES[index][0] <= ord(char) <= _RANGES[index][1]:
        return _RANGES[index][2]
    return Script.OTHER if char.isalpha() else Script.NONE


def count_scripts(text: str) -> Counter[Script]:
    """How many letters of each writing system a text has; `Script.NONE` is left out."""
    counts: Counter[Script] = Counter()
    for char, times in Counter(text).items():
        counts[script_of(char)] += times
    del counts[Script.NONE]
    return counts


def script_shares(text: str) -> dict[Script, float]:
    """The part of a text's letters that each writing system has, 0 to 1, biggest first; empty without letters."""
    counts = count_scripts(text)
    total = counts.total()
    return {script: times / total for script, times in counts.most_common()}


def writes_without_blanks(char: str) -> bool:
    """Whether words in the character's writing system stand without blanks between them."""
    return script_of(char) in _BLANKLESS


def is_word_edge(text: str, index: int, *, closing: bool = False) -> bool:
    """Whether a word may begin, or with `closing` end, between `text[index - 1]` and `text[index]`.

    Between letters of Thai, Han or kana that is everywhere, except before a mark that belongs to the letter in front of
    it. A Hangul word begins after a blank or after another script, and may end anywhere: particles and endings are
    glued on. Elsewhere letters, digits and marks hold together. Invisible characters are looked through; the zero-width
    non-joiner holds together too, as it does inside Persian words.

    Args:
        text: original or folded text.
        index: offset in the text, 0 to its length.
        closing: True when the offset ends what was found, False when it begins it.
    """
    if index <= 0 or index >= len(text):
        return True
    if unicodedata.category(text[index])[0] == "M":
        return False
    before, after = _visible(text, index - 1, -1), _visible(text, index, 1)
    if not (_is_word_character(before) and _is_word_character(after)):
        return True
    first, second = script_of(before), script_of(after)
    if first in _BLANKLESS or second in _BLANKLESS:
        return True
    if Script.HANGUL in (first, second):
        return first != second or closing
    return False


def _visible(text: str, index: int, step: int) -> str:
    """The nearest character in one direction that is neither invisible nor a mark."""
    for _ in range(_FARTHEST_HIDDEN):
        if not 0 <= index < len(text):
            return " "
        char = text[index]
        if char == "\u200c" or unicodedata.category(char) not in {"Cf", "Mn", "Me", "Mc"}:
            return char
        index += step
    return " "


def _is_word_character(char: str) -> bool:
    return char.isalnum() or char in "_\u200c"
