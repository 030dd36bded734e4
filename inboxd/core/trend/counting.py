"""Distinct customers of the last hour, six hours, day and week, against what is usual there and then."""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Iterator
from datetime import datetime

from inboxd.core.trend.chance import FORGETS, WEEK, Rate, Season
from inboxd.core.values.trend import Complaint

WINDOWS = (1, 6, 24, WEEK)
"""Lengths in hours."""

_OF_ONE_DOMAIN = 2
_MOST = 20_000  # customers of one window: beyond, the oldest go


def hours(at: datetime) -> float:
    """A moment as hours since 1970-01-01 00:00 UTC."""
    return at.timestamp() / 3600


class Background:
    """What is usual for all subjects together: the season, and how long each window has been watched from outside."""

    __slots__ = ("_first", "past", "season")

    def __init__(self) -> None:
        self._first: int | None = None
        self.season = Season()
        self.past = [1.0] * len(WINDOWS)

    def close(self, hour: int, customers: int) -> None:
        """The hour is over; so many customers complained in it."""
        self._first = hour if self._first is None else self._first
        self.season.learn(hour, customers)
        for index, length in enumerate(WINDOWS):
            self.past[index] *= FORGETS
            if hour - length >= self._first:
                self.past[index] += self.season.shape[(hour - length) % WEEK]

    def weekly(self, index: int, known: float) -> float:
        """Customers a week, of a subject of which so many are known in this window."""
        return known / self.past[index] * WEEK

    def expected(self, index: int, known: float, now: float) -> float:
        """Customers that are usual in the window that ends now."""
        return known / self.past[index] * self.season.exposure(now - WINDOWS[index], now) * self.season.caution

    def usual(self, index: int, known: float, hour: int) -> float:
        """Customers that are usual in one hour; no bound while it is too early to tell."""
        if self.season.caution > 1:
            return math.inf
        return known / self.past[index] * self.season.shape[hour % WEEK]


class Recent:
    """The customers of one subject in one window. One customer counts once, a private domain at most twice."""

    __slots__ = ("_counted", "_customers", "_domains", "_index", "_members", "_rate", "_spent")

    def __init__(self, index: int, hour: int) -> None:
        self._index = index
        self._members: deque[tuple[float, Complaint, bool]] = deque()
        self._customers: set[str] = set()
        self._domains: Counter[str] = Counter()
        self._rate = Rate(hour)
        self._counted = self._spent = 0

    @property
    def seen(self) -> int:
        """Customers that count, without those of a surge that is over."""
        return self._counted - self._spent

    def add(self, now: float, complaint: Complaint, *, is_public: bool, background: Background) -> bool:
        """Take a complaint in; whether the count has grown."""
        self.expire(now, background)
        if complaint.customer in self._customers:
            return False
        counts = is_public or self._domains[complaint.domain] < _OF_ONE_DOMAIN
        self._members.append((now, complaint, counts))
        self._customers.add(complaint.customer)
        if counts:
            self._counted += 1
            self._domains[complaint.domain] += 1
        return counts

    def expire(self, now: float, background: Background) -> None:
        """Let go of who is older than the window, and learn from them what is usual."""
        length = WINDOWS[self._index]
        members = self._members
        while members and (members[0][0] <= now - length or len(members) > _MOST):
            at, complaint, counts = members.popleft()
            self._customers.discard(complaint.customer)
            if not counts:
                continue
            self._counted -= 1
            self._spent = max(0, self._spent - 1)
            self._domains[complaint.domain] -= 1
            if not self._domains[complaint.domain]:
                del self._domains[complaint.domain]
            hour = int(at)
            usual = background.usual(self._index, self._rate.known(hour), hour)
            self._rate.learn(hour + length, usual)

    def spend(self) -> None:
        """The surge is over: who is counted now belongs to it and to no later one."""
        self._spent = self._counted

    def complaints(self) -> Iterator[tuple[float, Complaint]]:
        """Of every customer in the window, counted or not, oldest first; not those of a surge that is over."""
        passed = 0
        for at, complaint, counts in self._members:
            if passed >= self._spent:
                yield at, complaint
            passed += counts

    def weekly(self, now: float, background: Background) -> float:
        """How many customers a week are usual."""
        return background.weekly(self._index, self._rate.known(int(now)))

    def belief(self, now: float, background: Background) -> tuple[float, float]:
        """How many customers are usual in the window that ends now, and how many are known of from before it."""
        known = self._rate.known(int(now))
        return background.expected(self._index, known, now), known
