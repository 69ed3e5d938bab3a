"""One round over the batches of a sweep: a few in flight; what comes back is stored within a tenth of a second.

What becomes of a batch:

answered ──────────────► stored
too many calls ────────► asked again when the service wants, by nobody earlier; counts as no attempt
no access ─────────────► the sweep stops: every other sample would get the same answer
nobody answers, again and again ► the sweep stops; these samples wait
the same refusal, again and again ► the sweep stops: it is not these samples that are at fault
any other error ───────► stored as failed, and asked again in a later round
"""

import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError, Future
from queue import Empty, SimpleQueue
from typing import Protocol

from variantlens.service.errors import (
    JobEnd,
    JobFailed,
    NotFound,
    RateLimited,
    Refused,
    ServiceError,
    ServiceNotAllowed,
    Silence,
    Unauthorized,
    Unreachable,
)
from variantlens.service.pace import LONGEST_WAIT_S, bounded_hold_s
from variantlens.store.values import Failure
from variantlens.sweeps.request import SweepRequest
from variantlens.sweeps.running.executors import Crew
from variantlens.sweeps.running.lease import Control
from variantlens.sweeps.running.sources import Batch, Source
from variantlens.sweeps.running.work import Answered, Missed, Result, sentence, work

LOOK_S = 0.5
"""How often a round looks whether it is to pause."""

KEEP_S = 0.1
"""From one storing to the next at least, since each has a price of its own. What came back meanwhile waits so long;
a program that is killed then asks for it again."""

FIRST_HOLD_S = 1.0
LONGEST_HOLD_S = 60.0
"""Pauses after *too many calls* where the service does not say how long; each is twice the last."""

HOLDING_S = LONGEST_WAIT_S
"""So long may a service say *too many calls* and nothing else before the sweep stops."""

UNREACHED = 20
"""So many samples in a row without any answer mean that the service is gone."""

ALIKE = 20
"""So many samples that are refused in the same words, and none that is answered, mean that the project is at fault."""

HELD = (
    f"It said nothing else for {HOLDING_S / 60:.0f} minutes. What was done is kept: the sweep can be resumed when the "
    "service takes calls again."
)

NO_ACCESS = (Unauthorized, ServiceNotAllowed)


class Stopped(Exception):
    """The sweep cannot go on; the message is for people."""


class Keeper(Protocol):
    """Stores what comes back."""

    def keep(self, answered: list[Answered], failed: list[Failure]) -> None:
        """Store samples that were answered or failed."""

    def forgive(self, samples: list[int]) -> None:
        """Let failed samples wait again."""

    def hold(self, until: float) -> None:
        """Know that nothing is sent until then, on the monotonic clock, since the service asked for fewer calls."""


