"""What customers gave us, each rating once; and when they were asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from inboxd.core.values.history import Answer
from inboxd.core.values.verification import Rating
from inboxd.edge.store.columns import clean_key
from inboxd.edge.store.rows import answer_from, in_chunks, insert_new
from inboxd.edge.store.tables import answers, ratings

ASKED_WINDOW = timedelta(days=90)


def add_ratings(connection: Connection, given: Sequence[Rating]) -> None:
    """Write ratings; one whose key was used before stays as it is."""
    if given:
        rows = [
            {name: getattr(each, name) for name in ("rating_key", "case_id", "at", "value", "source")} for each in given
        ]
        connection.execute(insert_new(ratings, connection.dialect.name), rows)


def used_ratings(connection: Connection, keys: Iterable[str]) -> frozenset[str]:
    """Which of these ratings were given already."""
    asked = {clean_key(key): key for key in keys}
    found: set[str] = set()
    for chunk in in_chunks(sorted(asked)):
        query = select(ratings.c.rating_key).where(ratings.c.rating_key.in_(chunk))
        found.update(asked[key] for key in connection.execute(query).scalars())
    return frozenset(found)


def asked_lately(connection: Connection, persons: Mapping[str, str], now: datetime) -> tuple[Answer, ...]:
    """Questions to these customers whether something is solved, newest first.

    Args:
        persons: address as it is stored → as it was asked for.
    """
    found: list[Answer] = []
    for chunk in in_chunks(sorted(persons)):
        query = select(answers).where(
            answers.c.address.in_(chunk), answers.c.at > now - ASKED_WINDOW, answers.c.kind == "follow_up"
        )
        rows = connection.execute(query)
        found.extend(replace(answer_from(row), address=persons[row.address]) for row in rows)
    return tuple(sorted(found, key=lambda each: (each.at, each.answer_key), reverse=True))
