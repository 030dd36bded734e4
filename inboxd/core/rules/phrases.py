"""All phrases in one automaton over folded text.

The automaton is coarse: it knows neither word edges nor accents. Both are tested on the original slice after the hit,
so that one pass serves every phrase. Its result grows with the phrases that end in one another, therefore nesting is
refused when the rules are loaded, long texts are scanned in pieces, and hits are limited.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ahocorasick_rs import AhoCorasick

from inboxd.core.rules.evidence import HITS_PER_RULE, Hit
from inboxd.core.rules.phrase import Phrase, fit
from inboxd.core.text.fold import Folded, squeezed

MAX_NESTING = 64
"""How many phrases may end in one another, e.g. "a", "aa", "aaa"."""

MAX_TEXT = 100_000
"""Characters of one place that are scanned."""

_PIECE = 60_000
_MAX_RAW_HITS = 50_000
_MAX_HITS = 5_000


def nesting(strings: Iterable[str]) -> tuple[int, str]:
    """How many of the strings end in one another at most, and the longest of them."""
    worst, worst_string = 0, ""
    endings: list[str] = []  # spelled backwards, each the beginning of the next
    for backwards in sorted({each[::-1] for each in strings}):
        while endings and not backwards.startswith(endings[-1]):
            endings.pop()
        endings.append(backwards)
        if (len(endings), len(backwards)) >= (worst, len(worst_string)):
            same = (len(endings), len(backwards)) == (worst, len(worst_string))
            worst, worst_string = len(endings), max(backwards[::-1], worst_string if same else "")
    return worst, worst_string


@dataclass(frozen=True, slots=True, eq=False)
class PhraseIndex:
    """The automaton and what its strings stand for.

    Attributes:
        phrases: all phrases, in the order of the files.
        owners: for each string of the automaton, the phrases that are spelled so.
        shields: number of each string that shields a phrase.
        shield_numbers: the same numbers, as a set.
        piece: characters that are scanned at once.
        longest: length of the longest string.
    """

    phrases: tuple[Phrase, ...] = ()
    owners: tuple[tuple[Phrase, ...], ...] = ()
    shields: Mapping[str, int] = field(default_factory=dict)
    shield_numbers: frozenset[int] = frozenset()
    piece: int = _PIECE
    longest: int = 0
    _automaton: AhoCorasick | None = None

    def find(self, folded: Folded, place: str, language: str) -> list[Hit]:
        """Occurrences in a folded text, also where letters are drawn out ("sooo late"), in no particular order."""
        if self._automaton is None:
            return []
        search = _Search(self, place, language)
        search.scan(folded)
        for view in squeezed(folded):
            search.scan(view)
        return search.hits

    def raw_hits(self, text: str) -> Iterator[tuple[int, int, int]]:
        """(string, start, end) of every occurrence of every string, overlapping, until there are far too many."""
        if self._automaton is None:
            return
        count = 0
        for begin in range(0, min(len(text), MAX_TEXT), self.piece):
            piece = text[begin : begin + self.piece + self.longest - 1]
            found = self._automaton.find_matches_as_indexes(piece, overlapping=True)
            for string, start, end in found:
                if start < self.piece:
                    yield string, begin + start, begin + end
            count += len(found)
            if count > _MAX_RAW_HITS:
                return


def index_phrases(phrases: tuple[Phrase, ...]) -> PhraseIndex:
    """Build the automaton. The phrases must not be empty nor nested deeper than `MAX_NESTING`."""
    owners: dict[str, tuple[Phrase, ...]] = {}
    for phrase in phrases:
        owners[phrase.folded] = (*owners.get(phrase.folded, ()), phrase)
    for phrase in phrases:
        for shield in phrase.shields:
            owners.setdefault(shield, ())
    if not owners:
        return PhraseIndex()
    numbers = {string: number for number, string in enumerate(owners)}
    shields = {shield: numbers[shield] for phrase in phrases for shield in phrase.shields}
    depth, _ = nesting(owners)
    return PhraseIndex(
        phrases=phrases,
        owners=tuple(owners.values()),
        shields=shields,
        shield_numbers=frozenset(shields.values()),
        piece=_PIECE // max(1, depth),
        longest=max(map(len, owners)),
        _automaton=AhoCorasick(list(owners)),
    )


@dataclass(slots=True)
class _Search:
    """One search: the limits hold over all views of a text."""

    index: PhraseIndex
    place: str
    language: str
    hits: list[Hit] = field(default_factory=list)
    counts: Counter[tuple[int, bool]] = field(default_factory=Counter)
    seen: set[tuple[int, int]] = field(default_factory=set)
    plain: Counter[int] = field(default_factory=Counter)

    def scan(self, view: Folded) -> None:
        """Look through one view; the first must be the plain one."""
        found = list(self.index.raw_hits(view.text))
        times = Counter(string for string, _, _ in found)
        # A view with letters taken out repeats what the plain text had; only what is more often in it is new.
        news = {string for string, number in times.items() if number > self.plain[string]}
        self.plain = self.plain or times
        if not news:
            return
        shield_starts: dict[int, list[int]] = {}
        for string, start, _ in found:
            if string in self.index.shield_numbers:
                shield_starts.setdefault(string, []).append(start)
        for string, start, end in found:
            for phrase in self.index.owners[string] if string in news else ():
                if len(self.hits) >= _MAX_HITS:
                    return
                if self.counts[id(phrase), False] < HITS_PER_RULE and phrase.rule.counts_in(self.place, self.language):
                    self._consider(view, phrase, start, end, shield_starts)

    def _consider(
        self, view: Folded, phrase: Phrase, start: int, end: int, shield_starts: Mapping[int, list[int]]
    ) -> None:
        span = fit(view, phrase, start, end)
        if span is None or (id(phrase), span[0]) in self.seen:
            return
        shielded = any(
            _covers(shield_starts.get(self.index.shields[shield], []), len(shield), start, end)
            for shield in phrase.shields
        )
        if self.counts[id(phrase), shielded] >= HITS_PER_RULE:
            return
        self.counts[id(phrase), shielded] += 1
        self.seen.add((id(phrase), span[0]))
        self.hits.append(Hit(phrase.rule, *span, shielded))


def _covers(starts: list[int], length: int, start: int, end: int) -> bool:
    """Whether one of the equally long, sorted stretches holds the whole hit."""
    index = bisect_left(starts, end - length)
    return index < len(starts) and starts[index] <= start
