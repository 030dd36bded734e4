"""What the rules know about topics and numbers, ready to be looked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import re2

from inboxd.core.rules.patterns import MAX_PROGRAM
from inboxd.core.rules.phrases import PhraseIndex

_MAX_FOUND = 50
_MEMORY = 2 << 20


class WordOf(StrEnum):
    """What a word of `words/<language>.yaml` stands for."""

    TOPIC = "topic"
    NUMBER = "number"
    """It stands before a number."""
    BEHIND = "behind"
    """It stands right behind a number."""


@dataclass(frozen=True, slots=True, eq=False)
class NumberPattern:
    """The shape of an organisation's own numbers.

    Attributes:
        name: of the identifier.
    """

    name: str
    _program: Any

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Spans of the numbers in a text: of the first group, else of the whole match."""
        for count, match in enumerate(self._program.finditer(text)):
            start, end = match.span(1) if self._program.groups else match.span()
            if end > start:
                yield start, end
            if count >= _MAX_FOUND:
                return


@dataclass(frozen=True, slots=True)
class Understanding:
    """Words and shapes by which topics and numbers are known.

    Attributes:
        topics: words of all topics in all languages.
        labels: words before and behind numbers in all languages.
        between: folded words that may stand between such a word and its number, longest first.
        joins: folded words that join two numbers, e.g. "and".
        patterns: shapes of our own numbers.
    """

    topics: PhraseIndex = field(default_factory=PhraseIndex)
    labels: PhraseIndex = field(default_factory=PhraseIndex)
    between: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    patterns: tuple[NumberPattern, ...] = ()


def compile_number_pattern(name: str, written: str) -> NumberPattern:
    """Compile the shape of a number.

    Raises:
        ValueError: RE2 refuses it, it is too large, or it matches nothing at all; the text says what.
    """
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    try:
        program = re2.compile("(?i)" + written, options)
    except re2.error as error:
        detail = error.args[0] if error.args else ""
        reason = detail.decode("utf-8", "replace") if isinstance(detail, bytes) else detail
        raise ValueError(f"RE2 refuses the pattern: {reason}") from error
    if program.programsize > MAX_PROGRAM:
        raise ValueError(f"the pattern is too large: {program.programsize} instructions, at most {MAX_PROGRAM}")
    if program.fullmatch("") is not None:
        raise ValueError("the pattern matches the empty text: it would be found everywhere")
    return NumberPattern(name, program)
