"""The pace that a service asks for: where it says *too many calls*, everybody who shares a connection waits.

A service may ask for fifteen minutes at most. Meanwhile somebody who tries again by hand sends one call all the
same; where that is answered, calls are let through again.
"""

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LONGEST_WAIT_S = 900.0
"""So long may a service ask us to wait. Edge Impulse counts calls by the minute; a header that asks for years is a
fault, and would close the service for everybody with that key."""

PROBE_EVERY_S = 1.0
"""However many people try again by hand, so often does a call go out to a service that wants none."""

_probe_wanted: ContextVar[bool] = ContextVar("probe wanted", default=False)


@contextmanager
def one_probe() -> Iterator[None]:
    """Within, the first call of this thread is sent although the service asked to wait."""
    token = _probe_wanted.set(True)
    try:
        yield
    finally:
        _probe_wanted.reset(token)


def bounded_hold_s(seconds: float) -> float:
    """A wait that a service asks for, 0 to :data:`LONGEST_WAIT_S`; what is no time is none."""
    return 0.0 if math.isnan(seconds) else min(max(seconds, 0.0), LONGEST_WAIT_S)


class Pace:
    """Whether calls may be sent now; shared by the threads that use one connection."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._closed_at = -math.inf
        self._closed_until = -math.inf
        self._probed_at = -math.inf

    def close_for(self, seconds: float) -> None:
        """Let nobody send for so many seconds, 900 at most; the longest wish holds."""
        with self._lock:
            self._closed_at = time.monotonic()
            self._closed_until = max(self._closed_until, self._closed_at + bounded_hold_s(seconds))

    def answered(self, sent_at: float) -> None:
        """Let everybody send again if a call that was sent after the service had asked to wait was answered.

        Args:
            sent_at: When it was sent, on the monotonic clock.
        """
        with self._lock:
            if sent_at > self._closed_at:
                self._closed_until = -math.inf

    @property
    def left_s(self) -> float:
        """Seconds until calls may be sent; 0 if they may be sent now."""
        with self._lock:
            return max(0.0, self._closed_until - time.monotonic())

    def wait(self, longest_s: float, cancelled: threading.Event | None = None) -> bool:
        """Wait until calls may be sent; returns False, at once, if that takes longer than allowed.

        Args:
            longest_s: Most seconds to wait.
            cancelled: Ends the wait when it is set; the call may then be sent, as far as the pace goes.
        """
        cancelled = cancelled or threading.Event()
        while (left := self.left_s) > 0 and not cancelled.is_set():
            if self._takes_probe():
                return True
            if left > longest_s:
                return False
            cancelled.wait(left)
            longest_s -= left
        return True

    def _takes_probe(self) -> bool:
        """Whether this call is one that somebody wants sent all the same."""
        if not _probe_wanted.get():
            return False
        _probe_wanted.set(False)
        with self._lock:
            now = time.monotonic()
            if now - self._probed_at < PROBE_EVERY_S:
                return False
            self._probed_at = now
        return True
