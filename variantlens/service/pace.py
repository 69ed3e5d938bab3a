"""The pace that a service asks for: where it says *too many calls*, everybody who shares a connection waits."""

import threading
import time


class Pace:
    """Whether calls may be sent now; shared by the threads that use one connection."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._closed_until = 0.0

    def close_for(self, seconds: float) -> None:
        """Let nobody send for so many seconds; the longest wish holds."""
        with self._lock:
            self._closed_until = max(self._closed_until, time.monotonic() + seconds)

    @property
    def left_s(self) -> float:
        """Seconds until calls may be sent; 0 if they may be sent now."""
        with self._lock:
            return max(0.0, self._closed_until - time.monotonic())

    def wait(self, longest_s: float) -> bool:
        """Wait until calls may be sent; returns False, at once, if that takes longer than allowed."""
        while (left := self.left_s) > 0:
            if left > longest_s:
                return False
            time.sleep(left)
            longest_s -= left
        return True
