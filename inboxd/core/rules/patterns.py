r"""Admins' patterns: RE2, linear in time, bounded in size, one object each.

A pattern runs only where one of the words that it needs is in the text, which one automaton finds for all patterns. A
`\b` at the very beginning or end is taken off and tested on the original text, because RE2's knows ASCII only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import re2
from ahocorasick_rs import AhoCorasick

from inboxd.core.rules.evidence import HITS_PER_RULE, Hit, Rule
from inboxd.core.rules.pattern_syntax import has_bare_alternative, required_words, spell_out
from inboxd.core.rules.pattern_text import PatternText, read_for_patterns, unify_pattern
from inboxd.core.rules.phrases import MAX_NESTING, nesting
from inboxd.core.text.scripts import is_word_edge

MAX_PROGRAM = 1_000
"""Instructions of one compiled pattern."""

_MAX_TRIES = 50
_MEMORY = 2 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A compiled pattern.

    Attributes:
        rule: what it is evidence of.
        words: case-folded words of which one must be in the text; empty when nothing is sure.
        edge_before, edge_after: the hit must begin or end at a word's edge.
    """

    rule: Rule
    words: frozenset[str]
    edge_before: bool
    edge_after: bool
    _program: Any

    def find(self, text: PatternText) -> Iterator[Hit]:
        """Its first occurrences in the text; empty matches do not count."""
        offset = found = 0
        for _ in range(_MAX_TRIES):
            match = self._program.search(text.encoded, offset)
            if match is None:
                return
            first, last = match.span()
            start, end = text.original_span(first, last)
            if last > first and self._is_at_edges(text.original, start, end):
                yield Hit(self.rule, start, end)
                found += 1
                offset = last
            else:
                offset = text.next_offset(first)
            if offset >= len(text.encoded) or found == HITS_PER_RULE:
                return

    def _is_at_edges(self, text: str, start: int, end: int) -> bool:
        before = not self.edge_before or is_word_edge(text, start)
        return before and (not self.edge_after or is_word_edge(text, end, closing=True))


def compile_pattern(rule: Rule) -> Pattern:
    """Compile the rule's text.

    Raises:
        ValueError: RE2 refuses it, it is too large, or it would mean something else than it seems to; the text
            says what.
    """
    written = unify_pattern(rule.written)
    edge_before, edge_after = written.startswith(r"\b"), _ends_with_edge(written)
    inner = written[2 if edge_before else 0 : -2 if edge_after else None]
    if (edge_before or edge_after) and has_bare_alternative(inner):
        raise ValueError(r"put the alternatives between \b and \b into brackets: \b(this|that)\b")
    try:
        program = re2.compile("(?i)" + spell_out(inner), _options())
    except re2.error as error:
        raise ValueError(f"RE2 refuses the pattern: {_reason(error)}") from error
    if program.programsize > MAX_PROGRAM:
        size = f"{program.programsize} instructions, at most {MAX_PROGRAM}"
        raise ValueError(f"the pattern is too large: {size}; shorten its repetitions")
    if program.fullmatch(b"") is not None:
        raise ValueError("the pattern matches the empty text: it would be found everywhere")
    return Pattern(rule, required_words(inner), edge_before, edge_after, program)


def _options() -> Any:  # noqa: ANN401 — re2 has no types
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    return options


def _reason(error: re2.error) -> str:
    detail = error.args[0] if error.args else ""
    return detail.decode("utf-8", "replace") if isinstance(detail, bytes) else str(detail)


def _ends_with_edge(pattern: str) -> bool:
    if not pattern.endswith(r"\b"):
        return False
    stem = pattern[:-1]
    return (len(stem) - len(stem.rstrip("\\"))) % 2 == 1


@dataclass(frozen=True, slots=True, eq=False)
class PatternIndex:
    """All patterns, and which of them can match a text at all.

    Attributes:
        patterns: in the order of the files.
        always: numbers of the patterns that need no word.
        owners: for each needed word, the numbers of the patterns that need it.
    """

    patterns: tuple[Pattern, ...] = ()
    always: frozenset[int] = frozenset()
    owners: tuple[tuple[int, ...], ...] = ()
    _automaton: AhoCorasick | None = None

    def find(self, text: str, place: str, language: str) -> Iterator[Hit]:
        """Occurrences in a text, pattern by pattern."""
        if not any(pattern.rule.counts_in(place, language) for pattern in self.patterns):
            return
        prepared = read_for_patterns(text)
        for number in sorted(self._candidates(prepared)):
            pattern = self.patterns[number]
            if pattern.rule.counts_in(place, language):
                yield from pattern.find(prepared)

    def _candidates(self, text: PatternText) -> Iterable[int]:
        if self._automaton is None:
            return self.always
        found = self._automaton.find_matches_as_indexes(text.folded, overlapping=True)
        words = {word for word, _, _ in found}
        return self.always.union(*(self.owners[word] for word in words))


def index_patterns(patterns: tuple[Pattern, ...]) -> PatternIndex:
    """Build the automaton of needed words."""
    owners: dict[str, list[int]] = {}
    for number, pattern in enumerate(patterns):
        for word in pattern.words:
            owners.setdefault(word, []).append(number)
    if not owners or nesting(owners)[0] > MAX_NESTING:
        return PatternIndex(patterns, frozenset(range(len(patterns))))
    return PatternIndex(
        patterns=patterns,
        always=frozenset(number for number, pattern in enumerate(patterns) if not pattern.words),
        owners=tuple(tuple(numbers) for numbers in owners.values()),
        _automaton=AhoCorasick(list(owners)),
    )
