"""Faults of a database, made at its boundary: locked by another program, on a full disk, damaged."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from variantlens.store import database

PAGE = 4096
"""Bytes of a page of SQLite's."""


def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let databases that are opened from now on wait for no lock."""
    monkeypatch.setattr(database, "BUSY_S", 0)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Another program writes to the database, and does not come to an end."""
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def full(opened: database.Database) -> Iterator[None]:
    """The disk takes no more than the database holds by now."""

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        # Less than there is means no more than there is.
        connection.execute("PRAGMA max_page_count = 1")

    event.listen(Engine, "connect", limit)
    opened.close()
    try:
        yield
    finally:
        event.remove(Engine, "connect", limit)
        opened.close()


@contextmanager
def damaged(opened: database.Database, file: Path) -> Iterator[None]:
    """Every page of the database is overwritten but the first, which says what tables there are; then put back."""
    opened.close()
    with closing(sqlite3.connect(file, isolation_level=None, timeout=60)) as other:
        _all_in_one_file(other, file)
        whole = file.read_bytes()
        file.write_bytes(whole[:PAGE] + b"\xa5" * (len(whole) - PAGE))
    try:
        yield
    finally:
        opened.close()
        file.write_bytes(whole)


def _all_in_one_file(connection: sqlite3.Connection, file: Path) -> None:
    """Wait until nothing is left in the write-ahead log, and keep others from writing more."""
    log = Path(f"{file}-wal")
    while True:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("BEGIN IMMEDIATE")
        if not (log.exists() and log.stat().st_size):
            return
        connection.execute("ROLLBACK")
