"""Bytes in flight: calls that read samples begin only while what they read, all together, has room in memory.

A photograph is a file of some megabytes and, unpacked, ten times as much. So it is not the number of calls that is
bounded but the memory that they need, as far as the sample's file tells it before it is read. Calls come in in the
order in which they asked; one that needs more than there is runs alone.
"""

import asyncio
import stat
import threading
from collections import deque
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager
from functools import lru_cache
from pathlib import Path

from studio.samples.films import unpacked_bytes as bytes_of_film
from studio.samples.pictures import unpacked_bytes as bytes_of_picture
from studio.samples.reading import COMPRESSED_SOUNDS, FILMS, PICTURES

ROOM_BYTES = 256 << 20
"""Two photographs of 12 megapixels at a time, as many as two cores work on."""
TIMES_AS_LARGE = 16
"""What a recording needs while it is read, as a multiple of its file: numbers of two bytes or of a few digits become
numbers of eight bytes, several times over."""
TIMES_UNPACKED = 10
"""How much larger compressed sound is once it is unpacked."""
BYTES_OF_PIXEL = 4
"""The least that is needed for each of a picture."""
BYTES_OF_NUMBER = 2
"""The least that a file takes for each: a digit and what stands behind it, or 16 bits."""
BYTES_OF_SENT = 128
"""What a number takes that is sent: itself, a list around it, and its text."""
KEPT = 4096
"""Files whose need is remembered."""


class Room:
    """Memory that calls share. May be used from threads and from event loops.

    Args:
        most_bytes: What all may take together.
    """

    def __init__(self, most_bytes: int = ROOM_BYTES) -> None:
        self._most = most_bytes
        self._lock = threading.Lock()
        self._taken = 0
        self._waiting: deque[tuple[int, Future[None]]] = deque()

    @property
    def taken(self) -> int:
        """Bytes that are held right now."""
        return self._taken

    @property
    def waiting(self) -> int:
        """How many wait for room, or waited and were given up."""
        return len(self._waiting)

    @contextmanager
    def of(self, needed: int) -> Iterator[None]:
        """Hold so many bytes, once they are free; blocks the thread until then."""
        turn = self._asked(needed)
        turn.result()
        try:
            yield
        finally:
            self._given_back(needed)

    @asynccontextmanager
    async def of_call(self, needed: int) -> AsyncIterator[None]:
        """The same for work that an event loop does or hands to a thread; others go on meanwhile."""
        turn = self._asked(needed)
        if not turn.done():
            try:
                await asyncio.wrap_future(turn)
            except asyncio.CancelledError:
                self._given_back(0 if turn.cancelled() else needed)
                raise
        try:
            yield
        finally:
            self._given_back(needed)

    def _asked(self, needed: int) -> Future[None]:
        turn: Future[None] = Future()
        with self._lock:
            self._waiting.append((needed, turn))
            self._let_in()
        return turn

    def _given_back(self, needed: int) -> None:
        with self._lock:
            self._taken -= needed
            self._let_in()

    def _let_in(self) -> None:
        """Those at the front of the queue that have room, or that nobody else is in the way of."""
        while self._waiting:
            needed, turn = self._waiting[0]
            if self._taken and self._taken + needed > self._most and not turn.cancelled():
                return
            self._waiting.popleft()
            if turn.set_running_or_notify_cancel():
                self._taken += needed
                turn.set_result(None)


ROOM = Room()
"""That of this process."""


def needed_bytes(path: Path, most_values: int = 0) -> int:
    """About how much memory a sample needs while it is read, worked on and answered.

    Args:
        path: Its file; one that cannot be read needs nothing.
        most_values: How many of its values are sent, at most.
    """
    try:
        state = path.stat()
    except OSError:
        return 0
    if not stat.S_ISREG(state.st_mode):
        return 0
    needed = _needed(path, state.st_mtime_ns, state.st_size)
    values = needed // BYTES_OF_PIXEL if is_pictured(path) else state.st_size // BYTES_OF_NUMBER
    return needed + min(values, most_values) * BYTES_OF_SENT


def is_pictured(path: Path) -> bool:
    """Whether a sample is a picture or a film, as its name says."""
    return path.suffix.lower() in (*PICTURES, *FILMS)


@lru_cache(maxsize=KEPT)
def _needed(path: Path, _changed_ns: int, size: int) -> int:
    ending = path.suffix.lower()
    if ending in PICTURES:
        return size + bytes_of_picture(path)
    if ending in FILMS:
        return size + bytes_of_film(path)
    return size * TIMES_AS_LARGE * (TIMES_UNPACKED if ending in COMPRESSED_SOUNDS else 1)
