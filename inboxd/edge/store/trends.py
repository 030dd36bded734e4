"""Complaints, trends and who belongs to them: functions on a connection, and the store's methods made of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, literal, select, tuple_, update

from inboxd.core.values.trend import Complaint, Trend, TrendMember, TrendState
from inboxd.edge.store.columns import clean_key, write_json
from inboxd.edge.store.engine import Database
from inboxd.edge.store.rows import AnyRow, Values, in_chunks, insert_new
from inboxd.edge.store.tables import complaints, trend_members, trends

PAGE = 1_000
"""Complaints that are read at once."""

Bookmark = tuple[datetime, str]
"""A moment and a message key: where the next page begins."""

_SAME = ("message_key", "at", "mailbox", "customer", "domain", "case_id", "language", "topics", "words")
_TREND_SAME = (
    "trend_id", "subject", "topic", "words", "since", "alerted_at", "expected", "seen", "customers", "domains",
    "cases", "declared_at", "resolved_at", "url",
)  # fmt: skip


class TrendTables:
    """What a store knows of trends; each method is one transaction."""

    _database: Database

    async def complaints_by_receipt(self, after: Bookmark) -> tuple[Complaint, ...]:
        """The next complaints in the order in which they were received."""
        return await self._database.read(lambda connection: _page(connection, complaints.c.at, after)[0])

    async def complaints_by_record(self, after: Bookmark) -> tuple[tuple[Complaint, ...], Bookmark]:
        """The next complaints in the order in which they were recorded, and where the page after them begins."""
        return await self._database.read(lambda connection: _page(connection, complaints.c.recorded_at, after))

    async def trend(self, trend_id: str) -> Trend | None:
        """The trend whose id begins so; None when there is none, or more than one."""
        return await self._database.read(lambda connection: find_trend(connection, trend_id))

    async def trends(self, *, states: frozenset[TrendState] | None = None, limit: int = 100) -> tuple[Trend, ...]:
        """Trends, those that were told last first."""
        return await self._database.read(lambda connection: list_trends(connection, states, limit))

    async def trend_members(self, trend_id: str) -> tuple[TrendMember, ...]:
        """Who complained about it, in the order of their first complaint."""
        return await self._database.read(lambda connection: members_of(connection, trend_id))

    async def save_trend(self, trend: Trend, was: TrendState | None, members: Sequence[TrendMember] = ()) -> bool:
        """Write a trend, and its members beside those that are there.

        Args:
            was: the state that it was read in; None for a new one.

        Returns:
            False when somebody else has turned it meanwhile, or has written the same new one: nothing was written.
        """
        return await self._database.write(lambda connection: save_trend(connection, trend, was, members))


def add_complaints(connection: Connection, found: Sequence[Complaint], now: datetime) -> None:
    """Write complaints; one that is there already stays as it is."""
    rows = {clean_key(each.message_key): {**_fields(each), "recorded_at": now} for each in found}
    if rows:
        ordered = [row for _, row in sorted(rows.items())]
        connection.execute(insert_new(complaints, connection.dialect.name), ordered)


def find_trend(connection: Connection, trend_id: str) -> Trend | None:
    """The one trend whose id begins so."""
    if not trend_id:
        return None
    begins = trends.c.trend_id.startswith(trend_id, autoescape=True)
    rows = connection.execute(select(trends).where(begins).limit(2)).all()
    return _trend_from(rows[0]) if len(rows) == 1 else None


def list_trends(connection: Connection, states: frozenset[TrendState] | None, limit: int) -> tuple[Trend, ...]:
    """Trends, those that were told last first."""
    query = select(trends).order_by(trends.c.alerted_at.desc(), trends.c.trend_id).limit(limit)
    if states is not None:
        query = query.where(trends.c.state.in_(sorted(state.value for state in states)))
    return tuple(_trend_from(row) for row in connection.execute(query))


def members_of(connection: Connection, trend_id: str) -> tuple[TrendMember, ...]:
    """Who complained about it, in the order of their first complaint."""
    query = select(trend_members).where(trend_members.c.trend_id == trend_id)
    rows = connection.execute(query.order_by(trend_members.c.at, trend_members.c.customer))
    return tuple(TrendMember(row.trend_id, row.customer, row.case_id, row.message_key, row.at) for row in rows)


def save_trend(connection: Connection, trend: Trend, was: TrendState | None, members: Sequence[TrendMember]) -> bool:
    """Write a trend in the state that it was read in, and its new members."""
    row = _trend_row(trend)
    if was is None:
        written = connection.execute(insert_new(trends, connection.dialect.name), [row]).scalars().all()
    else:
        is_it = (trends.c.trend_id == trend.trend_id) & (trends.c.state == was.value)
        written = (
            connection.execute(update(trends).where(is_it).values(row).returning(trends.c.trend_id)).scalars().all()
        )
    if not written:
        return False
    rows = {clean_key(each.customer): _member_row(each) for each in reversed(members)}
    for chunk in in_chunks([row for _, row in sorted(rows.items())]):
        connection.execute(insert_new(trend_members, connection.dialect.name), chunk)
    return True


def _page(connection: Connection, order: Column[datetime], after: Bookmark) -> tuple[tuple[Complaint, ...], Bookmark]:
    keys = (order, complaints.c.message_key)
    # Without the columns' types the moment would be compared in another spelling than the stored one.
    bookmark = [literal(value, key.type) for value, key in zip(after, keys, strict=True)]
    query = select(complaints).where(tuple_(*keys) > tuple_(*bookmark)).order_by(*keys).limit(PAGE)
    rows = connection.execute(query).all()
    found = tuple(Complaint(**{name: getattr(row, name) for name in _SAME}) for row in rows)
    last = (rows[-1].recorded_at, rows[-1].message_key) if rows else after
    return found, last


def _fields(complaint: Complaint) -> Values:
    return {name: getattr(complaint, name) for name in _SAME}


def _trend_row(trend: Trend) -> Values:
    same = {name: getattr(trend, name) for name in _TREND_SAME}
    return {
        **same,
        "state": trend.state.value,
        "window": trend.window.total_seconds(),
        "texts": write_json([list(each) for each in trend.texts]),
    }


def _trend_from(row: AnyRow) -> Trend:
    columns = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    texts = tuple((language, words) for language, words in json.loads(row.texts))
    same = {name: columns[name] for name in _TREND_SAME}
    return Trend(**same, state=TrendState(row.state), window=timedelta(seconds=columns["window"]), texts=texts)


def _member_row(member: TrendMember) -> Values:
    names = ("trend_id", "customer", "case_id", "message_key", "at")
    return {name: getattr(member, name) for name in names}
