"""Gaussian mixtures for the cells of a picture, as JSON: how unlike all cells of the training data each one is.

They have full covariances, since the features of a network's layer go together. A score is the negative logarithm of
the mixture's density, shifted and scaled so that over the training data its mean is 0 and its standard deviation 1.
They run in float, whatever computed the features.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import logsumexp
from sklearn.mixture import GaussianMixture

from training.clusters import Features, Model

DIGITS = 8
"""Significant digits that are kept; they hide the rounding in which two machines differ."""


def fit(features: Features, components: int, seed: int, least_variance: float) -> Model:
    """A mixture as models/cells.json holds it.

    Args:
        features: Of normal cells, shape (cells, features).
        components: How many Gaussians.
        seed: Of the starting points.
        least_variance: Is added to the variance of every feature, so that one that hardly moves in the training data
            does not decide alone.
    """
    fitted = GaussianMixture(components, reg_covar=least_variance, random_state=seed).fit(features)
    model: Model = {
        "weights": _short(fitted.weights_),
        "means": _short(fitted.means_),
        "precisions": _short((fitted.precisions_ + fitted.precisions_.swapaxes(1, 2)) / 2),
        "shift": 0.0,
        "scale": 1.0,
    }
    unscaled = scores(model, features)
    return {**model, "shift": round(float(unscaled.mean()), 4), "scale": round(float(unscaled.std()), 4)}


def scores(model: Model, features: Features) -> Features:
    """How unlike the training data each cell is, shape (cells,)."""
    precisions = np.array(model["precisions"])
    steps = features[:, np.newaxis] - np.array(model["means"])
    distances = np.einsum("pkf,kfg,pkg->pk", steps, precisions, steps, optimize=True)
    volumes = np.linalg.slogdet(precisions)[1] - features.shape[1] * np.log(2 * np.pi)
    density = logsumexp(np.log(model["weights"]) + (volumes - distances) / 2, axis=1)
    scaled: Features = (-density - model["shift"]) / model["scale"]
    return scaled


def _short(values: npt.NDArray[np.float64]) -> Any:
    return np.vectorize(lambda value: float(f"{value:.{DIGITS}g}"))(values).tolist()
