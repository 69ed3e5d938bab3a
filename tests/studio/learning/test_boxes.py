"""Anchors, differences and overlaps: a detector's outputs as boxes."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from studio.errors import Damaged
from studio.learning import AnyLearnFile, BoxesFile, FomoFile
from studio.learning.boxes import AnchorsFile, anchor_boxes, decoded, overlaps, paired, without_doubles
from studio.learning.scenes import Found, Objects

BLOCK: dict[str, Any] = {
    "id": 3,
    "type": "keras-object-detection",
    "lastLayer": "mobilenet-ssd",
    "name": "Detector",
    "processing": [2],
    "labels": ["a", "b"],
    "models": {"float32": {"file": "models/float32.tflite"}},
    "thresholds": [{"key": "min_score", "value": 0.5}],
    "decoding": {
        "anchors": [{"rows": 1, "columns": 2, "sizes": [[0.5, 0.5]]}],
        "variances": [0.1, 0.1, 0.2, 0.2],
        "outputs": {"differences": 1, "scores": 0},
        "maxIou": 0.5,
    },
}
UNIT = (1.0, 1.0, 1.0, 1.0)
boxes = st.lists(st.tuples(*[st.floats(0, 0.8)] * 2, *[st.floats(0.01, 0.5)] * 2), min_size=1, max_size=6).map(
    lambda rows: np.array(rows, dtype=np.float64)
)


def found(rows: list[list[float]], classes: list[int]) -> Found:
    """Objects with a score of 1."""
    return Found(np.array(rows).reshape(-1, 4), np.array(classes, dtype=np.int64), np.ones(len(rows)))


def test_anchors_are_in_the_order_of_the_outputs() -> None:
    """Grids, then rows, then columns, then sizes."""
    grids = (
        AnchorsFile(rows=1, columns=2, sizes=((0.1, 0.2), (0.3, 0.4))),
        AnchorsFile(rows=2, columns=1, sizes=((0.5, 0.5),)),
    )
    assert anchor_boxes(grids).tolist() == [
        [0.25, 0.5, 0.1, 0.2],
        [0.25, 0.5, 0.3, 0.4],
        [0.75, 0.5, 0.1, 0.2],
        [0.75, 0.5, 0.3, 0.4],
        [0.5, 0.25, 0.5, 0.5],
        [0.5, 0.75, 0.5, 0.5],
    ]


def test_no_difference_is_the_anchor() -> None:
    """Where nothing differs, the box is the anchor, from its top left corner."""
    assert decoded(np.array([[0.5, 0.5, 0.2, 0.4]]), np.zeros((1, 4)), UNIT)[0] == pytest.approx([0.4, 0.3, 0.2, 0.4])


def test_differences_are_in_sizes_of_the_anchor_and_in_logarithms() -> None:
    """A step to the right by a tenth of the width, and twice the height."""
    differences = np.array([[1.0, 0.0, 0.0, np.log(2) / 0.2]])
    box = decoded(np.array([[0.5, 0.5, 0.2, 0.2]]), differences, (0.1, 0.1, 0.2, 0.2))[0]
    assert box == pytest.approx([0.42, 0.3, 0.2, 0.4])


def test_boxes_end_at_the_edge() -> None:
    """What lies beyond the picture is cut off, and an absurd difference stays finite."""
    differences = np.array([[0.0, 0.0, 1e6, 1e6]])
    assert decoded(np.array([[0.1, 0.1, 0.4, 0.4]]), differences, UNIT).tolist() == [[0, 0, 1, 1]]


@pytest.mark.parametrize(
    ("other", "iou"),
    [
        ([0.0, 0.0, 0.2, 0.2], 1.0),  # the same
        ([0.1, 0.0, 0.2, 0.2], 1 / 3),  # half of each is shared
        ([0.2, 0.0, 0.2, 0.2], 0.0),  # side by side
        ([0.5, 0.5, 0.2, 0.2], 0.0),  # apart in both directions
        ([0.05, 0.05, 0.1, 0.1], 0.25),  # inside
        ([0.0, 0.0, 0.0, 0.0], 0.0),  # empty
    ],
)
def test_overlap(other: list[float], iou: float) -> None:
    """Shared area over the area of both together."""
    assert overlaps(np.array([[0.0, 0.0, 0.2, 0.2]]), np.array([other]))[0, 0] == pytest.approx(iou)


def test_two_empty_boxes_do_not_overlap() -> None:
    """Nothing over nothing is none."""
    assert overlaps(np.zeros((1, 4)), np.zeros((1, 4))).tolist() == [[0]]


@given(boxes, boxes)
def test_overlap_goes_both_ways(one: np.ndarray[Any, Any], two: np.ndarray[Any, Any]) -> None:
    """Which box comes first makes no difference, and it is never more than all."""
    iou = overlaps(one, two)
    assert iou == pytest.approx(overlaps(two, one).T)
    assert iou.min() >= 0
    assert iou.max() <= 1 + 1e-12


@given(boxes, st.floats(0.05, 1))
def test_doubles_go_and_nothing_else(all_boxes: np.ndarray[Any, Any], max_iou: float) -> None:
    """Kept boxes overlap little, and each that went overlaps a better one that stayed."""
    scores = np.linspace(0.1, 0.9, len(all_boxes))
    kept = without_doubles(all_boxes, scores, max_iou).tolist()
    iou = overlaps(all_boxes, all_boxes)
    assert all(iou[i, j] <= max_iou for i in kept for j in kept if i != j)
    for gone in set(range(len(all_boxes))) - set(kept):
        assert any(iou[gone, i] > max_iou and scores[i] > scores[gone] for i in kept)
    assert kept == sorted(kept, key=lambda i: -scores[i])


def test_pairs_have_one_label_and_overlap_by_half() -> None:
    """The same place with another label, and the same label too far away, are no pairs."""
    truth = Objects(np.array([[0, 0, 0.2, 0.2], [0.5, 0.5, 0.2, 0.2]]), np.array([1, 2]))
    seen = found([[0.5, 0.5, 0.2, 0.2], [0.13, 0, 0.2, 0.2], [0.01, 0, 0.2, 0.2]], [1, 1, 1])
    assert paired(truth, seen) == [(0, 2)]


def test_outputs_become_objects() -> None:
    """Scores at the threshold are found in the order of their scores, with the labels of their columns."""
    scores = np.array([[[0.5, 0.0], [0.1, 0.9]]])
    (seen,) = BoxesFile.model_validate(BLOCK).find([scores, np.zeros((1, 2, 4))])
    assert seen.scores.tolist() == [0.9, 0.5]
    assert seen.classes.tolist() == [2, 1]
    assert seen.boxes.tolist() == [[0.5, 0.25, 0.5, 0.5], [0, 0.25, 0.5, 0.5]]


def test_details_carry_numbers_for_labels() -> None:
    """The same boxes and scores again, with labels counted from 1."""
    details = BoxesFile.model_validate(BLOCK).details(found([[0, 0, 0.5, 0.5]], [2]))
    assert (details.labels, details.boxes, details.scores) == ([2], [[0, 0, 0.5, 0.5]], [1])


def test_metrics_of_a_picture() -> None:
    """One of two objects found and no false alarm: precise, but half is missing."""
    truth = Objects(np.array([[0, 0, 0.2, 0.2], [0.5, 0.5, 0.2, 0.2]]), np.array([1, 1]))
    judged = BoxesFile.model_validate(BLOCK).judge(found([[0, 0, 0.2, 0.2]], [1]), truth, debug=False)
    assert judged == {"f1": pytest.approx(2 / 3), "precision": 1.0, "recall": 0.5, "mean_average_precision": 0.5}


def test_precision_of_nothing_is_unknown() -> None:
    """Without a found object there is no precision, but a recall of none."""
    truth = Objects(np.array([[0, 0, 0.2, 0.2]]), np.array([1]))
    judged = BoxesFile.model_validate(BLOCK).judge(found([], []), truth, debug=False)
    assert judged == {"f1": 0.0, "precision": None, "recall": 0.0, "mean_average_precision": 0.0}


@pytest.mark.parametrize(
    "shapes", [[(1, 2, 4), (1, 2, 2)], [(1, 2, 2)], [(1, 3, 2), (1, 3, 4)]], ids=["swapped", "one", "other anchors"]
)
def test_other_outputs_are_said(shapes: list[tuple[int, ...]]) -> None:
    """Outputs that do not fit anchors, labels and order are an error that says what is expected."""
    with pytest.raises(Damaged, match="is expected"):
        BoxesFile.model_validate(BLOCK).arranged([np.zeros(shape) for shape in shapes], Path(), "m")


def test_outputs_with_anchors_last_are_turned() -> None:
    """Differences (4, anchors) are read as (anchors, 4); an axis of 1 between them changes nothing."""
    differences, scores = np.arange(8.0).reshape(1, 2, 4), np.zeros((1, 2, 1, 2))
    read = BoxesFile.model_validate(BLOCK).arranged([scores, differences.swapaxes(1, 2)], Path(), "m")
    np.testing.assert_array_equal(read[1], differences)
    assert read[0].shape == (1, 2, 2)


@pytest.mark.parametrize(
    ("field", "value"),
    [("variances", [0.1, 0.1, 0.2]), ("variances", [0, 1, 1, 1]), ("anchors", []), ("maxIou", 1.5), ("more", 1)],
)
def test_decoding_is_checked(field: str, value: object) -> None:
    """A decoding that cannot be is refused when the project is read, by the name of the field."""
    with pytest.raises(ValidationError, match=field):
        BoxesFile.model_validate({**BLOCK, "decoding": {**BLOCK["decoding"], field: value}})


def test_last_layer_chooses_the_block() -> None:
    """Blocks of one type are told apart by their last layer; an unknown one is an error that names those there are."""
    any_block: TypeAdapter[AnyLearnFile] = TypeAdapter(AnyLearnFile)
    fomo = {key: value for key, value in BLOCK.items() if key != "decoding"} | {"lastLayer": "fomo"}
    assert isinstance(any_block.validate_python(BLOCK), BoxesFile)
    assert isinstance(any_block.validate_python(fomo), FomoFile)
    with pytest.raises(ValidationError, match="mobilenet-ssd"):
        any_block.validate_python({**BLOCK, "lastLayer": "yolov5"})