class Round:
    """One round.

    Args:
        request: The sweep.
        source: Where answers come from.
        crew: Who asks.
        control: Whether to go on.
        keeper: Stores what comes back.
        total: Samples of the whole sweep.
    """

    def __init__(self, request: SweepRequest, source: Source, crew: Crew, control: Control, keeper: Keeper, total: int):
        self.again: list[Batch] = []
        """Batches with samples that failed, for a later round."""
        self.page_error = ""
        """The last error that left a whole page of results unread."""
        self._request = request
        self._source = source
        self._crew = crew
        self._control = control
        self._keeper = keeper
        self._waiting: Iterator[Batch] = iter(())
        self._back: deque[Batch] = deque()
        self._flying: dict[Future[list[Result]], Batch] = {}
        self._landed: SimpleQueue[Future[list[Result]]] = SimpleQueue()
        self._answered: list[Answered] = []
        self._failed: list[Failure] = []
        self._kept_at = -KEEP_S
        self._holds = 0
        self._held_until = 0.0
        self._last_answer = time.monotonic()
        self._denied: ServiceError | None = None
        self._unreached: list[int] = []
        self._most_unreached = min(UNREACHED, total)
        self._alike: dict[str, set[int]] = {}
        # Only the embedded service names the sample wherever it is at fault.
        self._most_alike = min(ALIKE, total) if request.service_id.is_embedded else total

    def run(self, batches: Iterable[Batch]) -> None:
        """Ask for all batches, unless somebody wants a pause.

        Raises:
            Stopped: The sweep cannot go on.
            StoreError: What came back cannot be stored.
        """
        self._waiting = iter(batches)
        try:
            while not self._control.cancelled.is_set():
                self._send()
                if self._flying:
                    self._take({future: self._flying.pop(future) for future in self._landing()})
                elif self._back and not self._control.halted.is_set():
                    self._control.halted.wait(min(LOOK_S, self._hold_left_s))
                else:
                    return
        finally:
            for future in self._flying:
                future.cancel()
            self._keep()

    @property
    def _hold_left_s(self) -> float:
        return max(0.0, self._held_until - time.monotonic())

    def _send(self) -> None:
        while len(self._flying) < self._crew.in_flight and not self._control.halted.is_set() and not self._hold_left_s:
            batch = self._back.popleft() if self._back else next(self._waiting, None)
            if batch is None:
                return
            future = self._crew.executor.submit(work, self._crew.connection, self._source, self._request, batch)
            self._flying[future] = batch
            future.add_done_callback(self._landed.put)

    def _landing(self) -> list[Future[list[Result]]]:
        """What has come back; nothing if that takes longer than something else can wait."""
        try:
            landed = [self._landed.get(timeout=self._longest_wait_s)]
        except Empty:
            return []
        while not self._landed.empty():
            landed.append(self._landed.get())
        return landed

    def _take(self, landed: dict[Future[list[Result]], Batch]) -> None:
        """Store what came back if it is time, then see whether to go on."""
        answered = False
        errors: list[ServiceError] = []
        for future, batch in landed.items():
            for result in self._results(future, batch):
                if isinstance(result, Answered):
                    answered = True
                    self._answered.append(result)
                    continue
                if isinstance(result.error, ServiceError):
                    errors.append(result.error)
                self._failed += self._missed(result, batch)
        # While these are stored the workers have something to do already.
        if self._denied is None:
            self._send()
        if time.monotonic() - self._kept_at >= KEEP_S:
            self._keep()
        if answered:
            self._last_answer, self._holds, self._unreached = time.monotonic(), 0, []
            self._most_alike = 0
        self._see_whether_to_go_on(errors)

    @property
    def _longest_wait_s(self) -> float:
        """How long to wait for what is on its way: until something must be stored, or looked after."""
        if not (self._answered or self._failed):
            return LOOK_S
        return min(max(0.0, self._kept_at + KEEP_S - time.monotonic()), LOOK_S)

    def _keep(self) -> None:
        """Store what came back since the last time."""
        answered, failed = self._answered, self._failed
        if answered or failed:
            self._answered, self._failed = [], []
            self._keeper.keep(answered, failed)
            self._kept_at = time.monotonic()

    def _results(self, future: Future[list[Result]], batch: Batch) -> list[Result]:
        """What came of a batch; an error of the whole batch is one of each of its samples."""
        try:
            return future.result()
        except CancelledError:
            return []
        except ServiceError as error:
            return self._whole(batch, error)
        except Exception as error:  # a worker that was killed, a result that cannot travel: whatever it is, go on
            return self._whole(batch, f"The worker failed ({type(error).__name__}).")

    def _whole(self, batch: Batch, error: ServiceError | str) -> list[Result]:
        if batch.offset is None:
            return [Missed(sample, error) for sample in batch.samples]
        if isinstance(error, RateLimited):
            self._hold(error)
            self._back.append(batch)
            return []
        if isinstance(error, NO_ACCESS):
            self._denied = error
            return []
        self.page_error = error if isinstance(error, str) else sentence(error)
        self.again.append(batch)
        return []

    def _missed(self, result: Missed, batch: Batch) -> list[Failure]:
        """What to store of a sample that was not answered: nothing if that says nothing about the sample."""
        error, alone = result.error, Batch((result.sample,), batch.offset)
        if isinstance(error, RateLimited):
            self._hold(error)
            self._back.append(alone)
            return []
        if isinstance(error, NO_ACCESS):
            self._denied = error
            return []
        if self._control.cancelled.is_set() and cancelled(error):
            return []
        if isinstance(error, Unreachable):
            self._unreached.append(result.sample)
        if isinstance(error, Refused | JobFailed) and _lasts(error):
            self._alike.setdefault(error.message, set()).add(result.sample)
        self.again.append(alone)
        return [Failure(result.sample, result.sentence)]

    def _hold(self, error: RateLimited) -> None:
        """Send nothing until the service wants; calls that were on their way hear the same and add nothing."""
        if error.retry_after_s is not None:
            seconds = error.retry_after_s
        elif self._hold_left_s:
            seconds = 0.0
        else:
            seconds = min(FIRST_HOLD_S * 2.0**self._holds, LONGEST_HOLD_S)
            self._holds += 1
        self._held_until = max(self._held_until, time.monotonic() + bounded_hold_s(seconds))
        self._keeper.hold(self._held_until)

    def _see_whether_to_go_on(self, errors: list[ServiceError]) -> None:
        if self._denied is not None:
            raise Stopped(sentence(self._denied))
        limited = [error for error in errors if isinstance(error, RateLimited)]
        if limited and time.monotonic() - self._last_answer > HOLDING_S:
            raise Stopped(f"{sentence(limited[-1])} {HELD}")
        unreachable = [error for error in errors if isinstance(error, Unreachable)]
        if unreachable and len(self._unreached) >= self._most_unreached:
            self._keep()
            self._keeper.forgive(self._unreached)
            raise Stopped(sentence(unreachable[-1]))
        for error in errors:
            samples = self._alike.get(error.message, set()) if isinstance(error, Refused | JobFailed) else set()
            if samples and len(samples) >= self._most_alike > 0:
                self._keep()
                self._keeper.forgive(list(samples))
                raise Stopped(sentence(error))


def cancelled(error: object) -> bool:
    """Whether a call, or the job that it waited for, ended because somebody cancelled it."""
    if isinstance(error, JobFailed):
        return error.reason is JobEnd.CANCELLED
    return isinstance(error, Unreachable) and error.reason is Silence.GIVEN_UP


def _lasts(error: Refused | JobFailed) -> bool:
    """Whether asking again would bring the same words, and these are about something."""
    if isinstance(error, JobFailed):
        return error.reason is JobEnd.FAILED and bool(error.message)
    return bool(error.message) and not isinstance(error, NotFound) and error.status in range(400, 500)
