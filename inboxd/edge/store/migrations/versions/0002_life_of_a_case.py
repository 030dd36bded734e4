"""What a case remembers of its life: targets, agents, topics, ratings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WORDS = sa.Text()
KEY = sa.Text().with_variant(postgresql.VARCHAR(collation="C"), "postgresql")
MOMENT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    op.add_column("messages", sa.Column("topics", WORDS, nullable=False, server_default="[]"))
    for name in ("first_replied_at", "resolve_due_at"):
        op.add_column("cases", sa.Column(name, MOMENT))
    for name in ("escalation", "reopened"):
        op.add_column("cases", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    for name in ("agents", "topics", "identifiers"):
        op.add_column("cases", sa.Column(name, WORDS, nullable=False, server_default="[]"))
    op.add_column("cases", sa.Column("rating", sa.Integer()))
    op.add_column("cases", sa.Column("linked_to", KEY, nullable=False, server_default=sa.text("''")))
    op.add_column("cases", sa.Column("hands_off", WORDS, nullable=False, server_default=sa.text("''")))
    create_ratings()


def create_ratings() -> None:
    op.create_table(
        "ratings",
        sa.Column("rating_key", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("source", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("rating_key", name="pk_ratings"),
    )
    op.create_index("ix_ratings_case_id", "ratings", ["case_id"])
    op.create_index("ix_ratings_at", "ratings", ["at"])
