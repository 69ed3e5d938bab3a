"""Anomaly models that run in float beside a network: K-means clusters and Gaussian mixtures, as JSON.

Both are fitted to standardised features, ``(x − mean) / scale``. A threshold is chosen without a look at test
data: groups of training recordings are held out in turn, and the 95th percentile of their windows' scores is
taken, so that about one window in twenty of a recording never seen is called an anomaly although it is none.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from sklearn.cluster import KMeans
from sklearn.model_selection import GroupKFold

DIGITS = 6
"""Decimals that are kept; they hide the rounding in which two machines differ."""

Features: TypeAlias = npt.NDArray[np.float64]
Model: TypeAlias = dict[str, Any]


def kmeans(features: Features, clusters: int, seed: int) -> Model:
    """Clusters with the distance of their farthest member, as models/kmeans.json holds them.

    Args:
        features: Of normal windows, shape (windows, features).
        clusters: How many.
        seed: Of the starting points.
    """
    mean, scale = features.mean(axis=0).round(DIGITS), features.std(axis=0).round(DIGITS)
    standardised = (features - mean) / scale
    fitted = KMeans(clusters, n_init=10, random_state=seed).fit(standardised)
    centers = fitted.cluster_centers_.round(DIGITS)
    distances = np.linalg.norm(standardised - centers[fitted.labels_], axis=1)
    radii = [float(distances[fitted.labels_ == k].max()) for k in range(clusters)]
    return {
        "mean": mean.tolist(),
        "scale": scale.tolist(),
        "clusters": [
            {"center": center.tolist(), "maxError": round(radius, DIGITS)}
            for center, radius in zip(centers, radii, strict=True)
        ],
    }


def kmeans_scores(model: Model, features: Features) -> Features:
    """Distance to the nearest cluster's edge, below 0 inside a cluster, shape (windows,)."""
    standardised = (features - np.array(model["mean"])) / np.array(model["scale"])
    centers = np.array([cluster["center"] for cluster in model["clusters"]])
    distances = np.linalg.norm(standardised[:, np.newaxis] - centers, axis=2)
    edges: Features = (distances - np.array([cluster["maxError"] for cluster in model["clusters"]])).min(axis=1)
    return edges


def held_out_threshold(
    features: Features,
    recordings: npt.NDArray[np.int64],
    fit: Callable[[Features], Model],
    score: Callable[[Model, Features], Features],
) -> float:
    """The threshold that the module's docstring describes, to one decimal.

    Args:
        features: Of training windows, shape (windows, features).
        recordings: Which recording each window is of, shape (windows,).
        fit: Makes a model.
        score: Scores windows with it.
    """
    held_out = np.empty(len(features))
    for kept, left in GroupKFold(n_splits=10).split(features, groups=recordings):
        held_out[left] = score(fit(features[kept]), features[left])
    return round(float(np.percentile(held_out, 95)), 1)
