"""The tables, once for both databases. Columns carry the names of the values' attributes.

What cost depends on: due work, waiting cases and the history of a batch are found through indexes that grow with what
is asked for, not with what is stored. Where an index covers a few rows only, its condition is written in the statements
as a literal, because neither database matches it with a parameter. SQLite chooses without looking at the data, and
thinks that a state narrows as much as a case does: no index that it could take for a better one covers the same rows.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Index, Integer, MetaData, Table, UniqueConstraint, text

from inboxd.edge.store.columns import Key, Listing, Moment, Words

SCHEMA = "0008"
"""The migration that makes these tables."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _partial(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


messages = Table(
    "messages",
    metadata,
    Column("message_key", Key, primary_key=True),
    Column("mailbox", Key, nullable=False),
    Column("message_id", Key, nullable=False),
    Column("digest", Key, nullable=False),
    Column("folder", Key, nullable=False),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("direction", Key, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sender", Key, nullable=False),
    Column("subject", Words, nullable=False),
    Column("outcome", Key, nullable=False),
    Column("route", Words, nullable=False),
    Column("heat", Double, nullable=False),
    Column("language", Words, nullable=False),
    Column("customer_type", Words, nullable=False),
    Column("case_id", Key, nullable=False),
    Column("body_hash", Words, nullable=False),
    Column("verdict_json", Words, nullable=False),
    Column("answer_reason", Words, nullable=False),
    Column("defects", Listing, nullable=False),
    Column("rules_version", Words, nullable=False),
    Column("in_reply_to", Key, nullable=False),
    Column("topics", Listing, nullable=False, server_default="[]"),
    Column("readers", Listing, nullable=False, server_default="[]"),
    # In this order it finds messages by their digests alone: SQLite uses no index for a list of pairs.
    UniqueConstraint("digest", "message_id", "mailbox"),
    Index(None, "message_id"),
    Index(None, "mailbox", "folder", "uidvalidity", "uid"),
    Index(None, "mailbox", "received_at", "message_key"),
    Index(None, "received_at", "message_key"),
    Index(None, "sender", "direction"),
    Index(None, "outcome"),
    _partial("ix_messages_case_id", "case_id", where="case_id <> ''"),
    _partial("ix_messages_in_reply_to", "in_reply_to", where="in_reply_to <> ''"),
)

cases = Table(
    "cases",
    metadata,
    Column("case_id", Key, primary_key=True),
    Column("token", Key, nullable=False),
    Column("mailbox", Key, nullable=False),
    Column("customer", Key, nullable=False),
    Column("customer_name", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("route", Words, nullable=False),
    Column("state", Key, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("waiting_since", Moment),
    Column("reply_due_at", Moment),
    Column("replied_at", Moment),
    Column("resolved_at", Moment),
    Column("messages", Integer, nullable=False),
    Column("last_message_id", Words, nullable=False),
    Column("references", Listing, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("first_replied_at", Moment),
    Column("resolve_due_at", Moment),
    Column("escalation", Integer, nullable=False, server_default="0"),
    Column("reopened", Integer, nullable=False, server_default="0"),
    Column("agents", Listing, nullable=False, server_default="[]"),
    Column("topics", Listing, nullable=False, server_default="[]"),
    Column("identifiers", Words, nullable=False, server_default="[]"),
    Column("rating", Integer),
    Column("linked_to", Key, nullable=False, server_default=text("''")),
    Column("hands_off", Words, nullable=False, server_default=text("''")),
    Index(None, "token"),
    Index(None, "customer", "opened_at"),
    Index(None, "state", "opened_at"),
    _partial("ix_cases_waiting_since", "waiting_since", where="waiting_since IS NOT NULL"),
    _partial("ix_cases_linked_to", "linked_to", where="linked_to <> ''"),
)

case_marks = Table(
    "case_marks",
    metadata,
    Column("mark", Key, primary_key=True),
    Column("case_id", Key, ForeignKey("cases.case_id", ondelete="CASCADE"), primary_key=True),
    Column("at", Moment, nullable=False),
    Index(None, "mark", "at"),
    Index(None, "case_id"),
)

case_events = Table(
    "case_events",
    metadata,
    Column("event_key", Key, primary_key=True),
    Column("case_id", Key, ForeignKey("cases.case_id", ondelete="CASCADE"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("kind", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("actor", Words, nullable=False),
    Index(None, "case_id", "at"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("effect_id", Key, primary_key=True),
    Column("kind", Key, nullable=False),
    Column("mailbox", Key, nullable=False),
    Column("case_id", Key, nullable=False),
    Column("message_key", Key, nullable=False),
    Column("state", Key, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("delay", Double),
    Column("deed", Words, nullable=False),
    Column("message_id", Key, nullable=False),
    Column("owner", Key, nullable=False),
    Column("last_error", Words, nullable=False),
    Column("started_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("trying_since", Moment),
    _partial("ix_outbox_state_due_at_kind", "state", "due_at", "kind", where="state <> 'queued'"),
    _partial("ix_outbox_queued_kind_due_at", "kind", "due_at", where="state = 'queued'"),
    _partial("ix_outbox_queued_mailbox_kind_due_at", "mailbox", "kind", "due_at", where="state = 'queued'"),
    _partial("ix_outbox_owner_state", "owner", "state", where="owner <> ''"),
    _partial("ix_outbox_case_id_kind", "case_id", "kind", where="case_id <> ''"),
    _partial("ix_outbox_message_id", "message_id", where="message_id <> ''"),
)

folder_positions = Table(
    "folder_positions",
    metadata,
    Column("mailbox", Key, primary_key=True),
    Column("folder", Key, primary_key=True),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("since", Moment, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    Column("answer_key", Key, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("address", Key, nullable=False),
    Column("domain", Key, nullable=False),
    Column("mailbox", Key, nullable=False),
    Column("case_id", Key, nullable=False),
    Column("body_hash", Key, nullable=False),
    Column("kind", Words, nullable=False),
    Column("message_key", Key, nullable=False),
    Index(None, "at"),
    Index(None, "address", "at"),
    Index(None, "domain", "at"),
    Index(None, "case_id", "at"),
    Index(None, "body_hash", "at"),
)

ratings = Table(
    "ratings",
    metadata,
    Column("rating_key", Key, primary_key=True),
    Column("case_id", Key, nullable=False),
    Column("at", Moment, nullable=False),
    Column("value", Integer, nullable=False),
    Column("source", Words, nullable=False),
    Index(None, "case_id"),
    Index(None, "at"),
)

reviews = Table(
    "reviews",
    metadata,
    Column("message_key", Key, primary_key=True),
    Column("case_id", Key, nullable=False),
    Column("agent", Key, nullable=False),
    Column("at", Moment, nullable=False),
    Column("findings", Words, nullable=False),
    Index(None, "at"),
    Index(None, "case_id"),
)

complaints = Table(
    "complaints",
    metadata,
    Column("message_key", Key, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("mailbox", Key, nullable=False),
    Column("customer", Key, nullable=False),
    Column("domain", Key, nullable=False),
    Column("case_id", Key, nullable=False),
    Column("language", Words, nullable=False),
    Column("topics", Listing, nullable=False),
    Column("words", Listing, nullable=False),
    Index(None, "at", "message_key"),
    Index(None, "recorded_at", "message_key"),
    Index(None, "customer"),
)

trends = Table(
    "trends",
    metadata,
    Column("trend_id", Key, primary_key=True),
    Column("subject", Key, nullable=False),
    Column("topic", Words, nullable=False),
    Column("words", Listing, nullable=False),
    Column("state", Key, nullable=False),
    Column("since", Moment, nullable=False),
    Column("alerted_at", Moment, nullable=False),
    Column("window", Double, nullable=False),
    Column("expected", Double, nullable=False),
    Column("seen", Integer, nullable=False),
    Column("customers", Integer, nullable=False),
    Column("domains", Integer, nullable=False),
    Column("cases", Listing, nullable=False),
    Column("declared_at", Moment),
    Column("resolved_at", Moment),
    Column("url", Words, nullable=False),
    Column("texts", Words, nullable=False),
    Index(None, "state", "alerted_at"),
    Index(None, "alerted_at"),
)

trend_members = Table(
    "trend_members",
    metadata,
    Column("trend_id", Key, ForeignKey("trends.trend_id", ondelete="CASCADE"), primary_key=True),
    Column("customer", Key, primary_key=True),
    Column("case_id", Key, nullable=False),
    Column("message_key", Key, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "customer"),
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("address", Key, primary_key=True),
    Column("reason", Words, nullable=False),
    Column("until", Moment),
)

facts = Table(
    "facts",
    metadata,
    Column("name", Key, primary_key=True),
    Column("value", Words, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", Key, primary_key=True),
    Column("owner", Key, nullable=False),
    Column("token", BigInteger, nullable=False),
    Column("until", Moment, nullable=False),
)

workers = Table(
    "workers",
    metadata,
    Column("worker", Key, primary_key=True),
    Column("scope", Key, nullable=False),
    Column("until", Moment, nullable=False),
)
