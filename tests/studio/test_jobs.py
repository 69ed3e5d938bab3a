"""Jobs under a clock that the test moves, run by the test itself or by real workers."""

import threading
from collections.abc import Iterator
from datetime import datetime

import pytest

from studio.errors import BadRequest, NotFound
from studio.jobs import KEPT_BYTES, KEPT_JOBS, KEPT_SECONDS, Job, Jobs, Status, described


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The time."""
    return Clock()


@pytest.fixture
def jobs(clock: Clock) -> Jobs:
    """A queue whose jobs run when the test says so."""
    return Jobs(workers=0, clock=clock)


@pytest.fixture
def working() -> Iterator[Jobs]:
    """A queue with a real worker."""
    jobs = Jobs(workers=1)
    yield jobs
    jobs.close()


def done(_job: Job) -> bytes:
    """Work that is quick."""
    return b"result"


def test_a_job_waits_runs_and_succeeds(jobs: Jobs, clock: Clock) -> None:
    """A job passes through the service's status words, with dates and, at the end, its result."""
    job = jobs.submit(7, "key", "Classifying", done)
    waiting = described(job)
    assert (waiting.status, waiting.started, waiting.finished, waiting.finished_successful) == (
        "pending",
        None,
        None,
        None,
    )
    clock.now += 5
    jobs.run_next()
    ended = described(job)
    assert (ended.status, ended.finished_successful, ended.progress) == ("success", True, 1.0)
    assert ended.created is not None
    assert isinstance(ended.finished, datetime)
    assert (ended.finished - ended.created).total_seconds() == 5
    assert job.result == b"result"


def test_progress_is_told_while_the_job_runs(jobs: Jobs) -> None:
    """What the work reports is the job's progress and a line of its log."""
    seen = []

    def work(job: Job) -> bytes:
        job.watch(1, 4)
        seen.append((job.status, job.progress))
        return b""

    job = jobs.submit(7, "key", "Classifying", work)
    jobs.run_next()
    assert seen == [(Status.RUNNING, 0.25)]
    assert [line for _at, line in job.lines] == ["1 of 4", "Finished"]


def test_the_same_key_is_the_same_job(jobs: Jobs) -> None:
    """Asking again while a job waits, or once it has a result, starts nothing; another project or key does."""
    job = jobs.submit(7, "key", "Classifying", done)
    assert jobs.submit(7, "key", "Classifying", done) is job
    jobs.run_next()
    assert jobs.submit(7, "key", "Classifying", done) is job
    assert jobs.submit(7, "other", "Classifying", done) is not job
    assert jobs.submit(8, "key", "Classifying", done) is not job


def test_a_waiting_job_is_cancelled_at_once(jobs: Jobs) -> None:
    """A job that was cancelled before it began never runs."""
    job = jobs.submit(7, "key", "Classifying", done)
    jobs.cancel(7, job.id)
    assert (job.status, described(job).finished_successful) == (Status.CANCELLED, False)
    jobs.run_next()
    assert job.result is None


def test_a_running_job_is_cancelled_at_its_next_step(jobs: Jobs) -> None:
    """Cancelling ends the work when it next reports progress, and nothing comes of it."""

    def work(job: Job) -> bytes:
        jobs.cancel(7, job.id)
        job.watch(1, 2)
        return b"too late"

    job = jobs.submit(7, "key", "Classifying", work)
    jobs.run_next()
    assert (job.status, job.result) == (Status.CANCELLED, None)


def test_a_job_that_has_ended_stays_as_it_is(jobs: Jobs) -> None:
    """Cancelling comes too late for a result, which stays successful."""
    job = jobs.submit(7, "key", "Classifying", done)
    jobs.run_next()
    assert jobs.cancel(7, job.id).status is Status.SUCCESS


def test_failure_says_why(jobs: Jobs) -> None:
    """An error that is meant for people is the job's last line."""

    def work(_job: Job) -> bytes:
        raise BadRequest("the sample is too short")

    job = jobs.submit(7, "key", "Classifying", work)
    jobs.run_next()
    assert (job.status, described(job).additional_info) == (Status.FAILED, "the sample is too short")


def test_an_unexpected_failure_goes_to_the_log(jobs: Jobs, caplog: pytest.LogCaptureFixture) -> None:
    """A fault of the service fails the job, keeps the worker, and its details stay in the log."""

    def work(_job: Job) -> bytes:
        raise ZeroDivisionError("secret detail")

    job = jobs.submit(7, "key", "Classifying", work)
    assert jobs.run_next() is True
    assert job.status is Status.FAILED
    assert "secret detail" not in job.lines[-1][1]
    assert "secret detail" in caplog.text


@pytest.mark.parametrize("cancelled", [True, False])
def test_what_ended_badly_is_tried_again(jobs: Jobs, cancelled: bool) -> None:
    """After a failure or a cancellation the same key is a new job."""

    def work(_job: Job) -> bytes:
        raise BadRequest("no")

    job = jobs.submit(7, "key", "Classifying", work)
    if cancelled:
        jobs.cancel(7, job.id)
    jobs.run_next()
    assert jobs.submit(7, "key", "Classifying", done) is not job


def test_results_are_kept_for_a_while(jobs: Jobs, clock: Clock) -> None:
    """A result can be had until its time is over; then the job is unknown, and the key a new one."""
    job = jobs.submit(7, "key", "Classifying", done)
    jobs.run_next()
    clock.now += KEPT_SECONDS
    assert jobs.get(7, job.id) is job
    clock.now += 1
    with pytest.raises(NotFound, match=f"no job {job.id}"):
        jobs.get(7, job.id)
    assert jobs.find(7, "key") is None


def test_only_so_many_results_are_kept(jobs: Jobs, clock: Clock) -> None:
    """The oldest of too many goes, while one that still waits is never forgotten."""
    waiting = jobs.submit(7, "waiting", "Classifying", done)
    jobs.cancel(7, waiting.id)
    ended = []
    for key in range(KEPT_JOBS):
        clock.now += 1
        ended.append(jobs.submit(7, key, "Classifying", done))
    for _ in range(KEPT_JOBS + 1):
        clock.now += 1
        jobs.run_next()
    assert jobs.get(7, ended[0].id) is ended[0]
    with pytest.raises(NotFound):
        jobs.get(7, waiting.id)


def test_large_results_make_room_for_new_ones(jobs: Jobs, clock: Clock) -> None:
    """Results are kept up to a size; the newest stays even if it is larger than that alone."""

    class Large(bytes):
        """Bytes that claim to be many."""

        def __len__(self) -> int:
            return KEPT_BYTES + 1

    first = jobs.submit(7, "first", "Classifying", lambda _job: Large())
    second = jobs.submit(7, "second", "Classifying", lambda _job: Large())
    jobs.run_next()
    clock.now += 1
    assert jobs.get(7, first.id) is first
    jobs.run_next()
    assert jobs.get(7, second.id) is second
    with pytest.raises(NotFound):
        jobs.get(7, first.id)


def test_jobs_of_another_project_are_unknown(jobs: Jobs) -> None:
    """A job's number says nothing without its project."""
    job = jobs.submit(7, "key", "Classifying", done)
    with pytest.raises(NotFound):
        jobs.get(8, job.id)


def test_a_worker_works_without_being_asked(working: Jobs) -> None:
    """A real worker takes jobs in their order."""
    order: list[int] = []
    ready = threading.Event()

    def work(job: Job) -> bytes:
        order.append(job.id)
        if len(order) == 3:
            ready.set()
        return b""

    submitted = [working.submit(7, key, "Classifying", work).id for key in range(3)]
    assert ready.wait(60)
    assert order == submitted
