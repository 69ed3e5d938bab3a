"""Boxes held against labelled ones, against COCO's own matching called directly.

COCO pairs greedily, the box with the best score first. We pair as many as can be paired, and of those the closest,
so that neither the order of the boxes nor their scores decide. Both agree wherever no box reaches two objects.
"""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.comparison.coco import matches
from variantlens.comparison.matching import Closeness, match, overlaps
from variantlens.comparison.objects import Objects
from variantlens.comparison.truth import judge

LIMITS = (0.5, 0.6, 0.75)


def objects(entries: list[tuple[str, float, tuple[float, float, float, float]]]) -> Objects:
    """Boxes as the comparison holds them."""
    labels = np.empty(len(entries), dtype=object)
    labels[:] = [label for label, _, _ in entries]
    boxes = np.array([box for _, _, box in entries], dtype=np.float64).reshape(-1, 4)
    return Objects(boxes, labels, np.array([score for _, score, _ in entries], dtype=np.float64))


def apart(random: np.random.Generator, count: int) -> Objects:
    """Labelled objects that do not overlap: each within a cell of its own of a grid of five by five."""
    cells = random.permutation(25)[:count]
    size = random.uniform(0.08, 0.2, (count, 2))
    corners = np.stack([cells % 5, cells // 5], axis=1) / 5 + random.uniform(0, 1, (count, 2)) * (0.2 - size)
    return labelled(random, np.concatenate([corners, size], axis=1))


def labelled(random: np.random.Generator, boxes: np.ndarray) -> Objects:
    """Boxes with one of two labels and distinct scores."""
    labels = np.array([("a", "b")[int(random.integers(2))] for _ in boxes], dtype=object)
    return Objects(boxes, labels, random.permutation(len(boxes)) / max(len(boxes), 1))


def near(random: np.random.Generator, truth: Objects, count: int) -> Objects:
    """Boxes around labelled objects, several around one, and others around none."""
    around = truth.boxes[random.integers(len(truth), size=count)] if len(truth) else np.empty((0, 4))
    moved = around + random.normal(0, 0.02, around.shape)
    away = random.uniform(0.05, 0.5, (int(random.integers(3)), 4))
    return labelled(random, np.concatenate([moved, away]).clip(0.01))


def clear(truth: Objects, found: Objects, limit: float) -> bool:
    """Whether no overlap is so close to the limit that rounding decides."""
    return bool((np.abs(overlaps(truth.boxes, found.boxes) - limit) > 1e-9).all())


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 8), st.integers(0, 16), st.sampled_from(LIMITS))
def test_objects_apart_are_hit_as_coco_says(seed: int, count: int, boxes: int, limit: float) -> None:
    """No box overlaps two objects by more than half if these do not overlap: the same objects hit, as many alarms."""
    random = np.random.default_rng(seed)
    truth = apart(random, count)
    found = near(random, truth, boxes)
    assume(clear(truth, found, limit))
    expected, judged = matches(truth, found, limit), judge(truth, found, Closeness(centres=False, limit=limit))
    assert set(judged.hits[:, 0].tolist()) == expected.found
    assert len(judged.missed) == expected.objects - len(expected.hits)
    assert len(judged.false_alarms) == expected.boxes - len(expected.hits)
    quality = judged.quality
    if expected.boxes:
        assert quality.precision == len(expected.hits) / expected.boxes
    if expected.objects:
        assert quality.recall == len(expected.hits) / expected.objects
        # F1 is 2 TP ÷ (2 TP + FP + FN), and every box and every object is one of these.
        assert quality.f1 == pytest.approx(2 * len(expected.hits) / (expected.boxes + expected.objects))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 8), st.sampled_from(LIMITS))
