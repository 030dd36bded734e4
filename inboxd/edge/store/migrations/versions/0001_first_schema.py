"""The first schema."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# What the types of the tables were when this was written: a migration never changes when they do.
WORDS = sa.Text()
KEY = sa.Text().with_variant(postgresql.VARCHAR(collation="C"), "postgresql")
MOMENT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    create_messages()
    create_cases()
    create_case_events()
    create_outbox()
    create_folder_positions()
    create_answers()
    create_suppressions()
    create_facts()


def create_index(name: str, table: str, *columns: str, where: str = "") -> None:
    few = sa.text(where) if where else None
    op.create_index(name, table, list(columns), sqlite_where=few, postgresql_where=few)


def create_messages() -> None:
    op.create_table(
        "messages",
        sa.Column("message_key", KEY, nullable=False),
        sa.Column("mailbox", KEY, nullable=False),
        sa.Column("message_id", KEY, nullable=False),
        sa.Column("digest", KEY, nullable=False),
        sa.Column("folder", KEY, nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("direction", KEY, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sender", KEY, nullable=False),
        sa.Column("subject", WORDS, nullable=False),
        sa.Column("outcome", KEY, nullable=False),
        sa.Column("route", WORDS, nullable=False),
        sa.Column("heat", sa.Double(), nullable=False),
        sa.Column("language", WORDS, nullable=False),
        sa.Column("customer_type", WORDS, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("body_hash", WORDS, nullable=False),
        sa.Column("verdict_json", WORDS, nullable=False),
        sa.Column("answer_reason", WORDS, nullable=False),
        sa.Column("defects", WORDS, nullable=False),
        sa.Column("rules_version", WORDS, nullable=False),
        sa.Column("in_reply_to", KEY, nullable=False),
        sa.PrimaryKeyConstraint("message_key", name="pk_messages"),
        sa.UniqueConstraint("digest", "message_id", "mailbox", name="uq_messages_digest_message_id_mailbox"),
    )
    create_index("ix_messages_case_id", "messages", "case_id", where="case_id <> ''")
    create_index("ix_messages_in_reply_to", "messages", "in_reply_to", where="in_reply_to <> ''")
    create_index("ix_messages_mailbox_folder_uidvalidity_uid", "messages", "mailbox", "folder", "uidvalidity", "uid")
    create_index("ix_messages_mailbox_received_at_message_key", "messages", "mailbox", "received_at", "message_key")
    create_index("ix_messages_message_id", "messages", "message_id")
    create_index("ix_messages_outcome", "messages", "outcome")
    create_index("ix_messages_received_at_message_key", "messages", "received_at", "message_key")
    create_index("ix_messages_sender_direction", "messages", "sender", "direction")


def create_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("token", KEY, nullable=False),
        sa.Column("mailbox", KEY, nullable=False),
        sa.Column("customer", KEY, nullable=False),
        sa.Column("customer_name", WORDS, nullable=False),
        sa.Column("subject", WORDS, nullable=False),
        sa.Column("language", WORDS, nullable=False),
        sa.Column("route", WORDS, nullable=False),
        sa.Column("state", KEY, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("waiting_since", MOMENT, nullable=True),
        sa.Column("reply_due_at", MOMENT, nullable=True),
        sa.Column("replied_at", MOMENT, nullable=True),
        sa.Column("resolved_at", MOMENT, nullable=True),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("last_message_id", WORDS, nullable=False),
        sa.Column("references", WORDS, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_cases"),
    )
    create_index("ix_cases_customer_opened_at", "cases", "customer", "opened_at")
    create_index("ix_cases_state_opened_at", "cases", "state", "opened_at")
    create_index("ix_cases_token", "cases", "token")
    create_index("ix_cases_waiting_since", "cases", "waiting_since", where="waiting_since IS NOT NULL")


def create_case_events() -> None:
    op.create_table(
        "case_events",
        sa.Column("event_key", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("reason", WORDS, nullable=False),
        sa.Column("actor", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("event_key", name="pk_case_events"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_case_events_case_id", ondelete="CASCADE"),
    )
    create_index("ix_case_events_case_id_at", "case_events", "case_id", "at")


def create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("effect_id", KEY, nullable=False),
        sa.Column("kind", KEY, nullable=False),
        sa.Column("mailbox", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("message_key", KEY, nullable=False),
        sa.Column("state", KEY, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("delay", sa.Double(), nullable=True),
        sa.Column("deed", WORDS, nullable=False),
        sa.Column("message_id", KEY, nullable=False),
        sa.Column("owner", KEY, nullable=False),
        sa.Column("last_error", WORDS, nullable=False),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("effect_id", name="pk_outbox"),
    )
    create_index("ix_outbox_case_id_kind", "outbox", "case_id", "kind", where="case_id <> ''")
    create_index("ix_outbox_message_id", "outbox", "message_id", where="message_id <> ''")
    create_index("ix_outbox_owner_state", "outbox", "owner", "state", where="owner <> ''")
    create_index("ix_outbox_queued_kind_due_at", "outbox", "kind", "due_at", where="state = 'queued'")
    create_index(
        "ix_outbox_queued_mailbox_kind_due_at", "outbox", "mailbox", "kind", "due_at", where="state = 'queued'"
    )
    create_index("ix_outbox_state_due_at_kind", "outbox", "state", "due_at", "kind", where="state <> 'queued'")


def create_folder_positions() -> None:
    op.create_table(
        "folder_positions",
        sa.Column("mailbox", KEY, nullable=False),
        sa.Column("folder", KEY, nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("mailbox", "folder", name="pk_folder_positions"),
    )


def create_answers() -> None:
    op.create_table(
        "answers",
        sa.Column("answer_key", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("address", KEY, nullable=False),
        sa.Column("domain", KEY, nullable=False),
        sa.Column("mailbox", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("body_hash", KEY, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("message_key", KEY, nullable=False),
        sa.PrimaryKeyConstraint("answer_key", name="pk_answers"),
    )
    create_index("ix_answers_address_at", "answers", "address", "at")
    create_index("ix_answers_at", "answers", "at")
    create_index("ix_answers_body_hash_at", "answers", "body_hash", "at")
    create_index("ix_answers_case_id_at", "answers", "case_id", "at")
    create_index("ix_answers_domain_at", "answers", "domain", "at")


def create_suppressions() -> None:
    op.create_table(
        "suppressions",
        sa.Column("address", KEY, nullable=False),
        sa.Column("reason", WORDS, nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("address", name="pk_suppressions"),
    )


def create_facts() -> None:
    op.create_table(
        "facts",
        sa.Column("name", KEY, nullable=False),
        sa.Column("value", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_facts"),
    )
