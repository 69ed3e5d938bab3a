"""Work that takes longer than a request may: a queue, worker threads, and results that are kept for a while.

A job goes pending → running → success, failed or cancelled. Its key says what it computes: as long as a job with
the same key is waiting, running or has a result, that job is given out instead of a second one. A job that failed
or was cancelled is not, so that asking again tries again.
"""

import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeAlias

from studio.errors import NotFound, StudioError
from variantlens.service import schema

KEPT_SECONDS = 600.0
"""How long a job that has ended, with its result, is kept."""
KEPT_JOBS = 64
"""How many jobs that have ended are kept at most."""
KEPT_BYTES = 256 * 1024 * 1024
"""How large the kept results may be together; the newest one is kept however large it is."""
LINES = 1000
"""Lines of a job's log that are kept."""

CLASSIFYING = "classify-sample"
TESTING = "classify"
"""Kinds of jobs, in the service's words."""

Clock: TypeAlias = Callable[[], float]
log = logging.getLogger(__name__)


class Status(StrEnum):
    """The state of a job, in the service's words."""

    PENDING = "pending"
    RUNNING = "running"
    SUCCESS = "success"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Cancelled(Exception):
    """Somebody cancelled the job; ends its work."""


@dataclass(eq=False)
class Job:
    """One piece of work. Times are seconds since 1970."""

    id: int
    project_id: int
    key: Hashable
    category: str
    clock: Clock
    created: float
    started: float | None = None
    finished: float | None = None
    status: Status = Status.PENDING
    result: bytes | None = None
    progress: float = 0.0
    category_key: str = CLASSIFYING
    lines: list[tuple[float, str]] = field(default_factory=list)
    cancelling: threading.Event = field(default_factory=threading.Event)

    def watch(self, done: int, total: int) -> None:
        """Note how far the work is.

        Raises:
            Cancelled: Somebody cancelled the job.
        """
        self.go_on()
        self.progress = done / total
        self.say(f"{done} of {total}")

    def go_on(self) -> None:
        """Nothing, unless the job was cancelled.

        Raises:
            Cancelled: Somebody cancelled the job.
        """
        if self.cancelling.is_set():
            raise Cancelled

    def say(self, line: str) -> None:
        """Add a line to the job's log."""
        self.lines.append((self.clock(), line))
        del self.lines[:-LINES]


Work: TypeAlias = Callable[[Job], bytes]
"""Computes a result, telling the job how far it is."""


