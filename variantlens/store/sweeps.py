"""What sweeps read and write.

A sweep belongs to one process at a time: who holds its lease. Each write of that process names the owner, so
that one which has slept through its lease writes nothing more. Everything comes back as values of our own.
"""

import json
import logging
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, Select, Table, Update, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from variantlens.logs import redact
from variantlens.store.database import Database
from variantlens.store.errors import DatabaseDamaged, LeaseLost, UnknownSweep
from variantlens.store.models import SweepRow, SweepSampleRow
from variantlens.store.values import Counts, Done, Failure, Listed, SampleState, State, StoredSweep, Wish

log = logging.getLogger(__name__)

ATTEMPTS = 2
"""How often a sample is asked for before its error stands: once, and once more in a later round."""

# What is written for every sample, prepared once: on the tables themselves, which is less work than on their classes.
SWEEPS, SAMPLES = cast("Table", SweepRow.__table__), cast("Table", SweepSampleRow.__table__)
OWN = (
    SWEEPS.update()
    .where(SWEEPS.c.id == bindparam("of"), SWEEPS.c.owner == bindparam("by"))
    .values(owner=SWEEPS.c.owner)
)
_THIS = (SAMPLES.c.sweep == bindparam("of"), SAMPLES.c.sample == bindparam("which"))
KEEP = (
    SAMPLES.update()
    .where(*_THIS)
    .values(
        state=SampleState.DONE,
        error="",
        outcome=bindparam("outcome"),
        answer=bindparam("answer"),
        model=bindparam("model"),
    )
)
MISS = (
    SAMPLES.update()
    .where(*_THIS, SAMPLES.c.state != SampleState.DONE)
    .values(state=SampleState.FAILED, error=bindparam("error"), attempts=SAMPLES.c.attempts + 1)
)

LIST_AT_ONCE = 1000
READ_AT_ONCE = 500


