"""A fresh demo is held against the shipped one: what must agree, and what may differ."""

import json
from pathlib import Path

import pytest

from training.check import compare


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Two equal folders of a demo: the shipped one and a fresh one."""
    for name in ("shipped", "fresh"):
        (tmp_path / name / "samples").mkdir(parents=True)
        (tmp_path / name / "models").mkdir()
        (tmp_path / name / "samples" / "a.csv").write_text("timestamp,x\n0,1\n")
        (tmp_path / name / "models" / "int8.tflite").write_bytes(b"model")
        measure(tmp_path / name, flips=1, change=0.5, latency=2.0)
    return tmp_path / "shipped", tmp_path / "fresh"


def measure(folder: Path, *, flips: int, change: float, latency: float) -> None:
    """Writes a measured.json."""
    measured = {"blocks": [{"flips": flips, "largestScoreChange": change}], "latency": {"float32": latency}}
    (folder / "measured.json").write_text(json.dumps(measured))


def test_equal_folders_agree(folders: tuple[Path, Path]) -> None:
    """The same bytes everywhere agree, and the files are counted."""
    agreement = compare(*folders)
    assert (agreement.agree, agreement.same, agreement.differing) == (True, 3, ())


def test_latency_may_differ(folders: tuple[Path, Path]) -> None:
    """Latency is another on every run."""
    measure(folders[1], flips=1, change=0.5, latency=9.0)
    assert compare(*folders).agree


def test_a_rounding_error_in_a_score_may_differ(folders: tuple[Path, Path]) -> None:
    """Scores may differ by as much as another processor rounds."""
    measure(folders[1], flips=1, change=0.5001, latency=2.0)
    assert compare(*folders).agree


@pytest.mark.parametrize(("flips", "change"), [(2, 0.5), (1, 0.6)])
def test_another_result_disagrees(folders: tuple[Path, Path], flips: int, change: float) -> None:
    """One flip more, or a clearly different score, is said with both values."""
    measure(folders[1], flips=flips, change=change, latency=2.0)
    agreement = compare(*folders)
    assert not agreement.agree
    assert "blocks[0]" in str(agreement)


def test_other_model_bytes_are_said_and_tolerated(folders: tuple[Path, Path]) -> None:
    """A model with other bytes but the same decisions is no failure, yet it is named."""
    (folders[1] / "models" / "int8.tflite").write_bytes(b"another")
    agreement = compare(*folders)
    assert agreement.agree
    assert agreement.differing == ("models/int8.tflite",)


def test_other_sample_bytes_disagree(folders: tuple[Path, Path]) -> None:
    """Samples must be the same bytes."""
    (folders[1] / "samples" / "a.csv").write_text("timestamp,x\n0,2\n")
    assert not compare(*folders).agree


@pytest.mark.parametrize("index", [0, 1])
def test_a_file_on_one_side_only_disagrees(folders: tuple[Path, Path], index: int) -> None:
    """A file that only one of the folders has is named."""
    (folders[index] / "models" / "more.tflite").write_bytes(b"more")
    agreement = compare(*folders)
    assert not agreement.agree
    assert "models/more.tflite" in str(agreement)


def test_the_size_of_a_model_may_differ(folders: tuple[Path, Path]) -> None:
    """It says nothing of what the model decides; the file is named."""
    for folder, size in zip(folders, (1000, 990), strict=True):
        (folder / "measured.json").write_text(json.dumps({"blocks": [{"variants": {"int8": {"sizeBytes": size}}}]}))
        (folder / "models" / "int8.tflite").write_bytes(b"m" * size)
    agreement = compare(*folders)
    assert (agreement.agree, agreement.differing) == (True, ("models/int8.tflite",))
