"""The database opens by itself, for many processes at once, and says plainly when it cannot."""

import multiprocessing
import os
import stat
import subprocess
import sys
import threading
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from variantlens.store import location, migrating
from variantlens.store.database import Database
from variantlens.store.errors import DatabaseUnusable
from variantlens.store.models import Base
from variantlens.store.sweeps import SweepStore

PROCESSES = 6
LONG_S = 100


def open_and_write(setting: str, name: str, start: Barrier, said: "multiprocessing.Queue[str]") -> None:
    """What each of several processes does at the same moment."""
    try:
        start.wait(LONG_S)
        store = SweepStore(Database(setting))
        store.create(name, service="embedded", project=1, request="{}")
        said.put(f"{name} {len(store.recent('embedded'))}")
    except Exception as error:
        said.put(f"failed: {error!r}")


def test_processes_that_start_at_once_all_succeed(database_setting: str) -> None:
    """Six processes open an empty database at the same moment: one migrates, the others wait, all write."""
    context = multiprocessing.get_context("spawn")
    said: multiprocessing.Queue[str] = context.Queue()
    # They meet once all have loaded what they need, however busy the machine is.
    start = context.Barrier(PROCESSES)
    started = [
        context.Process(target=open_and_write, args=(database_setting, f"run{each}", start, said))
        for each in range(PROCESSES)
    ]
    for process in started:
        process.start()
    words = [said.get(timeout=LONG_S) for _ in started]
    for process in started:
        process.join(timeout=30)
    assert [word for word in words if word.startswith("failed")] == []
    database = Database(database_setting)
    assert len(SweepStore(database).recent("embedded")) == PROCESSES
    database.close()


def test_migrations_make_the_tables_that_the_models_describe(database: Database) -> None:
    """After all migrations nothing is left for Alembic to change."""
    with database.writing() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_newest_migration_is_the_one_that_is_asked_for() -> None:
    """The quick look compares with the newest migration that there is."""
    config = Config()
    config.set_main_option("script_location", str(migrating.FOLDER))
    assert ScriptDirectory.from_config(config).get_heads() == [migrating.HEAD]


def test_a_database_of_a_newer_version_is_left_alone(database: Database, database_setting: str) -> None:
    """A database that a newer version has migrated is refused in plain words."""
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    newer = Database(database_setting)
    with pytest.raises(DatabaseUnusable, match="newer version"), newer.reading():
        pass
    newer.close()


def test_opening_again_needs_no_alembic(tmp_path: Path) -> None:
    """Where nothing is to do, Alembic is not even loaded; and naming the store loads no SQLAlchemy."""
    setting = f"sqlite:///{tmp_path / 'store.sqlite3'}"
    with Database(setting).reading():
        pass
    code = (
        "import sys\nimport variantlens.store\nassert 'sqlalchemy' not in sys.modules\n"
        "from variantlens.store.database import Database\n"
        f"with Database({setting!r}).reading(): pass\n"
        "assert 'sqlalchemy' in sys.modules and 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2], timeout=60)


def test_a_writer_waits_for_another(tmp_path: Path) -> None:
    """Transactions that read and then write queue up instead of failing, and none of their additions is lost."""
    database = Database(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    with database.writing() as session:
        session.execute(text("CREATE TABLE counters (value INTEGER)"))
        session.execute(text("INSERT INTO counters VALUES (0)"))

    def count() -> None:
        for _ in range(25):
            with database.writing() as session:
                value = session.execute(text("SELECT value FROM counters")).scalar_one()
                session.execute(text("UPDATE counters SET value = :value"), {"value": value + 1})

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert session.execute(text("SELECT value FROM counters")).scalar_one() == 100
        assert session.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
    database.close()


def test_readers_are_not_held_up(tmp_path: Path) -> None:
    """While somebody writes, others read what was there before."""
    database = Database(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    store = SweepStore(database)
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = version_num"))
        assert store.recent("embedded") == []
    database.close()


def test_an_error_rolls_back(database: Database) -> None:
    """What a transaction wrote before its error is not kept."""
    store = SweepStore(database)
    store.create("kept", service="embedded", project=1, request="{}")

    def fail() -> None:
        with database.writing() as session:
            session.execute(text("DELETE FROM sweeps"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [each.id for each in store.recent("embedded")] == ["kept"]


@pytest.mark.skipif(os.name != "posix", reason="file modes are a matter of POSIX systems")
def test_only_this_person_reads_the_file(tmp_path: Path) -> None:
    """The file and its folder are closed to other users of the machine."""
    file = tmp_path / "new" / "store.sqlite3"
    with Database(f"sqlite:///{file}").reading():
        pass
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_without_a_setting_the_database_is_in_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Unset, the database is an SQLite file in the person's data folder."""
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path))
    assert location.database_url(None).database == str(tmp_path / "variantlens.sqlite3")


@pytest.mark.parametrize("setting", ["postgres://lens@db/lens", "postgresql://lens@db/lens"])
def test_postgresql_is_reached_by_the_driver_that_is_an_extra(setting: str) -> None:
    """A URL without a driver means psycopg."""
    assert location.database_url(setting).drivername == "postgresql+psycopg"


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("mysql://root:canary@db/x", "neither SQLite nor PostgreSQL"),
        ("sqlite://", "names no file"),
        ("postgresql://lens:canary@db:port/x", "no"),
        ("postgresql+canarydriver://lens:canary@db/x", "driver"),
        ("postgresql://lens:canary@127.0.0.1:9/x?connect_timeout=1", "cannot be opened"),
    ],
)
def test_what_cannot_be_used_is_said_without_the_password(setting: str, words: str) -> None:
    """A wrong URL or a silent server is one error in plain words that never holds the password."""
    with pytest.raises(DatabaseUnusable, match=words) as caught, Database(setting).reading():
        pass
    assert "canary@" not in f"{caught.value!r} {caught.value.__cause__!r} {caught.value.__context__!r}"
