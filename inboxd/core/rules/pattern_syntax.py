r"""RE2 patterns as text: `\w` spelled out for all scripts, and the words without which a pattern cannot match.

RE2's `\b`, `\w` and `\d` know ASCII only, so that `\bсрочно\b` would never match. Therefore `\w` becomes the letters
and digits of all scripts; digits of all scripts are ASCII already in the text; and `\b` is understood at the very
beginning and end only (see `patterns`), elsewhere it must stand beside ASCII letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

_WORD = (
    r"0-9A-Z_a-z\x{aa}\x{b5}\x{ba}\x{c0}-\x{d6}\x{d8}-\x{f6}\x{f8}-\x{60b}\x{60d}-\x{61a}\x{620}-\x{669}\x{66e}-\x{6d3}"
    r"\x{6d5}-\x{963}\x{966}-\x{1fff}\x{2c00}-\x{2dff}\x{3005}-\x{3007}\x{3031}-\x{3035}\x{3041}-\x{d7ff}"
    r"\x{f900}-\x{fd3d}\x{fd50}-\x{fdff}\x{fe70}-\x{fefc}\x{10000}-\x{1efff}\x{20000}-\x{3ffff}"
)
_MOST_WORDS = 200
_SHORTEST_WORD = 2
_DEEPEST_GROUPS = 50
_TELLING_SIGN = re.compile("[\u1100-\u11ff\u2600-\U0010ffff]")  # Hangul, kana, Han, emoji: each says much


@dataclass(frozen=True, slots=True)
class Piece:
    """One sign of a pattern.

    Attributes:
        text: a character, an escape such as `\\w` or `\\p{Han}`, or a quantifier such as `{2,3}`.
        in_class: it stands inside square brackets.
    """

    text: str
    in_class: bool = False


_MOST_REMEMBERED = 4_096


@lru_cache(maxsize=8)
def split_pattern(pattern: str) -> tuple[Piece, ...]:
    """The signs of a pattern, in order; joined again they are the pattern."""
    return tuple(_split(pattern))


@lru_cache(maxsize=_MOST_REMEMBERED)
def _piece(text: str, *, in_class: bool = False) -> Piece:
    return Piece(text, in_class)


def _split(pattern: str) -> Iterator[Piece]:
    index, in_class = 0, False
    while index < len(pattern):
        length = _piece_length(pattern, index, in_class=in_class)
        text = pattern[index : index + length]
        if text == "[" and not in_class:
            yield _piece(text)
            index += 1
            in_class = True
            if pattern.startswith("^", index):
                yield _piece("^", in_class=True)
                index += 1
            if pattern.startswith("]", index):  # the first of a class is an ordinary sign
                yield _piece("]", in_class=True)
                index += 1
            continue
        if text == "]" and in_class:
            in_class = False
        yield _piece(text, in_class=in_class)
        index += length


def _piece_length(pattern: str, index: int, *, in_class: bool) -> int:
    if pattern[index] == "\\":
        if pattern[index + 1 : index + 2] in {"p", "P", "x"} and pattern.startswith("{", index + 2):
            end = pattern.find("}", index)
            return end + 1 - index if end > 0 else 2
        return 2
    if in_class and pattern.startswith("[:", index) and (end := pattern.find(":]", index)) > 0:
        return end + 2 - index
    if not in_class and pattern[index] == "{":
        end = pattern.find("}", index)
        inner = pattern[index + 1 : end] if end > 0 else ""
        return end + 1 - index if inner.replace(",", "", 1).isdecimal() and inner[0].isdecimal() else 1
    return 1


def has_bare_alternative(pattern: str) -> bool:
    """Whether a `|` stands outside all brackets."""
    depth = 0
    for piece in split_pattern(pattern):
        if not piece.in_class:
            depth += (piece.text == "(") - (piece.text == ")")
            if piece.text == "|" and depth == 0:
                return True
    return False


def spell_out(pattern: str) -> str:
    r"""The pattern with `\w` and `\W` for all scripts.

    Raises:
        ValueError: it would mean something else than it seems to; the text says what.
    """
    pieces = split_pattern(pattern)
    parts = []
    for index, piece in enumerate(pieces):
        if piece.text == r"\w":
            parts.append(_WORD if piece.in_class else f"[{_WORD}]")
        elif piece.text == r"\W" and piece.in_class:
            raise ValueError(r"\W inside square brackets is not understood; write [^\w…] instead")
        elif piece.text == r"\W":
            parts.append(f"[^{_WORD}]")
        else:
            if piece.text in {r"\b", r"\B"} and not piece.in_class:
                _check_edge(pieces, index)
            parts.append(piece.text)
    return "".join(parts)


def _check_edge(pieces: tuple[Piece, ...], index: int) -> None:
    neighbours = [pieces[each].text for each in (index - 1, index + 1) if 0 <= each < len(pieces)]
    if any(not text.isascii() or text == r"\w" for text in neighbours):
        raise ValueError(
            r"\b in the middle knows ASCII letters only; put it at the very beginning or end, or use a phrase"
        )


def required_words(pattern: str) -> frozenset[str]:
    """Case-folded words of which at least one is in every text that the pattern matches; empty when none is sure.

    Careful rather than clever: whatever is not plainly understood requires nothing.
    """
    pieces = split_pattern(pattern)
    if any(piece.text[:2] in {r"\Q", r"\C"} or piece.text[1:].isdecimal() for piece in pieces if len(piece.text) > 1):
        return frozenset()
    if _depth(pieces) > _DEEPEST_GROUPS:  # they are read by recursion
        return frozenset()
    words = _Requirements(pieces).alternatives()
    return words if _are_telling(words) and len(words) <= _MOST_WORDS else frozenset()


def _depth(pieces: tuple[Piece, ...]) -> int:
    """How many groups are open at most."""
    steps = ((piece.text == "(") - (piece.text == ")") for piece in pieces if not piece.in_class)
    return max(accumulate(steps), default=0)


_Words = frozenset[str]
_NOTHING: _Words = frozenset()


@dataclass(slots=True)
class _Requirements:
    """Reads the pieces from left to right."""

    pieces: tuple[Piece, ...]
    index: int = 0

    def alternatives(self) -> _Words:
        """One of these words must occur; empty when some alternative requires nothing."""
        found = [self._sequence()]
        while self._next() == "|":
            self.index += 1
            found.append(self._sequence())
        return frozenset().union(*found) if all(found) else _NOTHING

    def _next(self) -> str:
        return self.pieces[self.index].text if self.index < len(self.pieces) else ""

    def _sequence(self) -> _Words:
        best, run = _NOTHING, ""
        while (text := self._next()) and text not in {"|", ")"}:
            literal, words = self._atom(text)
            least, exact = self._quantifier()
            if literal and exact:
                run += literal
                continue
            if literal:
                words = frozenset({(run + literal).casefold()}) if least else _NOTHING
            best = _better(_better(best, frozenset({run.casefold()} if run else ())), words if least else _NOTHING)
            run = ""
        return _better(best, frozenset({run.casefold()} if run else ()))

    def _atom(self, text: str) -> tuple[str, _Words]:
        """(the character it stands for, "") or ("", what it requires)."""
        if text == "(":
            return "", self._group()
        if text == "[":
            self._skip_class()
            return "", _NOTHING
        self.index += 1
        if text in {".", "^", "$"} or (len(text) > 1 and (text[1].isalnum() or not text.startswith("\\"))):
            return "", _NOTHING
        return text[-1], _NOTHING

    def _group(self) -> _Words:
        self.index += 1
        if self._next() == "?":
            while self._next() not in {":", ">", ")", ""}:
                self.index += 1
            if self._next() != ")":
                self.index += 1
        words = self.alternatives()
        self.index += 1
        return words

    def _skip_class(self) -> None:
        self.index += 1
        while self.index < len(self.pieces) and self.pieces[self.index].in_class:
            self.index += 1
        self.index += 1

    def _quantifier(self) -> tuple[int, bool]:
        """(at least so often: 0 or 1, exactly once)."""
        text = self._next()
        if text not in {"?", "*", "+"} and not (text.startswith("{") and len(text) > 1):
            return 1, True
        self.index += 1
        least = int(text == "+" or (text.startswith("{") and not text.startswith("{0")))
        if self._next() in {"?", "+"}:
            self.index += 1
        return least, False


def _better(first: _Words, second: _Words) -> _Words:
    """The requirement that more texts fail: telling words, then longer ones, then fewer."""
    return max(first, second, key=lambda words: (_are_telling(words), min(map(len, words), default=0), -len(words)))


def _are_telling(words: _Words) -> bool:
    """Whether many texts have none of them."""
    return all(len(word) >= _SHORTEST_WORD or _TELLING_SIGN.match(word) for word in words)
