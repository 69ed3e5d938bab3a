"""What sweeps keep: each sample once, by one owner at a time, in both kinds of database."""

import threading
import time
from collections.abc import Callable
from itertools import count
from types import SimpleNamespace

import pytest

from variantlens.store import sweeps
from variantlens.store.errors import LeaseLost, UnknownSweep
from variantlens.store.sweeps import SweepStore
from variantlens.store.values import Counts, Done, Failure, Listed, State, Wish

LEASE_S = 60.0


def made(store: SweepStore, run: str = "run", samples: int = 5) -> str:
    """A sweep that "me" runs, with its samples listed."""
    store.create(run, service="embedded", project=1, request='{"a": 1}')
    assert store.acquire(run, "me", LEASE_S)
    store.list_samples(run, "me", [Listed(each, f"file-{each}", "idle") for each in range(1, samples + 1)])
    return run


def done(sample: int, outcome: str = "{}") -> Done:
    """A sample that was answered."""
    return Done(sample, outcome, b"packed", "digest")


def test_a_sweep_is_read_as_it_was_made(store: SweepStore) -> None:
    """Request and times survive; a sweep begins as waiting."""
    before = time.time()
    store.create("run", service="embedded", project=7, request='{"text": "ä 🙂"}')
    kept = store.get("run")
    assert (kept.request, kept.state, kept.total, kept.leased) == ('{"text": "ä 🙂"}', State.WAITING, None, False)
    assert before - 1 <= kept.created <= time.time() + 1
    with pytest.raises(UnknownSweep):
        store.get("another")


def test_samples_are_counted_once_however_often_they_are_kept(store: SweepStore) -> None:
    """Keeping a sample again replaces what was there; a failure never undoes an answer."""
    run = made(store)
    for text in ("{}", '{"again": 1}'):
        store.keep(run, "me", [done(2, text)])
    store.keep(run, "me", [], [Failure(2, "late"), Failure(3, "broken")])
    assert store.counts(run) == Counts(waiting=3, done=1, failed=1)
    assert list(store.outcomes(run)) == [(2, '{"again": 1}')]
    assert list(store.answers(run)) == [(2, b"packed")]
    assert [failure.sample for failure in store.failures(run)] == [3]


def test_samples_are_listed_once(store: SweepStore) -> None:
    """A second list changes nothing: which samples there are was fixed at the start."""
    run = made(store)
    store.list_samples(run, "me", [Listed(99, "new", "")])
    assert store.unanswered(run) == [1, 2, 3, 4, 5]
    assert store.get(run).total == 5


def test_long_lists_keep_their_order(store: SweepStore) -> None:
    """Thousands of samples are listed and read in the service's order, not in that of their ids."""
    store.create("run", service="embedded", project=1, request="{}")
    store.acquire("run", "me", LEASE_S)
    samples = list(range(2500, 0, -1))
    store.list_samples("run", "me", [Listed(each, "", "") for each in samples])
    assert store.unanswered("run") == samples
    store.keep("run", "me", [done(each) for each in range(1, 2501)])
    assert [sample for sample, _ in store.outcomes("run")] == samples


def test_a_sample_is_asked_for_twice_at_most(store: SweepStore) -> None:
    """One failure leaves it among those to ask for, a second one does not; forgiven ones wait again."""
    run = made(store, samples=2)
    store.keep(run, "me", [], [Failure(1, "once")])
    assert store.unanswered(run) == [1, 2]
    assert store.waiting(run) == [2]
    store.keep(run, "me", [], [Failure(1, "twice")])
    assert store.unanswered(run) == [2]
    assert store.failures(run) == [Failure(1, "twice", "file-1", "idle", 2)]
    store.forgive(run, "me", [1])
    assert store.waiting(run) == [1, 2]
    store.keep(run, "me", [], [Failure(1, "again"), Failure(2, "too")])
    store.forgive_all(run)
    assert store.counts(run) == Counts(waiting=2, done=0, failed=0)


def test_only_the_owner_writes(store: SweepStore) -> None:
    """Whoever does not hold the lease changes nothing, by whichever way."""
    run = made(store)
    writes: list[Callable[[], object]] = [
        lambda: store.keep(run, "you", [done(1)], [Failure(2, "no")]),
        lambda: store.forgive(run, "you", [1]),
        lambda: store.note(run, "you", ["no"]),
        lambda: store.note_job(run, "you", 7),
        lambda: store.note_identity(run, "you", "{}"),
        lambda: store.renew(run, "you", LEASE_S, 1.0),
        lambda: store.release(run, "you", State.FINISHED),
    ]
    for write in writes:
        with pytest.raises(LeaseLost):
            write()
    kept = store.get(run)
    assert (kept.state, kept.notes, kept.job, kept.identity, kept.per_second) == (State.RUNNING, (), None, None, None)
    assert store.counts(run) == Counts(waiting=5, done=0, failed=0)


