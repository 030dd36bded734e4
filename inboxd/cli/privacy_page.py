"""What is held about a person, as a page for people and as a tree for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime

from inboxd.cli.printable import printable
from inboxd.cli.wording import show_time
from inboxd.core.values.personal import Held

_TREES = frozenset({"deed", "verdict_json", "findings", "identifiers", "texts"})
"""Columns that hold JSON."""


def export_tree(held: Held) -> dict[str, object]:
    """Everything, with times in ISO 8601; the columns carry the names that the database gives them."""
    return {
        "address": held.address,
        "held": {name: [_row(row) for row in rows] for name, rows in held.rows.items()},
        "mentioned_in": {name: [_row(row) for row in rows] for name, rows in held.mentions.items()},
    }


def export_lines(held: Held) -> Iterator[str]:
    """The same to read: what is empty is left out."""
    if held.is_empty:
        yield "Nothing is held about this person."
        return
    yield f"Everything that inboxd holds about {printable(held.address)}."
    for name, rows in held.rows.items():
        yield from _table(name.replace("_", " "), rows)
    for name, rows in held.mentions.items():
        yield from _table(f"the address is mentioned in {name.replace('_', ' ')}", rows)
    yield ""
    yield from mailbox_hints(held)


def mailbox_hints(held: Held) -> Iterator[str]:
    """Where the person's mail lies, which inboxd never deletes, and how to find it there."""
    yield "In the mailboxes, where inboxd deletes nothing:"
    for (mailbox, folder), count in held.places.items():
        number = f"{count} message{'' if count == 1 else 's'}"
        yield f"  {printable(mailbox)}, {printable(folder)}: {number} when inboxd last saw them"
    yield f'  to find them: UID SEARCH OR FROM "{printable(held.address)}" TO "{printable(held.address)}"'
    yield "  in each folder, also in Sent, where copies of our answers lie"


def _table(title: str, rows: tuple[Mapping[str, object], ...]) -> Iterator[str]:
    yield ""
    yield f"{title} ({len(rows)})"
    for row in rows:
        told = [f"{name}: {_word(value)}" for name, value in row.items() if value not in (None, "", (), "[]")]
        yield f"  - {told[0]}" if told else "  - empty"
        yield from (f"    {line}" for line in told[1:])


def _word(value: object) -> str:
    if isinstance(value, datetime):
        return show_time(value)
    if isinstance(value, tuple):
        return ", ".join(printable(str(each)) for each in value)
    return printable(str(value))


def _row(row: Mapping[str, object]) -> dict[str, object]:
    return {name: _leaf(name, value) for name, value in row.items()}


def _leaf(name: str, value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    if name in _TREES and isinstance(value, str) and value:
        with suppress(ValueError):
            return json.loads(value)
    return value
