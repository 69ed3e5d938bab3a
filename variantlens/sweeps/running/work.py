"""What a worker does, in a thread or on another machine: ask, compare, keep what the statistics need, and pack.

What goes there and back can be pickled and holds no key. A worker in another process makes a client from its own
environment.
"""

import dataclasses
import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from variantlens.logs import redact
from variantlens.service.client import Client
from variantlens.service.connections import cancellable
from variantlens.service.errors import ServiceError
from variantlens.service.explanations import explain
from variantlens.service.identity import AnswerIdentity, ServiceId, identity
from variantlens.service.schema import ClassifyAnswer
from variantlens.store.packing import pack
from variantlens.store.values import Done
from variantlens.sweeps.keeping import compared, outcome
from variantlens.sweeps.request import SweepRequest
from variantlens.sweeps.running.sources import Batch, Source


class Connection(Protocol):
    """How a worker reaches the service."""

    def client(self) -> Client:
        """A client; raises ServiceError if there is none to be had."""

    @property
    def cancelled(self) -> threading.Event | None:
        """Set when nobody waits for the answer any more."""


@dataclass(frozen=True)
class Shared:
    """The connection of workers that are threads of this process."""

    shared: Client
    cancelled: threading.Event | None = None

    def client(self) -> Client:
        """The client that all share."""
        return self.shared


@dataclass(frozen=True)
class FromEnvironment:
    """The connection of workers elsewhere: made there, with the operator's settings as they are there."""

    service: str
    cancelled: None = None

    def client(self) -> Client:
        """The worker's own client, the same one for each call."""
        # A worker needs the settings, the dashboard has them already.
        from variantlens import settings
        from variantlens.service import choose

        return choose.connect(ServiceId(self.service), settings.load())


@dataclass(frozen=True)
class Answered:
    """What came of a sample that was answered: ready to be stored, and which models answered.

    Attributes:
        done: What is stored.
        identity: Which models answered.
        notes: What is noted once for the sweep → in a sentence.
    """

    done: Done
    identity: str
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Missed:
    """A sample that was not answered: the service's error, or else another one's words."""

    sample: int
    error: ServiceError | str

    @property
    def sentence(self) -> str:
        """What happened, for people."""
        return self.error if isinstance(self.error, str) else sentence(self.error)


Result: TypeAlias = Answered | Missed


def work(connection: Connection, source: Source, request: SweepRequest, batch: Batch) -> list[Result]:
    """Ask for a batch and compare.

    Raises:
        ServiceError: The batch could not be asked for as a whole.
    """
    with cancellable(connection.cancelled):
        return [
            Missed(sample, answer) if isinstance(answer, ServiceError) else _compared(sample, answer, request)
            for sample, answer in source.ask(connection.client(), batch, connection.cancelled)
        ]


def sentence(error: ServiceError) -> str:
    """An error of the service in a sentence, without keys."""
    said = explain(error)
    return redact(f"{said.title}: {said.cause}")


def model_identity(text: str) -> AnswerIdentity:
    """Which models answered, from :attr:`Answered.identity`."""
    return AnswerIdentity.from_json(text)


def _compared(sample: int, answer: ClassifyAnswer, request: SweepRequest) -> Result:
    if request.reference not in {result.variant for result in answer.results}:
        return Missed(sample, f"The service left out {request.reference}.")
    try:
        comparison = compared(answer, request)
        kept = outcome(comparison).model_dump_json()
    except Exception as error:  # one sample that cannot be compared must not end the sweep of the others
        return Missed(sample, redact(f"The answer cannot be compared ({type(error).__name__}: {error})."))
    asked = identity(answer, request.service_id, request.project, request.impulse)
    # Two samples of the same models have the same identity.
    models = dataclasses.replace(asked, sample=0, sample_sha256=None).to_json()
    done = Done(sample, kept, pack(answer), hashlib.sha256(models).hexdigest())
    notes = {notice.text: notice.text for block in comparison.blocks for notice in block.model_notices}
    return Answered(done, models.decode(), notes | _unusable(sample, answer, request))


def _unusable(sample: int, answer: ClassifyAnswer, request: SweepRequest) -> dict[str, str]:
    """The learn blocks of variants whose answer cannot be used: whoever reads the sweep must learn why."""
    return {
        f"{result.variant} in {each.block} cannot be used": redact(
            f"What {result.variant} says of {each.block or 'a learn block'} cannot be used, first in sample {sample}: "
            f"the field {each.field} is wrong ({each.problem})."
        )
        for result in answer.results
        if result.variant in request.variants
        for each in result.unread
        if each.block is not None
    }
