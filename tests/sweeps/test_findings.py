"""Results of a sweep in a sentence each."""

import numpy as np
import pytest

from variantlens.comparison.outcomes import Harm
from variantlens.sweeps.costs import Cost, Limit, Place, Quantity
from variantlens.sweeps.distributions import Errors, Scatter
from variantlens.sweeps.findings import broken_limits, errors_and_biases, levels, threshold_gain, worst_part
from variantlens.sweeps.measures import AllowedLoss, Measure
from variantlens.sweeps.slices import Slice
from variantlens.sweeps.thresholds import Curve

ALLOWED = AllowedLoss(1, Measure.ACCURACY)
NAN = float("nan")


def part(name: str, loss: float, lower: float, upper: float) -> Slice:
    """A slice of ten samples."""
    return Slice("class", name, (0.9, 0.9 - loss), loss, upper, lower, 10, 20, 3, (0,))


def test_the_worst_part_is_named_with_its_bounds() -> None:
    """Effect, loss and both bounds; harmful only where the loss is surely larger than allowed."""
    sure = worst_part([part("cat", 0.08, 0.03, 0.3)], ALLOWED, "recording")
    assert sure is not None
    assert sure.text == (
        "It loses most in cat: accuracy 90.0 % → 82.0 % in 10 recordings. "
        "A loss of 8.0 points of accuracy, between 3.0 and 30.0 at 95 % each."
    )
    assert sure.harm is Harm.HARMFUL
    unsure = worst_part([part("cat", 0.08, 0.005, 0.3)], ALLOWED, "recording")
    assert unsure is not None
    assert unsure.harm is None


def test_where_nothing_loses_the_least_sure_part_is_named() -> None:
    """No loss anywhere is a result, with what it excludes."""
    told = worst_part([part("cat", 0.0, -0.1, 0.26)], ALLOWED, "recording")
    assert told is not None
    assert told.text.startswith("No part loses anything. The one least sure: cat")
    assert "a loss of more than 26.0 is excluded at 95 %" in told.text


def test_unjudged_parts_say_nothing() -> None:
    """Without a judged part there is no sentence; judged ones are found behind unjudged ones."""
    assert worst_part([part("none", NAN, NAN, NAN)], ALLOWED, "recording") is None
    assert worst_part([], ALLOWED, "recording") is None


def a_curve(at_shipped: float, best_f1: float, shipped: float | None = 0.6) -> Curve:
    """A curve of one threshold."""
    one = np.array([0.5])
    return Curve("int8", one, one, one, None, shipped, at_shipped, 0.5, best_f1)


@pytest.mark.parametrize(
    ("curve", "told"),
    [
        (a_curve(0.8, 0.85), "Moving it to 0.500 would give back 5.0 points: F1 0.850, cross-fitted."),
        (a_curve(0.8, 0.8), "No other one gives anything back"),
        (a_curve(0.8, 0.7), "No other one gives anything back"),
        (a_curve(NAN, 0.7, None), "its samples were decided at several thresholds; 0.500 balances"),
    ],
)
def test_what_a_moved_threshold_gives_back(curve: Curve, told: str) -> None:
    """Only a cross-fitted gain is one."""
    assert told in threshold_gain(curve).text


def test_broken_limits_are_told_one_by_one() -> None:
    """What is not measured, and what fits, is not told."""
    place = Place("Cortex-M4F", "EON", None)
    found = [Cost(3, "Classifier", "float32", place, flash=300, ram=50), Cost(3, "Classifier", "int8", place, flash=80)]
    limits = [Limit(Quantity.FLASH, 256), Limit(Quantity.RAM, 64), Limit(Quantity.LATENCY, 1)]
    (told,) = broken_limits(found, limits)
    assert told.text == "float32 needs 300 kB of flash, more than your 256 kB."
    assert told.harm is Harm.HARMFUL


def test_levels_and_steps_are_counted() -> None:
    """Distinct scores of both, and changes in steps where the step is known."""
    at = np.arange(4)
    found = Scatter(np.array([0.1, 0.2, 0.3, 0.4]), np.array([0.0, 0.25, 0.25, 0.5]), at, at, 0.05)
    told = levels(found, ("float32", "int8"))
    assert told is not None
    assert told.text == (
        "float32 has 4 distinct scores, int8 3, in 4 windows. One step is 0.050; half of the windows change by no "
        "more than 1.5 steps, the one that changes most by 2 steps."
    )
    assert levels(Scatter(np.array([]), np.array([]), at[:0], at[:0], None), ("a", "b")) is None


@pytest.mark.parametrize(
    ("scores", "noun", "what", "told"),
    [
        ([0.1, 0.2], "window", "score", "float32 and int8 have the same score in all 2 windows."),
        ([73.5], "picture", "value", "float32 and int8 have the same value in the one picture."),
    ],
)
def test_scores_that_are_all_the_same(scores: list[float], noun: str, what: str, told: str) -> None:
    """Nothing is counted then."""
    at = np.arange(len(scores))
    said = levels(Scatter(np.array(scores), np.array(scores), at, at, None), ("float32", "int8"), noun=noun, what=what)
    assert said is not None
    assert said.text == told


@pytest.mark.parametrize(
    ("bias", "told"), [(1.5, "too large on average"), (-1.5, "too small on average"), (0.0, "no bias")]
)
def test_a_bias_has_a_direction(bias: float, told: str) -> None:
    """Values that are too large and values that are too small are told apart."""
    (sentence,) = errors_and_biases([Errors("int8", np.array([bias]), abs(bias), bias, np.zeros(7))])
    assert told in sentence.text


def test_errors_of_variants_can_be_told_apart() -> None:
    """With the same digits for all."""
    found = [Errors(name, np.array([at]), at, 0.0, np.zeros(7)) for name, at in (("float32", 1.061), ("int8", 1.0648))]
    first, second = (sentence.text for sentence in errors_and_biases(found))
    assert "float32: mean absolute error 1.0610," in first
    assert "int8: mean absolute error 1.0648," in second
