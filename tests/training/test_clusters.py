"""K-means clusters and their threshold."""

import numpy as np
import pytest

from training import clusters


def blobs(seed: int) -> clusters.Features:
    """Three groups of windows far from each other, shape (60, 2)."""
    noise = np.random.default_rng(seed).normal(size=(60, 2))
    return np.asarray(noise + np.repeat([[0, 0], [50, 0], [0, 50]], 20, axis=0), dtype=np.float64)


@pytest.mark.parametrize("seed", range(5))
def test_windows_that_were_learnt_lie_inside(seed: int) -> None:
    """No window of the training data is beyond the edge of its cluster, but for the rounding of the file."""
    model = clusters.kmeans(blobs(seed), 3, seed=1)
    assert clusters.kmeans_scores(model, blobs(seed)).max() <= 1e-5


def test_score_is_the_distance_to_the_edge() -> None:
    """One cluster of radius 1 around 10 in units of 2: the value 16 is two units beyond its edge."""
    model = {"mean": [4.0], "scale": [2.0], "clusters": [{"center": [3.0], "maxError": 1.0}]}
    assert clusters.kmeans_scores(model, np.array([[16.0], [10.0]])) == pytest.approx([2.0, -1.0])


def test_the_same_seed_gives_the_same_clusters() -> None:
    """A model is repeatable to the last digit."""
    assert clusters.kmeans(blobs(0), 3, seed=1) == clusters.kmeans(blobs(0), 3, seed=1)


def test_threshold_comes_from_recordings_that_were_held_out() -> None:
    """No recording is scored by a model that has seen it."""
    features = np.arange(20.0).reshape(20, 1)
    seen: list[set[float]] = []

    def fit(part: clusters.Features) -> clusters.Model:
        seen.append(set(part.ravel().tolist()))
        return {}

    def score(_model: clusters.Model, part: clusters.Features) -> clusters.Features:
        assert not seen[-1] & set(part.ravel().tolist())
        return np.asarray(part.ravel())

    threshold = clusters.held_out_threshold(features, np.arange(20) // 2, fit, score)
    assert threshold == pytest.approx(np.percentile(np.arange(20), 95), abs=0.051)  # it has one decimal
    assert len(seen) == 10
