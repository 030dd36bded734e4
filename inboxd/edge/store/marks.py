"""What a case's matter is known by, and the cases that are found through it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, literal_column, or_, select

from inboxd.core.decide.linking import IDENTIFIER_MARK, LINKED_WITHIN, TOPIC_MARK
from inboxd.core.values.case import Case, CaseEvent, CaseState, EventKind
from inboxd.core.values.plan import Plan
from inboxd.edge.store.cases import known_cases
from inboxd.edge.store.columns import Key, Moment, clean_key
from inboxd.edge.store.rows import Values, case_from, event_from, in_chunks, insert_new
from inboxd.edge.store.tables import case_events, case_marks, cases

MOST_EARLIER, MOST_SIMILAR, MOST_LINKED = 20, 5, 20
_MOST_MARKS, _LOOKED_AT = 8, 40
_CASES_WINDOW = timedelta(days=90)
_SOME = bindparam("some", expanding=True, type_=Key)
_SINCE = bindparam("since", type_=Moment)

# Any one of them: a case that is linked points to the first of its kin.
_OPEN = (
    select(case_marks.c.mark, func.max(case_marks.c.case_id).label("case_id"))
    .join(cases, cases.c.case_id == case_marks.c.case_id)
    .where(
        case_marks.c.mark.in_(_SOME),
        case_marks.c.at > _SINCE,
        cases.c.opened_at > _SINCE,
        cases.c.state != literal_column(f"'{CaseState.RESOLVED.value}'"),
    )
    .group_by(case_marks.c.mark)
)
_CASES_OF = (
    select(cases.c.customer, func.count().label("number"))
    .where(cases.c.customer.in_(_SOME), cases.c.opened_at > _SINCE)
    .group_by(cases.c.customer)
)
_HAS_LINK = cases.c.linked_to != literal_column("''")


def add_marks(connection: Connection, plans: Sequence[Plan]) -> None:
    """Keep what the cases of these plans are known by; a mark that a case has already stays as it is."""
    rows: dict[tuple[str, str], Values] = {}
    for plan in plans:
        if plan.case is not None and plan.entry is not None:
            for mark in plan.marks:
                row = {"mark": mark, "case_id": plan.case.case_id, "at": plan.entry.received_at}
                rows.setdefault((clean_key(mark), clean_key(plan.case.case_id)), row)
    if rows:
        connection.execute(insert_new(case_marks, connection.dialect.name), [rows[key] for key in sorted(rows)])


def open_by_mark(connection: Connection, marks: Mapping[str, str], now: datetime) -> dict[str, str]:
    """Mark → one of the cases of the last days that is known by it and not resolved.

    Args:
        marks: as the database spells it → as it was asked.
    """
    found: dict[str, str] = {}
    for chunk in in_chunks(marks):
        for row in connection.execute(_OPEN, {"some": chunk, "since": now - LINKED_WITHIN}):
            found[marks[row.mark]] = row.case_id
    return found


def count_cases(connection: Connection, customers: Mapping[str, str], now: datetime) -> dict[str, int]:
    """Customer → number of cases of the last 90 days. The keys as for `open_by_mark`."""
    found: dict[str, int] = {}
    for chunk in in_chunks(customers):
        for row in connection.execute(_CASES_OF, {"some": chunk, "since": now - _CASES_WINDOW}):
            found[customers[row.customer]] = row.number
    return found


def earlier_cases(connection: Connection, case: Case, addresses: Iterable[str]) -> tuple[Case, ...]:
    """Cases of the same person that began before this one, newest first."""
    query = (
        select(cases)
        .where(cases.c.customer.in_(sorted({case.customer, *addresses} - {""})), cases.c.opened_at < case.opened_at)
        .order_by(cases.c.opened_at.desc(), cases.c.case_id)
        .limit(MOST_EARLIER)
    )
    return tuple(case_from(row) for row in connection.execute(query))


def linked_cases(connection: Connection, case: Case) -> tuple[Case, ...]:
    """Cases that are taken for the same matter, oldest first."""
    root = case.linked_to or case.case_id
    points_there = (_HAS_LINK) & (cases.c.linked_to == root)
    query = select(cases).where(points_there).order_by(cases.c.opened_at, cases.c.case_id).limit(MOST_LINKED)
    found = {row.case_id: case_from(row) for row in connection.execute(query)}
    found.update(known_cases(connection, [root]))
    others = (each for each in found.values() if each.case_id != case.case_id)
    return tuple(sorted(others, key=lambda each: (each.opened_at, each.case_id)))


def similar_cases(connection: Connection, case: Case, addresses: Iterable[str]) -> tuple[Case, ...]:
    """Cases of other customers with the same numbers or topics: those with the same numbers first, then the newest."""
    own = select(case_marks.c.mark).where(case_marks.c.case_id == case.case_id)
    marks = [
        mark for mark in connection.execute(own).scalars() if mark.startswith((IDENTIFIER_MARK, TOPIC_MARK))
    ]  # fmt: skip
    ranks: dict[str, int] = {}
    for mark in sorted(marks)[:_MOST_MARKS]:
        newest = select(case_marks.c.case_id).where(case_marks.c.mark == mark).order_by(case_marks.c.at.desc())
        for case_id in connection.execute(newest.limit(_LOOKED_AT)).scalars():
            ranks[case_id] = min(ranks.get(case_id, 1), int(mark.startswith(TOPIC_MARK)))
    same_person = {case.customer, *addresses}
    found = [each for each in known_cases(connection, sorted(ranks)).values() if each.customer not in same_person]
    found.sort(key=lambda each: (-ranks[each.case_id], each.opened_at, each.case_id), reverse=True)
    return tuple(found[:MOST_SIMILAR])


def ending_events(connection: Connection, case_ids: Iterable[str]) -> dict[str, tuple[CaseEvent, ...]]:
    """By case, the lines of the history that tell how it ended, oldest first."""
    kinds = (EventKind.RESOLVED.value, EventKind.CONFIRMED.value)
    found: dict[str, list[CaseEvent]] = {}
    for chunk in in_chunks(case_ids):
        query = select(case_events).where(
            case_events.c.case_id.in_(chunk), or_(*(case_events.c.kind == kind for kind in kinds))
        )
        for row in connection.execute(query.order_by(case_events.c.at, case_events.c.event_key)):
            found.setdefault(row.case_id, []).append(event_from(row))
    return {case_id: tuple(events) for case_id, events in found.items()}