def test_one_of_many_gets_the_lease(store: SweepStore) -> None:
    """Of many that want the same sweep at the same moment one gets it."""
    store.create("run", service="embedded", project=1, request="{}")
    got: list[str] = []

    def want(name: str) -> None:
        if store.acquire("run", name, LEASE_S):
            got.append(name)

    threads = [threading.Thread(target=want, args=(f"owner-{each}",)) for each in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1
    assert store.acquire("run", got[0], LEASE_S)


def test_an_expired_lease_can_be_taken(store: SweepStore) -> None:
    """A silent owner loses the sweep; until somebody takes it, it counts as interrupted."""
    store.create("run", service="embedded", project=1, request="{}")
    assert store.acquire("run", "me", -1.0)
    assert store.get("run").interrupted
    assert [each.id for each in store.interrupted()] == ["run"]
    assert store.acquire("run", "you", LEASE_S)
    assert store.interrupted() == []
    with pytest.raises(LeaseLost):
        store.keep("run", "me", [done(1)])


def test_wishes_reach_the_owner(store: SweepStore) -> None:
    """What somebody wants is heard at the next renewal, and forgotten when the sweep is taken up again."""
    run = made(store)
    assert store.renew(run, "me", LEASE_S, 2.5) is Wish.NONE
    assert store.get(run).per_second == 2.5
    store.wish(run, Wish.PAUSE)
    assert store.renew(run, "me", LEASE_S, None) is Wish.PAUSE
    store.release(run, "me", State.PAUSED)
    assert store.acquire(run, "you", LEASE_S)
    assert store.renew(run, "you", LEASE_S, None) is Wish.NONE


def test_how_it_ended(store: SweepStore) -> None:
    """A finished sweep has its time; a stopped one its reason; a sweep that runs cannot be settled by others."""
    run = made(store)
    assert not store.settle(run, State.CANCELLED)
    store.release(run, "me", State.STOPPED, "no access with x-api-key: ei_0123456789abcdef")
    kept = store.get(run)
    assert (kept.state, kept.finished, kept.leased) == (State.STOPPED, None, False)
    assert "ei_0123456789abcdef" not in kept.message
    assert store.settle(run, State.CANCELLED)
    store.acquire(run, "me", LEASE_S)
    store.release(run, "me", State.FINISHED)
    finished = store.get(run)
    assert finished.message == ""
    assert finished.finished is not None


def test_notes_are_kept_once(store: SweepStore) -> None:
    """The same remark of many samples is one remark."""
    run = made(store)
    store.note(run, "me", ["the model changed", "é"])
    store.note(run, "me", ["the model changed", "another"])
    assert store.get(run).notes == ("the model changed", "é", "another")


def test_recent_sweeps_are_those_of_a_service(store: SweepStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest come first; other services and projects stay apart."""
    clock = count(1_700_000_000)
    monkeypatch.setattr(sweeps, "time", SimpleNamespace(time=lambda: float(next(clock))))
    for run, service, project in (("a", "embedded", 1), ("b", "embedded", 2), ("c", "https://x.test/v1", 1)):
        store.create(run, service=service, project=project, request="{}")
    assert [each.id for each in store.recent("embedded")] == ["b", "a"]
    assert [each.id for each in store.recent("embedded", 1)] == ["a"]
    assert [each.id for each in store.recent("embedded", limit=1)] == ["b"]


def test_removed_sweeps_leave_no_samples(store: SweepStore) -> None:
    """Samples go with their sweep, those of others stay."""
    run, other = made(store), made(store, "other")
    store.remove(run)
    assert store.counts(run) == Counts(0, 0, 0)
    assert store.counts(other).waiting == 5


def test_reading_goes_on_while_somebody_writes(store: SweepStore) -> None:
    """Outcomes can be read slowly while the sweep goes on."""
    run = made(store, samples=30)
    store.keep(run, "me", [done(each) for each in range(1, 21)])
    read = store.outcomes(run)
    first = next(read)
    store.keep(run, "me", [done(each) for each in range(21, 31)])
    assert first[0] == 1
    assert len(list(read)) >= 19
    assert store.counts(run).done == 30
