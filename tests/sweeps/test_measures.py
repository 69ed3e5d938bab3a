"""The allowed loss: a number and the unit that says what is measured."""

import math

import pytest

from tests.sweeps.kept import CANDIDATE, block_of, objects, outputs, sample, values
from variantlens.sweeps.measures import AllowedLoss, Measure, allowed_loss
from variantlens.sweeps.verdict import Word, judge

POINT = allowed_loss(1.0, "points of accuracy")


def test_points_fit_what_is_measured_in_points() -> None:
    """Points of accuracy are points of F1 where boxes are judged; a distance has a unit of its own."""
    boxes = block_of(sample(0, objects(["coin"], [("coin", 0.9, True)], [("coin", 0.9, True)])))
    verdict = judge(boxes, CANDIDATE, POINT)
    assert verdict.allowed == AllowedLoss(1.0, Measure.F1)
    distance = judge(block_of(sample(0, outputs([0.0]))), CANDIDATE, POINT)
    assert (distance.allowed, distance.word) == (None, Word.UNKNOWN)
    within = judge(block_of(sample(0, values([1.0], [1.0], [1.0]))), CANDIDATE, POINT)
    assert within.allowed == POINT


@pytest.mark.parametrize("unit", ["points of accuracy", "Point of Accuracy", "accuracy", " points of accuracy "])
def test_units_are_read_as_people_write_them(unit: str) -> None:
    """The unit names the measure."""
    assert allowed_loss(1, unit) == POINT


@pytest.mark.parametrize(("value", "unit"), [(-1, "accuracy"), (math.nan, "accuracy"), (math.inf, "F1"), (1, "joy")])
def test_senseless_allowed_losses_are_refused(value: float, unit: str) -> None:
    """A negative loss, none at all, and a unit that measures nothing."""
    with pytest.raises(ValueError, match=r"loss|unit"):
        allowed_loss(value, unit)
