"""Reads a period for the digest. Only looks.

Messages and reviews of a period are found through indexes. Histories and cases are looked through whole: this happens
once a day, and an index would cost something with every message.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, func, or_, select

from inboxd.core.values.case import Case, CaseState, EventKind
from inboxd.core.values.effect import Effect, EffectState
from inboxd.core.values.plan import Direction
from inboxd.core.values.report import CaseLine, Comment, Rated, Report, Stretch, TrendRow
from inboxd.core.values.tone import Review
from inboxd.core.values.trend import TrendState
from inboxd.edge.store.cases import known_cases
from inboxd.edge.store.outbox import list_effects
from inboxd.edge.store.reviews import reviews_between
from inboxd.edge.store.rows import case_from, event_from, in_chunks
from inboxd.edge.store.tables import case_events, cases, messages, ratings, trends

SHOWN = 25
"""Lines of one list."""

_MOST_ROWS = 200_000
_OPEN = tuple(state.value for state in CaseState if state is not CaseState.RESOLVED)
_BAD_RATING = 2


def read_report(
    connection: Connection, since: datetime, until: datetime, *, now: datetime, zone: ZoneInfo, quiet: Collection[str]
) -> Report:
    """The period as it is remembered.

    Args:
        quiet: names of the routes that open no case: there praise is found.
    """
    reviews = reviews_between(connection, since, until, SHOWN)
    waiting_count, late_count = _count_waiting(connection, now)
    return Report(
        since=since,
        until=until,
        waiting=_waiting(connection),
        waiting_count=waiting_count,
        late_count=late_count,
        escalated=_lines(connection, (EventKind.BREACHED, EventKind.ESCALATED), since, until),
        reopened=_lines(connection, (EventKind.REOPENED,), since, until),
        rated=_rated(connection, since, until),
        reviews=reviews,
        tokens=_tokens(connection, reviews),
        oldest=_oldest(connection),
        open_topics=_open_topics(connection),
        answered=_stretches(connection, "first_replied_at", since, until),
        resolved=_stretches(connection, "resolved_at", since, until),
        arrivals=_arrivals(connection, since, until, zone),
        comments=read_comments(connection, since, until, quiet),
        held=_troubled(connection, since),
        trends=_trends(connection, since, until),
    )


def _troubled(connection: Connection, since: datetime) -> tuple[Effect, ...]:
    """What waits for a person, and then what failed in the period: nobody must put that away."""
    return list_effects(connection, (EffectState.HELD, EffectState.FAILED), SHOWN, failed_since=since)


def read_comments(
    connection: Connection, since: datetime, until: datetime, quiet: Collection[str]
) -> tuple[Comment, ...]:
    """Messages of routes that open no case, oldest first."""
    if not quiet:
        return ()
    columns = (
        messages.c.sender,
        messages.c.route,
        messages.c.received_at,
        messages.c.language,
        messages.c.verdict_json,
    )
    query = (
        select(*columns)
        .where(
            messages.c.received_at >= since,
            messages.c.received_at < until,
            messages.c.direction == Direction.INCOMING.value,
            messages.c.route.in_(sorted(quiet)),
        )
        .order_by(messages.c.received_at, messages.c.message_key)
        .limit(_MOST_ROWS)
    )
    rows = connection.execute(query).all()
    names = _names(connection, {row.sender for row in rows})
    return tuple(
        Comment(row.sender, row.route, row.received_at, row.language, row.verdict_json, names.get(row.sender, ""))
        for row in rows
    )


def _names(connection: Connection, addresses: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for chunk in in_chunks(sorted(addresses)):
        query = select(cases.c.customer, cases.c.customer_name).where(cases.c.customer.in_(chunk))
        found.update((row.customer, row.customer_name) for row in connection.execute(query.order_by(cases.c.opened_at)))
    return found


def _waiting(connection: Connection) -> tuple[Case, ...]:
    # What is due first stands first; then those without a promise, who wait longest on top.
    query = select(cases).where(cases.c.waiting_since.is_not(None))
    ordered = query.order_by(cases.c.reply_due_at.is_(None), cases.c.reply_due_at, cases.c.waiting_since)
    return tuple(case_from(row) for row in connection.execute(ordered.limit(SHOWN)))


def _count_waiting(connection: Connection, now: datetime) -> tuple[int, int]:
    waiting = select(func.count()).select_from(cases).where(cases.c.waiting_since.is_not(None))
    late = waiting.where(cases.c.reply_due_at < now)
    return connection.execute(waiting).scalar_one(), connection.execute(late).scalar_one()


def _lines(
    connection: Connection, kinds: tuple[EventKind, ...], since: datetime, until: datetime
) -> tuple[CaseLine, ...]:
    """The last such line of each case, newest first."""
    query = (
        select(case_events)
        .where(
            case_events.c.at >= since,
            case_events.c.at < until,
            case_events.c.kind.in_([kind.value for kind in kinds]),
        )
        .order_by(case_events.c.at)
        .limit(_MOST_ROWS)
    )
    last = {row.case_id: event_from(row) for row in connection.execute(query)}
    shown = sorted(last.values(), key=lambda event: (event.at, event.event_key), reverse=True)[:SHOWN]
    known = known_cases(connection, [event.case_id for event in shown])
    return tuple(CaseLine(known[event.case_id], event) for event in shown if event.case_id in known)


def _rated(connection: Connection, since: datetime, until: datetime) -> tuple[Rated, ...]:
    query = (
        select(ratings)
        .where(ratings.c.at >= since, ratings.c.at < until, ratings.c.value <= _BAD_RATING)
        .order_by(ratings.c.value, ratings.c.at, ratings.c.rating_key)
        .limit(SHOWN)
    )
    rows = connection.execute(query).all()
    known = known_cases(connection, {row.case_id for row in rows})
    return tuple(Rated(known[row.case_id], row.at, row.value) for row in rows if row.case_id in known)


def _tokens(connection: Connection, reviews: tuple[Review, ...]) -> dict[str, str]:
    known = known_cases(connection, {review.case_id for review in reviews})
    return {case_id: case.token for case_id, case in known.items()}


def _oldest(connection: Connection) -> tuple[Case, ...]:
    query = select(cases).where(cases.c.state.in_(_OPEN)).order_by(cases.c.opened_at, cases.c.case_id).limit(SHOWN)
    return tuple(case_from(row) for row in connection.execute(query))


def _open_topics(connection: Connection) -> Counter[str]:
    query = select(cases.c.topics).where(cases.c.state.in_(_OPEN)).limit(_MOST_ROWS)
    return Counter(topic for topics in connection.execute(query).scalars() for topic in topics)


def _stretches(connection: Connection, column: str, since: datetime, until: datetime) -> tuple[Stretch, ...]:
    end = cases.c[column]
    chosen = (cases.c.case_id, cases.c.mailbox, cases.c.route, cases.c.opened_at, cases.c.topics, end.label("ended"))
    query = select(*chosen).where(end >= since, end < until).order_by(end, cases.c.case_id).limit(_MOST_ROWS)
    return tuple(
        Stretch(row.case_id, row.mailbox, row.route, row.opened_at, row.ended, row.topics)
        for row in connection.execute(query)
    )


def _arrivals(connection: Connection, since: datetime, until: datetime, zone: ZoneInfo) -> Counter[tuple[date, str]]:
    query = select(messages.c.received_at, messages.c.route).where(
        messages.c.received_at >= since,
        messages.c.received_at < until,
        messages.c.direction == Direction.INCOMING.value,
        messages.c.outcome.in_(["routed", "needs-human"]),
    )
    return Counter((row.received_at.astimezone(zone).date(), row.route) for row in connection.execute(query))


def _trends(connection: Connection, since: datetime, until: datetime) -> tuple[TrendRow, ...]:
    """What was told in the period, and what is still open; the biggest first."""
    told = and_(trends.c.alerted_at >= since, trends.c.alerted_at < until)
    still = trends.c.state.in_([TrendState.OPEN.value, TrendState.DECLARED.value])
    query = select(trends).where(or_(told, still)).order_by(trends.c.customers.desc(), trends.c.trend_id).limit(SHOWN)
    return tuple(
        TrendRow(row.trend_id, row.topic, row.words, row.since, row.customers, row.state)
        for row in connection.execute(query)
    )
