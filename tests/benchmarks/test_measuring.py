"""How measurements are told."""

import os

from benchmarks.measuring import Held, Measured, resident_mb


def test_memory_is_told_with_its_growth() -> None:
    """Memory is told for each number of samples, and as a multiple of the first."""
    held = Held("memory", {1_000: 200.0, 10_000: 210.0})
    assert held.growth == 1.05
    assert "200 MB after 1,000, 210 MB after 10,000   ratio  1.05   aim ≤ 1.1" in held.line()


def test_times_are_told_with_their_ratio() -> None:
    """A ratio says how many times as long ours takes, beside its aim."""
    assert "ratio  2.00   aim ≤ 1.5" in Measured("sweep", 0.4, 0.2, 1.5).line()


def test_memory_of_a_process() -> None:
    """This process takes some megabytes, also when it is named."""
    assert 1 < resident_mb() < 100_000
    assert abs(resident_mb(os.getpid()) / resident_mb() - 1) < 0.1
