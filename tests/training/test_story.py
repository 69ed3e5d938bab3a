"""A demo that was trained anew tells the same story, or what differs is said."""

import json
from pathlib import Path
from typing import Any

import pytest

from training.check import story

BLOCK: dict[str, Any] = {
    "impulse": 1,
    "block": 3,
    "windows": 200,
    "variants": {"float32": {"accuracy": 0.95, "decisionsSha256": "a"}, "int8": {"accuracy": 0.9, "f1": 0.8}},
    "candidates": {"int8": {"flips": 20, "flipsBySample": {"a.csv": 20}, "largestScoreChange": 0.5}},
}
ERROR: dict[str, Any] = {
    "impulse": 1,
    "block": 4,
    "samples": 100,
    "variants": {"int8": {"meanAbsoluteError": 2.0}},
}


def folder(path: Path, blocks: list[dict[str, Any]], sample: str = "x\n1\n") -> Path:
    """A demo's folder with what was measured."""
    (path / "samples").mkdir(parents=True)
    (path / "samples" / "a.csv").write_text(sample)
    (path / "measured.json").write_text(json.dumps({"blocks": blocks, "latency": {"int8": str(path)}}))
    return path


def with_figure(group: str, variant: str, figure: str, value: object) -> dict[str, Any]:
    """The block with another figure."""
    changed: dict[str, Any] = json.loads(json.dumps(BLOCK))
    changed[group][variant][figure] = value
    return changed


@pytest.mark.parametrize(
    "fresh",
    [
        BLOCK,
        with_figure("candidates", "int8", "flips", 30),  # a twentieth of the windows
        with_figure("candidates", "int8", "flips", 10),
        with_figure("variants", "int8", "accuracy", 0.875),
        with_figure("variants", "float32", "decisionsSha256", "b"),  # a window or two are decided otherwise
        with_figure("candidates", "int8", "largestScoreChange", 0.9),
        with_figure("candidates", "int8", "flipsBySample", {"b.csv": 20}),
    ],
)
def test_near_figures_tell_the_same(tmp_path: Path, fresh: dict[str, Any]) -> None:
    """Within the stated ranges, and whatever no headline holds."""
    told = story(folder(tmp_path / "shipped", [BLOCK, ERROR]), folder(tmp_path / "fresh", [fresh, ERROR]))
    assert told.broken == ()


@pytest.mark.parametrize(
    ("fresh", "said"),
    [
        (with_figure("candidates", "int8", "flips", 31), "block 3, int8: flips 20 is shipped, 31 was built"),
        (with_figure("candidates", "int8", "flips", 9), "flips 20 is shipped, 9 was built"),
        (with_figure("variants", "int8", "accuracy", 0.86), "accuracy 0.9 is shipped, 0.86 was built"),
        (with_figure("variants", "int8", "f1", None), "f1 0.8 is shipped, None was built"),
        (with_figure("variants", "int8", "f1", 0.84), "f1 0.8 is shipped"),
        ({**BLOCK, "candidates": {}}, "candidates ['int8'] are shipped, [] were built"),
        ({**BLOCK, "block": 9}, "blocks [(1, 3), (1, 4)] are shipped, [(1, 4), (1, 9)] were built"),
    ],
)
def test_another_story_is_said(tmp_path: Path, fresh: dict[str, Any], said: str) -> None:
    """A figure beyond its range, or a part that is not there, with both values."""
    told = story(folder(tmp_path / "shipped", [BLOCK, ERROR]), folder(tmp_path / "fresh", [fresh, ERROR]))
    assert said in str(told)
    assert not told.agree


@pytest.mark.parametrize(("error", "agree"), [(3.0, True), (1.4, True), (3.1, False), (1.3, False)])
def test_errors_may_differ_by_a_factor(tmp_path: Path, error: float, agree: bool) -> None:
    """Half as much again, or two thirds."""
    other = {**ERROR, "variants": {"int8": {"meanAbsoluteError": error}}}
    told = story(folder(tmp_path / "shipped", [BLOCK, ERROR]), folder(tmp_path / "fresh", [BLOCK, other]))
    assert told.agree is agree


def test_samples_are_the_same_bytes_in_any_case(tmp_path: Path) -> None:
    """They are not trained."""
    told = story(folder(tmp_path / "shipped", [BLOCK]), folder(tmp_path / "fresh", [BLOCK], sample="x\n2\n"))
    assert "samples/a.csv has other bytes" in str(told)
