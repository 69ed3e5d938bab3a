"""Where a call's work is done: brief work at once, where the call came in; other work in a thread.

Handing a millisecond's work to a thread and back costs as much as the work itself: both threads want Python's lock,
on two cores. Work that is done at once keeps all other calls waiting, so that it has to be brief.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

from fastapi.concurrency import run_in_threadpool

BRIEF_S = 0.005
"""So long may other calls be kept waiting: the time that a thread may keep Python's lock anyway."""
KINDS = 256
"""Kinds of work whose pace is remembered."""

ResultT = TypeVar("ResultT")


class Turns:
    """Knows how long each kind of work took, for each byte of what it worked on. Used from one event loop.

    Args:
        has_room: Whether work could begin right now, without waiting for other work.
    """

    def __init__(self, has_room: Callable[[], bool]) -> None:
        self._has_room = has_room
        self._pace: OrderedDict[Hashable, float] = OrderedDict()

    async def take(self, kind: Hashable, size: int, work: Callable[[], ResultT]) -> ResultT:
        """Do a piece of work; the first of its kind in a thread, since nobody knows how long it takes.

        Args:
            kind: Work that takes about as long for each byte.
            size: Bytes that it works on.
            work: The work; may be done in another thread.
        """
        if self.brief(kind, size) and self._has_room():
            result, seconds = _timed(work)
        else:
            result, seconds = await run_in_threadpool(_timed, work)
        self._pace[kind] = seconds / max(size, 1)
        self._pace.move_to_end(kind)
        if len(self._pace) > KINDS:
            self._pace.popitem(last=False)
        return result

    def brief(self, kind: Hashable, size: int) -> bool:
        """Whether work is known to keep nobody waiting for long."""
        pace = self._pace.get(kind)
        return pace is not None and pace * max(size, 1) <= BRIEF_S


def _timed(work: Callable[[], ResultT]) -> tuple[ResultT, float]:
    """What work returns, and its seconds of computing: those of others who had the core meanwhile do not count."""
    start = time.thread_time()
    result = work()
    return result, time.thread_time() - start
