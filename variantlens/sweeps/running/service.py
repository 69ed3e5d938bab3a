"""Sweeps for pages and the command line: start, watch, pause, resume, cancel, and read what was kept.

Everything is addressed by the id of a run, and survives the process: what one started, another can watch,
pause, and resume when the first is gone.
"""

import threading
import time
from collections.abc import Iterator
from itertools import islice

from pydantic import ValidationError

from variantlens.service.client import Client
from variantlens.service.schema import ClassifyAnswer
from variantlens.settings import Settings
from variantlens.store.database import Database
from variantlens.store.packing import unpack
from variantlens.store.sweeps import SweepStore
from variantlens.store.values import Failure, State, StoredSweep, Wish
from variantlens.sweeps.collecting import resting
from variantlens.sweeps.keeping import compared, outcome
from variantlens.sweeps.outcomes import SampleOutcome
from variantlens.sweeps.request import SweepRequest, new_run
from variantlens.sweeps.running.progress import ERRORS_SHOWN, Progress
from variantlens.sweeps.running.runner import End, Runner

LOOK_S = 0.1


class Sweeps:
    """The sweeps of one store; may be shared by threads. One per process is enough.

    Args:
        store: Where they are kept.
        scheduler: Address of a Dask scheduler that sweeps of services elsewhere run on; None for threads.
    """

    def __init__(self, store: SweepStore, scheduler: str | None = None):
        self._store = store
        self._scheduler = scheduler
        self._lock = threading.Lock()
        self._runners: dict[str, Runner] = {}

    @classmethod
    def opened(cls, settings: Settings) -> "Sweeps":
        """The sweeps that the operator's settings name.

        Raises:
            DatabaseUnusable: The setting names no database; one that cannot be opened is found out at first use.
        """
        return cls(SweepStore(Database(settings.database_url)), settings.dask_scheduler)

    def start(self, request: SweepRequest, client: Client, *, own_key: bool = False) -> str:
        """Keep the request and begin, in the background; returns the id of the run.

        Args:
            request: What to compare; frozen from now on.
            client: Asks the request's service.
            own_key: Whether the client holds a key that a person typed. Workers elsewhere have the operator's
                only, so such a sweep runs in threads.

        Raises:
            ValueError: The client asks another service.
            Unreachable: The service does not answer.
            StoreError: The store cannot be used.
        """
        if client.name != request.service:
            raise ValueError(f"the sweep belongs to {request.service}, the client asks {client.name}")
        request = request.model_copy(update={"studio": client.studio_id()})
        run = new_run()
        self._store.create(
            run,
            service=request.service,
            project=request.project,
            request=request.to_json(),
            studio=request.studio,
        )
        self._begin(run, request, client, own_key=own_key)
        return run

    def resume(self, run: str, client: Client, *, own_key: bool = False, failed_too: bool = False) -> None:
        """Go on with what is missing; a sweep without anything missing just ends again.

        Args:
            run: The sweep.
            client: Asks its service.
            own_key: As for :meth:`start`.
            failed_too: Whether samples whose error stands are asked for once more.

        Raises:
            UnknownSweep: There is none.
            AlreadyRunning: Somebody runs it already.
            ValueError: The client asks another service, or our own one over other projects.
            Unreachable: The service does not answer.
        """
        request = self.request(run)
        if not belongs(request, client):
            raise ValueError(f"the sweep belongs to {request.service}, and not to what {client.name} serves now")
        if failed_too:
            self._store.forgive_all(run)
        self._begin(run, request, client, own_key=own_key)

    def pause(self, run: str) -> None:
        """Ask for nothing more; what is on its way is still kept. Works for a sweep of another process too."""
        self._ask(run, Wish.PAUSE, State.PAUSED)

    def cancel(self, run: str) -> None:
        """End it for good; what is done stays. Works for a sweep of another process too."""
        self._ask(run, Wish.CANCEL, State.CANCELLED)

    def progress(self, run: str) -> Progress:
        """How a sweep is doing, whichever process runs it.

        Raises:
            UnknownSweep: There is none.
        """
        # Looked for first: one that ends meanwhile is not taken for one whose process is gone.
        runner, untold = self._runner(run), self._untold(run)
        kept, counts = self._store.get(run), self._store.counts(run)
        running = kept.state is State.RUNNING and untold is None
        speed = (runner.per_second if runner else kept.per_second) if running else None
        return Progress(
            run=run,
            state=kept.state if untold is None else untold.state,
            total=kept.total,
            done=counts.done,
            failed=counts.failed,
            per_second=speed,
            seconds_left=counts.waiting / speed if speed else None,
            errors=tuple(self._store.failures(run, ERRORS_SHOWN)) if counts.failed else (),
            doing=runner.doing if runner else "",
            message=kept.message if untold is None else untold.message,
            notes=kept.notes,
            # A process that cannot renew its lease, while the database is locked, is not gone.
            interrupted=kept.interrupted and runner is None and untold is None,
        )

    def wait(self, run: str, timeout_s: float | None = None) -> Progress:
        """Wait until a sweep has ended, or until the time is over; returns how it is doing then."""
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        while True:
            runner = self._runner(run)
            if runner is not None:
                runner.join(None if deadline is None else max(0.0, deadline - time.monotonic()))
            progress = self.progress(run)
            if progress.ended or progress.interrupted or (deadline is not None and time.monotonic() >= deadline):
                return progress
            time.sleep(LOOK_S)

    def get(self, run: str) -> StoredSweep:
        """A sweep as it is kept: its times, notes and state.

        Raises:
            UnknownSweep: There is none.
        """
        return self._store.get(run)

    def request(self, run: str) -> SweepRequest:
        """What a sweep was asked to do.

        Raises:
            UnknownSweep: There is none.
            DatabaseDamaged: What is kept of it is no request.
        """
        return SweepRequest.from_json(self._store.get(run).request)

    def recent(
        self, service: str, project: int | None = None, limit: int = 50, *, studio: str | None = None
    ) -> list[StoredSweep]:
        """The sweeps of a service, of one project if given, the newest first; ``studio`` is the id of our own.

        A page shows only those of projects that the person's key opens.
        """
        return self._store.recent(service, project, limit, studio=studio)

    def interrupted(self) -> list[StoredSweep]:
        """Sweeps that should run but whose process is gone, such as after a restart: resume them."""
        return self._store.interrupted()

    def outcomes(self, run: str) -> Iterator[SampleOutcome]:
        """What is kept of each sample that was answered, in order; read as it is needed.

        What an earlier version kept in another form is made anew from the answer.
        """
        request = self.request(run)
        for sample, text in self._store.outcomes(run):
            try:
                yield SampleOutcome.model_validate_json(text)
            except ValidationError:
                answer = self.answer(run, sample)
                if answer is not None:
                    yield outcome(compared(answer, request))

    def first_outcomes(self, run: str, most: int | None = None) -> tuple[SampleOutcome, ...]:
        """What is kept of the first samples that were answered, of all unless told otherwise, read at once."""
        with resting():
            return tuple(islice(self.outcomes(run), most))

    def failures(self, run: str) -> list[Failure]:
        """The samples that failed, each with its error in a sentence."""
        return self._store.failures(run)

    def answer(self, run: str, sample: int) -> ClassifyAnswer | None:
        """The wire answer of a sample, without the sample's values; None if it was not answered."""
        packed = self._store.answer(run, sample)
        return unpack(packed) if packed is not None else None

    def answers(self, run: str) -> Iterator[ClassifyAnswer]:
        """The wire answers of all samples, in order, one at a time."""
        return (unpack(packed) for _, packed in self._store.answers(run))

    def remove(self, run: str) -> None:
        """Cancel a sweep and forget it."""
        self.cancel(run)
        self._store.remove(run)

    def close(self) -> None:
        """Leave what this process runs, for the end of the program: afterwards it is :meth:`interrupted`."""
        with self._lock:
            runners = list(self._runners.values())
        for runner in runners:
            runner.leave()

    def _begin(self, run: str, request: SweepRequest, client: Client, *, own_key: bool) -> None:
        runner = Runner(self._store, run, request, client, None if own_key else self._scheduler)
        runner.start()
        with self._lock:
            self._runners = {key: each for key, each in self._runners.items() if each.alive or each.untold}
            self._runners[run] = runner

    def _runner(self, run: str) -> Runner | None:
        """The runner of this process, if it is still at work."""
        with self._lock:
            runner = self._runners.get(run)
        return runner if runner is not None and runner.alive else None

    def _untold(self, run: str) -> End | None:
        """How a sweep of this process ended, while the store does not take that."""
        with self._lock:
            runner = self._runners.get(run)
        return runner.untold if runner is not None else None

    def _ask(self, run: str, wish: Wish, state: State) -> None:
        runner = self._runner(run)
        if runner is not None:
            runner.ask(wish)
        elif not self._settle(run, state):
            self._store.wish(run, wish)

    def _settle(self, run: str, state: State) -> bool:
        """Set the state of a sweep that nobody runs; a finished one stays so. Returns whether nobody runs it."""
        kept = self._store.get(run)
        if kept.state in {State.FINISHED, State.CANCELLED}:
            return True
        return self._store.settle(run, state)


def belongs(request: SweepRequest, client: Client) -> bool:
    """Whether a sweep is one of what a client asks: of our own service by its id, of another one by its address.

    Raises:
        Unreachable: The service does not answer.
    """
    return client.name == request.service if request.studio is None else client.studio_id() == request.studio
