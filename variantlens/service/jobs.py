"""Waiting for a job of the service: ask how it is doing, ever more rarely, until it ends.

started ── poll ──► running ──► finished well ──► the call is sent again
             │          │
             │          ├──► failed, cancelled
             │          └──► time limit, counted from here, or the person cancels: the service is told to stop
             └──► may not ask (401, 403, or a refusal in the service's words)
"""

import logging
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from variantlens.logs import redact
from variantlens.service import reading
from variantlens.service.calls import Caller
from variantlens.service.connections import cancellable
from variantlens.service.errors import (
    BadAnswer,
    JobEnd,
    JobFailed,
    NotFound,
    RateLimited,
    Refused,
    ServiceError,
    Unauthorized,
    Unreachable,
)
from variantlens.service.schema import Job, JobStatusAnswer

log = logging.getLogger(__name__)

PASSING = frozenset({408, 409, 425, 429})
"""Statuses below 500 that say *not now*."""

_PASSING_WORDS = re.compile(r"try again|temporar|time.?out|timed out|unavailable|internal|busy", re.IGNORECASE)


@dataclass(frozen=True)
class Polling:
    """How to wait for a job, in seconds. The interval grows by half each time, from the first to the longest."""

    first_interval_s: float = 1.0
    longest_interval_s: float = 5.0
    limit_s: float = 600.0
    """Longest time for one job, from when it started to run."""
    queue_limit_s: float = 3600.0
    """Longest time for a job to start to run."""
    tolerated_errors_s: float = 60.0
    """How long the service may fail to answer before the job counts as lost; the official tool takes the same."""
    rounds: int = 3
    """How many jobs in a row one call may start before it is given up."""

    def interval_s(self, poll: int) -> float:
        """Seconds to wait before the poll with this number, counted from 0."""
        growth: float = 1.5 ** min(poll, 50)
        return min(self.first_interval_s * growth, self.longest_interval_s)


POLLING = Polling()
NEAR = Polling(first_interval_s=0.05, longest_interval_s=0.1)
"""For a service on this machine, which a question costs nothing, while a result that waits for one is a delay."""


@dataclass(frozen=True)
class JobProgress:
    """How a job is doing, for a progress line."""

    job_id: int
    status: str
    """creating, pending, running, success, failed or cancelled; empty if the service does not say."""
    fraction: float | None
    """The part that is done, 0..1; None if the service does not say."""
    elapsed_s: float


OnProgress = Callable[[JobProgress], None]


class JobWait:
    """Waits for one job until it has finished well.

    Args:
        caller: Sends the calls.
        project: The job's project.
        job_id: The job.
        polling: Intervals and limits.
        on_progress: Called after each poll, from the calling thread.
        cancelled: Set by another thread to end the wait; the service is told to cancel the job.
        ours: Whether it is certain that our call started the job; only such a job is cancelled.
    """

    def __init__(
        self,
        caller: Caller,
        project: int,
        job_id: int,
        *,
        polling: Polling,
        on_progress: OnProgress | None = None,
        cancelled: threading.Event | None = None,
        ours: bool = True,
    ):
        self._caller = caller
        self._path = f"/api/{project}/jobs/{job_id}"
        self._job_id = job_id
        self._polling = polling
        self._on_progress = on_progress
        self._cancelled = cancelled or threading.Event()
        self._ours = ours
        self._began = time.monotonic()
        self._running_since: float | None = None

    def until_finished(self) -> None:
        """Wait.

        Raises:
            JobFailed: It failed, was cancelled, took too long, or its state cannot be had.
        """
        poll = 0
        last_answer = self._began
        while True:
            self._pause(self._polling.interval_s(poll))
            poll += 1
            try:
                job = self._job()
            except (Unreachable, RateLimited, BadAnswer, Refused) as error:
                self._tolerate(error, time.monotonic() - last_answer)
                continue
            last_answer = time.monotonic()
            if self._running_since is None and _runs(job):
                self._running_since = last_answer
            self._report(job)
            if _has_ended(job):
                self._check_end(job)
                return

    def _pause(self, seconds: float) -> None:
        if self._cancelled.wait(max(0.0, min(seconds, self._left_s))):
            self._tell_to_cancel()
            raise self._failure(JobEnd.CANCELLED)
        if self._left_s <= 0:
            self._tell_to_cancel()
            raise self._failure(JobEnd.TIMED_OUT)

    @property
    def _left_s(self) -> float:
        """Seconds until the job has taken too long: to start, while it waits; then to finish."""
        if self._running_since is None:
            return self._began + self._polling.queue_limit_s - time.monotonic()
        return self._running_since + self._polling.limit_s - time.monotonic()

    def _job(self) -> Job:
        # Not repeated at once: the next poll is the repetition.
        reply = self._caller.call("GET", f"{self._path}/status", repeat=False)
        return reading.answer(reply, JobStatusAnswer).job

    def _tolerate(self, error: ServiceError, silent_s: float) -> None:
        """Go on after this error, or raise what it means for the job."""
        if isinstance(error, Unauthorized):
            raise self._failure(JobEnd.NO_ACCESS, error.message) from error
        if isinstance(error, NotFound):
            raise self._failure(JobEnd.LOST, error.message) from error
        if _final(error):
            raise self._failure(JobEnd.NOT_TOLD, error.message if isinstance(error, Refused) else "") from error
        if silent_s >= self._polling.tolerated_errors_s:
            raise self._failure(JobEnd.LOST, error.message if isinstance(error, Refused) else "") from error
        log.warning("Job %s could not be asked for, trying on: %s", self._job_id, error)

    def _report(self, job: Job) -> None:
        if self._on_progress is not None:
            fraction = job.progress if job.progress is not None and 0 <= job.progress <= 1 else None
            self._on_progress(JobProgress(self._job_id, _status(job), fraction, self._elapsed_s()))

    def _check_end(self, job: Job) -> None:
        if _status(job) == "cancelled":
            raise self._failure(JobEnd.CANCELLED, job.additional_info or "")
        if job.finished_successful is False or (job.finished_successful is None and _status(job) == "failed"):
            raise self._failure(JobEnd.FAILED, job.additional_info or "")

    def _tell_to_cancel(self) -> None:
        if not self._ours:
            return
        try:
            # Sent to its end, although what it ends is given up.
            with cancellable(None):
                self._caller.call("POST", f"{self._path}/cancel", repeat=False)
        except ServiceError as error:
            log.warning("Job %s could not be cancelled: %s", self._job_id, error)

    def _failure(self, reason: JobEnd, message: str = "") -> JobFailed:
        return JobFailed(
            address=self._caller.name,
            job_id=self._job_id,
            reason=reason,
            message=redact(message),
            waited_s=self._elapsed_s(),
        )

    def _elapsed_s(self) -> float:
        return time.monotonic() - self._began


def _status(job: Job) -> str:
    return job.status if isinstance(job.status, str) else ""


def _runs(job: Job) -> bool:
    """Whether the job has started to run, as far as the service says."""
    return job.started is not None or _status(job) == "running"


def _has_ended(job: Job) -> bool:
    return bool(job.finished) or _status(job) in {"failed", "cancelled"}


def _final(error: ServiceError) -> bool:
    """Whether a question about a job was refused for good: with words that do not say that the trouble passes."""
    if not isinstance(error, Refused) or isinstance(error, RateLimited) or error.status is None:
        return False
    return error.status < 500 and error.status not in PASSING and not _PASSING_WORDS.search(error.message)
