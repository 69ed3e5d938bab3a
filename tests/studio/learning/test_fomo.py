"""Cells that become objects, and centres that are held against the truth."""

import json
from collections.abc import Mapping
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from studio.errors import Damaged
from studio.learning import FomoFile
from studio.learning.fomo import assigned, debug_info, merged
from studio.learning.scenes import Found, Objects

BLOCK: dict[str, Any] = {
    "id": 3,
    "type": "keras-object-detection",
    "lastLayer": "fomo",
    "name": "Detector",
    "processing": [2],
    "labels": ["a", "b"],
    "models": {"float32": {"file": "models/float32.tflite"}},
    "thresholds": [{"key": "min_score", "value": 0.5}],
}


def cells(shares: Mapping[tuple[int, int, int], float], size: int = 4) -> np.ndarray[Any, np.dtype[np.float64]]:
    """A grid in which (row, column, number of the label) have these shares, all others none."""
    grid = np.zeros((size, size, 3))
    for place, share in shares.items():
        grid[place] = share
    return grid


def objects(*places: tuple[float, float, int]) -> Objects:
    """Objects without extent at centres x, y with the number of their label."""
    boxes = np.array([[x, y, 0, 0] for x, y, _ in places]).reshape(-1, 4)
    return Objects(boxes, np.array([number for _, _, number in places], dtype=np.int64))


def seen(*places: tuple[float, float, int]) -> Found:
    """The same, found with a score of 1."""
    known = objects(*places)
    return Found(known.boxes, known.classes, np.ones(len(known)))


def test_touching_cells_are_one_object() -> None:
    """Cells that touch merge: the box holds them all, the score is the best one's."""
    found = merged(cells({(0, 1, 1): 0.6, (0, 2, 1): 0.9, (1, 2, 1): 0.7}), 0.5)
    assert found.boxes.tolist() == [[0.25, 0, 0.5, 0.5]]
    assert (found.classes.tolist(), found.scores.tolist()) == ([1], [0.9])


def test_cells_that_touch_at_a_corner_are_one_object() -> None:
    """A corner is enough."""
    assert len(merged(cells({(0, 0, 1): 0.9, (1, 1, 1): 0.9}), 0.5)) == 1


def test_cells_apart_are_two_objects_the_best_first() -> None:
    """A cell between them keeps two objects apart."""
    found = merged(cells({(0, 0, 1): 0.6, (2, 2, 1): 0.8}), 0.5)
    assert found.scores.tolist() == [0.8, 0.6]
    assert found.boxes.tolist() == [[0.5, 0.5, 0.25, 0.25], [0, 0, 0.25, 0.25]]


def test_labels_do_not_merge() -> None:
    """Neighbours with different labels are different objects."""
    assert sorted(merged(cells({(0, 0, 1): 0.9, (0, 1, 2): 0.8}), 0.5).classes.tolist()) == [1, 2]


@pytest.mark.parametrize(("share", "count"), [(0.5, 1), (0.4999, 0)])
def test_a_share_on_the_threshold_passes(share: float, count: int) -> None:
    """At the threshold a cell shows its label, below it does not."""
    assert len(merged(cells({(1, 1, 1): share}), 0.5)) == count


def test_background_is_no_object() -> None:
    """A cell of which only the background is sure shows nothing."""
    assert len(merged(cells({(1, 1, 0): 1.0}), 0.5)) == 0


def test_grid_need_not_be_square() -> None:
    """Boxes are parts of the width in x and of the height in y."""
    grid = np.zeros((2, 4, 2))
    grid[1, 3, 1] = 1
    assert merged(grid, 0.5).boxes.tolist() == [[0.75, 0.5, 0.25, 0.5]]


def test_pairs_have_one_label_and_are_near() -> None:
    """A near one of another label and a far one of the same stay without a pair."""
    assignment = assigned(objects((0.1, 0.1, 1), (0.9, 0.9, 2)), seen((0.1, 0.1, 2), (0.9, 0.5, 2), (0.2, 0.1, 1)))
    ((true, near, distance),) = assignment.pairs
    assert (true, near, distance) == pytest.approx((0, 2, 0.1))
    assert (assignment.missed, assignment.false_alarms) == ((1,), (0, 1))


def test_as_many_pairs_as_possible() -> None:
    """The nearest pair is given up when both objects get one that way."""
    assignment = assigned(objects((0.4, 0.5, 1), (0.55, 0.5, 1)), seen((0.5, 0.5, 1), (0.7, 0.5, 1)))
    assert [(t, p) for t, p, _ in assignment.pairs] == [(0, 0), (1, 1)]


