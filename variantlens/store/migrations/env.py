"""Alembic's entry: migrates over the connection that ``variantlens.store.migrating`` hands in."""

from alembic import context

from variantlens.store.models import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()
