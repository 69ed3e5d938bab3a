"""Mixtures that recipes fit are those that the embedded service reads."""

import numpy as np
import pytest

from studio.learning.cell_mixture import CellMixtureFile, ready
from training import cell_mixtures

RANDOM = np.random.default_rng(0)
CELLS = np.concatenate([RANDOM.normal(0, 1, (300, 3)), RANDOM.normal(6, [0.5, 1, 2], (200, 3))])
MODEL = cell_mixtures.fit(CELLS, components=2, seed=0, least_variance=1e-3)


def test_scores_are_standardised_on_what_was_fitted() -> None:
    """Over the training cells the mean score is 0 and the standard deviation 1."""
    scores = cell_mixtures.scores(MODEL, CELLS)
    assert (scores.mean(), scores.std()) == (pytest.approx(0, abs=1e-3), pytest.approx(1, abs=1e-3))


def test_the_service_scores_alike() -> None:
    """The file is valid for the service, whose scores are the same."""
    elsewhere = np.concatenate([CELLS, [[30, -20, 5]]])
    read = ready(CellMixtureFile.model_validate(MODEL))
    assert read.scores(elsewhere) == pytest.approx(cell_mixtures.scores(MODEL, elsewhere), rel=1e-6, abs=1e-6)


def test_what_lies_between_the_clusters_is_unlike_both() -> None:
    """A point in the middle of two clusters scores higher than nearly all points of them."""
    (middle,) = cell_mixtures.scores(MODEL, np.array([[3.0, 3.0, 3.0]]))
    assert middle > np.percentile(cell_mixtures.scores(MODEL, CELLS), 99)
