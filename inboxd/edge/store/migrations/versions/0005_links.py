"""What a case's matter is known by, so that cases of one matter find each other."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.Text().with_variant(postgresql.VARCHAR(collation="C"), "postgresql")
MOMENT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "case_marks",
        sa.Column("mark", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_case_marks_case_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("mark", "case_id", name="pk_case_marks"),
    )
    op.create_index("ix_case_marks_mark_at", "case_marks", ["mark", "at"])
    op.create_index("ix_case_marks_case_id", "case_marks", ["case_id"])
    linked = sa.text("linked_to <> ''")
    op.create_index("ix_cases_linked_to", "cases", ["linked_to"], sqlite_where=linked, postgresql_where=linked)
