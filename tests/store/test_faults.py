"""A database that fails after it was opened says what is wrong and what to do, each fault in its own words."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.store import faults
from variantlens.store.database import Database
from variantlens.store.errors import DatabaseBusy, DatabaseDamaged, DatabaseFailed, DatabaseFull, DatabaseLost
from variantlens.store.packing import unpack
from variantlens.store.sweeps import SweepStore
from variantlens.store.values import Listed, State


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the database is."""
    return tmp_path / "store.sqlite3"


@pytest.fixture
def database(file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A database that waits for no lock."""
    faults.hurried(monkeypatch)
    opened = Database(f"sqlite:///{file}")
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database) -> SweepStore:
    """A store with one sweep that somebody runs."""
    store = SweepStore(database)
    store.create("run", service="embedded", project=1, request="{}")
    assert store.acquire("run", "owner", 60)
    return store


def test_a_lock_passes(store: SweepStore, file: Path) -> None:
    """Another program's lock is named, writes nothing, and once it is gone the same call succeeds."""
    with faults.locked(file), pytest.raises(DatabaseBusy, match="keeps the database locked") as caught:
        store.note_job("run", "owner", 7)
    assert "Try again in a moment" in caught.value.next_step
    assert store.get("run").job is None
    store.note_job("run", "owner", 7)
    assert store.get("run").job == 7


def test_a_full_disk_says_so(store: SweepStore, database: Database) -> None:
    """What finds no room is rolled back, and what was stored before can still be read."""
    samples = [Listed(at, "a name " * 40, "a label") for at in range(300)]
    with faults.full(database):
        with pytest.raises(DatabaseFull, match="no room") as caught:
            store.list_samples("run", "owner", samples)
        assert "Make room on the disk" in caught.value.next_step
        assert store.get("run").total is None
    store.list_samples("run", "owner", samples)
    assert store.get("run").total == 300


def test_damaged_pages_say_so(store: SweepStore, database: Database, file: Path) -> None:
    """Bytes that were overwritten are damage, whether they are read or written."""
    with faults.damaged(database, file):
        with pytest.raises(DatabaseDamaged, match="The database is damaged") as caught:
            store.get("run")
        assert "Put a copy of it" in caught.value.next_step
        with pytest.raises(DatabaseDamaged):
            store.create("other", service="embedded", project=1, request="{}")
    assert store.get("run").leased


def test_one_damaged_sweep_keeps_no_other_from_going_on(store: SweepStore, database: Database) -> None:
    """Sweeps whose process is gone are found beside one whose row cannot be read."""
    store.create("whole", service="embedded", project=1, request="{}")
    store.release("run", "owner", State.PAUSED)
    for run in ("run", "whole"):
        assert store.acquire(run, "somebody who died", -1)
    with database.writing() as session:
        session.execute(text("UPDATE sweeps SET notes = '[\"cut o' WHERE id = 'run'"))
    assert [each.id for each in store.interrupted()] == ["whole"]
    with pytest.raises(DatabaseDamaged, match="sweep run"):
        store.get("run")


def test_a_text_that_is_none_is_damage(store: SweepStore, database: Database) -> None:
    """Bytes in a text that no text has are damage as well."""
    with database.writing() as session:
        session.execute(text("UPDATE sweeps SET message = CAST(x'FF' AS TEXT)"))
    with pytest.raises(DatabaseDamaged, match="decode"):
        store.get("run")


@pytest.mark.parametrize(
    "packed",
    [b"no gzip", gzip.compress(b"{}")[:-4], gzip.compress(b"{}" * 99)[:12] + b"x" * 40],
    ids=["no gzip", "cut off", "overwritten"],
)
def test_a_damaged_answer_says_so(packed: bytes) -> None:
    """An answer that cannot be unpacked is damage, not an error of our own."""
    with pytest.raises(DatabaseDamaged, match="answer cannot be unpacked"):
        unpack(packed)


def test_what_has_no_kind_of_its_own_still_has_a_sentence(store: SweepStore, database: Database) -> None:
    """A table that is gone is told in the driver's words, without the statement."""
    with database.writing() as session:
        session.execute(text("DROP TABLE sweep_samples"))
    with pytest.raises(DatabaseFailed, match=r"^The database failed \(no such table: sweep_samples\)\.$"):
        store.counts("run")


def test_a_server_that_ends_a_connection_is_away_for_a_while(fresh_postgresql: str) -> None:
    """Where PostgreSQL ends a connection in the middle, that passes: the next call opens another."""
    database = Database(fresh_postgresql)
    store = SweepStore(database)
    store.create("run", service="embedded", project=1, request="{}")
    with pytest.raises(DatabaseLost, match="broke off"), database.writing() as session:
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert store.get("run").id == "run"
    database.close()
