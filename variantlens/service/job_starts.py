"""Calls that may start jobs: how many are on their way at once, and which job one of them left behind."""

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from variantlens.service.schema import Job

JOBS_AT_ONCE = 4
"""Calls on their way at once to a service that answers with jobs: it has a queue, which others wait in as well."""

LOOK_S = 0.2
"""How often a call that waits for its turn looks whether it is still wanted."""

_CLASSIFIES = re.compile(r"classif", re.IGNORECASE)

_NEVER = datetime.min.replace(tzinfo=UTC)


class JobStarts:
    """The calls on their way that may start jobs; shared by the threads that use one client."""

    def __init__(self, at_once: int = JOBS_AT_ONCE) -> None:
        self._at_once = at_once
        self._changed = threading.Condition()
        self._on_their_way = 0
        self._jobs = False

    def seen(self) -> None:
        """The service has answered with a job: from now on fewer calls are on their way."""
        with self._changed:
            self._jobs = True

    @contextmanager
    def one(self, cancelled: threading.Event | None = None) -> Iterator[None]:
        """One call, from when it may be sent to its result; a cancelled one waits no longer."""
        with self._changed:
            while self._jobs and self._on_their_way >= self._at_once and not (cancelled and cancelled.is_set()):
                self._changed.wait(LOOK_S)
            self._on_their_way += 1
        try:
            yield
        finally:
            with self._changed:
                self._on_their_way -= 1
                self._changed.notify_all()


@dataclass(frozen=True)
class LeftBehind:
    """A job that a call without an answer seems to have started.

    Attributes:
        job: Its id.
        certain: Whether it names the call's sample; else it may be somebody else's.
    """

    job: int
    certain: bool


def job_left_behind(active: Sequence[Job], sample: int) -> LeftBehind | None:
    """The job that a call started which got no answer in time, None if there is none.

    How such a job is called is not documented. One that classifies and names the sample is taken for it, else the
    newest that classifies: waiting for somebody else's costs time, sending the call again would cost a second job.

    Args:
        active: The project's jobs that wait or run.
        sample: The sample that was to be classified.
    """
    jobs = [job for job in active if job.id and not job.finished and _CLASSIFIES.search(_names(job))]
    own = [job for job in jobs if str(sample) in re.findall(r"\d+", job.key)]
    newest = max(own or jobs, key=_created, default=None)
    return LeftBehind(newest.id, bool(own)) if newest else None


def _names(job: Job) -> str:
    return f"{job.category} {job.category_key or ''} {job.key}"


def _created(job: Job) -> datetime:
    if job.created is None:
        return _NEVER
    return job.created if job.created.tzinfo else job.created.replace(tzinfo=UTC)
