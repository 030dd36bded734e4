"""A digest for the team: figures and lines that are ready to be shown, in their order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class PeriodKind(StrEnum):
    """How often a digest comes."""

    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Period:
    """What a digest is about.

    Attributes:
        since, until: aware UTC, the end excluded.
        happy_month: the first day of the month whose happy file goes with it; None when none does.
    """

    kind: PeriodKind
    since: datetime
    until: datetime
    happy_month: date | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """A case in a list.

    Attributes:
        customer: name and address as far as they are known.
        age: how long it is open, or how long the customer waits.
        due: until the promised time; negative when that is over, None without a promise.
        note: what is special about it here.
    """

    token: str
    customer: str
    subject: str
    route: str
    age: timedelta
    due: timedelta | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ToReview:
    """A reply that a colleague should look at.

    Attributes:
        findings: (kind, quote, what to write instead).
    """

    token: str
    agent: str
    at: datetime
    findings: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class TopicTimes:
    """How long a topic takes to be solved.

    Attributes:
        median: from the first word to the end; None when none ended in the period.
    """

    title: str
    ended: int
    open: int
    median: timedelta | None


@dataclass(frozen=True, slots=True)
class ReplyTimes:
    """How long first answers of a route took, in working time.

    Attributes:
        p90: nine of ten were not slower.
        target: the route's; None when it has none.
        within: how many kept the target.
    """

    route: str
    answers: int
    median: timedelta
    p90: timedelta
    target: timedelta | None
    within: int


@dataclass(frozen=True, slots=True)
class Hug:
    """Praise that somebody wrote.

    Attributes:
        who: name or address.
        quote: their very words, short.
        score: of the praise.
    """

    who: str
    quote: str
    at: datetime
    language: str
    score: float


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything that a digest says.

    Attributes:
        zone: IANA name; the clock by which days and hours are shown.
        days: the local days of the period, in order.
        traffic: (route, messages on each of the days), busiest route first.
        praise, complaints: messages of the period.
        unaccounted: messages that nobody can account for; None when that was not looked at.
        held: (effect id, what it is, why).
        trends: one line each.
    """

    period: Period
    zone: str
    waiting: tuple[Matter, ...] = ()
    waiting_count: int = 0
    late_count: int = 0
    escalated: tuple[Matter, ...] = ()
    reopened: tuple[Matter, ...] = ()
    rated: tuple[Matter, ...] = ()
    reviews: tuple[ToReview, ...] = ()
    oldest: tuple[Matter, ...] = ()
    topics: tuple[TopicTimes, ...] = ()
    days: tuple[date, ...] = ()
    traffic: tuple[tuple[str, tuple[int, ...]], ...] = ()
    reply_times: tuple[ReplyTimes, ...] = ()
    hugs: tuple[Hug, ...] = ()
    praise: int = 0
    complaints: int = 0
    unaccounted: int | None = None
    held: tuple[tuple[str, str, str], ...] = ()
    trends: tuple[str, ...] = ()

    @property
    def ratio(self) -> float | None:
        """Praise for each complaint; None without complaints."""
        return self.praise / self.complaints if self.complaints else None
