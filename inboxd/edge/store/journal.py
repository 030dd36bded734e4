"""The journal of messages and how far each folder was handled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, Insert, and_, bindparam, case, literal, literal_column, select, tuple_, update

from inboxd.core.values.arrival import FolderPosition, Identity, Place
from inboxd.core.values.plan import Direction, JournalEntry
from inboxd.core.values.record import WaitingMessage
from inboxd.edge.store.columns import clean_key
from inboxd.edge.store.rows import (
    AnyRow,
    Values,
    entry_from,
    entry_row,
    in_chunks,
    insert_into,
    insert_new,
    place_from,
    position_from,
)
from inboxd.edge.store.tables import cases, folder_positions, messages

PAGE = 500
"""Entries that are read at once."""
Bookmark = tuple[datetime, str]


def add_entries(connection: Connection, entries: Sequence[JournalEntry], now: datetime) -> frozenset[str]:
    """Write new entries, note the new place of known ones; the keys of the new ones."""
    if not entries:
        return frozenset()
    first = {clean_key(entry.message_key): entry for entry in reversed(entries)}
    rows = [entry_row(entry, now) for _, entry in sorted(first.items())]
    new = frozenset(connection.execute(insert_new(messages, connection.dialect.name), rows).scalars())
    last = {clean_key(entry.message_key): entry.place for entry in entries}
    move_entries(connection, {key: at for key, at in last.items() if key not in new or at != first[key].place})
    return new


def move_entries(connection: Connection, places: Mapping[str, Place]) -> None:
    """Note where messages lie now, by message key."""
    if places:
        statement = update(messages).where(messages.c.message_key == bindparam("moved_key"))
        rows = [{"moved_key": key, **_address(place)} for key, place in sorted(places.items())]
        connection.execute(statement.values({name: bindparam(name) for name in _ADDRESS}), rows)


_ADDRESS = ("folder", "uidvalidity", "uid")


def _address(place: Place) -> Values:
    # The mailbox is part of the message's own name and stays.
    return {"folder": place.folder, "uidvalidity": place.uidvalidity, "uid": place.uid}


def find_entry(connection: Connection, identity: Identity, mailbox: str) -> JournalEntry | None:
    """The row of one message of one mailbox."""
    row = connection.execute(
        select(messages).where(
            messages.c.message_id == identity.message_id,
            messages.c.digest == identity.digest,
            messages.c.mailbox == mailbox,
        )
    ).one_or_none()
    return entry_from(row) if row else None


def page_of_entries(
    connection: Connection, mailbox: str | None, after: Bookmark | None
) -> tuple[list[JournalEntry], Bookmark | None]:
    """The next page of the journal, oldest received first, and where the one after it begins."""
    query = select(messages).order_by(messages.c.received_at, messages.c.message_key).limit(PAGE)
    if mailbox is not None:
        query = query.where(messages.c.mailbox == mailbox)
    if after is not None:
        keys = (messages.c.received_at, messages.c.message_key)
        # Without the columns' types the moment would be compared in another spelling than the stored one.
        bookmark = [literal(value, key.type) for value, key in zip(after, keys, strict=True)]
        query = query.where(tuple_(*keys) > tuple_(*bookmark))
    page = [entry_from(row) for row in connection.execute(query)]
    more = len(page) == PAGE
    return page, (page[-1].received_at, page[-1].message_key) if more else None


# Not the whole row: the verdict with all its evidence is most of it, and a big mailbox has thousands that wait.
_WHERE_IT_LIES = (
    *(messages.c.case_id, messages.c.message_key, messages.c.message_id, messages.c.digest, messages.c.received_at),
    *(messages.c[name] for name in ("mailbox", *_ADDRESS)),
)


def waiting_messages(connection: Connection, mailbox: str) -> tuple[WaitingMessage, ...]:
    """Of each case that waits for us, the customer's newest message in this mailbox; longest waiting first.

    Messages of the same moment are all newest.
    """
    # In two steps: as one join SQLite would begin with all messages of the mailbox, because it knows no numbers.
    waiting = select(cases.c.case_id).where(cases.c.waiting_since.is_not(None)).order_by(cases.c.waiting_since)
    rank = {case_id: number for number, case_id in enumerate(connection.execute(waiting).scalars())}
    newest: dict[str, list[AnyRow]] = {}
    for chunk in in_chunks(rank):
        query = select(*_WHERE_IT_LIES)
        query = query.where(messages.c.case_id != literal_column("''"), messages.c.case_id.in_(chunk))
        for row in connection.execute(query.where(messages.c.direction == Direction.INCOMING.value)):
            if row.mailbox == mailbox:
                _keep_newest(newest.setdefault(row.case_id, []), row)
    found = [row for rows in newest.values() for row in rows]
    found.sort(key=lambda row: (rank[row.case_id], row.message_key))
    return tuple(_waiting(row) for row in found)


def _keep_newest(rows: list[AnyRow], row: AnyRow) -> None:
    if rows and row.received_at > rows[0].received_at:
        rows.clear()
    if not rows or row.received_at == rows[0].received_at:
        rows.append(row)


def _waiting(row: AnyRow) -> WaitingMessage:
    return WaitingMessage(row.case_id, row.message_key, place_from(row), Identity(row.message_id, row.digest))


def find_position(connection: Connection, mailbox: str, folder: str) -> FolderPosition | None:
    """How far a folder was handled."""
    row = connection.execute(
        select(folder_positions).where(folder_positions.c.mailbox == mailbox, folder_positions.c.folder == folder)
    ).one_or_none()
    return position_from(row) if row else None


def save_position(connection: Connection, position: FolderPosition) -> None:
    """Store how far a folder was handled; within one UIDVALIDITY never less than before."""
    row = {
        "mailbox": position.mailbox,
        "folder": position.folder,
        "uidvalidity": position.uidvalidity,
        "uid": position.uid,
        "since": position.since,
    }
    connection.execute(_position_upsert(connection.dialect.name), row)


@cache
def _position_upsert(dialect: str) -> Insert:
    insert = insert_into(folder_positions, dialect)
    new, old = insert.excluded, folder_positions.c
    further = case((and_(old.uidvalidity == new.uidvalidity, old.uid > new.uid), old.uid), else_=new.uid)
    return insert.on_conflict_do_update(
        index_elements=[old.mailbox, old.folder],
        set_={"uidvalidity": new.uidvalidity, "uid": further, "since": new.since},
    )
