"""How scores and values lie."""

import numpy as np
import pytest

from tests.sweeps.kept import CANDIDATE, REFERENCE, anomalies, block_of, decisions, sample, values
from variantlens.sweeps.distributions import errors, scatter, tails


def test_scores_are_paired_window_by_window() -> None:
    """With the sample and the window behind each point, and the number of distinct scores of both."""
    made = decisions(["cat"] * 3, ["cat"] * 3, ["cat"] * 3, scores=([0.1, 0.2, 0.3], [0.25, 0.25, 0.5]))
    said = made.variants[1].model_copy(update={"step": 0.25, "scores": (0.25, None, 0.5)})
    made = made.model_copy(update={"variants": (made.variants[0], said)})
    found = scatter(block_of(sample(0, made), sample(1, made)), CANDIDATE)
    assert found.reference.tolist() == [0.1, 0.3, 0.1, 0.3]
    assert found.change.tolist() == pytest.approx([0.15, 0.2, 0.15, 0.2])
    assert (found.sample.tolist(), found.window.tolist()) == ([0, 0, 1, 1], [0, 2, 0, 2])
    assert found.levels == (2, 2)
    assert found.change_in_steps is not None
    assert found.change_in_steps.tolist() == pytest.approx([0.6, 0.8, 0.6, 0.8])


def test_tails_tell_good_from_bad() -> None:
    """Sorted scores of both classes, and where their tails begin; what is not expected at all is in neither."""
    found = tails(
        block_of(sample(0, anomalies([True, False, False, None], [9.0, 2.0, 1.0, 5.0], [0.0] * 4))), REFERENCE
    )
    assert found is not None
    assert (found.good.tolist(), found.bad.tolist()) == ([1.0, 2.0], [9.0])
    assert found.good_at[3] == 1.5
    assert tails(block_of(sample(0, anomalies([None], [1.0], [1.0]))), REFERENCE) is None


def test_errors_have_a_size_and_a_direction() -> None:
    """Mean absolute error and bias."""
    found = errors(block_of(sample(0, values([1.0, 2.0], [0.0, 0.0], [2.0, 1.0]))), CANDIDATE)
    assert found is not None
    assert (found.mean_absolute, found.bias) == (1.0, 0.0)
    assert np.array_equal(found.errors, [1.0, -1.0])
    assert errors(block_of(sample(0, anomalies([True], [1.0], [1.0]))), CANDIDATE) is None
