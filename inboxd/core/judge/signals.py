"""A message's signals: what was found, what was shielded, and what it is worth together.

Every phrase or pattern counts once a message, at its first place. Where one hit of a signal lies inside a longer hit
of the same signal, only the longer one counts: "site is down" is not worth "down" on top. Of equal ones the heavier
counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from inboxd.core.judge.structure import find_structure
from inboxd.core.judge.texts import place_texts
from inboxd.core.rules.evidence import Hit
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.text.fold import fold
from inboxd.core.values.mail import Mail
from inboxd.core.values.verdict import Evidence, Signal

_ALWAYS_READ = frozenset({"subject", "new"})


@dataclass(frozen=True, slots=True)
class Found:
    """A hit and where it is.

    Attributes:
        order: position of the place in reading order.
        words: the very words.
    """

    hit: Hit
    place: str
    order: int
    words: str

    @property
    def position(self) -> tuple[int, int, int, str, int]:
        """Sorts by appearance; ties are broken by the files, so that a verdict never depends on chance."""
        rule = self.hit.rule
        return self.order, self.hit.start, -self.hit.end, rule.file, rule.line

    def evidence(self, weight: float) -> Evidence:
        """The same for people."""
        rule, hit = self.hit.rule, self.hit
        return Evidence(self.words, self.place, hit.start, hit.end, rule.written, rule.file, rule.line, weight)


def find_evidence(mail: Mail, rules: RuleSet, language: str) -> tuple[Found, ...]:
    """Every hit in every place, in order of appearance."""
    found: list[Found] = []
    for order, (place, text) in enumerate(place_texts(mail, rules.places | _ALWAYS_READ)):
        hits = [*rules.phrases.find(fold(text), place, language), *find_structure(place, text)]
        hits.extend(rules.patterns.find(text, place, language))
        found.extend(Found(hit, place, order, text[hit.start : hit.end]) for hit in hits)
    return tuple(sorted(found, key=lambda each: each.position))


def read_signals(found: tuple[Found, ...], rules: RuleSet) -> tuple[Signal, ...]:
    """The signals that have any evidence, by score, then by name."""
    by_name: dict[StrEnum, list[Found]] = {}
    for each in found:
        by_name.setdefault(each.hit.rule.signal, []).append(each)
    signals = (_signal(name, hits, rules.cap(name)) for name, hits in by_name.items())
    return tuple(sorted(signals, key=lambda signal: (-signal.score, signal.name)))


def trial_scores(found: tuple[Found, ...], rules: RuleSet) -> Mapping[str, float]:
    """The scores as they would be if rules on trial counted."""
    by_name: dict[StrEnum, list[Found]] = {}
    for each in found:
        by_name.setdefault(each.hit.rule.signal, []).append(each)
    return {str(name): _score(counted(hits), rules.cap(name)) for name, hits in by_name.items()}


def _signal(name: StrEnum, hits: list[Found], cap: float) -> Signal:
    live = counted([each for each in hits if not each.hit.rule.shadow])
    shadow = counted([each for each in hits if each.hit.rule.shadow])
    shielded = _first_of_each_rule([each for each in hits if each.hit.shielded])
    return Signal(
        name=str(name),
        score=_score(live, cap),
        evidence=tuple(each.evidence(each.hit.rule.weight) for each in live),
        shielded=tuple(each.evidence(each.hit.rule.weight) for each in shielded),
        shadow=tuple(each.evidence(0.0) for each in shadow),
    )


def _score(hits: list[Found], cap: float) -> float:
    return round(min(cap, sum(each.hit.rule.weight for each in hits)), 2)


def counted(hits: list[Found]) -> list[Found]:
    """Of the hits of one signal those that count, in order of appearance."""
    kept: list[Found] = []
    reach = (-1, -1)  # place and end of the hit that reaches farthest so far: what ends before it lies inside
    for each in sorted((each for each in hits if not each.hit.shielded), key=_widest_first):
        if (each.order, each.hit.end) > reach:
            kept.append(each)
            reach = (each.order, each.hit.end)
    return _first_of_each_rule(kept)


def _widest_first(each: Found) -> tuple[int, int, int, float, str, int]:
    hit, rule = each.hit, each.hit.rule
    return each.order, hit.start, -hit.end, -rule.weight, rule.file, rule.line


def _first_of_each_rule(hits: list[Found]) -> list[Found]:
    kept: dict[int, Found] = {}
    for each in hits:
        kept.setdefault(id(each.hit.rule), each)
    return list(kept.values())
