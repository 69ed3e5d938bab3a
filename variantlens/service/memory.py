"""Answers remembered for a while, and calls that are on their way: nobody asks twice for the same.

A call runs in a thread of its own, so that whoever waits for it can show progress, leave and come back: a
second question with the same key joins the first. Failures are not remembered.
"""

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Generic, TypeAlias, TypeVar

from cachetools import LRUCache, TTLCache

from variantlens.service.connections import cancellable
from variantlens.service.jobs import JobProgress

Answer = TypeVar("Answer")
Key: TypeAlias = tuple[Hashable, ...]
"""What an answer belongs to, the service first."""

WORKERS = 16
"""Calls to one service at once, of everybody together; most of their time is spent waiting."""

MOST_SERVICES = 64
"""So many services keep workers while nobody asks them."""


@dataclass
class Pending(Generic[Answer]):
    """A call that is on its way or has ended.

    Attributes:
        future: Its answer, or the error it ended with.
        progress: What the service last said of a job that the call waits for; None without a job.
        cancelled: Set to give the call up; the service's job is then cancelled too.
    """

    future: Future[Answer] = field(default_factory=Future)
    progress: JobProgress | None = None
    cancelled: threading.Event = field(default_factory=threading.Event)

    def note(self, progress: JobProgress) -> None:
        """Remember what the service last said."""
        self.progress = progress


class Memory:
    """Answers by key; safe to share between threads. Answers are handed out uncopied: treat them as frozen.

    Args:
        size: How many answers are kept at most.
        ttl_s: For how many seconds an answer is kept.
        workers: How many calls to one service may be on their way at once. Each service has workers of its own, so
            that calls that hang at one never hold up another.
    """

    def __init__(self, size: int = 64, ttl_s: float = 600, workers: int = WORKERS) -> None:
        self._kept: TTLCache[Hashable, Pending[Any]] = TTLCache(size, ttl_s)
        self._lock = threading.Lock()
        self._count = workers
        # Workers that are let go of end once they have done what they were given.
        self._workers: LRUCache[Hashable, ThreadPoolExecutor] = LRUCache(MOST_SERVICES)

    def ask(self, key: Key, call: Callable[[Pending[Answer]], Answer]) -> Pending[Answer]:
        """The call with this key: the one that is known, or else a new one, started now.

        Args:
            key: What the answer belongs to: service, key fingerprint, call and arguments.
            call: Makes the call; is given the :class:`Pending` to report progress to and to learn of a cancel, which
                closes its connection.
        """
        with self._lock:
            known: Pending[Answer] | None = self._kept.get(key)
            if known is not None and not _failed(known):
                return known
            pending = Pending[Answer]()
            self._kept[key] = pending
            workers = self._workers.get(key[:1])
            if workers is None:
                workers = ThreadPoolExecutor(self._count, thread_name_prefix="service-call")
                self._workers[key[:1]] = workers
            workers.submit(_run, pending, call)
        return pending

    def knows(self, key: Key) -> bool:
        """Whether asking for this key begins no new call."""
        with self._lock:
            known = self._kept.get(key)
            return known is not None and not _failed(known)

    def forget(self, key: Key) -> None:
        """Ask anew the next time."""
        with self._lock:
            self._kept.pop(key, None)


def _run(pending: Pending[Answer], call: Callable[[Pending[Answer]], Answer]) -> None:
    try:
        with cancellable(pending.cancelled):
            pending.future.set_result(call(pending))
    except BaseException as error:  # whatever it was belongs to whoever waits for the answer
        pending.future.set_exception(error)


def _failed(pending: Pending[Any]) -> bool:
    return pending.cancelled.is_set() or (pending.future.done() and pending.future.exception() is not None)
