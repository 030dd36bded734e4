"""A person: everything that is held, and how it is forgotten beside a daemon that is at work.

Rows are looked for by a reader, because words are searched through and through, and forgotten by their keys in one
short transaction. What came in between is found by looking again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, delete, select, update

from inboxd.core.decide.bare import bare_deed
from inboxd.core.values.effect import EffectState
from inboxd.core.values.ids import sealed_address
from inboxd.edge.store.columns import write_json
from inboxd.edge.store.holdings import (
    HOLDINGS,
    Fate,
    emptied,
    held_tables,
    mentions,
    rows_of,
    word_columns,
    word_tables,
)
from inboxd.edge.store.retention import UNFINISHED
from inboxd.edge.store.rows import Values, deed_from, deed_json, insert_new
from inboxd.edge.store.tables import answers, facts, outbox, suppressions

KEY_FACT = "forgetting key"
"""Under this name the key of the seals is kept; missing until somebody is forgotten."""
LINE = "forgotten "
"""Every forgotten person leaves a fact whose name begins so."""
_BLANK = "(forgotten)"

Found = dict[str, list[Values]]
"""Table → its rows."""


def find_person(connection: Connection, address: str, *seals: str) -> Found:
    """All rows that are this person's, without those that merely mention the address."""
    found: Found = {}
    for name, table in held_tables().items():
        rows = connection.execute(select(table).where(rows_of(table, address, *seals))).mappings()
        found[name] = [dict(row) for row in rows]
    return {name: rows for name, rows in found.items() if rows}


def find_mentions(connection: Connection, address: str) -> Found:
    """Rows in whose words the address stands, whosever they are."""
    pattern = _address_in_words(address)
    found: Found = {}
    for name, table in word_tables().items():
        columns = [column.name for column in word_columns(table)]
        for row in connection.execute(select(table).where(mentions(table, address))).mappings():
            if any(pattern.search(text) for column in columns for text in _texts(row[column])):
                found.setdefault(name, []).append(dict(row))
    return found


def find_key(connection: Connection) -> bytes:
    """The key of the seals; empty when nobody was ever forgotten."""
    return str(connection.execute(select(facts.c.value).where(facts.c.name == KEY_FACT)).scalar() or "").encode()


def forget_rows(connection: Connection, found: Found, key: bytes, now: datetime) -> int | None:
    """Delete, empty or seal a person's rows; how many. None, and nothing is changed, while a letter is going out."""
    effects = _lock_effects(connection, found.get("outbox", ()))
    if any(row["state"] == EffectState.SENDING.value for row in effects):
        return None
    count = _forget_effects(connection, effects, now)
    for name, table in held_tables().items():
        rows = found.get(name, [])
        if table is outbox or not rows:
            continue
        count += len(rows)
        match HOLDINGS[name].fate:
            case Fate.BARE:
                _for_each(connection, update(table).values(emptied(table)), table, rows)
            case Fate.SEALED if table is answers:
                _seal_answers(connection, rows, key)
            case Fate.SEALED:
                _seal_suppressions(connection, rows, key)
            case _:
                _for_each(connection, delete(table), table, rows)
    return count


def scrub_words(connection: Connection, found: Found, address: str) -> int:
    """Blank the address out of words that belong to others; how many rows."""
    pattern = _address_in_words(address)
    count = 0
    for name, rows in found.items():
        table = word_tables()[name]
        columns = [column.name for column in word_columns(table)]
        # What is not done yet needs its words; they go when it has ended.
        free = outbox.c.state.not_in(sorted(UNFINISHED)) if table is outbox else None
        for row in rows:
            cleaned = {column: _blanked(row[column], pattern) for column in columns}
            changes = {column: value for column, value in cleaned.items() if value != row[column]}
            is_row = and_(*(column == row[column.name] for column in table.primary_key.columns))
            where = is_row if free is None else and_(is_row, free)
            if changes:
                count += connection.execute(update(table).where(where).values(changes)).rowcount
    return count


