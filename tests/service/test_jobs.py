"""A call that is answered with a job is followed to its end."""

import threading
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from tests.service.networks import EXAMPLE
from variantlens.service import jobs
from variantlens.service.client import Client
from variantlens.service.errors import BadAnswer, JobEnd, JobFailed, Refused
from variantlens.service.jobs import JobProgress, Polling

pytestmark = pytest.mark.usefixtures("no_waiting")

FAST = Polling(first_interval_s=0.001, longest_interval_s=0.002, limit_s=5.0, tolerated_errors_s=0.05)
DONE = {"finished": "2026-01-01T00:00:00Z", "finishedSuccessful": True, "status": "success"}


class JobService:
    """Answers the main call with a job until the job's states have all been asked for."""

    def __init__(self, *states: dict[str, Any] | int | Exception, jobs: int = 1, new_ids: bool = True):
        self.states = list(states)
        self.jobs = jobs
        self.new_ids = new_ids
        self.started = 0
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.asked.append(f"{request.method} {path.removeprefix('/v1/api/1/')}")
        if path.endswith("/cancel"):
            return httpx.Response(200, json={"success": True})
        if path.endswith("/status"):
            state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
            if isinstance(state, Exception):
                raise state
            if isinstance(state, int):
                return httpx.Response(state, json={"success": False, "error": "own words"})
            return httpx.Response(200, json={"success": True, "job": {"id": 40 + self.started, **state}})
        if self.started < self.jobs:
            self.started += 1
            return httpx.Response(200, json={"success": True, "id": 40 + self.started if self.new_ids else 41})
        return httpx.Response(200, json=EXAMPLE)

    def classify(self, polling: Polling = FAST, **more: Any) -> str:
        """Classify, and give the first variant of the answer."""
        with Client("https://service.test/v1", polling=polling, transport=httpx.MockTransport(self)) as client:
            return client.classify_variants(1, 2, ["int8"], **more).results[0].variant


def test_a_job_is_waited_for() -> None:
    """A job id is followed until it finishes, then the same call brings the result."""
    service = JobService({"status": "pending"}, {"status": "running"}, DONE)
    assert service.classify() == "int8"
    call = "POST classify/v2/2/variants"
    assert service.asked == [call, *["GET jobs/41/status"] * 3, call]


def test_progress_is_told() -> None:
    """Each poll tells how the job is doing, and a share outside of 0..1 counts as not said."""
    told: list[JobProgress] = []
    service = JobService({"status": "pending"}, {"status": "running", "progress": 0.5}, {"progress": 7}, DONE)
    service.classify(on_progress=told.append)
    assert [(each.job_id, each.status, each.fraction) for each in told] == [
        (41, "pending", None),
        (41, "running", 0.5),
        (41, "", None),
        (41, "success", None),
    ]
    assert [each.elapsed_s for each in told] == sorted(each.elapsed_s for each in told)


def test_a_status_that_is_an_object_is_tolerated() -> None:
    """A status of another shape is not a word, and not an error either."""
    assert JobService({"status": {"name": "running"}}, DONE).classify() == "int8"


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        ({"finished": "2026-01-01T00:00:00Z", "finishedSuccessful": False}, JobEnd.FAILED),
        ({"finished": "2026-01-01T00:00:00Z", "finishedSuccessful": False, "status": "cancelled"}, JobEnd.CANCELLED),
        ({"status": "failed"}, JobEnd.FAILED),
        ({"status": "cancelled"}, JobEnd.CANCELLED),
    ],
)
def test_a_job_that_ends_badly_says_how(end: dict[str, Any], reason: JobEnd) -> None:
    """A job that fails or is cancelled at the service becomes an error with the job and its message."""
    with pytest.raises(JobFailed) as caught:
        JobService({"status": "running"}, {**end, "additionalInfo": "out of memory"}).classify()
    assert (caught.value.reason, caught.value.job_id, caught.value.message) == (reason, 41, "out of memory")