class SweepStore:
    """Sweeps in a database; may be shared by threads.

    Whatever is asked of it may raise a :class:`StoreError` that says what is wrong with the database.
    """

    def __init__(self, database: Database):
        self._database = database

    def create(self, run: str, *, service: str, project: int, request: str, studio: str | None = None) -> None:
        """Keep a new sweep. ``studio`` is the id of our own service, where that is asked."""
        with self._database.writing() as session:
            row = SweepRow(id=run, service=service, project=project, request=request, state=State.WAITING)
            row.studio = studio
            row.created = time.time()
            session.add(row)

    def get(self, run: str) -> StoredSweep:
        """A sweep.

        Raises:
            UnknownSweep: There is none.
        """
        with self._database.reading() as session:
            row = session.get(SweepRow, run)
            if row is None:
                raise UnknownSweep(run)
            return _sweep(row)

    def recent(
        self, service: str, project: int | None = None, limit: int = 50, *, studio: str | None = None
    ) -> list[StoredSweep]:
        """The sweeps of a service, of one project if given, the newest first.

        Args:
            service: Its address, or ``embedded``.
            project: Only of this project.
            limit: At most so many.
            studio: Its id if it is our own: its sweeps are those with this id, and such without any of its address.
        """
        here = SweepRow.service == service
        if studio is not None:
            here = or_(SweepRow.studio == studio, and_(here, SweepRow.studio.is_(None)))
        wanted = [here] + ([] if project is None else [SweepRow.project == project])
        with self._database.reading() as session:
            rows = session.scalars(select(SweepRow).where(*wanted).order_by(SweepRow.created.desc()).limit(limit))
            return [_sweep(row) for row in rows]

    def interrupted(self) -> list[StoredSweep]:
        """Sweeps that should run but whose process is gone, the oldest first; without any that cannot be read."""
        gone = and_(SweepRow.state == State.RUNNING, SweepRow.lease_until < time.time())
        found = []
        with self._database.reading() as session:
            for row in session.scalars(select(SweepRow).where(gone).order_by(SweepRow.created)):
                try:
                    found.append(_sweep(row))
                except DatabaseDamaged as error:
                    log.warning("Sweep %s cannot go on. %s", row.id, error)
        return found

    def remove(self, run: str) -> None:
        """Forget a sweep and its samples."""
        with self._database.writing() as session:
            session.execute(delete(SweepSampleRow).where(SweepSampleRow.sweep == run))
            session.execute(delete(SweepRow).where(SweepRow.id == run))

    def wish(self, run: str, wish: Wish) -> None:
        """Say what is wanted of the process that runs the sweep; it looks every few seconds."""
        with self._database.writing() as session:
            session.execute(update(SweepRow).where(SweepRow.id == run).values(wish=wish))

    def settle(self, run: str, state: State) -> bool:
        """Set the state of a sweep that no process runs; returns whether that was so."""
        free = or_(SweepRow.owner.is_(None), SweepRow.lease_until < time.time())
        with self._database.writing() as session:
            asked = update(SweepRow).where(SweepRow.id == run, free).values(state=state, wish=Wish.NONE)
            return _touched(session, asked) == 1

    def acquire(self, run: str, owner: str, seconds: float) -> bool:
        """Take the lease of a sweep, which is then running; returns False if another process holds it."""
        now = time.time()
        free = or_(SweepRow.owner.is_(None), SweepRow.owner == owner, SweepRow.lease_until < now)
        values = {
            "owner": owner,
            "lease_until": now + seconds,
            "state": State.RUNNING,
            "wish": Wish.NONE,
            "message": "",
            "finished": None,
            "started": func.coalesce(SweepRow.started, now),
        }
        with self._database.writing() as session:
            return _touched(session, update(SweepRow).where(SweepRow.id == run, free).values(values)) == 1

    def renew(self, run: str, owner: str, seconds: float, per_second: float | None) -> Wish:
        """Renew the lease, say how fast it goes, and learn what is wanted.

        Raises:
            LeaseLost: Another process has it.
        """
        values = {"lease_until": time.time() + seconds, "per_second": per_second}
        with self._database.writing() as session:
            self._own(session, run, owner, values)
            return Wish(session.scalars(select(SweepRow.wish).where(SweepRow.id == run)).one())

    def release(self, run: str, owner: str, state: State, message: str = "") -> None:
        """Give the lease back, with the state that the sweep is left in.

        Raises:
            LeaseLost: Another process has it.
        """
        ended = time.time() if state in {State.FINISHED, State.CANCELLED} else None
        left = {"owner": None, "lease_until": 0.0, "wish": Wish.NONE}
        said = {"state": state, "message": redact(message), "finished": ended}
        with self._database.writing() as session:
            self._own(session, run, owner, {**left, **said})

    def list_samples(self, run: str, owner: str, samples: Sequence[Listed]) -> None:
        """Keep which samples the sweep is to ask for: all waiting. Does nothing if they are listed already.

        Raises:
            LeaseLost: Another process has the sweep.
        """
        rows = [
            {"sweep": run, "sample": each.sample, "position": position, "state": SampleState.WAITING}
            | {"filename": each.filename, "label": each.label}
            for position, each in enumerate(samples)
        ]
        with self._database.writing() as session:
            total = session.scalars(select(SweepRow.total).where(SweepRow.id == run)).one()
            if total is not None:
                return
            self._own(session, run, owner, {"total": len(rows)})
            for first in range(0, len(rows), LIST_AT_ONCE):
                session.execute(insert(SweepSampleRow), rows[first : first + LIST_AT_ONCE])

    def note_job(self, run: str, owner: str, job: int | None) -> None:
        """Remember the service's job that tests the models."""
        with self._database.writing() as session:
            self._own(session, run, owner, {"job": job})

    def note_identity(self, run: str, owner: str, identity: str) -> None:
        """Remember which models the first answer came from."""
        with self._database.writing() as session:
            self._own(session, run, owner, {"identity": identity})

    def note(self, run: str, owner: str, sentences: Sequence[str]) -> None:
        """Add what a reader should know; a sentence that is there already is not added again."""
        with self._database.writing() as session:
            known = json.loads(session.scalars(select(SweepRow.notes).where(SweepRow.id == run)).one())
            together = list(dict.fromkeys([*known, *map(redact, sentences)]))
            self._own(session, run, owner, {"notes": json.dumps(together, ensure_ascii=False)})

    def keep(self, run: str, owner: str, done: Sequence[Done], failed: Sequence[Failure] = ()) -> None:
        """Write what came of some samples, in one transaction. A sample that is done stays done.

        Raises:
            LeaseLost: Another process has the sweep; nothing is written.
        """
        answered = [
            {"of": run, "which": each.sample, "outcome": each.outcome, "answer": each.answer, "model": each.model}
            for each in done
        ]
        missed = [{"of": run, "which": each.sample, "error": redact(each.error)} for each in failed]
        with self._database.writing() as session:
            connection = session.connection()
            if connection.execute(OWN, {"of": run, "by": owner}).rowcount != 1:
                raise LeaseLost(run)
            if answered:
                connection.execute(KEEP, answered)
            if missed:
                connection.execute(MISS, missed)

    def forgive(self, run: str, owner: str, samples: Sequence[int]) -> None:
        """Let failed samples wait again, as if they had never been asked for."""
        with self._database.writing() as session:
            self._own(session, run, owner, {"owner": owner})
            for sample in samples:
                failed = _sample(run, sample).where(SweepSampleRow.state == SampleState.FAILED)
                session.execute(failed.values(state=SampleState.WAITING, attempts=0, error=""))

    def forgive_all(self, run: str) -> None:
        """The same for all failed samples of a sweep that is about to be resumed."""
        failed = and_(SweepSampleRow.sweep == run, SweepSampleRow.state == SampleState.FAILED)
        with self._database.writing() as session:
            values = {"state": SampleState.WAITING, "attempts": 0, "error": ""}
            session.execute(update(SweepSampleRow).where(failed).values(values))

    def unanswered(self, run: str) -> list[int]:
        """Samples that are to be asked for: those that wait, and those that failed once; in order."""
        again = and_(SweepSampleRow.state == SampleState.FAILED, SweepSampleRow.attempts < ATTEMPTS)
        missing = or_(SweepSampleRow.state == SampleState.WAITING, again)
        asked = select(SweepSampleRow.sample).where(SweepSampleRow.sweep == run, missing)
        with self._database.reading() as session:
            return list(session.scalars(asked.order_by(SweepSampleRow.position)))

    def waiting(self, run: str) -> list[int]:
        """Samples that were not asked for yet, in order."""
        with self._database.reading() as session:
            return list(session.scalars(_of(run, SampleState.WAITING, SweepSampleRow.sample)))

    def counts(self, run: str) -> Counts:
        """How many samples are in which state."""
        asked = (
            select(SweepSampleRow.state, func.count()).where(SweepSampleRow.sweep == run).group_by(SweepSampleRow.state)
        )
        with self._database.reading() as session:
            found = Counter({row[0]: row[1] for row in session.execute(asked)})
        return Counts(found[SampleState.WAITING], found[SampleState.DONE], found[SampleState.FAILED])

    def failures(self, run: str, limit: int | None = None) -> list[Failure]:
        """Samples that failed, in order."""
        asked = _of(run, SampleState.FAILED, SweepSampleRow.sample, SweepSampleRow.error, SweepSampleRow.filename)
        asked = asked.add_columns(SweepSampleRow.label, SweepSampleRow.attempts).limit(limit)
        with self._database.reading() as session:
            return [Failure(*row) for row in session.execute(asked)]

    def outcomes(self, run: str) -> Iterator[tuple[int, str]]:
        """Sample and outcome as JSON of all samples that are done, in order, without their answers."""
        asked = _of(run, SampleState.DONE, SweepSampleRow.sample, SweepSampleRow.outcome)
        with self._database.reading() as session:
            for row in session.execute(asked.execution_options(yield_per=READ_AT_ONCE)):
                yield row.sample, row.outcome

    def answers(self, run: str) -> Iterator[tuple[int, bytes]]:
        """Sample and packed answer of all samples that are done, in order, a few at a time."""
        asked = _of(run, SampleState.DONE, SweepSampleRow.sample, SweepSampleRow.answer)
        with self._database.reading() as session:
            for row in session.execute(asked.execution_options(yield_per=READ_AT_ONCE)):
                yield row.sample, row.answer

    def answer(self, run: str, sample: int) -> bytes | None:
        """A sample's packed answer; None if there is none."""
        asked = _of(run, SampleState.DONE, SweepSampleRow.answer).where(SweepSampleRow.sample == sample)
        with self._database.reading() as session:
            return session.execute(asked).scalar()

    def _own(self, session: Session, run: str, owner: str, values: Mapping[str, object]) -> None:
        """Write to the sweep as its owner, first in the transaction: nobody can take it over until the end of that."""
        if _touched(session, update(SweepRow).where(SweepRow.id == run, SweepRow.owner == owner).values(values)) != 1:
            raise LeaseLost(run)


