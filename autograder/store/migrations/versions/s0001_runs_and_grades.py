"""Documents, runs, batches and their gradings."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "documents",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "runs",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("submission", sa.String, nullable=False, index=True),
        sa.Column("assignment", sa.String, nullable=False),
        sa.Column("budget", sa.String, nullable=False),
        sa.Column("seed", sa.Integer, nullable=False),
        sa.Column("ending", sa.String, nullable=False),
        sa.Column("created", sa.String, nullable=False),
        sa.Column("accuracies", sa.JSON, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("identity", sa.String, nullable=False, index=True),
        sa.Column("parent", sa.Integer, sa.ForeignKey("batches.id", ondelete="SET NULL")),
        sa.Column("directory", sa.String, nullable=False, index=True),
        sa.Column("assignment", sa.String, nullable=False),
        sa.Column("setting", sa.JSON, nullable=False),
        sa.Column("rules", sa.JSON, nullable=False),
        sa.Column("created", sa.String, nullable=False),
        sa.Column("finished", sa.String),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "gradings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("batch", sa.Integer, sa.ForeignKey("batches.id", ondelete="CASCADE"), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False, index=True),
        sa.Column("path", sa.String, nullable=False),
        sa.Column("submission", sa.String, index=True),
        sa.Column("status", sa.String),
        sa.Column("score", sa.Float),
        sa.Column("body", sa.LargeBinary),
        sa.Column("created", sa.String),
        sa.UniqueConstraint("batch", "name"),
    )
    op.create_index("gradings_by_batch", "gradings", ["batch", "place"])
    op.create_table(
        "grading_runs",
        sa.Column("grading", sa.Integer, sa.ForeignKey("gradings.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("run", sa.String, sa.ForeignKey("runs.key"), nullable=False, index=True),
        sa.Column("whole", sa.Boolean, nullable=False),
    )
