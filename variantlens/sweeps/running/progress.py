"""How a sweep is doing: counted, timed and described while it runs."""

import time
from collections import deque
from dataclasses import dataclass

from variantlens.store.values import Failure, State

LOOK_BACK_S = 30.0
"""The throughput is that of so many seconds."""

ENOUGH = 5
"""After so many samples there is an estimate."""

ERRORS_SHOWN = 20


@dataclass(frozen=True)
class Progress:
    """How a sweep is doing.

    Attributes:
        run: The sweep.
        state: Its state.
        total: Samples in all; None until they are listed.
        done: Samples that are answered.
        failed: Samples that failed so far; those that failed once are asked for again.
        per_second: Samples per second; None until there is an estimate.
        seconds_left: Estimated time; None until there is an estimate.
        errors: The latest failures, the newest first.
        doing: What it does right now, for people, such as "listing samples".
        message: Why it stopped; empty otherwise.
        notes: What a reader of the results should know.
        interrupted: Whether it should run, but its process is gone: resume it.
    """

    run: str
    state: State
    total: int | None = None
    done: int = 0
    failed: int = 0
    per_second: float | None = None
    seconds_left: float | None = None
    errors: tuple[Failure, ...] = ()
    doing: str = ""
    message: str = ""
    notes: tuple[str, ...] = ()
    interrupted: bool = False

    @property
    def fraction(self) -> float:
        """The part that is over, 0..1."""
        return min(1.0, (self.done + self.failed) / self.total) if self.total else 0.0

    @property
    def ended(self) -> bool:
        """Whether nothing more happens unless somebody resumes it."""
        return self.state not in {State.WAITING, State.RUNNING}


class Speed:
    """Samples per second, over the last seconds."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()
        self._count = 0

    def add(self, count: int) -> None:
        """Count samples that were answered just now."""
        now = time.monotonic()
        self._count += count
        self._seen.append((now, self._count))
        # The last look before the span stays: the span begins there.
        while len(self._seen) > 2 and self._seen[1][0] < now - LOOK_BACK_S:
            self._seen.popleft()

    @property
    def per_second(self) -> float | None:
        """The throughput; None until enough samples are answered."""
        if self._count < ENOUGH or len(self._seen) < 2:
            return None
        began, before = self._seen[0]
        elapsed = time.monotonic() - began
        return (self._count - before) / elapsed if elapsed > 0 else None
