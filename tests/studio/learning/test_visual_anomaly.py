"""Visual anomaly: grids, flagged cells, boxes in pixels, and models that do not fit."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from pydantic import ValidationError

from studio.errors import Damaged
from studio.inference import Runtime
from studio.learning.base import Question
from studio.learning.visual_anomaly import VisualAnomalyFile, boxes, described
from tests.studio.demos import plain

DEMO = plain.ROOT / "brick-defects"
GRIDS = arrays.arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=st.floats(-50, 50))


def corners(scores: list[list[float]], threshold: float = 8.0) -> list[tuple[float, ...]]:
    """Boxes over a picture of 40 × 20 pixels as (x, y, width, height, score)."""
    found = boxes(np.array(scores), threshold, 40, 20)
    return [(box.x, box.y, box.width, box.height, box.score or 0.0) for box in found]


def test_nothing_flagged_means_no_box() -> None:
    """Below the threshold there is no box, at the threshold there is one."""
    assert corners([[7.9, 0.0], [0.0, 0.0]]) == []
    assert corners([[8.0, 0.0], [0.0, 0.0]]) == [(0, 0, 20, 10, 8)]


def test_cells_that_touch_are_one_box() -> None:
    """Neighbours, also across a corner, share a box, which has the largest of their scores."""
    assert corners([[9, 0, 0, 0], [0, 11, 0, 0]]) == [(0, 0, 20, 20, 11)]


def test_cells_apart_are_two_boxes() -> None:
    """A cell between two groups keeps them apart, and each box has its own group's score."""
    assert corners([[9, 0, 12, 12], [9, 0, 0, 0]]) == [(0, 0, 10, 20, 9), (20, 0, 20, 10, 12)]


def test_score_is_that_of_the_group_not_of_the_rectangle() -> None:
    """A foreign group inside a box's rectangle lends it nothing."""
    ring = [[9, 9, 9, 9, 9], [9, 0, 0, 0, 9], [9, 0, 30, 0, 9], [9, 0, 0, 0, 9], [9, 9, 9, 9, 9]]
    assert [score for *_, score in corners([[float(v) for v in row] for row in ring])] == [9, 30]


@given(GRIDS, st.floats(-40, 40))
def test_boxes_cover_flagged_cells_and_no_empty_place(scores: np.ndarray, threshold: float) -> None:
    """Every flagged cell's middle lies in a box, and every box holds a flagged cell."""
    rows, columns = scores.shape
    found = boxes(scores, threshold, columns * 8, rows * 8)
    middles = [(c * 8 + 4, r * 8 + 4) for r, c in np.argwhere(scores >= threshold)]

    def inside(box: Any, x: float, y: float) -> bool:
        return bool(box.x < x < box.x + box.width and box.y < y < box.y + box.height)

    assert all(any(inside(box, x, y) for box in found) for x, y in middles)
    assert all(any(inside(box, x, y) for x, y in middles) for box in found)


@given(GRIDS)
def test_mean_and_largest_are_those_of_the_grid(scores: np.ndarray) -> None:
    """The grid is sent as it is, with its mean and its largest score."""
    grid = described(scores, 8.0, 96, 96)
    assert grid.scores == scores.tolist()
    assert grid.mean_score == pytest.approx(np.mean(scores))
    assert grid.max_score == np.max(scores)


def block(**changed: Any) -> dict[str, Any]:
    """An entry of project.json for the shipped brick models."""
    limit = {"key": "min_anomaly_score", "value": 8.0}
    return {
        "id": 3,
        "type": "keras-visual-anomaly",
        "name": "Defects",
        "processing": [2],
        "models": {"float32": {"file": "models/float32.tflite"}},
        "cells": "models/cells.json",
        "thresholds": [limit],
    } | changed


@pytest.mark.parametrize(
    "thresholds", [[], [{"key": "min_score", "value": 1}], [{"key": "min_anomaly_score", "value": "high"}]]
)
def test_block_without_its_threshold(thresholds: list[dict[str, Any]]) -> None:
    """A block that does not say from which score on a cell is flagged is refused."""
    with pytest.raises(ValidationError, match="min_anomaly_score"):
        VisualAnomalyFile.model_validate(block(thresholds=thresholds))


def test_files_are_all_named() -> None:
    """The mixture belongs to the files that a project must have."""
    file = VisualAnomalyFile.model_validate(block())
    assert dict(file.files()) == {"models.float32.file": "models/float32.tflite", "cells": "models/cells.json"}


def test_answer_has_a_grid_and_a_score_for_each_picture() -> None:
    """Two pictures are answered with two grids; each result is the largest score of its grid."""
    pictures = np.random.default_rng(0).random((2, 96, 96, 1), dtype=np.float32)
    answer = VisualAnomalyFile.model_validate(block()).ask(Question(pictures, "float32", DEMO, Runtime()))
    grids = np.array([grid.scores for grid in answer.anomaly_result], dtype=float)
    assert grids.shape == (2, 12, 12)
    assert [row["anomaly"] for row in answer.result] == grids.max(axis=(1, 2)).tolist()


def test_mixture_of_other_features_is_refused(tmp_path: Path) -> None:
    """A mixture that is not for this model names the model and what it lacks."""
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "float32.tflite").write_bytes((DEMO / "models" / "float32.tflite").read_bytes())
    one = {"weights": [1.0], "means": [[0.0]], "precisions": [[[1.0]]]}
    (tmp_path / "models" / "cells.json").write_text(json.dumps(one))
    pictures = np.zeros((1, 96, 96, 1), dtype=np.float32)
    with pytest.raises(Damaged, match="grid of 1 features"):
        VisualAnomalyFile.model_validate(block()).ask(Question(pictures, "float32", tmp_path, Runtime()))


def test_features_that_are_no_picture_are_refused() -> None:
    """Flattened features have no place on a picture, so a box could not be drawn."""
    flat = np.zeros((1, 96 * 96), dtype=np.float32)
    with pytest.raises(Damaged, match="takes pictures"):
        VisualAnomalyFile.model_validate(block()).ask(Question(flat, "float32", DEMO, Runtime()))
