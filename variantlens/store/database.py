"""Engine and sessions of the database, migrated at first use.

A transaction that may write takes SQLite's lock for writing when it begins (``BEGIN IMMEDIATE``): one that
begins by reading and writes later cannot wait for the lock, and fails whenever another process is faster.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm import Session

from variantlens.store.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseFailed,
    DatabaseFull,
    DatabaseLost,
    DatabaseUnusable,
    StoreError,
)
from variantlens.store.location import database_url, make_folder
from variantlens.store.migrating import is_current, migrate

BUSY_S = 30.0
"""How long a transaction waits for another process's."""

WRITES = "variantlens_writes"

SQLITE_FAILURES = {
    sqlite3.SQLITE_BUSY: DatabaseBusy,
    sqlite3.SQLITE_LOCKED: DatabaseBusy,
    sqlite3.SQLITE_FULL: DatabaseFull,
    sqlite3.SQLITE_CORRUPT: DatabaseDamaged,
    sqlite3.SQLITE_NOTADB: DatabaseDamaged,
}
"""What SQLite's primary result codes mean: https://www.sqlite.org/rescode.html."""

PRIMARY = 0xFF
"""The part of an extended result code that holds the primary one."""

POSTGRESQL_FAILURES = {
    "53100": DatabaseFull,  # disk_full
    "53": DatabaseBusy,  # insufficient resources, such as too many connections
    "40": DatabaseBusy,  # a deadlock was found
    "55P03": DatabaseBusy,  # lock_not_available
    "08": DatabaseLost,
    "57P": DatabaseLost,  # the server is shut down or starts
    "XX001": DatabaseDamaged,
    "XX002": DatabaseDamaged,
}
"""What PostgreSQL's codes mean, whole or by their first characters, the longest that fits:
https://www.postgresql.org/docs/current/errcodes-appendix.html."""


class Database:
    """One database; may be shared by threads.

    Args:
        setting: The operator's ``VARIANTLENS_DATABASE_URL``; None is SQLite in the person's data folder.

    Raises:
        DatabaseUnusable: It names no database that can be used.

    Within :meth:`reading` and :meth:`writing`, an error of the driver is a :class:`DatabaseFailed` of its kind.
    """

    def __init__(self, setting: str | None = None):
        self.url = database_url(setting)
        self._engine = _engine(self.url)
        self._writing = self._engine.execution_options(**{WRITES: True})
        self._lock = threading.Lock()
        self._ready = False

    def __repr__(self) -> str:
        return f"Database({self.url.render_as_string(hide_password=True)!r})"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads."""
        self._prepare()
        with _failures(), Session(self._engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that may write; committed at its end, rolled back if an error ends it."""
        self._prepare()
        with _failures(), Session(self._writing) as session, session.begin():
            yield session

    def close(self) -> None:
        """Close the kept connections; the next use opens new ones."""
        self._engine.dispose()

    def _prepare(self) -> None:
        """Bring the database to today's tables, once."""
        if self._ready:
            return
        # Another thread that has just done it leaves only the quick look.
        with self._lock:
            problem: StoreError | None = None
            try:
                make_folder(self.url)
                with self._engine.connect() as connection:
                    current = is_current(connection)
                if not current:
                    with self._writing.begin() as connection:
                        migrate(connection)
            except (SQLAlchemyError, OSError) as error:
                kind = _kind(error) if isinstance(error, DBAPIError) else DatabaseFailed
                if issubclass(kind, DatabaseBusy | DatabaseFull | DatabaseDamaged):
                    problem = kind(_said(error))
                else:
                    problem = DatabaseUnusable(f"The database cannot be opened: {_said(error)}.")
            # Raised outside of the handler: a driver's error may repeat what it was given.
            if problem is not None:
                raise problem
            self._ready = True


def _engine(url: URL) -> Engine:
    missing = ""
    try:
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=url.get_backend_name() == "postgresql")
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        missing = str(error)
    if missing:
        raise DatabaseUnusable(
            f"The driver for {url.get_backend_name()} is not installed ({missing}). "
            "For PostgreSQL, install psycopg[binary]."
        )
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _record: object) -> None:
    """Settings of each new SQLite connection."""
    # Python's driver would begin transactions by itself, and never immediately.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {int(BUSY_S * 1000)}")
    connection.execute("PRAGMA foreign_keys = ON")
    _write_ahead(connection)
    # With a write-ahead log this survives the end of the process at any point; only a power cut may cost the last rows.
    connection.execute("PRAGMA synchronous = NORMAL")


def _write_ahead(connection: Any) -> None:
    """Switch to the write-ahead log; SQLite does not wait by itself where another process is just doing that."""
    deadline = time.monotonic() + BUSY_S
    while True:
        try:
            mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
            if mode != "wal":
                connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _failures() -> Iterator[None]:
    """Turn an error of the driver into one of the store."""
    failed: DatabaseFailed | None = None
    try:
        yield
    except NoConnectionFree:
        failed = DatabaseBusy("all connections are in use")
    except DBAPIError as error:
        failed = _kind(error)(_said(error))
    # A driver's error may repeat what it was given.
    if failed is not None:
        raise failed from None


def _kind(error: DBAPIError) -> type[DatabaseFailed]:
    """Which kind of failure the driver's error is."""
    if isinstance(error.orig, sqlite3.Error):
        # Errors of Python's driver itself have no code, such as that on a text that is no UTF-8.
        if not hasattr(error.orig, "sqlite_errorcode"):
            return DatabaseDamaged if "decode" in str(error.orig) else DatabaseFailed
        return SQLITE_FAILURES.get(error.orig.sqlite_errorcode & PRIMARY, DatabaseFailed)
    code = getattr(error.orig, "sqlstate", None) or ""
    for length in (5, 3, 2):
        if code[:length] in POSTGRESQL_FAILURES:
            return POSTGRESQL_FAILURES[code[:length]]
    broken_off = error.connection_invalidated or (not code and isinstance(error, OperationalError))
    return DatabaseLost if broken_off else DatabaseFailed


def _said(error: Exception) -> str:
    """The driver's own words, without the statement that the library adds."""
    words = str(getattr(error, "orig", None) or error)
    return " ".join(words.split()).rstrip(".")
