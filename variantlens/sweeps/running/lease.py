"""One process runs a sweep at a time: it holds a lease in the store, and renews it while it lives.

On the way it says how fast it is, and hears what people want of it, wherever they said so.
"""

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable

from variantlens.store.errors import LeaseLost, StoreError
from variantlens.store.sweeps import SweepStore
from variantlens.store.values import State, Wish

log = logging.getLogger(__name__)

LEASE_S = 30.0
"""A process that was silent for so long is gone. The clocks of processes that share a store may differ by less."""

BEAT_S = 2.0


class AlreadyRunning(Exception):
    """Another process, or another thread of this one, runs the sweep."""

    def __init__(self, run: str):
        super().__init__(f"Sweep {run} is running already.")
        self.run = run


class Control:
    """What is wanted of a run: to go on, to pause, or to give up. Anybody may ask, from any thread."""

    def __init__(self) -> None:
        self.halted = threading.Event()
        """Set when nothing more is to be asked for; what is on its way is still kept."""
        self.cancelled = threading.Event()
        """Set when nobody waits for what is on its way."""
        self.lost = False
        """Whether another process has the sweep by now."""
        self.leaving = False
        """Whether the program ends: the sweep is left as one that is to go on."""

    def ask(self, wish: Wish) -> None:
        """Pause or cancel; a cancel stands."""
        if wish is Wish.CANCEL:
            self.cancelled.set()
        if wish is not Wish.NONE:
            self.halted.set()

    def leave(self) -> None:
        """Stop because the program ends."""
        self.leaving = True
        self.ask(Wish.PAUSE)

    def lose(self) -> None:
        """Give up at once, and write nothing more."""
        self.lost = True
        self.ask(Wish.CANCEL)


class Lease:
    """The lease of a sweep, renewed by a thread of its own from :meth:`take` to :meth:`release`."""

    def __init__(self, store: SweepStore, run: str, control: Control, speed: Callable[[], float | None]):
        self.owner = f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(6)}"
        self._store = store
        self._run = run
        self._control = control
        self._speed = speed
        self._over = threading.Event()

    def take(self) -> None:
        """Take the lease.

        Raises:
            AlreadyRunning: Somebody else has it.
        """
        if not self._store.acquire(self._run, self.owner, LEASE_S):
            raise AlreadyRunning(self._run)
        threading.Thread(target=self._renew, name="sweep's lease", daemon=True).start()

    def release(self, state: State, message: str = "") -> None:
        """Give it back, with the state that the sweep is left in; does nothing once it is lost.

        Raises:
            StoreError: The store does not take it now; it may be asked again.
        """
        self._over.set()
        try:
            self._store.release(self._run, self.owner, state, message)
        except LeaseLost:
            self._control.lose()

    def _renew(self) -> None:
        while not self._over.wait(BEAT_S):
            try:
                self._control.ask(self._store.renew(self._run, self.owner, LEASE_S, self._speed()))
            except LeaseLost:
                if not self._over.is_set():
                    self._control.lose()
                return
            except StoreError as error:
                # The lease lasts for many of these; whoever writes meets the same error.
                log.warning("The lease of sweep %s could not be renewed, trying on. %s", self._run, error)
