"""What many customers complain about: single complaints, trends, and who belongs to them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WORDS = sa.Text()
KEY = sa.Text().with_variant(postgresql.VARCHAR(collation="C"), "postgresql")
MOMENT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    create_complaints()
    create_trends()
    create_members()


def create_complaints() -> None:
    op.create_table(
        "complaints",
        sa.Column("message_key", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("mailbox", KEY, nullable=False),
        sa.Column("customer", KEY, nullable=False),
        sa.Column("domain", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("language", WORDS, nullable=False),
        sa.Column("topics", WORDS, nullable=False),
        sa.Column("words", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("message_key", name="pk_complaints"),
    )
    op.create_index("ix_complaints_at_message_key", "complaints", ["at", "message_key"])
    op.create_index("ix_complaints_recorded_at_message_key", "complaints", ["recorded_at", "message_key"])
    op.create_index("ix_complaints_customer", "complaints", ["customer"])


def create_trends() -> None:
    op.create_table(
        "trends",
        sa.Column("trend_id", KEY, nullable=False),
        sa.Column("subject", KEY, nullable=False),
        sa.Column("topic", WORDS, nullable=False),
        sa.Column("words", WORDS, nullable=False),
        sa.Column("state", KEY, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("alerted_at", MOMENT, nullable=False),
        sa.Column("window", sa.Double(), nullable=False),
        sa.Column("expected", sa.Double(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("domains", sa.Integer(), nullable=False),
        sa.Column("cases", WORDS, nullable=False),
        sa.Column("declared_at", MOMENT),
        sa.Column("resolved_at", MOMENT),
        sa.Column("url", WORDS, nullable=False),
        sa.Column("texts", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("trend_id", name="pk_trends"),
    )
    op.create_index("ix_trends_state_alerted_at", "trends", ["state", "alerted_at"])
    op.create_index("ix_trends_alerted_at", "trends", ["alerted_at"])


def create_members() -> None:
    op.create_table(
        "trend_members",
        sa.Column("trend_id", KEY, nullable=False),
        sa.Column("customer", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("message_key", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["trend_id"], ["trends.trend_id"], name="fk_trend_members_trend_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("trend_id", "customer", name="pk_trend_members"),
    )
    op.create_index("ix_trend_members_customer", "trend_members", ["customer"])
