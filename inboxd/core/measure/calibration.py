"""Whether heat means what it says: of the mails with so much heat, how many are urgent."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace

from inboxd.core.measure.outcome import Outcome

_EDGES = (0.0, 0.01, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 15.0)
"""Where bins begin; heat is known to one hundredth, so the first one holds what has none at all."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Mails of about the same heat.

    Attributes:
        low, high: heat from `low` up to, not including, `high`; None is no end.
        urgent: how many of them people want to be interrupted by.
    """

    low: float
    high: float | None
    mails: int = 0
    urgent: int = 0

    @property
    def share(self) -> float | None:
        """Share of urgent mails; None without mails."""
        return self.urgent / self.mails if self.mails else None

    @property
    def name(self) -> str:
        """For people, e.g. "5 to 6"."""
        if self.high is None:
            return f"from {self.low:g}"
        if self.low == _EDGES[0]:
            return "none"
        return f"under {self.high:g}" if self.low == _EDGES[1] else f"{self.low:g} to {self.high:g}"


def calibrate(outcomes: Iterable[Outcome]) -> tuple[Bin, ...]:
    """The bins from cold to hot, the same ones for every rule set, so that two can be laid side by side."""
    bins = [Bin(low, high) for low, high in zip(_EDGES, (*_EDGES[1:], None), strict=True)]
    for each in outcomes:
        number = bisect_right(_EDGES, each.heat) - 1
        found = bins[number]
        bins[number] = replace(found, mails=found.mails + 1, urgent=found.urgent + each.urgent)
    return tuple(bins)
