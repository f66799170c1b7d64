"""By what each grade's verdicts were reached: a class judged anew by the same takes them over."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the column; of grades that were stored nobody knows it."""
    op.add_column("gradings", sa.Column("judged_by", sa.String))
