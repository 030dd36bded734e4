"""What is older than it need be, found and let go a thousand rows at a time.

Rows are looked for by a reader, and changed by their keys in a short transaction that asks the same question once more:
the one writer of SQLite is never held for long, and what came to matter again in between stays. Cases that are open,
effects that have not ended, suppressions and positions are never touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args, get_type_hints

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Table,
    and_,
    delete,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)

from inboxd.core.decide.bare import bare_letter
from inboxd.core.values.case import CaseState
from inboxd.core.values.effect import EffectState, Letter
from inboxd.edge.store.holdings import emptied
from inboxd.edge.store.rows import deed_json, in_chunks
from inboxd.edge.store.tables import cases, messages, metadata, outbox, suppressions

BATCH = 1_000
"""Rows of one transaction."""

Bookmark = tuple[Any, ...]
UNFINISHED = frozenset({EffectState.WAITING, EffectState.QUEUED, EffectState.SENDING, EffectState.HELD})
_ENDED = tuple(sorted(state.value for state in frozenset(EffectState) - UNFINISHED))


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of letting go.

    Attributes:
        setting: of `[retention]`, which says after how long; "" for what carries its own end.
        table: where.
        clock: column or expression that is compared with the moment.
        also: what else must hold.
        bare: columns that are emptied, with what; None deletes the row.
        order: index in whose order a long table is read page by page; empty where rows vanish as they are let go.
    """

    setting: str
    table: Table
    clock: ColumnElement[Any]
    also: tuple[ColumnElement[bool], ...] = ()
    bare: Mapping[str, object] | None = None
    order: tuple[Column[Any], ...] = ()


def _bare_letters() -> dict[str, str]:
    """Kind → the deed of a bare letter as the outbox holds it."""
    kinds = get_args(get_type_hints(Letter)["kind"])
    return {kind: deed_json(bare_letter(kind)) for kind in kinds}


BARE_LETTERS = _bare_letters()
_IS_CLOSED = cases.c.state == CaseState.RESOLVED.value
_HAS_OPEN_CASE = select(cases.c.case_id).where(cases.c.case_id == messages.c.case_id, ~_IS_CLOSED).exists()
_HAS_WORK = (
    select(outbox.c.effect_id)
    .where(
        outbox.c.case_id != literal_column("''"),
        outbox.c.case_id == cases.c.case_id,
        outbox.c.state.in_(sorted(state.value for state in UNFINISHED)),
    )
    .exists()
)
_BARE_MESSAGE = emptied(messages, "case_id")
_HAS_ENDED = outbox.c.state.in_(_ENDED)
_IS_OUR_MAIL = outbox.c.message_id != literal_column("''")
_IS_LETTER = outbox.c.kind.in_(sorted(BARE_LETTERS))
_BY_RECEIPT = (messages.c.received_at, messages.c.message_key)


def _by_age(setting: str, name: str) -> Rule:
    table = metadata.tables[name]
    return Rule(setting, table, table.c.at)


RULES: dict[str, Rule] = {
    "messages": Rule(
        "messages",
        messages,
        messages.c.received_at,
        (or_(*(messages.c[name] != empty for name, empty in _BARE_MESSAGE.items())), ~_HAS_OPEN_CASE),
        _BARE_MESSAGE,
        _BY_RECEIPT,
    ),
    "letters": Rule(
        "outbox",
        outbox,
        outbox.c.changed_at,
        (_HAS_ENDED, _IS_OUR_MAIL, _IS_LETTER, outbox.c.deed.not_in(sorted(BARE_LETTERS.values()))),
        {**emptied(outbox, "case_id"), "deed": ""},
        (outbox.c.effect_id,),
    ),
    "effects": Rule("outbox", outbox, outbox.c.changed_at, (_HAS_ENDED, ~_IS_OUR_MAIL), None, (outbox.c.effect_id,)),
    "cases": Rule(
        "cases",
        cases,
        func.coalesce(cases.c.resolved_at, cases.c.opened_at, type_=cases.c.opened_at.type),
        (_IS_CLOSED, ~_HAS_WORK),
        None,
        (cases.c.case_id,),
    ),
    **{
        name: _by_age(setting, name)
        for name, setting in (
            ("answers", "answers"),
            ("ratings", "ratings"),
            ("reviews", "reviews"),
            ("complaints", "complaints"),
            ("trend_members", "complaints"),
        )
        if name in metadata.tables
    },
    "suppressions": Rule("", suppressions, suppressions.c.until),
    "identities": Rule("identities", messages, messages.c.received_at, (~_HAS_OPEN_CASE,), None, _BY_RECEIPT),
    "own letters": Rule("identities", outbox, outbox.c.changed_at, (_HAS_ENDED,), None, (outbox.c.effect_id,)),
}
"""In the order in which they are kept to: letters before the cases that they belong to, identities last."""


def find_old(
    connection: Connection, rule: Rule, before: datetime, after: Bookmark | None
) -> tuple[list[Bookmark], Bookmark | None]:
    """The next batch of keys, and where the one after it begins; None when there is none."""
    key = tuple(rule.table.primary_key.columns)
    query = select(*key, *rule.order).where(_is_old(rule, before)).limit(BATCH)
    if rule.order:
        query = query.order_by(*rule.order)
        if after:
            # Without the columns' types a moment would be compared in another spelling than the stored one.
            typed = [literal(value, column.type) for value, column in zip(after, rule.order, strict=True)]
            query = query.where(tuple_(*rule.order) > tuple_(*typed))
    rows = [tuple(row) for row in connection.execute(query)]
    more = len(rows) == BATCH
    # Where rows vanish as they are let go, the next batch begins at the beginning: an empty bookmark.
    return [row[: len(key)] for row in rows], rows[-1][len(key) :] if more else None


def let_go(connection: Connection, rule: Rule, before: datetime, keys: Sequence[Bookmark]) -> int:
    """Empty or delete these rows, as far as they are still old and of no use; how many."""
    return sum(
        _let_go(connection, rule, and_(_has_key(rule, chunk), _is_old(rule, before))) for chunk in in_chunks(keys)
    )


def _let_go(connection: Connection, rule: Rule, where: ColumnElement[bool]) -> int:
    if rule.bare is None:
        return connection.execute(delete(rule.table).where(where)).rowcount
    if rule.table is not outbox:
        return connection.execute(update(rule.table).where(where).values(rule.bare)).rowcount
    changed = 0
    for kind, deed in BARE_LETTERS.items():
        bare = update(outbox).where(where, outbox.c.kind == kind).values({**rule.bare, "deed": deed})
        changed += connection.execute(bare).rowcount
    return changed


def _has_key(rule: Rule, keys: Sequence[Bookmark]) -> ColumnElement[bool]:
    key = tuple(rule.table.primary_key.columns)
    return key[0].in_([each[0] for each in keys]) if len(key) == 1 else tuple_(*key).in_(keys)


def _is_old(rule: Rule, before: datetime) -> ColumnElement[bool]:
    return and_(rule.clock < before, *rule.also)
