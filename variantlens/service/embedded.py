"""The embedded classify service: its process is started, watched, restarted and ended here.

The parent binds and listens before the child exists and hands the socket down, so that nobody races for a
port, and a call sent while the child is being restarted waits for its successor. The key goes down the child's
stdin, where no list of processes shows it; the child ends when that pipe closes, so that not even a killed
parent leaves an orphan behind. The child's output goes to the log.
"""

import atexit
import json
import logging
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from variantlens import logs
from variantlens.service.errors import Silence, Unreachable
from variantlens.service.identity import EMBEDDED

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]

# Calls that may wait for a child that is being restarted.
BACKLOG = 128

# Whoever lived that long did not die of how it was started.
HEALTHY_S = 10.0
# By then a child that cannot start has ended.
SETTLED_S = 3.0
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0

# A child that was asked to end may finish its answers first.
GRACE_S = 3.0

# So many early deaths in a row mean that waiting for the next child is in vain.
DEATHS_TO_WORRY = 3


class EmbeddedService:
    """The embedded service's process. Methods may be called from any thread.

    Args:
        projects: Folders with projects; none means the demos that ship with the product.
        job_windows: Samples with more windows are answered with a job; None is the service's default.
        command: Replaces ``python -m studio`` in tests.
    """

    def __init__(
        self,
        projects: Sequence[Path] = (),
        *,
        job_windows: int | None = None,
        command: Sequence[str] = (sys.executable, "-m", "studio"),
    ):
        self._command = [*command, *(part for folder in projects for part in ("--projects", str(folder.resolve())))]
        if job_windows is not None:
            self._command += ["--job-windows", str(job_windows)]
        self._lock = threading.RLock()
        self._stopping = threading.Event()
        self._socket: socket.socket | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._watch: threading.Thread | None = None
        self._key = ""
        self._deaths = 0
        self._born = 0.0
        self._last_words: deque[str] = deque(maxlen=20)

    @property
    def address(self) -> str:
        """Base of the service with its version. Unreachable if it has not been started."""
        with self._lock:
            if self._socket is None:
                raise Unreachable(address=EMBEDDED, reason=Silence.NOT_RUNNING, detail="it has not been started")
            return f"http://127.0.0.1:{self._socket.getsockname()[1]}/v1"

    @property
    def api_key(self) -> str:
        """The random key of this start."""
        return self._key

    @property
    def alive(self) -> bool:
        """Whether the child's process runs."""
        child = self._child
        return child is not None and child.poll() is None

    @property
    def process_id(self) -> int | None:
        """The child's process id, None without a child."""
        child = self._child
        return child.pid if child is not None and child.poll() is None else None

    @property
    def problem(self) -> str:
        """What the child said last, if it keeps dying soon after its start; empty if all is well."""
        if self._deaths < DEATHS_TO_WORRY or (self.alive and time.monotonic() - self._born >= SETTLED_S):
            return ""
        return self._last_words[-1] if self._last_words else "it ended without a word"

    def start(self) -> None:
        """Listen and start the child; returns at once, since calls wait in the socket until it answers."""
        with self._lock:
            if self._socket is not None:
                return
            self._stopping.clear()
            self._deaths = 0
            self._key = secrets.token_urlsafe(32)
            logs.hide(self._key)
            self._socket = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)
            self._spawn()
            self._watch = threading.Thread(target=self._keep_alive, name="embedded service", daemon=True)
            self._watch.start()

    def stop(self) -> None:
        """End the child, by a closed pipe, then by force, and close the socket. Does nothing if it is not running."""
        with self._lock:
            self._stopping.set()
            child, watch, listening = self._child, self._watch, self._socket
            self._child = self._watch = self._socket = None
        if child is not None:
            _end(child)
        if watch is not None and watch is not threading.current_thread():
            watch.join(GRACE_S)
        if listening is not None:
            listening.close()

    def _spawn(self) -> None:
        """Start a child, under the lock. What goes wrong counts as its early death."""
        if self._socket is None:
            return
        descriptor = self._socket.fileno()
        try:
            child = subprocess.Popen(  # noqa: S603  the command is ours
                [*self._command, "--fd", str(descriptor)],
                cwd=ROOT,
                env={name: value for name, value in os.environ.items() if name != "VARIANTLENS_API_KEY"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=[descriptor],
                # Ctrl-C in a terminal reaches the whole group; the child ends when we say so.
                start_new_session=True,
            )
        except OSError as error:
            self._last_words.append(str(error))
            self._child = None
            return
        self._child, self._born = child, time.monotonic()
        threading.Thread(target=self._log_output, args=[child], name="embedded service's log", daemon=True).start()
        if child.stdin is not None:
            # A child that died already is noticed by whoever watches it.
            with suppress(OSError):
                child.stdin.write(json.dumps({"apiKey": self._key}).encode() + b"\n")
                child.stdin.flush()

    def _keep_alive(self) -> None:
        """Wait for each child's end and start the next, more slowly the more often it dies early."""
        while not self._stopping.is_set():
            child, started = self._child, time.monotonic()
            if child is not None:
                child.wait()
            if self._stopping.is_set():
                return
            self._deaths = 1 if time.monotonic() - started >= HEALTHY_S else self._deaths + 1
            pause = 0.0 if self._deaths == 1 else min(FIRST_PAUSE_S * 2 ** min(self._deaths - 2, 10), LONGEST_PAUSE_S)
            code = child.returncode if child is not None else None
            log.warning("The embedded service ended (code %s); starting it again in %.1f s", code, pause)
            if child is not None:
                _close(child)
            if self.problem:
                self._turn_callers_away()
            if self._stopping.wait(pause):
                return
            with self._lock:
                if not self._stopping.is_set():
                    self._spawn()

    def _turn_callers_away(self) -> None:
        """Close the calls that wait in the socket: no child of the near future will answer them."""
        with self._lock, suppress(OSError):
            if self._socket is not None:
                self._socket.setblocking(False)
                while True:
                    self._socket.accept()[0].close()

    def _log_output(self, child: subprocess.Popen[bytes]) -> None:
        if child.stdout is None:
            return
        with child.stdout as output:
            for line in output:
                text = line.decode("utf-8", "replace").rstrip()
                if text:
                    self._last_words.append(logs.redact(text))
                    log.info("studio: %s", text)


def _close(child: subprocess.Popen[bytes]) -> None:
    if child.stdin is not None:
        with suppress(OSError):
            child.stdin.close()


def _end(child: subprocess.Popen[bytes]) -> None:
    _close(child)
    for force in (child.terminate, child.kill):
        try:
            child.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            force()
        else:
            return
    child.wait()


_running: EmbeddedService | None = None
_running_lock = threading.Lock()


def running() -> EmbeddedService:
    """The process-wide embedded service, started at first use and stopped when the process ends."""
    global _running
    with _running_lock:
        if _running is None:
            _running = EmbeddedService()
        _running.start()
        return _running


def serve(projects: Sequence[Path]) -> None:
    """Have the process-wide embedded service serve these folders from its next use on; one that runs is stopped."""
    global _running
    stop_running()
    with _running_lock:
        _running = EmbeddedService(projects)


@atexit.register
def stop_running() -> None:
    """Stop the process-wide embedded service, if it was started; the next use starts it again."""
    with _running_lock:
        if _running is not None:
            _running.stop()
