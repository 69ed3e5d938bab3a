"""What goes wrong on the way of a sweep: samples that fail, a service that has enough, refuses or is gone."""

import threading
import time
from collections.abc import Sequence

import httpx
import pytest

from tests.sweeps.services import LONG_S, Service, held, reach, refused, request, until
from variantlens.service import pace
from variantlens.service.errors import RateLimited
from variantlens.store.sweeps import SweepStore
from variantlens.store.values import Done, Failure, State
from variantlens.sweeps.running import rounds
from variantlens.sweeps.running.executors import REMOTE_IN_FLIGHT
from variantlens.sweeps.running.rounds import Round
from variantlens.sweeps.running.service import Sweeps


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


def test_an_answer_without_the_reference_is_a_failure(sweeps: Sweeps) -> None:
    """A sample whose answer lacks the reference is not compared with something else in its place."""
    service = Service(4)
    whole = service.classified(2)
    whole["results"] = whole["results"][1:]
    service.behave = lambda sample, _before: httpx.Response(200, json=whole) if sample == 2 else None
    run = sweeps.start(request(), service.client())
    assert sweeps.wait(run, LONG_S).failed == 1
    assert "left out float32" in sweeps.failures(run)[0].error


def test_an_answer_without_a_candidate_is_lost(sweeps: Sweeps) -> None:
    """A sample that the candidate does not answer counts against it, as one in which it answers wrongly does."""
    service = Service(4)
    whole = service.classified(2)
    whole["results"] = whole["results"][:1]
    service.behave = lambda sample, _before: httpx.Response(200, json=whole) if sample == 2 else None
    run = sweeps.start(request(), service.client())
    assert sweeps.wait(run, LONG_S).failed == 0
    kept = {each.sample: each.blocks[0] for each in sweeps.outcomes(run)}
    assert [at for at, block in kept.items() if block.flips[0].lost] == [2]


def test_a_refusal_of_every_sample_is_told_once(sweeps: Sweeps) -> None:
    """Where all samples are refused in the same words, the sweep stops with these; the samples are not at fault."""
    service = Service(30, lambda _sample, _before: refused(422, "the model cannot be loaded"))
    run = sweeps.start(request(), service.client())
    progress = sweeps.wait(run, LONG_S)
    assert (progress.state, progress.done, progress.failed) == (State.STOPPED, 0, 0)
    assert progress.message.count("the model cannot be loaded") == 1
    assert set(service.asked.values()) == {1}
    service.behave = None
    sweeps.resume(run, service.client())
    assert sweeps.wait(run, LONG_S).done == 30


def test_refusals_that_differ_stop_nothing(sweeps: Sweeps) -> None:
    """Where each sample is refused in words of its own, or one is answered, every sample is asked for."""
    for answered, words in ((0, "sample {} is damaged"), (1, "damaged")):

        def refuse(sample: int, _before: int, free: int = answered, words: str = words) -> httpx.Response | None:
            return refused(422, words.format(sample)) if sample > free else None

        run = sweeps.start(request(), Service(30, refuse).client())
        progress = sweeps.wait(run, LONG_S)
        assert (progress.state, progress.done, progress.failed) == (State.FINISHED, answered, 30 - answered)


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


def test_too_many_calls_hold_everybody(sweeps: Sweeps, monkeypatch: pytest.MonkeyPatch) -> None:
    """After *too many calls* nobody asks before the time that the service names, and no sample is lost to it."""
    holding = threading.Event()
    held_at: list[float] = []
    arrived: list[float] = []
    hold = Round._hold  # noqa: SLF001  from then on it sends nothing

    def holds(self: Round, error: RateLimited) -> None:
        held_at.append(time.monotonic())
        hold(self, error)
        holding.set()

    def limited(sample: int, before: int) -> httpx.Response | None:
        arrived.append(time.monotonic())
        if sample == 5 and not before:
            until(lambda: service.at_once == REMOTE_IN_FLIGHT)
            return refused(429, "slow down", **{"retry-after": "1"})
        # What is on its way already is no breach; it stays there until the sweep has heard of the limit.
        assert holding.wait(LONG_S)
        return None

    monkeypatch.setattr(Round, "_hold", holds)
    service = Service(40, limited)
    run = sweeps.start(request(), service.client())
    progress = sweeps.wait(run, LONG_S)
    assert (progress.state, progress.done, progress.failed) == (State.FINISHED, 40, 0)
    assert min(sorted(arrived)[REMOTE_IN_FLIGHT:]) >= held_at[0] + 1
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


@pytest.mark.parametrize("header", ["1000000000", "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_no_wait_stands_still_for_years(sweeps: Sweeps, monkeypatch: pytest.MonkeyPatch, header: str) -> None:
    """However long a service asks to wait, the sweep ends in time, with a sentence, and goes on when it is resumed."""
    monkeypatch.setattr(pace, "LONGEST_WAIT_S", 0.2)
    monkeypatch.setattr(rounds, "HOLDING_S", 0.1)
    service = Service(3, lambda _sample, _before: refused(429, **{"retry-after": header}))
    client = service.client()
    run = sweeps.start(request(), client)
    progress = sweeps.wait(run, LONG_S)
    assert (progress.state, progress.failed) == (State.STOPPED, 0)
    assert "can be resumed" in progress.message
    service.behave = None
    sweeps.resume(run, client)
    assert sweeps.wait(run, LONG_S).done == 3


def test_a_sweep_that_is_held_says_so(sweeps: Sweeps) -> None:
    """While the service wants no calls, the sweep says that it waits, and for how long."""
    service = Service(3, lambda _sample, _before: refused(429, **{"retry-after": "1000000000"}))
    run = sweeps.start(request(), service.client())
    deadline = time.monotonic() + LONG_S
    while not (doing := sweeps.progress(run).doing).startswith("waiting 9"):
        assert time.monotonic() < deadline, doing
        time.sleep(0.02)
    assert "too many calls" in doing
    sweeps.cancel(run)
    assert sweeps.wait(run, LONG_S).state is State.CANCELLED


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


def test_what_comes_back_quickly_is_stored_together(sweeps: Sweeps, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first results are stored at once, those that follow too soon all together, and none is lost."""
    stored: list[int] = []
    keep = SweepStore.keep

    def counted(self: SweepStore, run: str, owner: str, done: Sequence[Done], failed: Sequence[Failure] = ()) -> None:
        stored.append(len(done))
        keep(self, run, owner, done, failed)

    monkeypatch.setattr(SweepStore, "keep", counted)
    monkeypatch.setattr(rounds, "KEEP_S", LONG_S)
    progress = sweeps.wait(sweeps.start(request(), Service(60).client()), LONG_S)
    assert (progress.done, sum(stored), len(stored)) == (60, 60, 2)


def test_a_pause_loses_nothing_that_came_back(sweeps: Sweeps, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came back but was not stored yet when a sweep is paused is stored then, and not asked for again."""
    monkeypatch.setattr(rounds, "KEEP_S", LONG_S)
    goes_on = threading.Event()
    service = Service(40)
    held(service, goes_on, 10)
    run = sweeps.start(request(), service.client())
    reach(sweeps, run, 1)
    sweeps.pause(run)
    goes_on.set()
    paused = sweeps.wait(run, LONG_S)
    assert (paused.state, paused.done) == (State.PAUSED, len(service.asked))
    sweeps.resume(run, service.client())
    assert sweeps.wait(run, LONG_S).done == 40
    assert set(service.asked.values()) == {1}
