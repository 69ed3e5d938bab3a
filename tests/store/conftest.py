"""Databases that tests of the store run against: SQLite, and PostgreSQL where its server is installed."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from variantlens.store.database import Database
from variantlens.store.sweeps import SweepStore


def _programs() -> Path | None:
    """The folder with the newest PostgreSQL server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda each: int(each.parents[1].name))
    return found[-1].parent if found else None


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server that this session alone uses, reached by a socket in its folder."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL's server is not installed (Debian's package is postgresql)")
    # The server refuses to run as root, and other users may not look into pytest's own folders.
    user = "postgres" if os.getuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="variantlens-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if user:
            shutil.chown(folder, user)

        def run(program: str, *options: str) -> None:
            command = [str(programs / program), "-D", str(folder / "data"), *options]
            subprocess.run(command, check=True, user=user, cwd=folder, capture_output=True, timeout=60)

        run("initdb", "-U", "lens", "--auth=trust", "--no-sync")
        where = f"-k {folder} -c listen_addresses='' -c fsync=off"
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", where, "start")
        try:
            yield f"postgresql://lens@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-m", "immediate", "stop")


@pytest.fixture
def fresh_postgresql(postgresql: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    import psycopg

    name = f"test_{os.urandom(6).hex()}"
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    yield postgresql.replace("/postgres?", f"/{name}?")
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(params=["sqlite", "postgresql"])
def database_setting(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """What an operator would set: an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.sqlite3'}"
    setting: str = request.getfixturevalue("fresh_postgresql")
    return setting


@pytest.fixture
def database(database_setting: str) -> Iterator[Database]:
    """An empty database of each kind."""
    opened = Database(database_setting)
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database) -> SweepStore:
    """An empty store of each kind."""
    return SweepStore(database)
