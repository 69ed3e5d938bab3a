"""A database that fails while a sweep runs: a lock is waited for, and whatever ends the sweep is said in a sentence."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from tests.store import faults
from tests.sweeps.services import LONG_S, Service, held, reach, request, until
from variantlens.settings import Settings
from variantlens.store.database import Database
from variantlens.store.errors import DatabaseDamaged
from variantlens.store.sweeps import SweepStore
from variantlens.store.values import State
from variantlens.sweeps.running import lease, restarting, runner
from variantlens.sweeps.running.service import Sweeps

SERVICE = "https://service.test/v1"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the database is."""
    return tmp_path / "store.sqlite3"


@pytest.fixture
def database(file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A database that waits for no lock, and is asked again at once."""
    faults.hurried(monkeypatch)
    monkeypatch.setattr(runner, "AGAIN_S", 0.01)
    opened = Database(f"sqlite:///{file}")
    yield opened
    opened.close()


@pytest.fixture
def service() -> Service:
    """A service of forty samples; whoever needs it lets it hold some back."""
    return Service(40)


def running(sweeps: Sweeps, service: Service) -> tuple[str, threading.Event]:
    """A sweep that has ten samples, and the event that lets the service answer the others."""
    release = threading.Event()
    held(service, release, 10)
    run = sweeps.start(request(), service.client())
    reach(sweeps, run, 10)
    return run, release


def test_a_sweep_waits_for_a_locked_database(sweeps: Sweeps, service: Service, file: Path) -> None:
    """While another program keeps the database locked the sweep says so; then it goes on, and loses nothing."""
    run, release = running(sweeps, service)
    with faults.locked(file):
        release.set()
        until(lambda: "waiting for the database: Another program" in sweeps.progress(run).doing)
    assert sweeps.wait(run, LONG_S).state is State.FINISHED
    assert service.asked == dict.fromkeys(range(1, 41), 1)
    assert sweeps.progress(run).done == 40


def test_a_lease_that_cannot_be_renewed_is_not_one_of_a_dead_process(
    store: SweepStore, sweeps: Sweeps, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a lock outlasts the lease, the process that runs the sweep does not take it for interrupted."""
    monkeypatch.setattr(lease, "LEASE_S", -1.0)
    run, release = running(sweeps, service)
    assert Sweeps(store).progress(run).interrupted
    assert not sweeps.progress(run).interrupted
    release.set()
    assert sweeps.wait(run, LONG_S).state is State.FINISHED


def test_a_lock_without_an_end_ends_the_sweep_with_a_sentence(
    store: SweepStore, sweeps: Sweeps, service: Service, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is left with a sweep that is running for ever: it has stopped, and the store learns it when it can."""
    monkeypatch.setattr(runner, "AWAY_S", -1.0)
    run, release = running(sweeps, service)
    with faults.locked(file):
        release.set()
        stopped = sweeps.wait(run, LONG_S)
        assert (stopped.state, stopped.interrupted) == (State.STOPPED, False)
        assert "Another program keeps the database locked" in stopped.message
        assert store.get(run).state is State.RUNNING
    until(lambda: store.get(run).state is State.STOPPED)
    assert not store.get(run).leased
    sweeps.resume(run, service.client())
    assert sweeps.wait(run, LONG_S).done == 40


def test_who_cancels_waits_for_no_database(sweeps: Sweeps, service: Service, file: Path) -> None:
    """A sweep that waits for a lock can be cancelled all the same."""
    run, release = running(sweeps, service)
    with faults.locked(file):
        release.set()
        until(lambda: "waiting for the database" in sweeps.progress(run).doing)
        sweeps.cancel(run)
        assert sweeps.wait(run, LONG_S).state is State.CANCELLED


def test_a_full_disk_stops_a_sweep_that_goes_on_later(sweeps: Sweeps, service: Service, database: Database) -> None:
    """It says that there is no room; what was stored before stays, and the rest is asked for once there is room."""
    service.count = 400
    run, release = running(sweeps, service)
    with faults.full(database):
        release.set()
        stopped = sweeps.wait(run, LONG_S)
        assert stopped.state is State.STOPPED
        assert "There is no room for more in the database" in stopped.message
        assert "Make room on the disk" in stopped.message
        assert 10 <= stopped.done < 400
    until(lambda: not sweeps.get(run).leased)
    sweeps.resume(run, service.client())
    assert sweeps.wait(run, LONG_S).done == 400


def test_a_damaged_database_is_said_to_be(
    sweeps: Sweeps, service: Service, database: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits for a sweep hears that its database is damaged, and the sweep has stopped with that sentence."""
    monkeypatch.setattr(lease, "BEAT_S", LONG_S)
    run, release = running(sweeps, service)
    with faults.damaged(database, file):
        release.set()
        with pytest.raises(DatabaseDamaged):
            sweeps.wait(run, LONG_S)
    stopped = sweeps.wait(run, LONG_S)
    assert stopped.state is State.STOPPED
    assert "The database is damaged" in stopped.message


def left_behind(store: SweepStore, *runs: str) -> None:
    """Sweeps whose process died before it had listed their samples."""
    for run in runs:
        store.create(run, service=SERVICE, project=1, request=request().to_json())
        assert store.acquire(run, "somebody who died", -1)


def test_one_sweep_that_cannot_go_on_keeps_no_other_back(
    store: SweepStore, sweeps: Sweeps, service: Service, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sweeps go on beside one whose request is damaged."""
    monkeypatch.setattr(restarting, "connect", lambda *_: service.client())
    left_behind(store, "damaged", "whole")
    with database.writing() as session:
        session.execute(text("UPDATE sweeps SET request = '{\"serv' WHERE id = 'damaged'"))
    assert restarting.go_on(sweeps, Settings(service_url=SERVICE, api_key=SecretStr("key"))) == ["whole"]
    assert sweeps.wait("whole", LONG_S).done == 40


def test_sweeps_left_behind_are_looked_for_again_and_again(
    store: SweepStore, sweeps: Sweeps, service: Service, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is left behind after the start, once and once more, goes on at one of the next looks."""
    monkeypatch.setattr(restarting, "connect", lambda *_: service.client())
    settings = Settings(service_url=SERVICE, api_key=SecretStr("key"), database_url=f"sqlite:///{file}")
    assert store.interrupted() == []
    ending = threading.Event()
    watching = threading.Thread(target=restarting.watch, args=(settings, ending, 0.01))
    watching.start()
    try:
        for run in ("first", "second"):
            left_behind(store, run)
            until(lambda run=run: store.get(run).state is State.FINISHED)  # type: ignore[misc]
    finally:
        ending.set()
        watching.join(LONG_S)
    assert not watching.is_alive()
