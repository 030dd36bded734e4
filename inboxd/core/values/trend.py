"""What many customers complain about: single complaints without their text, and what grew out of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Complaint:
    """What trends need to know of one message; no sentence of it.

    Attributes:
        message_key: our name of the message.
        at: when it was received, aware UTC.
        mailbox: the account that it reached.
        customer: lower-case address of who wrote it.
        domain: the address's domain.
        case_id: the case that it belongs to.
        language: ISO 639-1 code, "und" when it cannot be told.
        topics: names of the topics that it is about.
        words: its telling words, at most 24 (see `core.trend.features`).
    """

    message_key: str
    at: datetime
    mailbox: str
    customer: str
    domain: str
    case_id: str
    language: str = "und"
    topics: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class AlertKind(StrEnum):
    """What an alert says."""

    NEW = "new"
    """More customers complain about it than chance explains."""
    GROWN = "grown"
    """Three times as many as when it was last said."""
    SUBSIDED = "subsided"
    """No more than usual for a while."""


@dataclass(frozen=True, slots=True)
class Alert:
    """Many customers complain about the same.

    Attributes:
        subject: what it is about: "topic:<name>", or "group:<message key>" of the first message of an unknown group.
        topic: name of the topic, "" for an unknown group.
        words: words that those messages share, most telling first; may be empty for a topic.
        at: when it was noticed, aware UTC.
        since: when the first of those messages was received.
        window: the stretch of time in which they are too many.
        expected: how many customers would have been usual in it.
        seen: how many there were, at most two of one private domain counted.
        customers: distinct customers since `since`, all of them counted.
        domains: their distinct domains.
        cases: ids of up to five of their cases, of different domains where possible.
        complaints: the complaints that belong to it, of each customer the first.
    """

    kind: AlertKind
    subject: str
    topic: str
    words: tuple[str, ...]
    at: datetime
    since: datetime
    window: timedelta
    expected: float
    seen: int
    customers: int
    domains: int
    cases: tuple[str, ...]
    complaints: tuple[Complaint, ...] = ()


class TrendState(StrEnum):
    """How a trend stands for the people who work on it."""

    OPEN = "open"
    """Noticed; nobody has said anything about it."""
    DECLARED = "declared"
    """A person said that it is a known incident: acknowledgments say so."""
    SUBSIDED = "subsided"
    """It went away by itself."""
    RESOLVED = "resolved"
    """A person said that it is solved."""


@dataclass(frozen=True, slots=True)
class Trend:
    """An alert as it is remembered.

    Attributes:
        trend_id: derived from what it is about and its first message, so that noticing it twice makes one trend.
        subject, topic, words, since, window, expected, seen, customers, domains, cases: see `Alert`.
        alerted_at: when it was said last, aware UTC.
        declared_at, resolved_at: when a person said so.
        url: where it is worked on, e.g. in an issue tracker; "" when nowhere.
        texts: what acknowledgments say about it: pairs of language and sentence; "" is the language of all others.
    """

    trend_id: str
    subject: str
    topic: str
    words: tuple[str, ...]
    state: TrendState
    since: datetime
    alerted_at: datetime
    window: timedelta
    expected: float
    seen: int
    customers: int
    domains: int
    cases: tuple[str, ...] = ()
    declared_at: datetime | None = None
    resolved_at: datetime | None = None
    url: str = ""
    texts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TrendMember:
    """A customer who complained about it, with the case of their first message about it."""

    trend_id: str
    customer: str
    case_id: str
    message_key: str
    at: datetime
