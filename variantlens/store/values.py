"""What the store of sweeps takes and gives: values without a database behind them."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a sweep is doing."""

    WAITING = "waiting"
    """Made, not yet started."""
    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    STOPPED = "stopped"
    """It could not go on, such as without access; it can be resumed."""
    FINISHED = "finished"


class Wish(StrEnum):
    """What a person wants of the process that runs a sweep."""

    NONE = ""
    PAUSE = "pause"
    CANCEL = "cancel"


class SampleState(StrEnum):
    """How a sample of a sweep is doing."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Listed:
    """A sample that a sweep is to ask for."""

    sample: int
    filename: str
    label: str


@dataclass(frozen=True)
class Done:
    """A sample's answer.

    Attributes:
        sample: The sample.
        outcome: What the statistics need, as JSON.
        answer: The wire answer, packed.
        model: Digest of the identity of the models that answered.
    """

    sample: int
    outcome: str
    answer: bytes
    model: str


@dataclass(frozen=True)
class Failure:
    """A sample that could not be answered, and why, in a sentence."""

    sample: int
    error: str
    filename: str = ""
    label: str = ""
    attempts: int = 1


@dataclass(frozen=True)
class Counts:
    """How many samples are in which state."""

    waiting: int
    done: int
    failed: int


@dataclass(frozen=True)
class StoredSweep:
    """A sweep as it is kept; times in seconds since 1970.

    Attributes:
        id: Its id, which its address holds.
        request: What was asked, as JSON.
        state: How it is doing; ``running`` with an expired lease means that its process is gone.
        message: Why it stopped; empty otherwise.
        notes: What a reader of the results should know, such as that the model changed meanwhile.
        identity: Which models the first answer came from, as JSON.
        total: Samples in all; None until they are listed.
        job: The service's job that tests the models.
        created: When it was made.
        started: When it first ran.
        finished: When it ended.
        per_second: Samples per second, as its process last said.
        leased: Whether a process runs it now.
    """

    id: str
    request: str
    state: State
    message: str
    notes: tuple[str, ...]
    identity: str | None
    total: int | None
    job: int | None
    created: float
    started: float | None
    finished: float | None
    per_second: float | None
    leased: bool

    @property
    def interrupted(self) -> bool:
        """Whether it should run but its process is gone."""
        return self.state is State.RUNNING and not self.leased
