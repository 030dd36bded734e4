"""What the store tells about a period, before anybody makes figures of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from inboxd.core.values.case import Case, CaseEvent
from inboxd.core.values.effect import Effect
from inboxd.core.values.tone import Review


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case and what happened to it in the period."""

    case: Case
    event: CaseEvent


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating of a case: 1 is bad, 5 is good."""

    case: Case
    at: datetime
    value: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """How long something of a case took.

    Attributes:
        start, end: aware UTC.
        topics: names of the case's topics.
    """

    case_id: str
    mailbox: str
    route: str
    start: datetime
    end: datetime
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comment:
    """A message of a route that opens no case, which may be praise.

    Attributes:
        name: as the customer's case knows it; "" when it is not known.
        verdict_json: the verdict with short evidence, as the journal keeps it.
    """

    sender: str
    route: str
    at: datetime
    language: str
    verdict_json: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class TrendRow:
    """A trend that was seen in the period.

    Attributes:
        topic: its name, "" for one that has none.
        words: what the complaints share where there is no topic.
        customers: how many different ones complained.
        state: how it stands, e.g. "open" or "resolved".
    """

    trend_id: str
    topic: str
    words: tuple[str, ...]
    since: datetime
    customers: int
    state: str


@dataclass(frozen=True, slots=True)
class Report:
    """A period as it is remembered.

    Attributes:
        since, until: aware UTC, the end excluded.
        waiting: cases that wait for us now, what is due first on top; not more than are shown.
        waiting_count, late_count: how many wait, and how many of them past the promised time.
        escalated: cases whose target was over or that were escalated in the period.
        reopened: cases that were taken up again.
        rated: ratings, the worst first.
        reviews: replies that a colleague should look at, oldest first.
        tokens: tokens of the cases of the reviews, by case id.
        oldest: open cases, the oldest first.
        open_topics: how many open cases each topic has.
        answered: from the customer's first word to our first answer, for first answers given in the period.
        resolved: from the first word to the end, for cases that ended in the period.
        arrivals: incoming messages by local day and route; "" for those that could not be judged.
        comments: messages of routes that open no case.
        held: effects that a person must look at.
        trends: what many complained about.
    """

    since: datetime
    until: datetime
    waiting: tuple[Case, ...] = ()
    waiting_count: int = 0
    late_count: int = 0
    escalated: tuple[CaseLine, ...] = ()
    reopened: tuple[CaseLine, ...] = ()
    rated: tuple[Rated, ...] = ()
    reviews: tuple[Review, ...] = ()
    tokens: Mapping[str, str] = field(default_factory=dict)
    oldest: tuple[Case, ...] = ()
    open_topics: Mapping[str, int] = field(default_factory=dict)
    answered: tuple[Stretch, ...] = ()
    resolved: tuple[Stretch, ...] = ()
    arrivals: Mapping[tuple[date, str], int] = field(default_factory=dict)
    comments: tuple[Comment, ...] = ()
    held: tuple[Effect, ...] = ()
    trends: tuple[TrendRow, ...] = ()
