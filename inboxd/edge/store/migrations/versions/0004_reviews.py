"""Replies of our people whose tone a colleague should look at."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WORDS = sa.Text()
KEY = sa.Text().with_variant(postgresql.VARCHAR(collation="C"), "postgresql")
MOMENT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "reviews",
        sa.Column("message_key", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("agent", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("findings", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("message_key", name="pk_reviews"),
    )
    op.create_index("ix_reviews_at", "reviews", ["at"])
    op.create_index("ix_reviews_case_id", "reviews", ["case_id"])
