"""Gaussian mixtures as models/gmm.json holds them; score = negative log-likelihood of the standardised features."""

import numpy as np
from scipy.special import logsumexp
from sklearn.mixture import GaussianMixture

from training.clusters import DIGITS, Features, Model

SMALLEST_VARIANCE = 1e-3
"""Added to every variance, in units of the standardised features, so that no component shrinks to a point."""


def gmm(features: Features, components: int, seed: int) -> Model:
    """A mixture with diagonal covariances.

    Args:
        features: Of normal windows, shape (windows, features).
        components: How many.
        seed: Of the starting points.
    """
    mean, scale = features.mean(axis=0).round(DIGITS), features.std(axis=0).round(DIGITS)
    fitted = GaussianMixture(
        components, covariance_type="diag", reg_covar=SMALLEST_VARIANCE, n_init=3, random_state=seed
    ).fit((features - mean) / scale)
    return {
        "mean": mean.tolist(),
        "scale": scale.tolist(),
        "components": [
            {
                "weight": round(float(weight), DIGITS),
                "mean": center.round(DIGITS).tolist(),
                "variance": variance.round(DIGITS).tolist(),
            }
            for weight, center, variance in zip(fitted.weights_, fitted.means_, fitted.covariances_, strict=True)
        ],
    }


def gmm_scores(model: Model, features: Features) -> Features:
    """−log Σ weight · N(x; mean, variance) in nats over the standardised features, shape (windows,)."""
    points = (features - np.array(model["mean"])) / np.array(model["scale"])
    terms = []
    for component in model["components"]:
        variance = np.array(component["variance"])
        squares = (points - np.array(component["mean"])) ** 2 / variance
        density = -0.5 * (squares + np.log(2 * np.pi * variance)).sum(axis=1)
        terms.append(np.log(component["weight"]) + density)
    scores: Features = -logsumexp(terms, axis=0)
    return scores