def test_one_box_for_each_object_is_paired_as_coco_says(seed: int, count: int, limit: float) -> None:
    """Where nobody has a choice, pair for pair; of two variants too, one taken for the truth."""
    random = np.random.default_rng(seed)
    truth = apart(random, count)
    moved = Objects((truth.boxes + random.normal(0, 0.01, truth.boxes.shape)).clip(0.01), truth.labels, truth.scores)
    found = moved.take(random.permutation(count)[: int(random.integers(count + 1))])
    assume(clear(truth, found, limit))
    assume((overlaps(truth.boxes, found.boxes) >= limit).sum(axis=1).max(initial=0) <= 1)
    closeness = Closeness(centres=False, limit=limit)
    expected = matches(truth, found, limit).hits
    assert {(int(one), int(two)) for one, two in judge(truth, found, closeness).hits} == expected
    assert {(int(one), int(two)) for one, two in match(truth, found, closeness).matched} == expected


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 6), st.integers(0, 12), st.sampled_from((0.2, 0.5)))
def test_crowded_objects_are_hit_at_least_as_often(seed: int, count: int, boxes: int, limit: float) -> None:
    """Objects that overlap: never fewer hits than COCO's greedy way finds, never more than twice as many."""
    random = np.random.default_rng(seed)
    truth = labelled(random, random.uniform(0.1, 0.3, (count, 4)))
    found = near(random, truth, boxes)
    assume(clear(truth, found, limit))
    greedy = len(matches(truth, found, limit).hits)
    hits = len(judge(truth, found, Closeness(centres=False, limit=limit)).hits)
    assert greedy <= hits <= 2 * greedy


def test_a_greedy_choice_would_leave_an_object_missed() -> None:
    """By hand: the better box reaches both objects, the other one only that which the better one overlaps more.

    COCO gives the better box the object that it overlaps more (0.82, not 0.67), and the other box hits nothing
    (0.54 with that object, 0.25 with the other). We pair both.
    """
    truth = objects([("a", np.nan, (0.0, 0.0, 0.1, 0.5)), ("a", np.nan, (0.03, 0.0, 0.1, 0.5))])
    found = objects([("a", 0.9, (0.01, 0.0, 0.1, 0.5)), ("a", 0.8, (-0.03, 0.0, 0.1, 0.5))])
    np.testing.assert_allclose(overlaps(truth.boxes, found.boxes), [[9 / 11, 7 / 13], [8 / 12, 4 / 16]], atol=1e-12)
    assert matches(truth, found, 0.5).hits == {(0, 0)}
    judged = judge(truth, found, Closeness(centres=False, limit=0.5))
    assert judged.hits.tolist() == [[0, 1], [1, 0]]
    assert (len(judged.missed), len(judged.false_alarms)) == (0, 0)


def test_of_two_boxes_on_one_object_the_closer_one_hits() -> None:
    """By hand: COCO takes the one with the better score; either way one hits and one is a false alarm."""
    truth = objects([("a", np.nan, (0.1, 0.1, 0.4, 0.4))])
    found = objects([("a", 0.9, (0.1, 0.1, 0.4, 0.3)), ("a", 0.6, (0.1, 0.1, 0.4, 0.4))])
    assert matches(truth, found, 0.5).hits == {(0, 0)}
    judged = judge(truth, found, Closeness(centres=False, limit=0.5))
    assert judged.hits.tolist() == [[0, 1]]
    assert judged.false_alarms.tolist() == [0]


def test_the_limit_itself_hits() -> None:
    """By hand: boxes that overlap by exactly a half, 2 of 4 quarters, hit at 0.5, as COCO's do."""
    truth, found = objects([("a", np.nan, (0.0, 0.0, 0.5, 0.5))]), objects([("a", 0.9, (0.0, 0.0, 0.5, 0.25))])
    assert matches(truth, found, 0.5).hits == {(0, 0)}
    assert len(judge(truth, found, Closeness(centres=False, limit=0.5)).hits) == 1


def test_another_label_hits_nothing() -> None:
    """By hand: the same place with another label is a miss and a false alarm, as with COCO."""
    truth, found = objects([("a", np.nan, (0.1, 0.1, 0.4, 0.4))]), objects([("b", 0.9, (0.1, 0.1, 0.4, 0.4))])
    assert matches(truth, found, 0.5).hits == frozenset()
    judged = judge(truth, found, Closeness(centres=False, limit=0.5))
    assert (len(judged.hits), len(judged.missed), len(judged.false_alarms)) == (0, 1, 1)
