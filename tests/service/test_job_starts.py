"""The main call may start a job: one is not started twice, and not too many at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.service.networks import EXAMPLE
from variantlens.service.client import Client
from variantlens.service.errors import JobFailed, Silence, Unreachable
from variantlens.service.job_starts import JOBS_AT_ONCE, JobStarts, LeftBehind, job_left_behind
from variantlens.service.jobs import Polling
from variantlens.service.schema import Job

pytestmark = pytest.mark.usefixtures("no_waiting")

FAST = Polling(first_interval_s=0.001, longest_interval_s=0.002)
FINISHED = {"finished": "2026-01-01T00:00:00Z", "finishedSuccessful": True}


class SilentService:
    """Gives no answer to the first main calls; a job that one of them started may be among the active ones."""

    def __init__(self, *active: dict[str, Any], silences: int = 1, status: int = 200, ends: bool = True) -> None:
        self.active = list(active)
        self.silences = silences
        self.status = status
        self.job = {"id": 8} | (FINISHED if ends else {})
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/v1/api/1/")
        self.asked.append(path)
        if path == "jobs":
            return httpx.Response(self.status, json={"success": True, "jobs": self.active, "totalJobCount": 1})
        if path.endswith("/status"):
            return httpx.Response(200, json={"success": True, "job": self.job})
        if self.silences:
            self.silences -= 1
            raise httpx.ReadTimeout("slow")
        return httpx.Response(200, json=EXAMPLE)

    def classify(self) -> str:
        """Classify, and give the first variant of the answer."""
        with Client("https://service.test/v1", polling=FAST, transport=httpx.MockTransport(self)) as client:
            return client.classify_variants(1, 2, ["int8"]).results[0].variant


MAIN = "classify/v2/2/variants"


def test_the_job_of_a_call_without_an_answer_is_waited_for() -> None:
    """After a time-out the project's jobs are looked at; one that runs is followed before the call is sent again."""
    service = SilentService({"id": 8, "category": "Classify sample", "key": "classify-sample-2"})
    assert service.classify() == "int8"
    assert service.asked == [MAIN, "jobs", "jobs/8/status", MAIN]


@pytest.mark.parametrize(
    "service",
    [SilentService(), SilentService({"id": 9, "category": "Training model"}), SilentService(status=403)],
)
def test_without_a_job_the_call_is_sent_again(service: SilentService) -> None:
    """No job, one that does something else, or a key that may not ask: the call is sent once more."""
    assert service.classify() == "int8"
    assert service.asked == [MAIN, "jobs", MAIN]


def test_a_service_that_stays_silent_is_given_up() -> None:
    """Two calls without an answer are enough."""
    service = SilentService(silences=9)
    with pytest.raises(Unreachable) as caught:
        service.classify()
    assert caught.value.reason is Silence.TIMED_OUT
    assert service.asked.count(MAIN) == 2


def job(id_: int, key: str, **fields: Any) -> Job:
    """A job that classifies."""
    return Job(id=id_, key=key, category="Classify", **fields)


@pytest.mark.parametrize(
    ("active", "found"),
    [
        ([], None),
        ([job(1, "classify-12"), job(2, "classify-7")], LeftBehind(2, certain=True)),
        ([job(1, "classify-12", created="2026-01-02"), job(3, "x", created="2026-01-01T00:00Z")], LeftBehind(1, False)),
        ([job(1, "classify-7", finished="2026-01-02")], None),
        ([Job(id=4, key="train-7", category="Training")], None),
    ],
)
def test_the_job_that_names_the_sample_is_taken(active: list[Job], found: LeftBehind | None) -> None:
    """Else the newest that classifies, of which it is not certain whose it is."""
    assert job_left_behind(active, 7) == found


def test_a_job_that_may_be_somebody_elses_is_not_cancelled() -> None:
    """Who gives up waiting cancels only the job that is certainly the own one."""
    cancelled = threading.Event()
    service = SilentService({"id": 8, "category": "Classify sample", "key": "other"}, ends=False)
    client = Client("https://service.test/v1", polling=FAST, transport=httpx.MockTransport(service))
    with client, pytest.raises(JobFailed):
        client.classify_variants(1, 2, ["int8"], cancelled=cancelled, on_progress=lambda _: cancelled.set())
    assert "jobs/8/cancel" not in service.asked


def test_fewer_calls_are_on_their_way_once_jobs_appear() -> None:
    """Before the first job all may go at once; afterwards as many as a queue should hold."""
    starts, lock = JobStarts(), threading.Lock()
    together = threading.Barrier(JOBS_AT_ONCE)
    now, most = 0, 0

    def call(_: int) -> None:
        nonlocal now, most
        with starts.one():
            with lock:
                now, most = now + 1, max(most, now + 1)
            together.wait(60)
            with lock:
                now -= 1

    starts.seen()
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(call, range(4 * JOBS_AT_ONCE)))
    assert most == JOBS_AT_ONCE


def test_a_cancelled_call_does_not_wait_for_its_turn() -> None:
    """Its answer is not wanted any more."""
    starts, cancelled = JobStarts(at_once=0), threading.Event()
    starts.seen()
    cancelled.set()
    with starts.one(cancelled):
        pass
