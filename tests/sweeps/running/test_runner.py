"""A sweep from its list to its end: no sample lost, none counted twice, and nothing kept that must not be."""

import threading
from pathlib import Path

import httpx
import pytest

from tests.sweeps.services import ADDRESS, LONG_S, Service, reach, refused, request, until
from variantlens.service.client import Client
from variantlens.store.database import Database
from variantlens.store.errors import UnknownSweep
from variantlens.store.sweeps import SweepStore
from variantlens.store.values import State
from variantlens.sweeps.running.service import Sweeps


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
    sixteen = threading.Barrier(16, timeout=LONG_S)

    def meet(_sample: int, _before: int) -> None:
        sixteen.wait()

    service = Service(64, meet)
    assert sweeps.wait(sweeps.start(request(), service.client()), LONG_S).done == 64
    assert service.most_at_once == 16


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


def test_an_answer_that_cannot_be_used_is_noted_once(sweeps: Sweeps) -> None:
    """A text for a score costs its variant's windows, not the sample; the sweep names variant and field."""
    service = Service(6)

    def textual(sample: int, _before: int) -> httpx.Response | None:
        if sample < 3:
            return None
        body = service.classified(sample)
        body["results"][1]["classifications"][0]["result"][2]["idle"] = "0.1"
        return httpx.Response(200, json=body)

    service.behave = textual
    run = sweeps.start(request(), service.client())
    progress = sweeps.wait(run, LONG_S)
    assert (progress.done, progress.failed) == (6, 0)
    (note,) = progress.notes
    assert "What int8 says of Classifier cannot be used, first in sample " in note
    assert "the field results[1].classifications[0].result[2].idle is wrong" in note


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


def test_a_model_file_that_cannot_be_relied_on_is_noted(sweeps: Sweeps) -> None:
    """What the service says of a model file is noted once, however many samples it answers."""
    service = Service(20)

    def behave(sample: int, _before: int) -> httpx.Response:
        answer = service.classified(sample)
        facts = {"sha256": "0" * 64, "sizeBytes": 1, "reproducible": False, "notices": ["The axes are a guess."]}
        answer["results"][1]["classifications"][0]["model"] = facts
        return httpx.Response(200, json=answer)

    service.behave = behave
    run = sweeps.start(request(), service.client())
    assert sweeps.wait(run, LONG_S).notes == (
        "int8's model file answers differently each time that it is loaded: its scores cannot be relied on.",
        "int8: The axes are a guess.",
    )


def test_no_sample_passes_the_filters(sweeps: Sweeps) -> None:
    """A sweep over nothing stops and says why."""
    run = sweeps.start(request(), Service(0).client())
    progress = sweeps.wait(run, LONG_S)
    assert progress.state is State.STOPPED
    assert progress.message == "No sample passes the filters. The project has no samples."


def test_what_the_service_left_out_or_resamples_is_noted(sweeps: Sweeps) -> None:
    """Files that are no samples, and recordings at a rate far from the impulse's, are not passed over in silence."""
    service = Service(3)

    def answered(asked: httpx.Request) -> httpx.Response:
        if asked.url.path.endswith("/impulses"):
            block = {"id": 2, "type": "time-series", "frequencyHz": 10}
            return httpx.Response(200, json={"success": True, "impulses": [{"id": 1, "inputBlocks": [block]}]})
        response = service(asked)
        if not asked.url.path.endswith("/raw-data"):
            return response
        listed = response.json() | {"leftOut": "Not taken as samples: 2 files."}
        listed["samples"] = [sample | {"frequency": 100.0} for sample in listed["samples"]]
        return httpx.Response(200, json=listed)

    run = sweeps.start(request(), Client(ADDRESS, transport=httpx.MockTransport(answered)))
    assert sweeps.wait(run, LONG_S).notes == (
        "Not taken as samples: 2 files.",
        "3 recordings of 100 values per second, resampled by the service: the impulse takes 10.",
    )


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
    service, more, release = Service(40), threading.Event(), threading.Event()

    def behave(sample: int, _before: int) -> None:
        if sample > 10:
            (more if sample <= 20 else release).wait(LONG_S)

    service.behave = behave
    run = sweeps.start(request(), service.client())
    reach(sweeps, run, 10)
    more.set()
    reach(sweeps, run, 20)
    until(lambda: sweeps.progress(run).per_second is not None)
    progress = sweeps.progress(run)
    assert progress.per_second is not None
    assert progress.seconds_left == pytest.approx(20 / progress.per_second)
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
    """A removed sweep leaves neither itself nor samples, and another one keeps its own."""
    service = Service(5)
    run, other = (sweeps.start(request(), service.client()) for _ in range(2))
    assert [sweeps.wait(each, LONG_S).done for each in (run, other)] == [5, 5]
    sweeps.remove(run)
    assert [each.id for each in sweeps.recent(ADDRESS)] == [other]
    assert len(list(sweeps.outcomes(other))) == 5
    assert sweeps.answer(run, 1) is None
    for ask in (sweeps.get, sweeps.progress):
        with pytest.raises(UnknownSweep):
            ask(run)


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