@pytest.mark.parametrize(("distance", "count"), [(0.199, 1), (0.201, 0)])
def test_farthest_pair(distance: float, count: int) -> None:
    """Centres may lie a fifth of the picture apart, not more."""
    assert len(assigned(objects((0.5, 0.5, 1)), seen((0.5 + distance, 0.5, 1))).pairs) == count


places = st.lists(st.tuples(st.floats(0, 0.5), st.floats(0, 0.5), st.integers(1, 2)), max_size=4)


@given(places, places)
def test_no_other_assignment_is_better(
    truth: list[tuple[float, float, int]], found: list[tuple[float, float, int]]
) -> None:
    """Among all ways to pair objects none has more pairs, nor as many that are nearer together."""
    assignment = assigned(objects(*truth), seen(*found))
    ways = []
    for order in permutations(range(max(len(truth), len(found))), len(truth)):
        pairs = [(t, p) for t, p in enumerate(order) if p < len(found) and truth[t][2] == found[p][2]]
        distances = [float(np.hypot(truth[t][0] - found[p][0], truth[t][1] - found[p][1])) for t, p in pairs]
        near = [distance for distance in distances if distance <= 0.2]
        ways.append((-len(near), sum(near)))
    best = min(ways)
    assert len(assignment.pairs) == -best[0]
    assert sum(distance for _, _, distance in assignment.pairs) == pytest.approx(best[1], abs=1e-9)


def test_debug_information_is_that_of_the_reference_page() -> None:
    """The example of the reference page comes out as it is printed there, but for one distance that it cuts off."""
    truth, found = objects((0.854, 0.453125, 1), (0.197, 0.53125, 2)), seen((0.916, 0.875, 1), (0.25, 0.541, 2))
    assert json.loads(debug_info(truth, found, assigned(truth, found))) == {
        "y_trues": [{"x": 0.854, "y": 0.453125, "label": 1}, {"x": 0.197, "y": 0.53125, "label": 2}],
        "y_preds": [{"x": 0.916, "y": 0.875, "label": 1}, {"x": 0.25, "y": 0.541, "label": 2}],
        "assignments": [{"yp": 1, "yt": 1, "label": 2, "distance": pytest.approx(0.053, abs=1e-3)}],
        "normalised_min_distance": 0.2,
        "all_pairwise_distances": [[0, 0, pytest.approx(0.426, abs=1e-3)], [1, 1, pytest.approx(0.053, abs=1e-3)]],
        "unassigned_y_true_idxs": [0],
        "unassigned_y_pred_idxs": [0],
    }


def test_metrics_of_a_picture() -> None:
    """One of two objects found, and one false alarm: all three metrics are a half."""
    judged = FomoFile.model_validate(BLOCK).judge(
        seen((0.1, 0.1, 1), (0.9, 0.9, 1)), objects((0.1, 0.1, 1), (0.5, 0.5, 2)), debug=False
    )
    assert judged == {"f1": 0.5, "precision": 0.5, "recall": 0.5, "mean_average_precision": 0.5}


def test_nothing_is_judged_without_truth() -> None:
    """Where no object is labelled there are no metrics, and nothing to debug."""
    assert FomoFile.model_validate(BLOCK).judge(seen((0.1, 0.1, 1)), objects(), debug=True) == {}


@pytest.mark.parametrize("shape", [(1, 4, 4, 2), (1, 4, 4, 4), (1, 48)])
def test_another_output_is_said(shape: tuple[int, ...]) -> None:
    """A model whose output is not one share for the background and each label is an error that names both."""
    with pytest.raises(Damaged, match="background and labels") as error:
        FomoFile.model_validate(BLOCK).arranged([np.zeros(shape)], Path(), "models/float32.tflite")
    assert error.value.file == "models/float32.tflite"


def test_cells_with_channels_first_are_turned() -> None:
    """A grid (background and labels, rows, columns) is read as the same grid with its channels last."""
    grid = np.random.default_rng(0).random((2, 4, 5, 3))
    (turned,) = FomoFile.model_validate(BLOCK).arranged([np.moveaxis(grid, 3, 1)], Path(), "m")
    np.testing.assert_array_equal(turned, grid)


@pytest.mark.parametrize("thresholds", [[], [{"key": "min_score", "value": "high"}], [{"key": "other", "value": 1}]])
def test_a_score_threshold_is_needed(thresholds: list[dict[str, Any]]) -> None:
    """Without a number for min_score nobody could say which cells show something."""
    with pytest.raises(ValidationError, match="min_score"):
        FomoFile.model_validate({**BLOCK, "thresholds": thresholds})