def test_a_job_without_an_end_is_left() -> None:
    """After the time limit the service is asked to cancel, and the error says so."""
    service = JobService({"status": "running"})
    with pytest.raises(JobFailed) as caught:
        service.classify(Polling(first_interval_s=0.01, longest_interval_s=0.01, limit_s=0.05))
    assert caught.value.reason is JobEnd.TIMED_OUT
    assert caught.value.waited_s >= 0.05
    assert service.asked[-1] == "POST jobs/41/cancel"


def test_a_person_may_cancel() -> None:
    """A set event ends the wait at once, however long the interval, and the service is told."""
    cancelled = threading.Event()
    service = JobService({"status": "running"})
    threading.Timer(0.05, cancelled.set).start()
    with pytest.raises(JobFailed) as caught:
        service.classify(Polling(first_interval_s=60, longest_interval_s=60), cancelled=cancelled)
    assert caught.value.reason is JobEnd.CANCELLED
    assert caught.value.waited_s < 5
    assert service.asked[-1] == "POST jobs/41/cancel"


@pytest.mark.parametrize(("status", "reason"), [(401, JobEnd.NO_ACCESS), (403, JobEnd.NO_ACCESS), (404, JobEnd.LOST)])
def test_a_key_that_may_not_ask_is_said_so(status: int, reason: JobEnd) -> None:
    """A read-only key may start a job and not follow it: that is its own error, said at once."""
    service = JobService(status)
    with pytest.raises(JobFailed) as caught:
        service.classify()
    assert caught.value.reason is reason
    assert caught.value.message == "own words"
    assert len(service.asked) == 2