def _touched(session: Session, statement: Update) -> int:
    """How many rows a statement changed."""
    result = session.execute(statement, execution_options={"synchronize_session": False})
    return cast("CursorResult[Any]", result).rowcount


def _sample(run: str, sample: int) -> Update:
    return update(SweepSampleRow).where(SweepSampleRow.sweep == run, SweepSampleRow.sample == sample)


def _of(run: str, state: SampleState, *columns: Any) -> Select[Any]:
    """Columns of the samples in one state, in order."""
    wanted = select(*columns).where(SweepSampleRow.sweep == run, SweepSampleRow.state == state)
    return wanted.order_by(SweepSampleRow.position)


def _sweep(row: SweepRow) -> StoredSweep:
    """The sweep that a row holds.

    Raises:
        DatabaseDamaged: It holds what was never written.
    """
    try:
        state, notes = State(row.state), tuple(json.loads(row.notes))
    except (ValueError, TypeError) as error:
        raise DatabaseDamaged(f"the row of sweep {row.id} cannot be read") from error
    same = ("id", "request", "message", "identity", "total", "job", "created", "started", "finished", "per_second")
    return StoredSweep(
        **{name: getattr(row, name) for name in same},
        state=state,
        notes=notes,
        leased=row.owner is not None and row.lease_until >= time.time(),
    )
