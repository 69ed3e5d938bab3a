"""Connections to a service, and the watchdog that ends an exchange which takes too long or that nobody waits for.

httpx bounds each silence, not the whole: headers that come byte by byte, or one ``100 Continue`` after another, are
never silent for long. So an exchange has a connection to itself while it lasts, and the watchdog shuts the
connection's socket when its time is over, or when the call is cancelled; whoever reads from it wakes up.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

import httpx

from variantlens.service.errors import Silence

MOST_CONNECTIONS = 32
"""To one service with one key, at once."""

KEPT_CONNECTIONS = 16
"""So many stay open while nobody uses them."""

LOOK_S = 0.05
"""How often the watchdog looks; while no exchange runs it sleeps."""

_cancelled: ContextVar[threading.Event | None] = ContextVar("cancelled", default=None)


@contextmanager
def cancellable(cancelled: threading.Event | None) -> Iterator[None]:
    """Within, calls of this thread end when the event is set: their connections are closed.

    Args:
        cancelled: The event; None for calls that are made to their end, such as the one that cancels a job.
    """
    token = _cancelled.set(cancelled)
    try:
        yield
    finally:
        _cancelled.reset(token)


def cancelled_by() -> threading.Event | None:
    """The event that ends this thread's calls, if there is one."""
    return _cancelled.get()


class Connection:
    """One connection, opened by the first exchange that uses it and kept for the next.

    Args:
        http: Sends over one connection at a time.
    """

    def __init__(self, http: httpx.Client):
        self.http = http
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Follow which socket is in use; httpx calls this as its ``trace`` extension."""
        if event.endswith("start_tls.started"):
            # While TLS is agreed on, the socket belongs to an object that nobody else sees: a copy shuts it too.
            with self._lock, suppress(OSError):
                self._socket = self._socket.dup() if self._socket is not None else None
        elif event.endswith(("connect_tcp.complete", "start_tls.complete")):
            opened = info["return_value"].get_extra_info("socket")
            with self._lock:
                copy, self._socket = self._socket, opened
            if event.endswith("start_tls.complete") and copy is not None:
                copy.close()
        elif event.endswith("start_tls.failed"):
            with self._lock:
                copy, self._socket = self._socket, None
            if copy is not None:
                copy.close()

    def shut(self) -> None:
        """End what is sent and received over it; does nothing where no connection is open."""
        with self._lock, suppress(OSError):
            if self._socket is not None:
                # The plain method: that of a TLS socket takes away what the reading thread still needs.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class Connections:
    """The connections to one service, each lent to one exchange at a time.

    Args:
        make: Makes what sends over one connection.
    """

    def __init__(self, make: Callable[[], httpx.Client]):
        self._make = make
        self._lock = threading.Lock()
        self._free: list[Connection] = []
        self._places = threading.BoundedSemaphore(MOST_CONNECTIONS)
        self._closed = False

    @contextmanager
    def lent(self, deadline: float) -> Iterator["Exchange"]:
        """An exchange with a connection to itself, watched until the deadline.

        Args:
            deadline: When it must be over, on the monotonic clock.

        Raises:
            Overdue: There was no connection to be had in time.
        """
        exchange = Exchange(deadline, cancelled_by())
        while not self._places.acquire(timeout=max(0.0, min(LOOK_S, deadline - time.monotonic()))):
            exchange.check()
        try:
            exchange.connection = self._take()
            try:
                with _watchdog.watching(exchange):
                    yield exchange
            finally:
                self._give_back(exchange.connection)
        finally:
            self._places.release()

    def close(self) -> None:
        """Close those that are kept; one that is in use closes when it is given back."""
        with self._lock:
            free, self._free, self._closed = self._free, [], True
        for connection in free:
            connection.http.close()

    def _take(self) -> Connection:
        with self._lock:
            if self._free:
                return self._free.pop()
        return Connection(self._make())

    def _give_back(self, connection: Connection) -> None:
        with self._lock:
            kept = not self._closed and len(self._free) < KEPT_CONNECTIONS
            if kept:
                self._free.append(connection)
        if not kept:
            connection.http.close()


class Overdue(Exception):
    """An exchange was ended before it was complete; ``reason`` says why."""

    def __init__(self, reason: Silence):
        super().__init__(reason)
        self.reason = reason


class Exchange:
    """A request and its answer.

    Args:
        deadline: When it must be over, on the monotonic clock.
        cancelled: Set when nobody waits for it any more.
    """

    connection: Connection
    ended_for: Silence | None = None
    """Why its connection was shut; None unless it was."""

    def __init__(self, deadline: float, cancelled: threading.Event | None):
        self._deadline = deadline
        self._cancelled = cancelled

    @property
    def over(self) -> Silence | None:
        """Why it must end now; None while it may go on."""
        if self._cancelled is not None and self._cancelled.is_set():
            return Silence.GIVEN_UP
        return Silence.TIMED_OUT if time.monotonic() > self._deadline else None

    @property
    def left_s(self) -> float:
        """Seconds until the deadline; below 0 when it has passed."""
        return self._deadline - time.monotonic()

    def end(self) -> None:
        """Shut the connection if the exchange must end now."""
        over = self.over
        if over is not None:
            self.ended_for = over
            self.connection.shut()

    def check(self) -> None:
        """Raise Overdue if it must end now."""
        if (over := self.over) is not None:
            raise Overdue(over)


class _Watchdog:
    """Shuts the connections of exchanges that must end; one thread for all of them."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._watched: set[Exchange] = set()
        self._thread: threading.Thread | None = None

    @contextmanager
    def watching(self, exchange: Exchange) -> Iterator[None]:
        """Watch an exchange until this is left; then its connection is not touched any more."""
        with self._changed:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._look, name="watchdog of calls", daemon=True)
                self._thread.start()
            self._watched.add(exchange)
            if len(self._watched) == 1:
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._watched.remove(exchange)

    def _look(self) -> None:
        with self._changed:
            while True:
                if not self._watched:
                    self._changed.wait()
                for exchange in self._watched:
                    # Again and again until it has ended: its socket may only just have been opened.
                    exchange.end()
                self._changed.wait(LOOK_S)


_watchdog = _Watchdog()
