"""Concepts: what a mail talks about (waiting, a deadline, thanks), found by the words of every language at once.

They are features of the statistical judge, not evidence by themselves: what it learns of "cannot" in one language holds
in all others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from inboxd.core.text.fold import fold
from inboxd.core.text.scripts import Script, script_of, writes_without_blanks

MAX_HITS = 2_000
"""Occurrences that are looked at in one text."""

_BLANK = ord(" ")


@dataclass(frozen=True, slots=True, eq=False)
class Concepts:
    """All words of all concepts in one automaton.

    Attributes:
        names: of the concepts.
        owners: for each string of the automaton, the concepts that it stands for.
    """

    names: tuple[str, ...]
    owners: tuple[tuple[int, ...], ...]
    _automaton: AhoCorasick

    def find(self, folded: str) -> list[tuple[int, int, int]]:
        """(concept, start, end) of every occurrence in a text that was folded with its blanks kept."""
        found = self._automaton.find_matches_as_indexes(f" {with_edges(folded)} ", overlapping=True)
        return [
            (concept, max(0, start - 1), min(end - 1, len(folded)))
            for string, start, end in found[:MAX_HITS]
            for concept in self.owners[string]
        ]


def index_concepts(words: Mapping[str, Iterable[str]]) -> Concepts:
    """Build the automaton from strings made by `searched_string`, by concept."""
    names = tuple(words)
    numbers: dict[str, set[int]] = {}
    for number, name in enumerate(names):
        for string in words[name]:
            numbers.setdefault(string, set()).add(number)
    return Concepts(names, tuple(tuple(sorted(each)) for each in numbers.values()), AhoCorasick(list(numbers)))


def searched_string(written: str) -> str:
    """A word or short phrase as the automaton looks for it; "" when nothing is left.

    A blank at its ends stands for a word's edge. Thai, Han and kana have none; a Hangul word may have endings; a `*` at
    the end stands for any ending.
    """
    is_open = written.rstrip().endswith("*")
    words = " ".join(with_edges(fold(written.replace("*", ""), joined=False).text).split())
    if not words:
        return ""
    before = "" if writes_without_blanks(words[0]) else " "
    is_glued = is_open or writes_without_blanks(words[-1]) or script_of(words[-1]) is Script.HANGUL
    return before + words + ("" if is_glued else " ")


def with_edges(folded: str) -> str:
    """The text with a blank for every character that belongs to no word; offsets stay."""
    return folded.translate(_EDGES)


class _Edges(dict[int, int]):
    """Letters, digits and the marks that belong to them stay; everything else is a word's edge."""

    def __missing__(self, code: int) -> int:
        char = chr(code)
        kept = code if char.isalnum() or script_of(char) is not Script.NONE else _BLANK
        if len(self) < _MOST_REMEMBERED:
            self[code] = kept
        return kept


_MOST_REMEMBERED = 60_000
_EDGES = _Edges()
