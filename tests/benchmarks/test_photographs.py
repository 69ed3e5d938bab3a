"""What the sweep over photographs says of what it has seen."""

from pathlib import Path

import pytest
from PIL import Image

from benchmarks.photographs import Swept, problems, report, write_project
from studio.projects import load
from variantlens.store.values import State
from variantlens.sweeps.running.progress import Progress


def seen(done: int = 500, failed: int = 0, most_mb: float = 350.0, total: int | None = 500) -> Swept:
    """A sweep that ended so."""
    return Swept(Progress("run", State.FINISHED, total, done, failed), 100.0, 190.0, most_mb, 340.0)


@pytest.mark.parametrize(
    ("swept", "expected"),
    [
        (seen(), []),
        (seen(failed=2), ["2 samples failed"]),
        (seen(done=499), ["499 of 500 samples were done."]),
        (seen(done=0, total=None), ["0 of None samples were done."]),
        (seen(most_mb=1000.0), ["both processes together took 1000 MB"]),
    ],
)
def test_promises(swept: Swept, expected: list[str]) -> None:
    """Failures, samples that were not reached, and memory are told."""
    assert problems(swept) == expected


def test_report() -> None:
    """All that was measured is in the report."""
    assert report(seen())[2] == "memory in MB     190 at rest, 350 at most, 340 afterwards"


def test_no_photograph_is_taken_for_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are the same picture in files that differ, and the project can be used."""
    monkeypatch.setattr("benchmarks.photographs.WIDTH", 40)
    monkeypatch.setattr("benchmarks.photographs.HEIGHT", 30)
    write_project(tmp_path / "photographs", 3)
    samples = load(tmp_path / "photographs").dataset.samples
    assert len({entry.path.read_bytes() for entry in samples}) == 3
    for entry in samples:
        with Image.open(entry.path) as photograph:
            assert photograph.size == (40, 30)
