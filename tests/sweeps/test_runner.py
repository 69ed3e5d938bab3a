"""A sweep loses no sample and counts none twice, whatever happens to it on its way."""

import threading
import time
from pathlib import Path

import httpx
import pytest

from tests.sweeps.services import ADDRESS, Service, request
from variantlens.store.database import Database
from variantlens.store.errors import UnknownSweep
from variantlens.store.sweeps import SweepStore
from variantlens.store.values import State
from variantlens.sweeps import lease, rounds
from variantlens.sweeps.lease import AlreadyRunning
from variantlens.sweeps.service import Sweeps

LONG_S = 20


def refused(status: int, words: str = "no", **headers: str) -> httpx.Response:
    """An error of the service."""
    return httpx.Response(status, json={"success": False, "error": words}, headers=headers)


def test_a_sweep_asks_for_each_sample_once(sweeps: Sweeps) -> None:
    """Every sample is asked for once, stored, and counted; outcomes come in the order of the list."""
    service = Service(25)
    run = sweeps.start(request(), service.client())
    progress = sweeps.wait(run, LONG_S)
    assert (progress.state, progress.done, progress.failed, progress.total) == (State.FINISHED, 25, 0, 25)
    assert service.asked == dict.fromkeys(range(1, 26), 1)
    assert [each.sample for each in sweeps.outcomes(run)] == list(range(1, 26))
    assert progress.fraction == 1
    kept = sweeps.get(run)
    assert kept.started is not None
    assert kept.finished is not None
    assert kept.created <= kept.started <= kept.finished


def test_many_are_on_their_way_at_once_but_not_more_than_sixteen(sweeps: Sweeps) -> None:
    """A service elsewhere is asked sixteen samples at a time, since most of the time is spent waiting."""

    def slow(_sample: int, _before: int) -> None:
        time.sleep(0.05)

    service = Service(60, slow)
    sweeps.wait(sweeps.start(request(), service.client()), LONG_S)
    assert 8 < service.most_at_once <= 16


def test_what_is_kept_is_the_answer_without_the_values(sweeps: Sweeps) -> None:
    """The wire answer of each sample can be had again, with all scores, and without the sample's own values."""
    service = Service(3)
    run = sweeps.start(request(), service.client())
    sweeps.wait(run, LONG_S)
    answer = sweeps.answer(run, 2)
    assert answer is not None
    assert answer.results[1].classifications[0].result[0] == {"walking": 0.9, "idle": 0.1}
    assert answer.sample.payload.values == []
    assert [each.sample.sample.id for each in sweeps.answers(run)] == [1, 2, 3]
    assert sweeps.answer(run, 4) is None


def test_a_sample_that_fails_is_asked_again_later(sweeps: Sweeps) -> None:
    """A failure is followed by one later round; what succeeds then is as good as the others."""
    service = Service(12, lambda sample, before: refused(500) if sample in {3, 7} and not before else None)
    run = sweeps.start(request(), service.client())
    progress = sweeps.wait(run, LONG_S)
    assert (progress.state, progress.done, progress.failed) == (State.FINISHED, 12, 0)
    assert service.asked[3] == service.asked[7] == 2
    assert len(list(sweeps.outcomes(run))) == 12


def test_a_sample_that_keeps_failing_is_listed_and_stops_nothing(sweeps: Sweeps) -> None:
    """A sample that fails twice is listed with its error; all others are there."""
    service = Service(12, lambda sample, _before: refused(400, "the file is damaged") if sample == 5 else None)
    run = sweeps.start(request(), service.client())
    progress = sweeps.wait(run, LONG_S)
    assert (progress.state, progress.done, progress.failed) == (State.FINISHED, 11, 1)
    (failure,) = sweeps.failures(run)
    assert (failure.sample, failure.filename, failure.attempts) == (5, "sample-5", 2)
    assert "the file is damaged" in failure.error
    assert progress.errors == (failure,)


def test_an_answer_without_a_variant_is_a_failure(sweeps: Sweeps) -> None:
    """A sample whose answer lacks a variant is not compared with something else in its place."""
    service = Service(4)
    whole = service.classified(2)
    whole["results"] = whole["results"][:1]
    service.behave = lambda sample, _before: httpx.Response(200, json=whole) if sample == 2 else None
    run = sweeps.start(request(), service.client())
    assert sweeps.wait(run, LONG_S).failed == 1
    assert "left out int8" in sweeps.failures(run)[0].error


def test_what_failed_can_be_asked_for_once_more(sweeps: Sweeps) -> None:
    """On request, a finished sweep asks again for what failed, and for nothing else."""
    service = Service(6, lambda sample, _before: refused(500) if sample == 4 else None)
    run = sweeps.start(request(), service.client())
    assert sweeps.wait(run, LONG_S).failed == 1
    service.behave = None
    sweeps.resume(run, service.client(), failed_too=True)
    progress = sweeps.wait(run, LONG_S)
    assert (progress.done, progress.failed) == (6, 0)
    assert service.asked[1] == 1


