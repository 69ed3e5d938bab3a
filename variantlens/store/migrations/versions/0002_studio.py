"""Which of our own services a sweep asked, whatever its address."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column; sweeps that are there are still found by their service's address."""
    op.add_column("sweeps", sa.Column("studio", sa.String(64)))
    op.create_index("ix_sweeps_studio_project_created", "sweeps", ["studio", "project", "created"])
