"""Who owns which mailbox, where several processes share the work."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.Text().with_variant(postgresql.VARCHAR(collation="C"), "postgresql")
MOMENT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "leases",
        sa.Column("name", KEY, nullable=False),
        sa.Column("owner", KEY, nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    op.create_table(
        "workers",
        sa.Column("worker", KEY, nullable=False),
        sa.Column("scope", KEY, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("worker", name="pk_workers"),
    )
