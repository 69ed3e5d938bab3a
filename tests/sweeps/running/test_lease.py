"""One process runs a sweep at a time; it can be paused, cancelled, and taken up where it was left."""

import threading

import pytest

from tests.sweeps.services import LONG_S, Service, held, reach, request, runs_out
from variantlens.store.sweeps import SweepStore
from variantlens.store.values import State, Wish
from variantlens.sweeps.running import lease
from variantlens.sweeps.running.lease import AlreadyRunning, Control
from variantlens.sweeps.running.service import Sweeps


def test_pause_keeps_what_is_on_its_way(sweeps: Sweeps) -> None:
    """A paused sweep stores what comes back, asks for nothing more, and goes on with the rest when resumed."""
    service, release = Service(80), threading.Event()
    held(service, release, 20)
    run = sweeps.start(request(), service.client())
    reach(sweeps, run, 20)
    sweeps.pause(run)
    release.set()
    paused = sweeps.wait(run, LONG_S)
    assert paused.state is State.PAUSED
    assert 20 <= paused.done < 80
    asked = sum(service.asked.values())
    assert asked == paused.done
    runs_out(run)
    assert sum(service.asked.values()) == asked
    sweeps.resume(run, service.client())
    assert sweeps.wait(run, LONG_S).state is State.FINISHED
    assert service.asked == dict.fromkeys(range(1, 81), 1)


def test_cancel_waits_for_nothing(sweeps: Sweeps) -> None:
    """A cancelled sweep ends at once, and keeps what was done."""
    service, release = Service(80), threading.Event()
    held(service, release, 20)
    run = sweeps.start(request(), service.client())
    reach(sweeps, run, 20)
    sweeps.cancel(run)
    cancelled = sweeps.wait(run, LONG_S)
    release.set()
    assert (cancelled.state, cancelled.done) == (State.CANCELLED, 20)
    assert len(list(sweeps.outcomes(run))) == 20


def test_a_sweep_of_a_process_that_is_gone_goes_on(
    store: SweepStore, sweeps: Sweeps, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A runner that died leaves a sweep that is found, and resumed with what is missing."""
    service, release = Service(40), threading.Event()
    held(service, release, 20)
    run = sweeps.start(request(), service.client())
    reach(sweeps, run, 20)
    sweeps.close()
    release.set()
    sweeps.wait(run, LONG_S)
    restarted = Sweeps(store)
    progress = restarted.progress(run)
    assert progress.interrupted
    assert [each.id for each in restarted.interrupted()] == [run]
    restarted.resume(run, service.client())
    assert restarted.wait(run, LONG_S).state is State.FINISHED
    assert service.asked == dict.fromkeys(range(1, 41), 1)


def test_two_processes_never_run_the_same_sweep(
    store: SweepStore, sweeps: Sweeps, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one runs a sweep, another is refused; it may still watch it and pause it."""
    monkeypatch.setattr(lease, "BEAT_S", 0.05)
    service, release = Service(60), threading.Event()
    held(service, release, 10)
    run = sweeps.start(request(), service.client())
    reach(sweeps, run, 10)
    other = Sweeps(store)
    with pytest.raises(AlreadyRunning):
        other.resume(run, service.client())
    assert other.progress(run).done == 10
    assert not other.progress(run).interrupted
    heard = threading.Event()
    ask = Control.ask

    def listening(control: Control, wish: Wish) -> None:
        ask(control, wish)
        if wish is Wish.PAUSE:
            heard.set()

    monkeypatch.setattr(Control, "ask", listening)
    other.pause(run)
    assert heard.wait(LONG_S)
    release.set()
    assert other.wait(run, LONG_S).state is State.PAUSED


def test_a_runner_that_lost_its_sweep_writes_nothing(
    store: SweepStore, sweeps: Sweeps, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that slept through its lease stores nothing of what it still hears."""
    # A lease that has run out the moment it is taken, as that of a process which slept.
    monkeypatch.setattr(lease, "LEASE_S", -1.0)
    service, release = Service(30), threading.Event()
    held(service, release, 10)
    run = sweeps.start(request(), service.client())
    reach(sweeps, run, 10)
    assert store.acquire(run, "another", 60)
    release.set()
    runs_out(run)
    assert store.counts(run).done == 10
    assert store.get(run).leased
    store.release(run, "another", State.CANCELLED)
