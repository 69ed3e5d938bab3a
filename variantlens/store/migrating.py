"""Brings a database to today's tables. Where nothing is to do, one small query is all, and Alembic stays unloaded."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from variantlens.store.errors import DatabaseUnusable

HEAD = "0002"
"""The newest migration."""

FOLDER = Path(__file__).parent / "migrations"

# Any number will do that no other program on the same PostgreSQL server uses for its locks.
POSTGRESQL_LOCK = 7_274_119_001


def is_current(connection: Connection) -> bool:
    """Whether the tables are today's."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD


def migrate(connection: Connection) -> None:
    """Migrate within the connection's transaction, one process at a time; the transaction must be able to write.

    Raises:
        DatabaseUnusable: A newer version of this program has migrated the database further.
    """
    if connection.dialect.name == "postgresql":
        # SQLite's transaction holds the only lock for writing since it began; here it is asked for.
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": POSTGRESQL_LOCK})
    if is_current(connection):
        return
    # Loading Alembic takes longer than all the rest.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise DatabaseUnusable("The database was made by a newer version of Variant Lens; use that one.") from error