def test_too_many_calls_hold_everybody(sweeps: Sweeps) -> None:
    """After *too many calls* nobody asks before the time that the service names, and no sample is lost to it."""
    heard: list[float] = []
    early: list[float] = []

    def limited(sample: int, before: int) -> httpx.Response | None:
        now = time.monotonic()
        if sample == 5 and not before:
            heard.append(now)
            return refused(429, "slow down", **{"retry-after": "1"})
        # Calls that were on their way already are no breach.
        if heard and heard[0] + 0.3 < now < heard[0] + 0.95:
            early.append(now)
        time.sleep(0.01)
        return None

    service = Service(150, limited)
    run = sweeps.start(request(), service.client())
    progress = sweeps.wait(run, LONG_S)
    assert (progress.state, progress.done, progress.failed) == (State.FINISHED, 150, 0)
    assert early == []
    assert service.asked[5] == 2


def test_too_many_calls_without_a_time_are_tried_again_more_slowly(
    sweeps: Sweeps, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service that names no time is asked again after pauses, and such answers count as no attempt."""
    monkeypatch.setattr(rounds, "FIRST_HOLD_S", 0.02)
    service = Service(3, lambda _sample, before: refused(429) if before < 4 else None)
    run = sweeps.start(request(), service.client())
    progress = sweeps.wait(run, LONG_S)
    assert (progress.done, progress.failed) == (3, 0)


def test_a_service_that_only_says_too_many_calls_stops_the_sweep(
    sweeps: Sweeps, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a quarter of an hour of nothing but *too many calls* the sweep stops, and can be resumed."""
    monkeypatch.setattr(rounds, "FIRST_HOLD_S", 0.01)
    monkeypatch.setattr(rounds, "HOLDING_S", 0.1)
    run = sweeps.start(request(), Service(3, lambda _sample, _before: refused(429)).client())
    progress = sweeps.wait(run, LONG_S)
    assert (progress.state, progress.failed) == (State.STOPPED, 0)
    assert "Too many calls" in progress.message


def test_a_key_that_is_refused_stops_the_sweep(sweeps: Sweeps) -> None:
    """Without access every sample would fail: the sweep stops, says why, and goes on later where it was."""
    service = Service(40, lambda sample, _before: refused(401, "wrong key") if sample > 20 else None)
    run = sweeps.start(request(), service.client())
    progress = sweeps.wait(run, LONG_S)
    assert progress.state is State.STOPPED
    assert "key" in progress.message
    assert progress.failed == 0
    service.behave = None
    sweeps.resume(run, service.client())
    assert sweeps.wait(run, LONG_S).done == 40
    assert len(list(sweeps.outcomes(run))) == 40


def test_a_service_that_is_gone_stops_the_sweep(sweeps: Sweeps) -> None:
    """Where nobody answers any more the sweep stops; its samples wait, as if they had not been asked for."""

    def gone(_sample: int, _before: int) -> httpx.Response:
        raise httpx.ConnectError("nobody there")

    service = Service(60, gone)
    run = sweeps.start(request(), service.client())
    progress = sweeps.wait(run, LONG_S)
    assert (progress.state, progress.done, progress.failed) == (State.STOPPED, 0, 0)
    assert "cannot be reached" in progress.message
    assert sum(service.asked.values()) < 60
    service.behave = None
    sweeps.resume(run, service.client())
    assert sweeps.wait(run, LONG_S).done == 60


def held(service: Service, until: threading.Event, free: int) -> None:
    """Let a service answer so many samples, and the others only after the event."""

    def behave(sample: int, _before: int) -> None:
        if sample > free:
            until.wait(LONG_S)

    service.behave = behave


def reach(sweeps: Sweeps, run: str, done: int) -> None:
    """Wait until so many samples are done."""
    deadline = time.monotonic() + LONG_S
    while sweeps.progress(run).done < done:
        assert time.monotonic() < deadline
        time.sleep(0.02)


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
    time.sleep(0.2)
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
    cancelled = sweeps.wait(run, 5)
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
    sweeps.wait(run, 5)
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
    other.pause(run)
    # Until the process that runs it has looked.
    time.sleep(0.5)
    release.set()
    assert other.wait(run, LONG_S).state is State.PAUSED


def test_a_runner_that_lost_its_sweep_writes_nothing(
    store: SweepStore, sweeps: Sweeps, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that slept through its lease stores nothing of what it still hears."""
    monkeypatch.setattr(lease, "BEAT_S", 0.05)
    monkeypatch.setattr(lease, "LEASE_S", 0.2)
    service, release = Service(30), threading.Event()
    held(service, release, 10)
    run = sweeps.start(request(), service.client())
    reach(sweeps, run, 10)
    # What a process that takes over does, once the lease has run out.
    with monkeypatch.context() as clock:
        clock.setattr(time, "time", lambda: 4_000_000_000.0)
        assert store.acquire(run, "another", 60)
    release.set()
    time.sleep(1)
    assert store.counts(run).done == 10
    assert store.get(run).leased
    store.release(run, "another", State.CANCELLED)


def test_two_sweeps_at_once_do_not_disturb_each_other(sweeps: Sweeps) -> None:
    """Two people sweep the same project at the same time, and each gets all of it."""
    first, second = Service(40), Service(40)
    runs = [sweeps.start(request(), each.client()) for each in (first, second)]
    assert [sweeps.wait(run, LONG_S).done for run in runs] == [40, 40]
    assert first.asked == second.asked == dict.fromkeys(range(1, 41), 1)


def test_a_model_that_changed_is_noted(sweeps: Sweeps) -> None:
    """A sweep that goes on with another model says so."""
    service = Service(20, lambda sample, _before: refused(401) if sample > 10 else None)
    run = sweeps.start(request(), service.client())
    assert sweeps.wait(run, LONG_S).notes == ()
    service.behave = None
    service.trained = "2026-02-02T00:00:00Z"
    sweeps.resume(run, service.client())
    (note,) = sweeps.wait(run, LONG_S).notes
    assert "model of block 1 changed" in note


def test_no_sample_passes_the_filters(sweeps: Sweeps) -> None:
    """A sweep over nothing stops and says why."""
    run = sweeps.start(request(), Service(0).client())
    progress = sweeps.wait(run, LONG_S)
    assert (progress.state, progress.message) == (State.STOPPED, "No sample passes the filters.")


def test_an_unexpected_error_ends_the_run_and_is_logged(
    sweeps: Sweeps, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault of our own leaves a sweep that says so and can be resumed, not one that seems to run for ever."""
    monkeypatch.setattr(SweepStore, "list_samples", lambda *_: 1 / 0)
    run = sweeps.start(request(), Service(3).client())
    progress = sweeps.wait(run, LONG_S)
    assert progress.state is State.STOPPED
    assert "unexpected" in progress.message
    assert "ZeroDivisionError" in caplog.text


def test_there_is_an_estimate_after_a_few_samples(sweeps: Sweeps) -> None:
    """Throughput and time left are there while it runs, and gone when it has ended."""
    service, release = Service(40), threading.Event()
    held(service, release, 20)
    run = sweeps.start(request(), service.client())
    reach(sweeps, run, 20)
    progress = sweeps.progress(run)
    assert progress.per_second is not None
    assert progress.seconds_left == pytest.approx(20 / progress.per_second, rel=0.2)
    assert "threads" in progress.doing
    release.set()
    ended = sweeps.wait(run, LONG_S)
    assert (ended.per_second, ended.seconds_left, ended.doing) == (None, None, "")


def test_a_client_of_another_service_is_refused(sweeps: Sweeps) -> None:
    """A sweep never asks another service than the one that it was made for."""
    with pytest.raises(ValueError, match="belongs to"):
        sweeps.start(request(service="embedded"), Service().client())


def test_a_sweep_that_is_not_there(sweeps: Sweeps) -> None:
    """An id that nobody gave out is told apart from a sweep without samples."""
    for ask in (sweeps.progress, sweeps.request, sweeps.get, sweeps.pause):
        with pytest.raises(UnknownSweep):
            ask("nothing")


def test_removed_is_removed(sweeps: Sweeps) -> None:
    """A removed sweep leaves neither itself nor samples."""
    service = Service(5)
    run = sweeps.start(request(), service.client())
    sweeps.wait(run, LONG_S)
    sweeps.remove(run)
    assert sweeps.recent(ADDRESS) == []
    assert list(sweeps.outcomes(sweeps.start(request(), service.client()))) is not None
    with pytest.raises(UnknownSweep):
        sweeps.get(run)


def test_the_key_is_nowhere_in_the_store(tmp_path: Path, sweeps: Sweeps, database: Database) -> None:
    """A planted key that the service repeats in answers and errors is in no byte of the database's files."""
    canary = "canary-7f3e19c0a2b44d"

    def repeating(sample: int, _before: int) -> httpx.Response | None:
        return refused(500, f"the key {canary} failed") if sample % 2 else None

    service = Service(10, repeating)
    run = sweeps.start(request(), service.client(canary))
    progress = sweeps.wait(run, LONG_S)
    assert (progress.done, progress.failed) == (5, 5)
    assert service.keys == {canary}
    database.close()
    files = list(tmp_path.glob("store.sqlite3*"))
    assert files
    assert all(canary.encode() not in file.read_bytes() for file in files)
