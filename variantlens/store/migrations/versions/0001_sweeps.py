"""Sweeps and their samples."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "sweeps",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("service", sa.String(500), nullable=False),
        sa.Column("project", sa.BigInteger, nullable=False),
        sa.Column("request", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("identity", sa.Text),
        sa.Column("total", sa.Integer),
        sa.Column("job", sa.BigInteger),
        sa.Column("created", sa.Double, nullable=False),
        sa.Column("started", sa.Double),
        sa.Column("finished", sa.Double),
        sa.Column("wish", sa.String(16), nullable=False),
        sa.Column("per_second", sa.Double),
        sa.Column("owner", sa.String(64)),
        sa.Column("lease_until", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sweeps"),
    )
    op.create_index("ix_sweeps_service_project_created", "sweeps", ["service", "project", "created"])
    op.create_table(
        "sweep_samples",
        sa.Column("sweep", sa.String(32), nullable=False),
        sa.Column("sample", sa.BigInteger, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("filename", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("model", sa.String(64)),
        sa.Column("outcome", sa.Text),
        sa.Column("answer", sa.LargeBinary),
        sa.PrimaryKeyConstraint("sweep", "sample", name="pk_sweep_samples"),
        sa.ForeignKeyConstraint(["sweep"], ["sweeps.id"], name="fk_sweep_samples_sweep_sweeps", ondelete="CASCADE"),
    )
    op.create_index("ix_sweep_samples_sweep_state", "sweep_samples", ["sweep", "state"])


def downgrade() -> None:
    """Remove the tables."""
    op.drop_table("sweep_samples")
    op.drop_table("sweeps")
