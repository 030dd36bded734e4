"""Who read an answer to a message that we had not read yet: one that went to somebody else is no answer to it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("readers", sa.Text(), nullable=False, server_default="[]"))
