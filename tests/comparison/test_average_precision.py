"""The mAP of one sample, against COCO's own evaluation called directly."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.comparison.coco import mean_average_precisions
from tests.comparison.pictured import BLOCK, Box, boxes_in, pictured
from variantlens.comparison.average_precision import mean_average_precision
from variantlens.comparison.boxes import quality_table
from variantlens.comparison.objects import NO_OBJECTS, Objects

HERE, THERE = (0.1, 0.1, 0.2, 0.2), (0.6, 0.6, 0.2, 0.2)
TRUE_HERE, TRUE_THERE = (10, 20, 20, 40), (60, 120, 20, 40)
"""The same places in pixels of a picture of 100 × 200."""


def drawn(random: np.random.Generator, places: np.ndarray) -> Objects:
    """Boxes near some places, with labels and distinct scores."""
    boxes = (places + random.normal(0, 0.02, places.shape)).clip(0.01)
    labels = np.array([("coin", "note")[int(random.integers(2))] for _ in boxes], dtype=object)
    return Objects(boxes, labels, random.random(len(boxes)))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.integers(0, 8))
def test_map_agrees_with_coco(seed: int, pictures: int, boxes: int) -> None:
    """Boxes near objects and elsewhere, several on one object, with the right label or the other."""
    random = np.random.default_rng(seed)
    truth = [drawn(random, random.uniform(0.05, 0.4, (int(random.integers(1, 5)), 4))) for _ in range(pictures)]
    found = [drawn(random, each.boxes[random.integers(len(each), size=boxes)]) for each in truth]
    expected, _ = mean_average_precisions(truth, found)
    assert mean_average_precision(truth, found) == pytest.approx(expected, abs=1e-9)


def test_one_of_two_objects_found_exactly() -> None:
    """By hand: precision is 1 up to a recall of a half, so at 51 of 101 recalls, at every overlap."""
    truth = Objects(np.array([HERE, THERE]), np.array(["a", "a"], dtype=object), np.full(2, np.nan))
    found = Objects(np.array([HERE]), np.array(["a"], dtype=object), np.array([0.9]))
    assert mean_average_precision([truth], [found]) == pytest.approx(51 / 101)


def test_a_false_alarm_that_scores_higher_costs_precision() -> None:
    """By hand: the hit comes second, so that precision is a half at every recall."""
    truth = Objects(np.array([HERE]), np.array(["a"], dtype=object), np.array([np.nan]))
    found = Objects(np.array([THERE, HERE]), np.array(["a", "a"], dtype=object), np.array([0.9, 0.8]))
    assert mean_average_precision([truth], [found]) == pytest.approx(0.5)


def test_nothing_labelled_has_no_map() -> None:
    """Nor has no picture at all; nothing found of something labelled is 0."""
    labelled = Objects(np.array([HERE]), np.array(["a"], dtype=object), np.array([np.nan]))
    assert math.isnan(mean_average_precision([NO_OBJECTS], [labelled]))
    assert math.isnan(mean_average_precision([], []))
    assert mean_average_precision([labelled], [NO_OBJECTS]) == 0


def test_our_map_stands_beside_the_services() -> None:
    """Of the boxes at the chosen threshold, with the number of labelled objects that it rests on."""
    boxes: list[Box] = [("a", 0.9, HERE), ("a", 0.6, THERE)]
    said = {"boxes": [list(box) for _, _, box in boxes], "labels": ["a", "a"], "scores": [0.9, 0.6], "mAP": 0.75}
    wire = pictured({"float32": said, "int8": said}, [("a", TRUE_HERE), ("a", TRUE_THERE)])
    table = quality_table(boxes_in(wire))
    assert (table["labelled"][0], table["mAP"][0], table["service's mAP"][0]) == (2, 1.0, 0.75)
    moved = quality_table(boxes_in(wire, moved={(BLOCK, "min_score@int8"): 0.7}))
    assert moved["mAP"].tolist() == pytest.approx([1.0, 51 / 101])


def test_centres_have_no_map() -> None:
    """FOMO knows no overlaps; without labelled boxes there is none either."""
    boxes: list[Box] = [("a", 0.9, HERE)]
    fomo = quality_table(boxes_in(pictured({"float32": boxes}, [("a", TRUE_HERE)], last_layer="fomo")))
    assert fomo["mAP"].isna().all()
    assert "mAP" not in quality_table(boxes_in(pictured({"float32": boxes})))


def test_zeros_of_the_service_mean_nothing_without_labelled_boxes() -> None:
    """A service that has to send numbers sends zeros where it knows no truth: these are no measurement."""
    zeros = {"boxes": [list(HERE)], "labels": ["a"], "scores": [0.9], "mAP": 0, "f1": 0, "precision": 0, "recall": 0}
    assert math.isnan(quality_table(boxes_in(pictured({"float32": zeros})))["service's F1"][0])
    labelled = quality_table(boxes_in(pictured({"float32": zeros}, [("a", TRUE_THERE)])))
    assert labelled["service's F1"][0] == 0
