"""Hashed n-grams of a folded text: what the statistical judge sees of the words.

Letters in runs of one to five, whole words, pairs of words and words around a gap, each hashed into one of `SLOTS`
slots. Everything is a handful of vector operations over one array of prefix sums: the run from `s` to `e` of the
polynomial sum `Σ code[k]·B^k` is `(P[e] - P[s])·B^-s`, modulo 2^64, whatever its length. So the cost is linear in the
text and no Python loop runs over its letters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

SLOTS = 1 << 18
"""How many slots there are; a slot's number fits into 18 bits."""

MAX_LETTERS = 6_000
"""Characters of a text that are read."""

_ORDERS = (1, 2, 3, 4, 5)
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
_WORD_SALT, _PAIR_SALT, _GAP_SALT = 0x51ED, 0xA11CE, 0x6A95

Numbers = NDArray[np.int64]
_Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class Grams:
    """The occurrences of a text's n-grams.

    Attributes:
        slots: of each occurrence, 0 to `SLOTS` - 1.
        starts, ends: its span in the folded text.
    """

    slots: Numbers
    starts: Numbers
    ends: Numbers


def read_grams(folded: str) -> Grams:
    """Every n-gram of the text's first `MAX_LETTERS` characters; all digits are one digit."""
    codes = _codes(folded[:MAX_LETTERS])
    prefix = _prefix_sums(codes)
    parts = [*_letter_grams(prefix), *_word_grams(prefix, *_words(codes))]
    return Grams(
        slots=_slots(np.concatenate([hashes for hashes, _, _ in parts])),
        # The blank in front shifted everything by one; the blanks themselves belong to no letter of the text.
        starts=np.maximum(np.concatenate([starts for _, starts, _ in parts]) - 1, 0),
        ends=np.minimum(np.concatenate([ends for _, _, ends in parts]) - 1, len(codes) - 2),
    )


def _codes(text: str) -> _Hashes:
    """Code points between two blanks, so that the first and last word have edges too."""
    padded = f" {text.translate(_ONE_DIGIT)} "
    return np.frombuffer(padded.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)


_ONE_DIGIT = str.maketrans("123456789", "000000000")  # folding has made all digits these ten


def _prefix_sums(codes: _Hashes) -> _Hashes:
    sums = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum(codes * _POWERS[: len(codes)], out=sums[1:])
    return sums


def _powers(base: int) -> _Hashes:
    powers = np.full(MAX_LETTERS + 3, np.uint64(base))
    powers[0] = 1
    return np.multiply.accumulate(powers)


_POWERS = _powers(_BASE)
_INVERSES = _powers(_INVERSE)


def _hash(prefix: _Hashes, starts: Numbers, ends: Numbers) -> _Hashes:
    return (prefix[ends] - prefix[starts]) * _INVERSES[starts]


_Part = tuple[_Hashes, Numbers, Numbers]


def _letter_grams(prefix: _Hashes) -> Iterator[_Part]:
    for order in _ORDERS:
        starts = np.arange(max(0, len(prefix) - order), dtype=np.int64)
        yield _hash(prefix, starts, starts + order) + np.uint64(order), starts, starts + order


def _word_grams(prefix: _Hashes, starts: Numbers, ends: Numbers) -> Iterator[_Part]:
    words = _hash(prefix, starts, ends)
    yield words ^ np.uint64(_WORD_SALT), starts, ends
    yield words[:-1] * np.uint64(_BASE) + words[1:] + np.uint64(_PAIR_SALT), starts[:-1], ends[1:]
    yield words[:-2] * np.uint64(_BASE) + words[2:] + np.uint64(_GAP_SALT), starts[:-2], ends[2:]


def _words(codes: _Hashes) -> tuple[Numbers, Numbers]:
    """Starts and ends of the stretches of letters, digits and the marks that belong to them."""
    is_inside = _word_characters()[np.minimum(codes, _PLANE - 1).astype(np.int64)]
    edges = np.flatnonzero(np.diff(is_inside))
    return edges[::2] + 1, edges[1::2] + 1


_PLANE = 1 << 16


@cache
def _word_characters() -> NDArray[np.bool_]:
    """By code point. What lies beyond the first plane counts as a letter: rare Han, and emoji, which then are words."""
    letters = [chr(code).isalnum() or unicodedata.category(chr(code))[0] == "M" for code in range(_PLANE)]
    letters[-1] = True
    return np.array(letters)


def _slots(hashes: _Hashes) -> Numbers:
    """The hashes' bits well mixed and cut to a slot's number (the finalizer of SplitMix64)."""
    mixed = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((mixed ^ (mixed >> np.uint64(31))) & np.uint64(SLOTS - 1)).astype(np.int64)
