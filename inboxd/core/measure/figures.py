"""Counts of right and wrong, and the rates that follow from them.

A rate of nothing is None: where no mail is urgent, no share of them was found.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from inboxd.core.measure.outcome import Outcome

_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many mails ended how.

    Attributes:
        found: urgent, and raised.
        overlooked: urgent, and not raised.
        alarms: raised, and not urgent.
        quiet: neither.
        right: took a right route, among all.
    """

    found: int = 0
    overlooked: int = 0
    alarms: int = 0
    quiet: int = 0
    right: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.found + other.found,
            self.overlooked + other.overlooked,
            self.alarms + other.alarms,
            self.quiet + other.quiet,
            self.right + other.right,
        )

    @property
    def mails(self) -> int:
        """All of them."""
        return self.found + self.overlooked + self.alarms + self.quiet

    @property
    def urgent(self) -> int:
        """Those that people want to be interrupted by."""
        return self.found + self.overlooked

    @property
    def precision(self) -> float | None:
        """Share of the raised that are urgent."""
        return _share(self.found, self.found + self.alarms)

    @property
    def recall(self) -> float | None:
        """Share of the urgent that were raised."""
        return _share(self.found, self.urgent)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; 0 when nothing urgent was raised though there was some."""
        return _share(2 * self.found, 2 * self.found + self.overlooked + self.alarms)

    @property
    def alarm_rate(self) -> float | None:
        """Share of the not urgent that were raised."""
        return _share(self.alarms, self.alarms + self.quiet)

    @property
    def route_accuracy(self) -> float | None:
        """Share of all that took a right route."""
        return _share(self.right, self.mails)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


@dataclass(frozen=True, slots=True)
class Figure:
    """A rate that can be shown, compared and demanded.

    Attributes:
        read: takes it from a tally.
        falls: less is better.
    """

    name: str
    read: Callable[[Tally], float | None]
    falls: bool = False


FIGURES = (
    Figure("precision", lambda tally: tally.precision),
    Figure("recall", lambda tally: tally.recall),
    Figure("F1", lambda tally: tally.f1),
    Figure("alarms", lambda tally: tally.alarm_rate, falls=True),
    Figure("routes", lambda tally: tally.route_accuracy),
)
"""In the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that is counted about one rule set.

    Attributes:
        all: over all mails.
        languages: by language, in alphabetical order.
        kinds: by label and kind.
        confusion: number of mails by label and route taken.
    """

    all: Tally
    languages: Mapping[str, Tally]
    kinds: Mapping[tuple[str, str], Tally]
    confusion: Mapping[tuple[str, str], int]


def read_figures(outcomes: Iterable[Outcome]) -> Figures:
    """Count the outcomes."""
    listed = tuple(outcomes)
    return Figures(
        all=tally_of(listed),
        languages=_grouped(listed, lambda each: each.language),
        kinds=_grouped(listed, lambda each: (each.labelled.label, each.labelled.kind)),
        confusion=dict(Counter((each.labelled.label, each.route) for each in listed)),
    )


def tally_of(outcomes: Iterable[Outcome]) -> Tally:
    """Count the outcomes together."""
    counts = Counter[str]()
    for each in outcomes:
        counts[_ending(each)] += 1
        counts["right"] += each.right
    return Tally(**counts)


def _ending(outcome: Outcome) -> str:
    if outcome.urgent:
        return "found" if outcome.raised else "overlooked"
    return "alarms" if outcome.raised else "quiet"


def _grouped(outcomes: tuple[Outcome, ...], key: Callable[[Outcome], _Key]) -> dict[_Key, Tally]:
    groups: defaultdict[_Key, list[Outcome]] = defaultdict(list)
    for each in outcomes:
        groups[key(each)].append(each)
    return {name: tally_of(groups[name]) for name in sorted(groups, key=str)}
