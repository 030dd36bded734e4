"""What each table holds of a person: how it is found, how long it is kept, and what becomes of it.

Forgetting, exporting and retention go through this list, and so does the page about privacy. A table that is missing
here is a mistake that a test finds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Column, ColumnElement, Table, Text, or_, select, type_coerce

from inboxd.edge.store.columns import Key, Listing, Words
from inboxd.edge.store.tables import cases, messages, metadata


class Fate(StrEnum):
    """What becomes of a person's rows when the person is forgotten."""

    DELETED = "deleted"
    BARE = "made bare"
    """Everything about the person is emptied; what keeps old mail from being taken for new stays."""
    SEALED = "sealed"
    """The address becomes a keyed digest: the same person is recognised, nobody can be read out of it."""
    UNTOUCHED = "untouched"
    """It holds nothing about a customer."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One table.

    Attributes:
        holds: for people.
        kept: which setting of `[retention]` says how long, and what is done then; "" when it stays for good.
        fate: what becomes of a person's rows when the person is forgotten.
        address: column with the person's address; "" when rows are found through cases and messages only.
        through: columns by which rows of the person's cases and messages are found.
        keeps: columns that a bare row keeps; all others are emptied, also those that are added later.
        why: why it stays, where it stays.
    """

    holds: str
    fate: Fate
    kept: str = ""
    address: str = ""
    through: tuple[str, ...] = ()
    keeps: frozenset[str] = frozenset()
    why: str = ""


_IDENTITY = "message_key mailbox message_id digest folder uidvalidity uid direction received_at recorded_at size"
_EFFECT = "effect_id kind mailbox state due_at attempts message_id started_at created_at changed_at"
_FIGURES = "outcome route heat language topics answer_reason defects rules_version"

HOLDINGS: dict[str, Holding] = {
    "messages": Holding(
        "the journal: who wrote when, subject, judgement with a few quoted words; no bodies",
        Fate.BARE,
        kept="messages",
        address="sender",
        through=("case_id",),
        keeps=frozenset(f"{_IDENTITY} {_FIGURES}".split()),
        why="without the digests, old mail would be taken for new after a change of UIDVALIDITY",
    ),
    "cases": Holding(
        "cases: address, name, subject, numbers that the customer gave, who answered",
        Fate.DELETED,
        kept="cases",
        address="customer",
    ),
    "case_events": Holding(
        "a case's history, one short line for each step", Fate.DELETED, kept="cases", through=("case_id",)
    ),
    "case_marks": Holding(
        "what a case's matter is known by: topics, and digests of numbers, text and name",
        Fate.DELETED,
        kept="cases",
        through=("case_id",),
    ),
    "outbox": Holding(
        "what inboxd does: moves, and letters with address, name and subject",
        Fate.BARE,
        kept="outbox",
        through=("case_id", "message_key"),
        keeps=frozenset(_EFFECT.split()),
        why="the Message-IDs of our own letters end loops",
    ),
    "answers": Holding(
        "whom inboxd has answered when, the basis of all caps",
        Fate.SEALED,
        kept="answers",
        address="address",
        through=("case_id", "message_key"),
        why="the caps still hold for the same address",
    ),
    "ratings": Holding("how customers rated our help", Fate.DELETED, kept="ratings", through=("case_id",)),
    "reviews": Holding(
        "phrases of our people's replies that a colleague should look at",
        Fate.DELETED,
        kept="reviews",
        through=("case_id", "message_key"),
    ),
    "complaints": Holding(
        "what trends count: address, topics and at most 24 single words of a message, in no order",
        Fate.DELETED,
        kept="complaints",
        address="customer",
        through=("case_id", "message_key"),
    ),
    "trend_members": Holding(
        "who complained about the same",
        Fate.DELETED,
        kept="complaints",
        address="customer",
        through=("case_id", "message_key"),
    ),
    "trends": Holding("what many complain about, without names", Fate.UNTOUCHED, why="it names no customer"),
    "suppressions": Holding(
        "addresses that get no automatic mail",
        Fate.SEALED,
        address="address",
        why="who asked for silence gets silence; an undeliverable address is deleted, and so is what has run out",
    ),
    "folder_positions": Holding("how far each folder was read", Fate.UNTOUCHED, why="it names no customer"),
    "leases": Holding("which process owns which mailbox", Fate.UNTOUCHED, why="it names no customer"),
    "workers": Holding("which processes are alive", Fate.UNTOUCHED, why="it names no customer"),
    "facts": Holding(
        "the installation's secrets, the last good rules, and that somebody was forgotten",
        Fate.UNTOUCHED,
        why="a forgotten person stands there as a keyed digest only",
    ),
}

_NOT_WORDS = frozenset({"body_hash", "in_reply_to", "last_message_id", "references", "value"})
"""Text in which an address is no mention: Message-IDs, digests and our own facts."""


def held_tables() -> dict[str, Table]:
    """The tables in which a customer may stand, cases last: others are found through them."""
    names = [name for name, each in HOLDINGS.items() if name in metadata.tables and each.fate is not Fate.UNTOUCHED]
    return {name: metadata.tables[name] for name in sorted(names, key=lambda name: (name == "cases", name))}


def word_tables() -> dict[str, Table]:
    """The tables whose words may mention somebody; our own facts are no such words."""
    return {name: table for name, table in metadata.tables.items() if name != "facts" and word_columns(table)}


def rows_of(table: Table, address: str, *others: str) -> ColumnElement[bool]:
    """Which rows are this person's.

    Args:
        address: lower case.
        others: further spellings under which the person may stand in the column of addresses.
    """
    holding = HOLDINGS[table.name]
    ways: list[ColumnElement[bool]] = []
    if holding.address:
        ways.append(table.c[holding.address].in_([address, *others]))
    if "case_id" in holding.through:
        ways.append(table.c.case_id.in_(_cases_of(address)))
    if "message_key" in holding.through:
        of_case = messages.c.case_id.in_(_cases_of(address))
        keys = select(messages.c.message_key).where(or_(messages.c.sender == address, of_case))
        ways.append(table.c.message_key.in_(keys.scalar_subquery()))
    return or_(*ways)


def _cases_of(address: str) -> ColumnElement[str]:
    return select(cases.c.case_id).where(cases.c.customer == address).scalar_subquery()


def word_columns(table: Table) -> tuple[Column[object], ...]:
    """Columns with words in which an address may be mentioned."""
    return tuple(
        column
        for column in table.c
        if isinstance(column.type, Words | Listing) and column.name not in _NOT_WORDS and not column.primary_key
    )


def mentions(table: Table, address: str) -> ColumnElement[bool]:
    """Rows in whose words the address may stand; a longer address that ends alike is found as well."""
    return or_(*(type_coerce(column, Text).icontains(address, autoescape=True) for column in word_columns(table)))


def emptied(table: Table, *keeping: str) -> dict[str, object]:
    """Column → what it holds in a bare row.

    Args:
        keeping: columns that stay besides those that every bare row keeps.
    """
    stays = HOLDINGS[table.name].keeps.union(keeping)
    return {column.name: _empty(column) for column in table.c if column.name not in stays}


def _empty(column: Column[object]) -> object:
    if column.nullable:
        return None
    if isinstance(column.type, Listing):
        return ()
    return "" if isinstance(column.type, Words | Key) else 0