def test_passing_errors_are_tolerated_while_polling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors in between do not end the wait; each answer begins anew how long they are tolerated."""
    trouble = (500, 429, httpx.ReadTimeout("slow"), httpx.ConnectError("refused"))
    service = JobService(*trouble, {"status": "running"}, *trouble, DONE)
    # A clock that counts calls: four in a row take less than is tolerated, eight would take more.
    monkeypatch.setattr(jobs, "time", SimpleNamespace(monotonic=lambda: 0.01 * len(service.asked)))
    assert service.classify() == "int8"


def test_lasting_errors_end_the_wait() -> None:
    """A service that stops answering for longer than tolerated has lost the job."""
    with pytest.raises(JobFailed) as caught:
        JobService({"status": "running"}, 500).classify()
    assert caught.value.reason is JobEnd.LOST
    assert isinstance(caught.value.__cause__, Refused)


@pytest.mark.parametrize("new_ids", [True, False])
def test_jobs_without_end_are_given_up(new_ids: bool) -> None:
    """A service that answers with a job again and again brings an error after a few rounds."""
    service = JobService(DONE, jobs=100, new_ids=new_ids)
    with pytest.raises(JobFailed) as caught:
        service.classify()
    assert caught.value.reason is JobEnd.NO_RESULT
    assert service.started == (FAST.rounds + 1 if new_ids else 2)


def test_a_second_job_may_still_bring_the_result() -> None:
    """A result that has gone again before it was fetched is computed anew."""
    service = JobService(DONE, jobs=2)
    assert service.classify() == "int8"
    assert service.started == 2


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"success": True, "id": "many"}, "id"),
        ({"success": True}, "sample"),
        ({"success": True, "id": 4, "results": [{"variant": 1}]}, "results[0].variant"),
    ],
)
def test_job_and_result_are_told_apart_by_content(body: dict[str, Any], field: str) -> None:
    """An id without results is a job; anything else that is no result is a bad answer that names a field."""
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    with Client("https://service.test/v1", transport=transport) as client, pytest.raises(BadAnswer) as caught:
        client.classify_variants(1, 2, ["int8"])
    assert caught.value.field == field


def test_the_interval_grows_to_its_longest() -> None:
    """Polls come after 1 s at first and never more rarely than every 5 s."""
    intervals = [Polling().interval_s(poll) for poll in range(10_000)]
    assert intervals[0] == 1.0
    assert intervals == sorted(intervals)
    assert set(intervals[4:]) == {5.0}


def test_starting_and_cancelling_are_sent_once() -> None:
    """A cancel that fails is not repeated, and does not hide why the wait ended."""
    service = JobService({"status": "running"})

    def failing(request: httpx.Request) -> httpx.Response:
        response = service(request)
        return httpx.Response(503) if request.url.path.endswith("/cancel") else response

    polling = Polling(first_interval_s=0.01, longest_interval_s=0.01, limit_s=0.02)
    transport = httpx.MockTransport(failing)
    client = Client("https://service.test/v1", polling=polling, transport=transport)
    with client, pytest.raises(JobFailed) as caught:
        client.classify_variants(1, 2, ["int8"])
    assert caught.value.reason is JobEnd.TIMED_OUT
    assert service.asked.count("POST jobs/41/cancel") == 1


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Invalid API key", JobEnd.NO_ACCESS),
        ("You do not have permission to see jobs", JobEnd.NO_ACCESS),
        ("Job not found", JobEnd.LOST),
        ("Job status is for members only", JobEnd.NOT_TOLD),
    ],
)
def test_a_refusal_with_status_200_is_said_at_once(words: str, reason: JobEnd) -> None:
    """Who is refused the state of a job does not wait a minute to hear that it was lost."""
    service = JobService({})

    def refusing(request: httpx.Request) -> httpx.Response:
        response = service(request)
        refusal = {"success": False, "error": words}
        return httpx.Response(200, json=refusal) if request.url.path.endswith("/status") else response

    client = Client("https://service.test/v1", polling=FAST, transport=httpx.MockTransport(refusing))
    with client, pytest.raises(JobFailed) as caught:
        client.classify_variants(1, 2, ["int8"])
    assert (caught.value.reason, caught.value.message) == (reason, words)
    assert len(service.asked) == 2


def test_a_refusal_that_passes_is_tolerated() -> None:
    """Words that say *try again* are no end."""
    states = iter(
        [{"success": False, "error": "Internal error, try again"}, {"success": True, "job": DONE | {"id": 1}}]
    )
    service = JobService(DONE)

    def shaky(request: httpx.Request) -> httpx.Response:
        response = service(request)
        return httpx.Response(200, json=next(states)) if request.url.path.endswith("/status") else response

    with Client("https://service.test/v1", polling=FAST, transport=httpx.MockTransport(shaky)) as client:
        assert client.classify_variants(1, 2, ["int8"]).results[0].variant == "int8"


@pytest.mark.parametrize(
    "odd",
    [
        {"jobNotificationUids": None},
        {"id": None, "category": None, "key": None, "created": "Invalid date"},
        {"finished": "Invalid date"},
        {"computeTime": "long", "progress": "all", "additionalInfo": {}},
    ],
)
def test_a_job_with_odd_fields_is_not_lost(odd: dict[str, Any]) -> None:
    """Only how it ended matters; a time of the end that cannot be read says all the same that it ended."""
    assert JobService({"status": "running", **odd, "finished": None}, DONE | odd).classify() == "int8"


def test_the_time_limit_counts_from_when_a_job_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that waits long in the service's queue is not cancelled for that."""
    waiting: list[dict[str, Any]] = [{"status": "pending"}] * 20
    running: list[dict[str, Any]] = [{"started": "2026-01-01T00:00:00Z"}] * 3
    service = JobService(*waiting, *running, DONE)
    # A clock that counts calls: the queue takes 20 s, the job itself 4 s.
    monkeypatch.setattr(jobs, "time", SimpleNamespace(monotonic=lambda: float(len(service.asked))))
    assert service.classify(Polling(first_interval_s=0.001, longest_interval_s=0.001, limit_s=10.0)) == "int8"


def test_a_job_that_never_starts_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a limit for the queue, too."""
    service = JobService({"status": "pending"})
    monkeypatch.setattr(jobs, "time", SimpleNamespace(monotonic=lambda: float(len(service.asked))))
    with pytest.raises(JobFailed) as caught:
        service.classify(Polling(first_interval_s=0.001, longest_interval_s=0.001, queue_limit_s=10.0))
    assert caught.value.reason is JobEnd.TIMED_OUT
    assert service.asked[-1] == "POST jobs/41/cancel"
