"""Gaussian mixtures: their scores against SciPy's own densities."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.stats import multivariate_normal

from training import clusters, mixtures

MODEL = {
    "mean": [1.0, -1.0],
    "scale": [2.0, 0.5],
    "components": [
        {"weight": 0.25, "mean": [0.0, 0.0], "variance": [1.0, 4.0]},
        {"weight": 0.75, "mean": [3.0, -2.0], "variance": [0.5, 0.1]},
    ],
}


@settings(deadline=None, max_examples=50)
@given(arrays.arrays(np.float64, (5, 2), elements=st.floats(-5, 5)))
def test_score_is_the_negative_log_likelihood(features: clusters.Features) -> None:
    """Each score is −log of the mixture's density at the standardised features."""
    points = (features - [1.0, -1.0]) / [2.0, 0.5]
    first = multivariate_normal([0.0, 0.0], np.diag([1.0, 4.0])).logpdf(points)
    second = multivariate_normal([3.0, -2.0], np.diag([0.5, 0.1])).logpdf(points)
    expected = -np.logaddexp(np.log(0.25) + first, np.log(0.75) + second)
    assert mixtures.gmm_scores(MODEL, features) == pytest.approx(expected)


def test_what_is_far_from_all_windows_scores_higher() -> None:
    """A window unlike those learnt scores above every one of them, and the file repeats to the last digit."""
    features = np.random.default_rng(0).normal(size=(200, 3))
    model = mixtures.gmm(features, 4, seed=1)
    far = mixtures.gmm_scores(model, np.full((1, 3), 30.0))
    assert far.item() > mixtures.gmm_scores(model, features).max()
    assert model == mixtures.gmm(features, 4, seed=1)


def test_no_component_shrinks_to_a_point() -> None:
    """Windows that are all but alike still leave every variance at its smallest allowed size or more."""
    features = np.repeat([[0.0, 1.0], [5.0, 2.0]], 20, axis=0) + np.random.default_rng(0).normal(size=(40, 2)) * 1e-6
    model = mixtures.gmm(features, 2, seed=1)
    assert min(min(component["variance"]) for component in model["components"]) >= mixtures.SMALLEST_VARIANCE / 2
