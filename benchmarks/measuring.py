"""Timing something against its baseline, in turns, so that both meet the same weather on the machine."""

import os
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Measured:
    """Two medians and what is aimed for.

    Attributes:
        name: What was measured.
        ours_s: Median of ours in seconds.
        baseline_s: Median of the baseline in seconds.
        aim: The ratio that is aimed for, None where there is none.
    """

    name: str
    ours_s: float
    baseline_s: float
    aim: float | None = None

    @property
    def ratio(self) -> float:
        """How many times as long ours takes."""
        return self.ours_s / self.baseline_s

    def line(self) -> str:
        """One line of the report."""
        aim = "" if self.aim is None else f"   aim ≤ {self.aim:g}"
        return (
            f"{self.name:<58} {self.ours_s * 1000:>9.1f} ms  baseline {self.baseline_s * 1000:>9.1f} ms"
            f"   ratio {self.ratio:5.2f}{aim}"
        )


@dataclass(frozen=True)
class Held:
    """Memory while something grows that should not show in it.

    Attributes:
        name: What was measured.
        megabytes: Memory in MB by how many samples were done, in that order.
    """

    name: str
    megabytes: Mapping[int, float]

    @property
    def growth(self) -> float:
        """The last memory as a multiple of the first."""
        values = list(self.megabytes.values())
        return values[-1] / values[0]

    def line(self) -> str:
        """One line of the report."""
        held = ", ".join(f"{megabytes:.0f} MB after {count:,}" for count, megabytes in self.megabytes.items())
        return f"{self.name:<58} {held}   ratio {self.growth:5.2f}   aim ≤ {FLAT:g}"


FLAT = 1.1
"""Memory that grows by no more counts as flat."""


def resident_mb(pid: int | None = None) -> float:
    """Memory of a process in MB, as Linux counts it; of this one unless another is named."""
    status = Path(f"/proc/{os.getpid() if pid is None else pid}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1000


def against(
    name: str, ours: Callable[[], float], baseline: Callable[[], float], *, rounds: int, aim: float | None = None
) -> Measured:
    """Measure both in turns.

    Args:
        name: What is measured.
        ours: Does it once and returns the seconds it took.
        baseline: The same for the baseline.
        rounds: How often each is done.
        aim: The ratio that is aimed for.
    """
    pairs = [(ours(), baseline()) for _ in range(rounds)]
    return Measured(name, statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs), aim)


def timed(work: Callable[[], object]) -> Callable[[], float]:
    """The same work, returning the seconds it took."""

    def run() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return run