def note_forgotten(connection: Connection, address: str, key: bytes, counts: Mapping[str, int], now: datetime) -> None:
    """Write down that somebody was forgotten, when, and how many rows it were; not who."""
    line = {"name": f"{LINE}{now.isoformat()} {sealed_address(address, key)}", "value": write_json(dict(counts))}
    connection.execute(insert_new(facts, connection.dialect.name), line)


def forgotten_lines(connection: Connection) -> dict[str, Mapping[str, int]]:
    """What `note_forgotten` wrote, by name."""
    query = select(facts.c.name, facts.c.value).where(facts.c.name.startswith(LINE)).order_by(facts.c.name)
    return {row.name: json.loads(row.value) for row in connection.execute(query)}


def _lock_effects(connection: Connection, rows: Sequence[Values]) -> list[Values]:
    """The effects as they are now."""
    locked = []
    for row in sorted(rows, key=lambda row: row["effect_id"]):
        query = select(outbox).where(outbox.c.effect_id == row["effect_id"]).with_for_update()
        locked += [dict(found) for found in connection.execute(query).mappings()]
    return locked


def _forget_effects(connection: Connection, rows: Sequence[Values], now: datetime) -> int:
    """Letters stay as bare rows, called off where they had not gone out; moves that are due stay; the rest goes."""
    gone = []
    for row in rows:
        changes: Values
        if row["message_id"]:
            state = EffectState(row["state"])
            open_still = state in UNFINISHED or state is EffectState.FAILED
            after = EffectState.CANCELLED if open_still else state
            deed = deed_json(bare_deed(deed_from(row["deed"])))
            changes = {**emptied(outbox), "deed": deed, "state": after.value, "changed_at": now}
        elif row["kind"] == "move" and row["state"] == EffectState.QUEUED.value:
            changes = {"case_id": ""}
        else:
            gone.append(row)
            continue
        connection.execute(update(outbox).where(outbox.c.effect_id == row["effect_id"]).values(changes))
    _for_each(connection, delete(outbox), outbox, gone)
    return len(rows)


def _seal_answers(connection: Connection, rows: Sequence[Values], key: bytes) -> None:
    for row in rows:
        sealed = {
            "answer_key": sealed_address(row["answer_key"], key),
            "address": sealed_address(row["address"], key),
            "domain": sealed_address(row["domain"], key),
            "message_key": "",
            "case_id": "",
        }
        connection.execute(update(answers).where(answers.c.answer_key == row["answer_key"]).values(sealed))


def _seal_suppressions(connection: Connection, rows: Sequence[Values], key: bytes) -> None:
    _for_each(connection, delete(suppressions), suppressions, rows)
    asked = [{**row, "address": sealed_address(row["address"], key)} for row in rows if row["reason"] == "asked"]
    if asked:
        connection.execute(insert_new(suppressions, connection.dialect.name), asked)


def _for_each(connection: Connection, statement: Any, table: Table, rows: Sequence[Values]) -> None:  # noqa: ANN401 - an UPDATE or a DELETE
    if not rows:
        return
    key = tuple(table.primary_key.columns)
    where = and_(*(column == bindparam(f"of_{column.name}") for column in key))
    keys = sorted(tuple(row[column.name] for column in key) for row in rows)
    named = [{f"of_{column.name}": value for column, value in zip(key, each, strict=True)} for each in keys]
    connection.execute(statement.where(where), named)


def _address_in_words(address: str) -> re.Pattern[str]:
    """The address by itself, and not as the end or beginning of a longer one."""
    return re.compile(rf"(?<![\w.+%-]){re.escape(address)}(?![\w-]|\.\w)", re.IGNORECASE)


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return tuple(map(str, value))
    return (value,) if isinstance(value, str) else ()


def _blanked(value: object, pattern: re.Pattern[str]) -> object:
    if isinstance(value, tuple):
        return tuple(pattern.sub(_BLANK, str(each)) for each in value)
    return pattern.sub(_BLANK, value) if isinstance(value, str) else value
