"""What is stated about regressions, on hand-made cases."""

import numpy as np
import pytest

from training.estimates import Question, regression

QUESTION = Question(1.0, np.array([10.0, 20.0, 30.0, 40.0]), np.array(["a", "b", "c", "d"], dtype=object))
REFERENCE = np.array([10.5, 21.0, 32.0, 36.0])
CANDIDATE = np.array([11.5, 21.0, 30.5, 36.0])
FACTS = regression(QUESTION, {"float32": REFERENCE, "int8": CANDIDATE}, {"float32": 7, "int8": 3})


def test_errors_are_those_of_each_variant() -> None:
    """Mean absolute error, bias and the largest error are against the expected values, in their unit."""
    alone = FACTS["variants"]["float32"]
    assert alone["meanAbsoluteError"] == pytest.approx((0.5 + 1 + 2 + 4) / 4, abs=1e-4)
    assert alone["bias"] == pytest.approx((0.5 + 1 + 2 - 4) / 4, abs=1e-4)
    assert (alone["largestError"], alone["sizeBytes"]) == (4.0, 7)


def test_an_error_as_large_as_allowed_is_right() -> None:
    """At the allowed error a value is still right."""
    assert FACTS["variants"]["float32"]["within"] == 2
    assert FACTS["variants"]["float32"]["withinShare"] == 0.5


def test_flips_are_values_that_change_sides() -> None:
    """One value is lost and one is found; both wrong or both right is no flip, however they differ."""
    pair = FACTS["candidates"]["int8"]
    assert (pair["flips"], pair["harmful"], pair["helpful"]) == (2, 1, 1)
    assert pair["flipsBySample"] == {"a": 1, "c": 1}


def test_changes_are_against_the_reference() -> None:
    """The largest and the mean change compare the variants with each other, not with the truth."""
    pair = FACTS["candidates"]["int8"]
    assert (pair["largestChange"], pair["meanChange"]) == (1.5, pytest.approx((1 + 1.5) / 4, abs=1e-4))


def test_digest_tells_which_values_are_right() -> None:
    """Variants that are right on other pictures have other digests, though they are right as often."""
    digests = [FACTS["variants"][name]["decisionsSha256"] for name in ("float32", "int8")]
    assert digests[0] != digests[1]
    assert FACTS["variants"]["int8"]["within"] == 2
