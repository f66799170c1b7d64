"""Graders at work and what each is running: two of them on one store do not run the same."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables; nothing that was stored changes."""
    op.create_table(
        "owners",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("pid", sa.Integer, nullable=False),
        sa.Column("started", sa.String, nullable=False),
        sa.Column("beats", sa.Integer, nullable=False),
    )
    op.create_table(
        "claims",
        sa.Column("run", sa.String, primary_key=True),
        sa.Column("owner", sa.String, sa.ForeignKey("owners.id", ondelete="CASCADE"), nullable=False),
    )
