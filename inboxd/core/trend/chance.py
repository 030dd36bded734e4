"""How many customers chance alone would bring: rates that adapt slowly, seasons of the week, and tails.

A subject's rate is a Gamma belief that forgets: customers counted, over exposure (hours weighted by how busy they
usually are). What it predicts for a window is negative binomial, with heavy tails while little is known, so that a cold
start is careful by itself.
"""

from __future__ import annotations

import math
from itertools import accumulate

WEEK = 168
"""Hours of a week."""

_PRIOR = 0.5  # Jeffreys: as if half a customer had been seen
_STEADIEST = 40.0  # days differ by about a sixth for reasons that no season knows
_HALF_LIFE = 14 * 24.0
FORGETS: float = 0.5 ** (1 / _HALF_LIFE)
"""What an hour leaves of what was known."""

_WEEK_FORGETS = 0.85
_DOUBT, _HOUR_DOUBT, _DAY_DOUBT = 2.0, 2.0, 12.0
_QUIETEST = 0.02
_COLD, _COLD_HOURS = 3.0, 14 * 24.0


class Season:
    """How busy each hour of the week is, 1 on average; learned from all complaints together.

    Hours are UTC; it does not matter which, because only the difference between them counts.
    """

    __slots__ = ("_counts", "_seen", "_sums", "hours", "shape")

    def __init__(self) -> None:
        self._counts = [0.0] * WEEK
        self._seen = [0.0] * WEEK
        self.hours = 0
        self.shape = [1.0] * WEEK
        self._sums = list(accumulate(self.shape, initial=0.0))

    @property
    def mean(self) -> float:
        """Customers an hour, over the week."""
        return sum(self._counts) / max(1.0, sum(self._seen))

    @property
    def caution(self) -> float:
        """What expectations are multiplied by: four at the very beginning, one after two weeks."""
        return 1.0 + _COLD * max(0.0, 1.0 - self.hours / _COLD_HOURS)

    def learn(self, hour: int, customers: int) -> None:
        """One hour is over.

        Args:
            hour: hours since 1970-01-01 00:00 UTC.
            customers: who complained in it, whatever about.
        """
        cell, usual = hour % WEEK, self.mean * self.shape[hour % WEEK]
        if self.hours > WEEK:
            customers = min(customers, math.ceil(3 * usual + 5))  # a surge is no season
        self._counts[cell] = self._counts[cell] * _WEEK_FORGETS + customers
        self._seen[cell] = self._seen[cell] * _WEEK_FORGETS + 1
        self.hours += 1
        self._reshape()

    def exposure(self, begin: float, end: float) -> float:
        """Usual hours' worth of complaints between two moments, in hours since 1970."""
        return self._until(end) - self._until(begin)

    def _until(self, moment: float) -> float:
        weeks, within = divmod(moment, WEEK)
        hour = int(within)
        return weeks * self._sums[WEEK] + self._sums[hour] + (within - hour) * self.shape[hour % WEEK]

    def _reshape(self) -> None:
        mean = self.mean
        if not mean:
            return
        counts, seen = self._counts, self._seen
        of_hour = [
            (sum(counts[h::24]) + _HOUR_DOUBT * mean) / (sum(seen[h::24]) + _HOUR_DOUBT) / mean for h in range(24)
        ]
        of_day = [
            (sum(counts[d : d + 24]) + _DAY_DOUBT * mean) / (sum(seen[d : d + 24]) + _DAY_DOUBT) / mean
            for d in range(0, WEEK, 24)
        ]
        shape = [
            max(_QUIETEST, (count + _DOUBT * mean * of_hour[i % 24] * of_day[i // 24]) / (times + _DOUBT) / mean)
            for i, (count, times) in enumerate(zip(counts, seen, strict=True))
        ]
        level = sum(shape) / WEEK
        self.shape = [each / level for each in shape]
        self._sums = list(accumulate(self.shape, initial=0.0))


class Rate:
    """How often a subject comes up, from what has left its window; a surge lifts it little."""

    __slots__ = ("_at", "_known", "_now")

    def __init__(self, hour: int) -> None:
        self._known = 0.0
        self._at = hour
        self._now = 0

    def learn(self, hour: int, usual: float) -> None:
        """One more customer was counted in this hour, in which `usual` were to be expected."""
        if hour > self._at:
            self._known *= FORGETS ** (hour - self._at)
            self._at, self._now = hour, 0
        self._now += 1
        if self._now <= usual + 3 * math.sqrt(usual) + 2:
            self._known += 1

    def known(self, hour: int) -> float:
        """Customers that are remembered, older ones less, with the half of the prior."""
        faded: float = self._known * FORGETS ** max(0, hour - self._at)
        return _PRIOR + faded


def tail(least: int, mean: float, known: float) -> float:
    """Probability of `least` or more, where `mean` are expected from `known` remembered ones.

    Negative binomial of that mean whose size is what is known, at most 40.
    """
    if least <= 0 or mean >= least:
        return 1.0
    size = min(known, _STEADIEST)
    odds = mean / (mean + size)
    term = math.exp(
        math.lgamma(least + size)
        - math.lgamma(size)
        - math.lgamma(least + 1)
        + size * math.log1p(-odds)
        + least * math.log(odds)
    )
    total, count = 0.0, least
    while term > total * 1e-6 and count < least + 400:
        total += term
        term *= odds * (count + size) / (count + 1)
        count += 1
    return min(1.0, total)
