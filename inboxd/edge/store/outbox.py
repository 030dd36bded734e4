"""The outbox: every effect from the moment it is decided until it has ended."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import get_args, get_type_hints

from sqlalchemy import (
    ColumnElement,
    Connection,
    Text,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    true,
    update,
)

from inboxd.core.decide.aftermath import Aftermath
from inboxd.core.decide.bare import bare_deed
from inboxd.core.decide.closing import ON_ITS_WAY
from inboxd.core.values.case import CaseState
from inboxd.core.values.effect import Deed, Effect, EffectState, FileCopy, Move
from inboxd.core.values.plan import Cancel, StartClock
from inboxd.edge.store.columns import clean_key
from inboxd.edge.store.rows import AnyRow, Values, claimed, deed_json, effect_from, effect_row, in_chunks, insert_new
from inboxd.edge.store.tables import cases, outbox

KINDS: tuple[str, ...] = tuple(
    sorted(kind for deed in get_args(Deed) for kind in get_args(get_type_hints(deed)["kind"]))
)
QUEUED: ColumnElement[bool] = outbox.c.state == literal_column("'queued'")
_ON_ITS_WAY = sorted(state.value for state in ON_ITS_WAY)
NOT_QUEUED: ColumnElement[bool] = outbox.c.state != literal_column("'queued'")
_TO_DO = (EffectState.SENDING, EffectState.QUEUED, EffectState.WAITING)
_ENDED = (EffectState.SHADOW, EffectState.CANCELLED, EffectState.DONE)
_FOR_PEOPLE = (EffectState.HELD, EffectState.FAILED, *_TO_DO, *_ENDED)
"""In which order people are shown them."""
_HAS_CASE: ColumnElement[bool] = outbox.c.case_id != literal_column("''")


def add_effects(
    connection: Connection,
    effects: Sequence[Effect],
    *,
    now: datetime,
    owner: str,
    lease: timedelta,
    mine: Callable[[str], bool] = lambda _: True,
) -> tuple[Effect, ...]:
    """Write new effects; those that are due are claimed at once and returned, in their order.

    Args:
        owner: who claims them; "" claims none.
        mine: tells by mailbox what may be claimed; the rest is for the one who owns it.
    """
    if not effects:
        return ()
    first = {clean_key(effect.effect_id): effect for effect in reversed(effects)}
    taken = {
        key: claimed(effect, now, lease)
        for key, effect in first.items()
        if owner and effect.state is EffectState.QUEUED and effect.due_at <= now and mine(effect.mailbox)
    }
    rows = [
        effect_row(taken.get(key, effect), now) | {"owner": owner if key in taken else ""}
        for key, effect in sorted(first.items())
    ]
    new = frozenset(connection.execute(insert_new(outbox, connection.dialect.name), rows).scalars())
    return tuple(taken[key] for key in reversed(first) if key in taken and key in new)


def cancel_effects(connection: Connection, cancels: Iterable[Cancel], now: datetime) -> None:
    """Call off effects that have not begun."""
    rows = [
        {"of_case": each.case_id, "of_kind": each.kind, "why": each.reason, "begins": each.only} for each in cancels
    ]
    if rows:
        of_case = and_(_HAS_CASE, outbox.c.case_id == bindparam("of_case"), outbox.c.kind == bindparam("of_kind"))
        # Spelled out, because IN cannot be used where one statement runs for many rows.
        not_begun = or_(QUEUED, outbox.c.state == EffectState.WAITING.value)
        begins = bindparam("begins", type_=Text())
        meant = func.substr(outbox.c.effect_id, 1, func.length(begins), type_=Text()) == begins
        statement = (
            update(outbox)
            .where(of_case, not_begun, meant)
            .values(state=EffectState.CANCELLED.value, last_error=bindparam("why"), owner="", changed_at=now)
        )
        connection.execute(statement, rows)


def start_clocks(connection: Connection, starts: Iterable[StartClock], now: datetime) -> None:
    """Queue waiting effects, each after its own delay."""
    rows: list[Values] = []
    for start in starts:
        query = select(outbox.c.effect_id, outbox.c.delay).where(
            _HAS_CASE,
            outbox.c.case_id == start.case_id,
            outbox.c.kind == start.kind,
            outbox.c.state == EffectState.WAITING.value,
        )
        rows.extend(
            {"started": row.effect_id, "due": start.replied_at + timedelta(seconds=row.delay or 0)}
            for row in connection.execute(query.with_for_update())
        )
    if rows:
        statement = (
            update(outbox)
            .where(outbox.c.effect_id == bindparam("started"))
            .values(state=EffectState.QUEUED.value, due_at=bindparam("due"), changed_at=now)
        )
        connection.execute(statement, rows)


def unasked_cases(connection: Connection, case_ids: Iterable[str]) -> frozenset[str]:
    """Which of these cases are answered and have no question on its way."""
    asked = (
        select(outbox.c.effect_id)
        .where(_HAS_CASE, outbox.c.case_id == cases.c.case_id, outbox.c.kind == "follow_up")
        .where(outbox.c.state.in_(_ON_ITS_WAY))
        .exists()
    )
    found: set[str] = set()
    for chunk in in_chunks(sorted(set(case_ids))):
        answered = select(cases.c.case_id).where(cases.c.case_id.in_(chunk), cases.c.state == CaseState.REPLIED.value)
        found.update(connection.execute(answered.where(~asked)).scalars())
    return frozenset(found)


def lock_effects(connection: Connection, effect_ids: Iterable[str]) -> dict[str, tuple[Effect, str]]:
    """Effects with their owners, kept from other transactions until this one ends."""
    found: dict[str, tuple[Effect, str]] = {}
    for chunk in in_chunks(sorted(set(effect_ids))):
        query = select(outbox).where(outbox.c.effect_id.in_(chunk)).order_by(outbox.c.effect_id).with_for_update()
        found.update((row.effect_id, (effect_from(row), row.owner)) for row in connection.execute(query))
    return found


def settle_effects(connection: Connection, ends: Sequence[tuple[Effect, Aftermath]], now: datetime) -> None:
    """Write how effects ended; nobody owns them then."""
    rows = [
        {
            "settled": effect.effect_id,
            "to": end.state.value,
            "why": end.error,
            "due": end.due_at or effect.due_at,
            "trying": None if end.waited else effect.trying_since,
        }
        for effect, end in ends
    ]
    if rows:
        statement = (
            update(outbox)
            .where(outbox.c.effect_id == bindparam("settled"))
            .values(
                state=bindparam("to"),
                last_error=bindparam("why"),
                due_at=bindparam("due"),
                trying_since=bindparam("trying"),
                owner="",
                changed_at=now,
            )
        )
        connection.execute(statement, rows)
        _change_deeds(connection, ends)


def _change_deeds(connection: Connection, ends: Sequence[tuple[Effect, Aftermath]]) -> None:
    deeds = ((effect, _deed_after(effect.deed, end)) for effect, end in ends)
    rows = [{"changed": effect.effect_id, "to": deed_json(deed)} for effect, deed in deeds if deed != effect.deed]
    if rows:
        statement = update(outbox).where(outbox.c.effect_id == bindparam("changed")).values(deed=bindparam("to"))
        connection.execute(statement, rows)


def _deed_after(deed: Deed, end: Aftermath) -> Deed:
    if isinstance(deed, Move) and end.copy is not None:
        return replace(deed, copy=end.copy)
    if isinstance(deed, FileCopy) and end.state in {EffectState.DONE, EffectState.CANCELLED}:
        # What was filed lies in the mailbox: its bytes, with the customer's name in them, are not kept as well.
        return bare_deed(deed)
    return deed


def requeue_effect(connection: Connection, effect_id: str, *, now: datetime, reason: str) -> bool:
    """Queue an effect anew, due at once and with all its tries; not one that somebody is at, or that has ended well."""
    free = and_(QUEUED, or_(outbox.c.owner == "", outbox.c.due_at <= now))
    stopped = outbox.c.state.in_([EffectState.WAITING.value, EffectState.HELD.value, EffectState.FAILED.value])
    changed = connection.execute(
        update(outbox)
        .where(outbox.c.effect_id == effect_id, or_(free, stopped))
        .values(
            state=EffectState.QUEUED.value,
            due_at=now,
            # What was tried may have been half done: the next one to take it looks first.
            attempts=case((outbox.c.attempts > 0, 1), else_=0),
            trying_since=None,
            owner="",
            last_error=reason,
            changed_at=now,
        )
    )
    return changed.rowcount == 1


def find_effect(connection: Connection, effect_id: str) -> Effect | None:
    """One row of the outbox."""
    row = connection.execute(select(outbox).where(outbox.c.effect_id == effect_id)).one_or_none()
    return effect_from(row) if row else None


def effects_in_doubt(connection: Connection, mailbox: str | None) -> tuple[Effect, ...]:
    """Effects whose outcome nobody knows, oldest first."""
    query = select(outbox).where(NOT_QUEUED, outbox.c.state == EffectState.SENDING.value)
    if mailbox is not None:
        query = query.where(outbox.c.mailbox == mailbox)
    rows = connection.execute(query.order_by(outbox.c.started_at, outbox.c.effect_id))
    return tuple(effect_from(row) for row in rows)


def list_effects(
    connection: Connection,
    states: Iterable[EffectState],
    limit: int,
    *,
    failed_since: datetime | None = None,
    besides: Collection[str] = (),
) -> tuple[Effect, ...]:
    """The outbox for people: first what they must decide, then what failed, what is to be done, and what has ended.

    Of each state what is due longest stands first, and of what failed or has ended the newest.

    Args:
        failed_since: what failed before is left out.
        besides: kinds that are left out.
    """
    found: list[AnyRow] = []
    for state in sorted(frozenset(states), key=_FOR_PEOPLE.index):
        since = failed_since if state is EffectState.FAILED else None
        found.extend(_listed(connection, state, limit - len(found), since, besides))
    return tuple(effect_from(row) for row in found)


def _listed(
    connection: Connection, state: EffectState, limit: int, since: datetime | None, besides: Collection[str]
) -> list[AnyRow]:
    # One state, or one kind of what is queued, at a time: the index gives the rows in order, as many as are shown.
    newest_first = state in {EffectState.FAILED, *_ENDED}
    if state is EffectState.QUEUED:
        parts = [and_(QUEUED, outbox.c.kind == kind) for kind in KINDS if kind not in besides]
    else:
        is_told = outbox.c.kind.not_in(besides) if besides else true()
        is_new = outbox.c.due_at > since if since else true()
        parts = [and_(NOT_QUEUED, outbox.c.state == state.value, is_new, is_told)]
    order = outbox.c.due_at.desc() if newest_first else outbox.c.due_at
    rows: list[AnyRow] = []
    for part in parts:
        rows.extend(connection.execute(select(outbox).where(part).order_by(order).limit(limit)))
    return sorted(rows, key=lambda row: (row.due_at, row.effect_id), reverse=newest_first)[:limit]


def count_effects(connection: Connection) -> dict[str, int]:
    """How many effects there are, by "kind/state"."""
    number = func.count().label("number")
    ended = select(outbox.c.state, outbox.c.kind, number).where(NOT_QUEUED).group_by(outbox.c.state, outbox.c.kind)
    queued = select(outbox.c.kind, number).where(QUEUED).group_by(outbox.c.kind)
    found = {f"{row.kind}/{row.state}": row.number for row in connection.execute(ended)}
    return found | {f"{row.kind}/{EffectState.QUEUED}": row.number for row in connection.execute(queued)}


def effects_of(connection: Connection, case_id: str) -> tuple[Effect, ...]:
    """A case's effects in the order in which they were decided."""
    query = select(outbox).where(_HAS_CASE, outbox.c.case_id == case_id)
    rows = connection.execute(query.order_by(outbox.c.created_at, outbox.c.effect_id))
    return tuple(effect_from(row) for row in rows)
