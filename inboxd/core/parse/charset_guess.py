"""Which charset some octets are in when nobody says: decode with each, and see whose letters make a text."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from inboxd.core.parse.charset_letters import EVERYWHERE, MULTIBYTE, ONE_BYTE, Alphabet

_SAMPLE = 600
_FALLBACK = "cp1252"
_TOO_BAD = -0.3
_COMMON, _RARE = 1.0, 0.6
_MIXED = re.compile(r"[A-Za-z][^\x00-\xa0]|[^\x00-\xa0][A-Za-z]")
_FOREIGN_RUN = re.compile(r"[^\W\d_a-zA-Z]{3}")
_IMPOSSIBLE = re.compile(
    "[\u0430-\u045f\u03ac-\u03ce](?=[\u0400-\u042f\u0386-\u03ab])"  # a capital after a small letter
    "|\u03c2(?=[\u03ac-\u03ce])"  # final sigma amid a word
    "|(?<![\u0e01-\u0e4e])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"  # a Thai mark on nothing
    "|[\u0e40-\u0e44](?![\u0e01-\u0e2e])"  # a Thai vowel before nothing
    "|[\uff61-\uff9f]"  # half-width katakana: what is left of other charsets read as Shift JIS
    "|\ufffd"
)


def guess_charset(data: bytes) -> str:
    """Python's name of the likeliest codec; decoding with `errors="replace"` then never fails.

    Looks at the octets above 127 and what stands around them, at most 600 octets from the first one on.
    """
    certain = _certain(data)
    if certain is not None:
        return certain
    sample = _sample(data)
    best, best_score = _FALLBACK, _TOO_BAD
    for codec, alphabets in _BY_CODEC.items():
        text = _decoded(sample, codec, is_strict=codec in _MULTIBYTE_CODECS)
        if text is None:
            continue
        evidence = _Evidence(text)
        for alphabet in alphabets:
            score = evidence.score(alphabet)
            if score > best_score + 1e-9:
                best, best_score = codec, score
    return best


def _certain(data: bytes) -> str | None:
    """Charsets that show themselves: byte order marks, escapes, UTF-8, UTF-16 with many zeros."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = data[:_SAMPLE]
    if head.count(0) * 4 > len(head) > 3:
        return "utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le"
    if b"\x1b$)C" in head:
        return "iso2022_kr"
    if b"\x1b$" in head and head.isascii():
        return "iso2022_jp_ext"
    return "utf-8" if _is_mostly_utf8(data) else None


def _is_mostly_utf8(data: bytes) -> bool:
    """UTF-8, or UTF-8 that was cut or damaged in a few places."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        sample = _sample(data)
        text = sample.decode("utf-8", "replace")
        sound = sum(char > "\x7f" for char in text) - text.count("\ufffd")
        return sound > 0 and text.count("\ufffd") * 8 <= sound
    return True


_HIGH = re.compile(rb"[\x80-\xff]")


def _sample(data: bytes) -> bytes:
    first = _HIGH.search(data)
    start = max(0, first.start() - 20) if first else 0
    return data[start : start + _SAMPLE]


def _decoded(sample: bytes, codec: str, *, is_strict: bool) -> str | None:
    if not is_strict:
        return sample.decode(codec, "replace")
    for cut in range(4):  # the sample may end inside a character
        try:
            return sample[: len(sample) - cut].decode(codec)
        except UnicodeDecodeError:
            continue
    return None


class _Evidence:
    """What is counted once for a text, however many alphabets share its codec."""

    def __init__(self, text: str) -> None:
        self.letters = {char: times for char, times in Counter(text).items() if char > "\x7f"}
        self.total = sum(self.letters.values())
        self.impossible = len(_IMPOSSIBLE.findall(text))
        self.mixed = len(_MIXED.findall(text))
        self.foreign_runs = len(_FOREIGN_RUN.findall(text))

    def score(self, alphabet: Alphabet) -> float:
        """From about -2 (none of it is this alphabet) to 1 (all of it is common)."""
        if not self.total:
            return _TOO_BAD
        weights = _weights(alphabet)
        score = sum(times * weights.get(char, alphabet.other) for char, times in self.letters.items())
        against = self.foreign_runs if alphabet.is_latin else self.mixed / 2
        return (score - against - self.impossible) / self.total


@cache
def _weights(alphabet: Alphabet) -> dict[str, float]:
    weights = dict.fromkeys(EVERYWHERE, 0.0)
    for letters, weight in ((alphabet.rare, _RARE), (alphabet.common, _COMMON)):
        for letter in letters:
            if len(letter.upper()) == 1:
                weights.setdefault(letter.upper(), weight / 2)
            weights[letter] = weight
    return weights


_MULTIBYTE_CODECS = frozenset(alphabet.codec for alphabet in MULTIBYTE)
_BY_CODEC: dict[str, list[Alphabet]] = {}
for _alphabet in (*ONE_BYTE, *MULTIBYTE):
    _BY_CODEC.setdefault(_alphabet.codec, []).append(_alphabet)
