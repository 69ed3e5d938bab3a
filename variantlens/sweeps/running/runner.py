"""Runs one sweep, in a thread of its own: lists the samples, asks for them in rounds, stores what comes back.

Only the runner writes the store. Whatever ends it, what was stored stays, and another runner goes on from there.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Concatenate, ParamSpec

from variantlens.comparison.rates import far_apart
from variantlens.no_samples import why_none
from variantlens.service.client import Client
from variantlens.service.connections import cancellable
from variantlens.service.errors import ServiceError
from variantlens.service.identity import changes
from variantlens.service.jobs import JobProgress
from variantlens.service.schema import Sample
from variantlens.store.errors import DatabaseAway, DatabaseDamaged, LeaseLost, StoreError
from variantlens.store.sweeps import SweepStore
from variantlens.store.values import Failure, State, Wish
from variantlens.sweeps.request import SweepRequest
from variantlens.sweeps.running.executors import Crew, DaskUnusable, crew
from variantlens.sweeps.running.lease import Control, Lease
from variantlens.sweeps.running.progress import Speed
from variantlens.sweeps.running.rounds import Round, Stopped, cancelled
from variantlens.sweeps.running.sources import LIST_AT_ONCE, Batch, ConsentNeeded, Source, listed, source
from variantlens.sweeps.running.work import Answered, model_identity, sentence

log = logging.getLogger(__name__)

NO_RESULT = "The service has no result for this sample."
UNEXPECTED = "An unexpected error ended this run; the log says more. What was done is kept."

AWAY_S = 600.0
"""A database that passes its lock on after so long, such as after a backup, ends no sweep."""

AGAIN_S = 2.0
"""So long after a failure the database is asked again."""

LONGEST_PAUSE_S = 60.0

What = ParamSpec("What")


@dataclass(frozen=True)
class End:
    """How a run ended: the state that the sweep is left in, and why, in a sentence; empty where nothing is wrong."""

    state: State
    message: str = ""


class Runner:
    """Runs one sweep.

    Args:
        store: Where it is kept.
        run: Its id.
        request: What it asks.
        client: Asks the service from this process.
        scheduler: Address of a Dask scheduler; None for threads.
    """

    def __init__(
        self, store: SweepStore, run: str, request: SweepRequest, client: Client, scheduler: str | None = None
    ):
        self.run_id = run
        self._store = store
        self._request = request
        self._client = client
        self._scheduler = scheduler
        self._control = Control()
        self._speed = Speed()
        self._lease = Lease(store, run, self._control, lambda: self._speed.per_second)
        self._thread = threading.Thread(target=self._run, name=f"sweep {run}", daemon=True)
        self._over = threading.Event()
        self._untold: End | None = None
        self._doing = "starting"
        self._held_until = 0.0
        self._models: set[str] = set()
        self._noted: set[str] = set()
        self._first_models: str | None = None

    def start(self) -> None:
        """Take the sweep and begin, in the background.

        Raises:
            AlreadyRunning: Another runner has it.
            StoreError: The store cannot be used.
        """
        self._lease.take()
        self._thread.start()

    def ask(self, wish: Wish) -> None:
        """Pause or cancel."""
        self._control.ask(wish)

    def leave(self) -> None:
        """Stop because the program ends; the sweep is then one that was interrupted."""
        self._control.leave()

    def join(self, timeout_s: float | None = None) -> bool:
        """Wait until it has ended; returns whether it has."""
        return self._over.wait(timeout_s)

    @property
    def alive(self) -> bool:
        """Whether it is still at work."""
        return not self._over.is_set()

    @property
    def untold(self) -> End | None:
        """How it ended, while the store does not take that; None otherwise."""
        return self._untold

    @property
    def doing(self) -> str:
        """What it does right now, for people."""
        left_s = self._held_until - time.monotonic()
        if not self._doing or left_s <= 0:
            return self._doing
        return f"waiting {max(1, round(left_s))} s, since the service says “too many calls”"

    @property
    def per_second(self) -> float | None:
        """Its throughput."""
        return self._speed.per_second

    def _run(self) -> None:
        """Sweep, and leave the sweep in the state that this ends in."""
        end = End(State.STOPPED, UNEXPECTED)
        try:
            with cancellable(self._control.cancelled):
                end = End(self._swept())
        except LeaseLost:
            self._control.lose()
        except ServiceError as error:
            end = End(State.STOPPED, sentence(error))
            if self._control.cancelled.is_set() and cancelled(error):
                end = End(State.CANCELLED)
        except StoreError as error:
            # Somebody who cancels waits for no database.
            unwanted = self._control.cancelled.is_set()
            end = End(State.CANCELLED) if unwanted else End(State.STOPPED, f"{error} {error.next_step}")
            log.warning("Sweep %s stopped. %s", self.run_id, error)
        except (Stopped, ConsentNeeded, DaskUnusable) as error:
            end = End(State.STOPPED, str(error))
        except Exception:
            log.exception("Sweep %s ended unexpectedly", self.run_id)
        finally:
            self._doing = ""
            self._release(end)

    def _release(self, end: End) -> None:
        """Give the lease back, as soon as the store takes it; until then only this runner knows how it ended."""
        pause_s = AGAIN_S
        try:
            while not self._released(end):
                self._over.set()
                time.sleep(pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
        finally:
            self._over.set()

    def _released(self, end: End) -> bool:
        """Try to give the lease back; returns whether that is settled."""
        try:
            self._lease.release(end.state, end.message)
        except StoreError as error:
            if self._untold is None:
                log.warning("How sweep %s ended cannot be stored now. %s", self.run_id, error)
            self._untold = end
            # A copy that is put in its place knows nothing of this run.
            return isinstance(error, DatabaseDamaged)
        self._untold = None
        return True

    def _swept(self) -> State:
        """Do what is left to do; returns how it ended.

        Raises:
            LeaseLost: Another process has the sweep by now.
        """
        self._list()
        missing = self._store.unanswered(self.run_id)
        if missing and not self._control.halted.is_set():
            self._doing = "waiting for model testing"
            prepared = source(self._request).prepare(self._client, self, self._on_progress, self._control.cancelled)
            workers = crew(self._request, self._client, self._scheduler, self._control.cancelled)
            try:
                self._ask(prepared, workers, missing)
            finally:
                workers.close()
        if self._control.lost:
            raise LeaseLost(self.run_id)
        if self._control.cancelled.is_set():
            return State.CANCELLED
        if not (self._control.halted.is_set() and self._store.unanswered(self.run_id)):
            return State.FINISHED
        return State.RUNNING if self._control.leaving else State.PAUSED

    def _list(self) -> None:
        """Fix which samples there are, once for all runs of the sweep."""
        kept = self._store.get(self.run_id)
        self._first_models = kept.identity
        if kept.total is None:
            self._doing = "listing samples"
            found = listed(self._client, self._request)
            if not found.samples:
                everything = self._client.samples(self._request.project, limit=LIST_AT_ONCE)
                why = why_none(everything, self._request.category)
                raise Stopped(f"No sample passes the filters. {why}")
            self._write(self._store.list_samples, found.listed)
            self._note([note for note in (*found.notes, self._resampled(found.samples)) if note])

    def _resampled(self, samples: Sequence[Sample]) -> str:
        """A sentence on samples whose rate is far from the impulse's; empty without any."""
        if not any(sample.frequency for sample in samples):
            return ""
        with suppress(ServiceError):  # a word for the reader, without which the sweep goes on
            impulses = self._client.impulses(self._request.project)
            chosen = [each for each in impulses if self._request.impulse in {None, each.id}]
            return far_apart(samples, chosen[0]) if chosen else ""
        return ""

    def _note(self, sentences: Sequence[str]) -> None:
        """Add what a reader should know of the sweep."""
        if sentences:
            self._write(self._store.note, sentences)

    def _write(self, write: Callable[Concatenate[str, str, What], None], *what: What.args, **more: What.kwargs) -> None:
        """Write to the store as the owner of the sweep; while the database is away, wait for it.

        Raises:
            LeaseLost: Another process has the sweep by now.
            StoreError: The store does not take it, nor would it later; or nobody wants to wait any longer.
        """
        doing, until = self._doing, time.monotonic() + AWAY_S
        while True:
            try:
                write(self.run_id, self._lease.owner, *what, **more)
            except DatabaseAway as error:
                if time.monotonic() > until or self._control.cancelled.wait(AGAIN_S):
                    raise
                self._doing = f"waiting for the database: {str(error).rstrip('.')}"
            else:
                self._doing = doing
                return

    def _ask(self, prepared: Source, workers: Crew, missing: list[int]) -> None:
        """Ask for what is missing, and once more for what failed."""
        self._doing = f"classifying with {workers.name}"
        first, page_error = self._round(prepared, workers, prepared.batches(missing))
        if first and not self._control.halted.is_set():
            self._doing = "asking again for what failed"
            _, page_error = self._round(prepared, workers, first)
        waiting = self._store.waiting(self.run_id)
        if waiting and not self._control.halted.is_set():
            # Only whole pages leave samples without a word.
            failures = [Failure(sample, page_error or NO_RESULT) for sample in waiting]
            self._write(self._store.keep, [], failures)

    def _round(self, prepared: Source, workers: Crew, batches: Iterable[Batch]) -> tuple[list[Batch], str]:
        total = self._store.get(self.run_id).total or 0
        one = Round(self._request, prepared, workers, self._control, self, total)
        one.run(batches)
        return one.again, one.page_error

    def keep(self, answered: list[Answered], failed: list[Failure]) -> None:
        """Store samples that were answered or failed."""
        if not (answered or failed):
            return
        self._write(self._store.keep, [each.done for each in answered], failed)
        self._speed.add(len(answered))
        for each in answered:
            self._watch_models(each.identity)
            self._note([note for what, note in each.notes.items() if what not in self._noted])
            self._noted.update(each.notes)

    def forgive(self, samples: list[int]) -> None:
        """Let failed samples wait again."""
        self._write(self._store.forgive, samples)

    def hold(self, until: float) -> None:
        """Say, until then, that nothing is sent because the service asked for fewer calls."""
        self._held_until = until

    def job(self) -> int | None:
        """The job that tests the models, if one was started."""
        return self._store.get(self.run_id).job

    def note(self, job: int) -> None:
        """Remember the job that tests the models."""
        self._write(self._store.note_job, job)

    def _on_progress(self, progress: JobProgress) -> None:
        share = "" if progress.fraction is None else f", {progress.fraction:.0%} done"
        self._doing = f"waiting for model testing (job {progress.job_id}: {progress.status}{share})"

    def _watch_models(self, identity: str) -> None:
        """Note where a sample was answered by other models than the first one."""
        if identity in self._models:
            return
        self._models.add(identity)
        if self._first_models is None:
            self._first_models = identity
            self._write(self._store.note_identity, identity)
        elif identity != self._first_models:
            found = changes(model_identity(self._first_models), model_identity(identity))
            sentences = [f"While the sweep ran: {change.sentence}" for change in found]
            self._write(self._store.note, sentences)
