"""What an alert makes of the trends that are remembered, and which of them a message belongs to."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from inboxd.core.values.acknowledging import Incident
from inboxd.core.values.trend import Alert, AlertKind, Trend, TrendMember, TrendState

_SAME = 0.4
_GROWN = 3


@dataclass(frozen=True, slots=True)
class Remembered:
    """A trend with its customers."""

    trend: Trend
    customers: AbstractSet[str]


@dataclass(frozen=True, slots=True)
class Decided:
    """What to write, and whether to tell people.

    Attributes:
        trend: as it is afterwards.
        was: its state before; None when it is new.
        members: everybody who belongs to it as far as the alert knows.
        is_told: whether it is news.
    """

    trend: Trend
    was: TrendState | None
    members: tuple[TrendMember, ...]
    is_told: bool


def decide_alert(alert: Alert, remembered: Sequence[Remembered]) -> Decided | None:
    """What follows from an alert; None when nothing does.

    The same alert after a restart finds its trend again, by what it is about or by its customers, and is no news.

    Args:
        remembered: trends that nobody has resolved, and those that ended since the alert's beginning.
    """
    customers = {complaint.customer for complaint in alert.complaints}
    known = next((each.trend for each in remembered if _is_same(alert, customers, each)), None)
    if known is None:
        if alert.kind is AlertKind.SUBSIDED:
            return None
        trend = _new_trend(alert)
        return Decided(trend, None, _members(trend, alert), is_told=True)
    if alert.kind is AlertKind.SUBSIDED and known.state is TrendState.OPEN:
        return Decided(replace(known, state=TrendState.SUBSIDED), known.state, _members(known, alert), is_told=False)
    is_told = alert.kind is AlertKind.GROWN and alert.customers >= _GROWN * known.customers
    return Decided(_grown(known, alert) if is_told else known, known.state, _members(known, alert), is_told)


def declared_incidents(trends: Sequence[Trend]) -> tuple[Incident, ...]:
    """What acknowledgments may speak of: trends that a person declared and that a topic names."""
    return tuple(
        Incident(trend.trend_id, frozenset({trend.topic}), dict(trend.texts))
        for trend in trends
        if trend.state is TrendState.DECLARED and trend.topic
    )


def headline(trend: Trend) -> str:
    """A trend in a few words, for titles."""
    about = trend.topic or " ".join(trend.words) or "the same"
    return f"{trend.customers} customers complain about {about}"


def _is_same(alert: Alert, customers: AbstractSet[str], remembered: Remembered) -> bool:
    trend = remembered.trend
    ended = trend.state in {TrendState.SUBSIDED, TrendState.RESOLVED}
    if not ended and trend.subject == alert.subject:
        return True
    return bool(customers) and len(customers & remembered.customers) >= _SAME * len(customers)


def _new_trend(alert: Alert) -> Trend:
    first = alert.complaints[0].message_key if alert.complaints else alert.since.isoformat()
    digest = hashlib.sha256(f"{alert.subject}\0{first}".encode("utf-8", "surrogatepass")).hexdigest()
    return Trend(
        trend_id=digest[:12],
        subject=alert.subject,
        topic=alert.topic,
        words=alert.words,
        state=TrendState.OPEN,
        since=alert.since,
        alerted_at=alert.at,
        window=alert.window,
        expected=alert.expected,
        seen=alert.seen,
        customers=alert.customers,
        domains=alert.domains,
        cases=alert.cases,
    )


def _grown(trend: Trend, alert: Alert) -> Trend:
    return replace(
        trend, alerted_at=alert.at, customers=alert.customers, domains=alert.domains, cases=alert.cases, seen=alert.seen
    )


def _members(trend: Trend, alert: Alert) -> tuple[TrendMember, ...]:
    return tuple(
        TrendMember(trend.trend_id, each.customer, each.case_id, each.message_key, each.at) for each in alert.complaints
    )
