"""Cases and their histories."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from sqlalchemy import Connection, Integer, bindparam, case, or_, select, update
from sqlalchemy.sql.dml import ReturningInsert

from inboxd.core.decide.aftermath import CaseTurn
from inboxd.core.values.case import Case, CaseEvent, EventKind
from inboxd.edge.store.columns import clean_key
from inboxd.edge.store.rows import (
    by_key,
    case_from,
    case_row,
    event_from,
    event_row,
    in_chunks,
    insert_into,
    insert_new,
)
from inboxd.edge.store.tables import case_events, cases
from inboxd.errors import Conflict

_ORDER = {kind: number for number, kind in enumerate(EventKind)}


def save_cases(connection: Connection, changed: Sequence[Case]) -> None:
    """Write cases as they are now; of several versions of one case the last.

    Raises:
        Conflict: somebody else changed a case since it was read, or it was forgotten at the customer's wish. A case of
            revision 0 was never read and is written in any event.
    """
    latest = by_key(changed, lambda case: clean_key(case.case_id))
    if not latest:
        return
    _refuse_forgotten(connection, [clean_key(case.case_id) for case in latest if case.revision])
    rows = [case_row(case) for case in latest]
    written = set(connection.execute(_upsert(connection.dialect.name), rows).scalars())
    overtaken = [case.case_id for case in latest if clean_key(case.case_id) not in written]
    if overtaken:
        raise Conflict(f"{len(overtaken)} cases were changed meanwhile, the first is {overtaken[0]}")


def _refuse_forgotten(connection: Connection, read_before: Sequence[str]) -> None:
    """A case that is not there any more must not come back with what somebody still remembered of it."""
    for chunk in in_chunks(read_before):
        query = select(cases.c.case_id).where(cases.c.case_id.in_(chunk)).order_by(cases.c.case_id).with_for_update()
        if len(connection.execute(query).all()) < len(chunk):
            raise Conflict("a case was forgotten meanwhile")


@cache
def _upsert(dialect: str) -> ReturningInsert[str]:
    insert = insert_into(cases, dialect)
    new = insert.excluded
    fields = {column.name: new[column.name] for column in cases.c if column.name not in {"case_id", "revision"}}
    return insert.on_conflict_do_update(
        index_elements=[cases.c.case_id],
        set_={**fields, "revision": cases.c.revision + 1},
        where=or_(new.revision == 1, cases.c.revision == new.revision - 1),
    ).returning(cases.c.case_id)


def turn_cases(connection: Connection, turns: Iterable[CaseTurn]) -> None:
    """Bring cases into another state, those that are still in the state before; steps of escalation only go up."""
    rows = [
        {"turned": turn.case_id, "before": turn.before.value, "after": turn.after.value, "step": turn.escalation}
        for turn in by_key(list(turns), lambda turn: clean_key(turn.case_id))
    ]
    if rows:
        step = bindparam("step", type_=Integer())
        taken = case((cases.c.escalation < step, step), else_=cases.c.escalation)
        statement = (
            update(cases)
            .where(cases.c.case_id == bindparam("turned"), cases.c.state == bindparam("before"))
            .values(state=bindparam("after"), escalation=taken, revision=cases.c.revision + 1)
        )
        connection.execute(statement, rows)


def add_events(connection: Connection, events: Sequence[CaseEvent]) -> None:
    """Write lines of case histories; a line that is there already stays as it is."""
    if events:
        rows = [event_row(event) for event in by_key(events, lambda event: clean_key(event.event_key))]
        connection.execute(insert_new(case_events, connection.dialect.name), rows)


def known_events(connection: Connection, keys: Iterable[str]) -> frozenset[str]:
    """Which of these lines are written already."""
    known: set[str] = set()
    for chunk in in_chunks(keys):
        known.update(
            connection.execute(select(case_events.c.event_key).where(case_events.c.event_key.in_(chunk))).scalars()
        )
    return frozenset(known)


def known_cases(connection: Connection, case_ids: Iterable[str]) -> dict[str, Case]:
    """The cases with these ids, as far as they exist."""
    found: dict[str, Case] = {}
    for chunk in in_chunks(case_ids):
        for row in connection.execute(select(cases).where(cases.c.case_id.in_(chunk))):
            found[row.case_id] = case_from(row)
    return found


def find_case(connection: Connection, case_id_or_token: str) -> Case | None:
    """The case with this id; else the newest one with this token, in whatever case it is typed."""
    wanted = case_id_or_token.strip()
    by_id = connection.execute(select(cases).where(cases.c.case_id == wanted)).one_or_none()
    by_token = select(cases).where(cases.c.token == wanted.upper()).order_by(cases.c.opened_at.desc()).limit(1)
    row = by_id or connection.execute(by_token).one_or_none()
    return case_from(row) if row else None


def events_of(connection: Connection, case_id: str) -> tuple[CaseEvent, ...]:
    """The case's history, oldest line first."""
    query = (
        select(case_events).where(case_events.c.case_id == case_id).order_by(case_events.c.at, case_events.c.event_key)
    )
    found = (event_from(row) for row in connection.execute(query))
    # What happened in one moment is told in the order of the words' list: first the message, then what it led to.
    return tuple(sorted(found, key=lambda event: (event.at, _ORDER[event.kind])))


def list_cases(connection: Connection, states: frozenset[str] | None, limit: int) -> tuple[Case, ...]:
    """Those who wait longest first; then the others, newest first."""
    waiting = select(cases).where(cases.c.waiting_since.is_not(None)).order_by(cases.c.waiting_since, cases.c.case_id)
    others = select(cases).where(cases.c.waiting_since.is_(None)).order_by(cases.c.opened_at.desc(), cases.c.case_id)
    if states is not None:
        waiting = waiting.where(cases.c.state.in_(sorted(states)))
        others = others.where(cases.c.state.in_(sorted(states)))
    found = list(connection.execute(waiting.limit(limit)))
    if len(found) < limit:
        found.extend(connection.execute(others.limit(limit - len(found))))
    return tuple(case_from(row) for row in found)
