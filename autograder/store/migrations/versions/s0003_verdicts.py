"""Answers of functions apart from the rest of the evidence, and verdicts on them: judging anew need not read them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the column and the table; runs that were stored keep their answers where they are."""
    op.add_column("runs", sa.Column("answers", sa.LargeBinary))
    op.create_table(
        "verdicts",
        sa.Column("run", sa.String, sa.ForeignKey("runs.key", ondelete="CASCADE"), primary_key=True),
        sa.Column("line", sa.String, primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
