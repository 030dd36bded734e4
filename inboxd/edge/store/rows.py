"""Values ↔ rows. A column has its attribute's name unless something is taken apart here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from typing import Annotated, Any, TypeVar, cast

from pydantic import Field, TypeAdapter
from sqlalchemy import Row, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from inboxd.core.values.arrival import FolderPosition, Identity, Place
from inboxd.core.values.case import Case, CaseEvent, CaseState, EventKind, Identifier
from inboxd.core.values.effect import Deed, Effect, EffectState
from inboxd.core.values.history import Answer, Suppression
from inboxd.core.values.plan import Direction, JournalEntry
from inboxd.edge.store.columns import write_json

T = TypeVar("T")
Values = dict[str, Any]
AnyRow = Row[Any]

CHUNK = 500
"""Longest list in one statement."""


def in_chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def insert_into(table: Table, dialect: str) -> postgresql.Insert:
    """An INSERT that knows ON CONFLICT; both dialects spell it alike and are two classes all the same."""
    if dialect == "postgresql":
        return postgresql.insert(table)
    return cast("postgresql.Insert", sqlite.insert(table))


@cache
def insert_new(table: Table, dialect: str) -> ReturningInsert[str]:
    """An INSERT that passes rows over whose key is there, and tells the keys of the others.

    Kept once it is built: to build it takes longer than to run it.
    """
    return insert_into(table, dialect).on_conflict_do_nothing().returning(next(iter(table.primary_key.columns)))


@cache
def _deeds() -> TypeAdapter[Deed]:
    return TypeAdapter(Annotated[Deed, Field(discriminator="kind")])


def deed_json(deed: Deed) -> str:
    """A deed as one JSON object."""
    # Not pydantic's own writer: it refuses halves of surrogate pairs, which the column mends.
    return write_json(_deeds().dump_python(deed, mode="json"))


def deed_from(text: str) -> Deed:
    """The deed that `deed_json` wrote."""
    return _deeds().validate_json(text)


def effect_row(effect: Effect, now: datetime) -> Values:
    """A row of `outbox` that nobody has claimed."""
    return {
        "effect_id": effect.effect_id,
        "kind": effect.deed.kind,
        "mailbox": effect.mailbox,
        "case_id": effect.case_id,
        "message_key": effect.message_key,
        "state": effect.state.value,
        "due_at": effect.due_at,
        "attempts": effect.attempts,
        "delay": None if effect.delay is None else effect.delay.total_seconds(),
        "deed": deed_json(effect.deed),
        "message_id": effect.message_id,
        "owner": "",
        "last_error": effect.last_error,
        "started_at": effect.started_at,
        "trying_since": effect.trying_since,
        "created_at": now,
        "changed_at": now,
    }


def effect_from(row: AnyRow) -> Effect:
    """The effect of a row of `outbox`."""
    return Effect(
        effect_id=row.effect_id,
        mailbox=row.mailbox,
        deed=deed_from(row.deed),
        state=EffectState(row.state),
        due_at=row.due_at,
        case_id=row.case_id,
        message_key=row.message_key,
        message_id=row.message_id,
        attempts=row.attempts,
        delay=None if row.delay is None else timedelta(seconds=row.delay),
        last_error=row.last_error,
        started_at=row.started_at,
        trying_since=row.trying_since,
    )


def entry_row(entry: JournalEntry, now: datetime) -> Values:
    """A row of `messages`."""
    return {
        "message_key": entry.message_key,
        "message_id": entry.identity.message_id,
        "digest": entry.identity.digest,
        **place_row(entry.place),
        "direction": entry.direction.value,
        "received_at": entry.received_at,
        "recorded_at": now,
        "size": entry.size,
        "sender": entry.sender,
        "subject": entry.subject,
        "outcome": entry.outcome,
        "route": entry.route,
        "heat": entry.heat,
        "language": entry.language,
        "customer_type": entry.customer_type,
        "case_id": entry.case_id,
        "body_hash": entry.body_hash,
        "verdict_json": entry.verdict_json,
        "answer_reason": entry.answer_reason,
        "defects": entry.defects,
        "rules_version": entry.rules_version,
        "in_reply_to": entry.in_reply_to,
        "topics": entry.topics,
        "readers": entry.readers,
    }


def entry_from(row: AnyRow) -> JournalEntry:
    """The entry of a row of `messages`."""
    return JournalEntry(
        message_key=row.message_key,
        identity=Identity(row.message_id, row.digest),
        place=place_from(row),
        direction=Direction(row.direction),
        received_at=row.received_at,
        size=row.size,
        sender=row.sender,
        subject=row.subject,
        outcome=row.outcome,
        route=row.route,
        heat=row.heat,
        language=row.language,
        customer_type=row.customer_type,
        case_id=row.case_id,
        body_hash=row.body_hash,
        verdict_json=row.verdict_json,
        answer_reason=row.answer_reason,
        defects=row.defects,
        rules_version=row.rules_version,
        in_reply_to=row.in_reply_to,
        topics=row.topics,
        readers=row.readers,
    )


def place_row(place: Place) -> Values:
    """The columns that say where a message lies."""
    return {"mailbox": place.mailbox, "folder": place.folder, "uidvalidity": place.uidvalidity, "uid": place.uid}


def place_from(row: AnyRow) -> Place:
    """Where a message lies."""
    return Place(row.mailbox, row.folder, row.uidvalidity, row.uid)


_CASE_FIELDS = (
    "case_id", "token", "mailbox", "customer", "customer_name", "subject", "language", "route", "opened_at",
    "waiting_since", "reply_due_at", "replied_at", "resolved_at", "messages", "last_message_id", "references",
    "first_replied_at", "resolve_due_at", "escalation", "reopened", "agents", "topics", "rating", "linked_to",
    "hands_off",
)  # fmt: skip


def case_row(case: Case) -> Values:
    """A row of `cases`, one revision further."""
    same = {name: getattr(case, name) for name in _CASE_FIELDS}
    identifiers = write_json([[each.name, each.value] for each in case.identifiers])
    return {**same, "identifiers": identifiers, "state": case.state.value, "revision": case.revision + 1}


def case_from(row: AnyRow) -> Case:
    """The case of a row of `cases`."""
    columns = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    same = {name: columns[name] for name in _CASE_FIELDS}
    identifiers = tuple(Identifier(name, value) for name, value in json.loads(row.identifiers))
    return Case(**same, identifiers=identifiers, state=CaseState(row.state), revision=row.revision)


def event_row(event: CaseEvent) -> Values:
    """A row of `case_events`."""
    return {
        "event_key": event.event_key,
        "case_id": event.case_id,
        "at": event.at,
        "kind": event.kind.value,
        "reason": event.reason,
        "actor": event.actor,
    }


def event_from(row: AnyRow) -> CaseEvent:
    """The event of a row of `case_events`."""
    return CaseEvent(row.event_key, row.case_id, row.at, EventKind(row.kind), row.reason, row.actor)


_ANSWER_FIELDS = ("answer_key", "at", "address", "domain", "mailbox", "case_id", "body_hash", "kind")


def answer_row(answer: Answer, message_key: str) -> Values:
    """A row of `answers`, with the message that is answered."""
    return {**{name: getattr(answer, name) for name in _ANSWER_FIELDS}, "message_key": message_key}


def answer_from(row: AnyRow) -> Answer:
    """The answer of a row of `answers`."""
    return Answer(row.answer_key, row.at, row.address, row.domain, row.mailbox, row.case_id, row.body_hash, row.kind)


def suppression_from(row: AnyRow) -> Suppression:
    """The suppression of a row of `suppressions`."""
    return Suppression(row.address, row.reason, row.until)


def position_from(row: AnyRow) -> FolderPosition:
    """The position of a row of `folder_positions`."""
    return FolderPosition(row.mailbox, row.folder, row.uidvalidity, row.uid, row.since)


def claimed(effect: Effect, now: datetime, lease: timedelta) -> Effect:
    """The effect as it is once somebody has taken it: one attempt more, the next try pushed out."""
    return replace(effect, attempts=effect.attempts + 1, due_at=now + lease, trying_since=effect.trying_since or now)


def by_key(items: Sequence[T], key: Callable[[T], str]) -> list[T]:
    """Without repetitions of a key, the last one of each kept, in the order of the keys.

    Transactions that write rows in one order cannot block each other in a circle.
    """
    return [item for _, item in sorted({key(item): item for item in items}.items())]