class Jobs:
    """All jobs of the service.

    Args:
        workers: Threads that work; with 0 nothing runs until ``run_next`` is called.
        clock: Seconds since 1970.
    """

    def __init__(self, workers: int = 1, clock: Clock = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: queue.SimpleQueue[tuple[Job, Work] | None] = queue.SimpleQueue()
        self._jobs: dict[int, Job] = {}
        self._ids = itertools.count(1)
        self._workers = [threading.Thread(target=self._work, daemon=True, name="job") for _ in range(workers)]
        for worker in self._workers:
            worker.start()

    def submit(
        self, project_id: int, key: Hashable, category: str, work: Work, *, kind: str = CLASSIFYING, anew: bool = False
    ) -> Job:
        """The job for a key: the one that is there, or a new one.

        Args:
            project_id: The project that it belongs to.
            key: What it computes.
            category: The same for people.
            work: Computes it.
            kind: ``CLASSIFYING`` or ``TESTING``.
            anew: Whether one that has finished does not do.
        """
        with self._lock:
            self._forget()
            known = self._of(project_id, key)
            if known is not None and not (anew and known.finished is not None):
                return known
            job = Job(next(self._ids), project_id, key, category, self._clock, self._clock(), category_key=kind)
            self._jobs[job.id] = job
        self._waiting.put((job, work))
        return job

    def find(self, project_id: int, key: Hashable) -> Job | None:
        """The job for a key that is waiting, running or has a result."""
        with self._lock:
            self._forget()
            return self._of(project_id, key)

    def get(self, project_id: int, job_id: int) -> Job:
        """The job with this id.

        Raises:
            NotFound: The project has none, or it has been forgotten.
        """
        with self._lock:
            self._forget()
            job = self._jobs.get(job_id)
        if job is None or job.project_id != project_id:
            raise NotFound(f"Project {project_id} has no job {job_id}, or it ended more than ten minutes ago")
        return job

    def all(self, project_id: int) -> list[Job]:
        """The project's jobs that are known, the newest first."""
        with self._lock:
            self._forget()
            return [job for job in reversed(self._jobs.values()) if job.project_id == project_id]

    def cancel(self, project_id: int, job_id: int) -> Job:
        """Cancel a job: at once while it waits, at its next step while it runs. One that has ended stays as it is.

        Raises:
            NotFound: The project has none, or it has been forgotten.
        """
        job = self.get(project_id, job_id)
        with self._lock:
            job.cancelling.set()
            if job.status is Status.PENDING:
                self._end(job, Status.CANCELLED)
        return job

    def run_next(self) -> bool:
        """Do the next job in this thread; false when the workers are to end."""
        waiting = self._waiting.get()
        if waiting is None:
            return False
        job, work = waiting
        with self._lock:
            if job.status is not Status.PENDING:
                return True
            job.status = Status.RUNNING
            job.started = self._clock()
        try:
            result = work(job)
        except Cancelled:
            self._finish(job, Status.CANCELLED, "Cancelled")
        except StudioError as error:
            self._finish(job, Status.FAILED, error.message)
        except Exception:
            log.exception("Job %d failed", job.id)
            self._finish(job, Status.FAILED, "The job failed, the service's log says why")
        else:
            job.result = result
            job.progress = 1.0
            self._finish(job, Status.SUCCESS, "Finished")
        return True

    def close(self) -> None:
        """Cancel what runs and end the workers."""
        with self._lock:
            for job in self._jobs.values():
                job.cancelling.set()
        for _ in self._workers:
            self._waiting.put(None)

    def _work(self) -> None:
        while self.run_next():
            pass

    def _finish(self, job: Job, status: Status, line: str) -> None:
        with self._lock:
            job.say(line)
            self._end(job, status)

    def _end(self, job: Job, status: Status) -> None:
        job.status = status
        job.finished = self._clock()

    def _of(self, project_id: int, key: Hashable) -> Job | None:
        for job in reversed(self._jobs.values()):
            ended_badly = job.status in {Status.FAILED, Status.CANCELLED} or job.cancelling.is_set()
            if job.project_id == project_id and job.key == key and not ended_badly:
                return job
        return None

    def _forget(self) -> None:
        """Drop jobs that ended long ago, and the oldest of too many or too large ones."""
        oldest = self._clock() - KEPT_SECONDS
        size = 0
        ended = sorted(
            ((job.finished, job.id) for job in self._jobs.values() if job.finished is not None), reverse=True
        )
        for number, (finished, job_id) in enumerate(ended):
            size += len(self._jobs[job_id].result or b"")
            if finished < oldest or number >= KEPT_JOBS or (number and size > KEPT_BYTES):
                del self._jobs[job_id]


def described(job: Job) -> schema.Job:
    """A job in the words of the wire schema."""
    ended = job.finished is not None
    return schema.Job(
        id=job.id,
        category=job.category,
        category_key=job.category_key,
        key=f"{job.category_key}-{job.id}",
        created=_date(job.created),
        started=_date(job.started),
        finished=_date(job.finished),
        finished_successful=job.status is Status.SUCCESS if ended else None,
        compute_time=(job.finished - job.started) if job.finished is not None and job.started is not None else None,
        additional_info=job.lines[-1][1] if job.lines else None,
        status=job.status.value,
        progress=job.progress,
    )


def _date(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, tz=UTC) if seconds is not None else None
