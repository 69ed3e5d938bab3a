"""The learn block ``anomaly-gmm``: how unlikely a window is under a mixture of Gaussians learnt from normal ones.

It computes in floating point whatever the variant, as the service's own block does. Covariances are diagonal.
"""

from collections.abc import Iterator
from typing import Annotated, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from studio.learning import described
from studio.learning.base import BlockAnswer, FileModel, LearnFile, Question

Point: TypeAlias = tuple[float, ...]
Positive: TypeAlias = tuple[Annotated[float, Field(gt=0)], ...]

WEIGHTS_TOLERANCE = 1e-3
"""How far the sum of weights may be from 1: what rounding in a file costs."""


class Component(FileModel):
    """A Gaussian over standardised features, with its share of the mixture."""

    weight: float = Field(gt=0, le=1)
    mean: Point
    variance: Positive


class MixtureFile(FileModel):
    """The file that a GMM block names: how to standardise features, and the Gaussians."""

    mean: Point = Field(min_length=1)
    scale: Positive
    components: list[Component] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits(self) -> "MixtureFile":
        lengths = {len(self.mean), len(self.scale)}
        lengths |= {len(values) for one in self.components for values in (one.mean, one.variance)}
        if len(lengths) != 1:
            raise ValueError("mean, scale and all means and variances must have the same length")
        total = sum(one.weight for one in self.components)
        if abs(total - 1) > WEIGHTS_TOLERANCE:
            raise ValueError(f"weights must add up to 1, these to {total:g}")
        return self


class GmmFile(LearnFile):
    """Anomaly scoring by a mixture of Gaussians: the higher, the stranger."""

    type: Literal["anomaly-gmm"]
    mixture: str

    @property
    def is_anomaly(self) -> bool:
        """It says how unusual a window is."""
        return True

    def files(self) -> Iterator[tuple[str, str]]:
        """Files that it needs, each with the field that names it."""
        yield "mixture", self.mixture

    def ask(self, question: Question) -> BlockAnswer:
        """The score of each window.

        Raises:
            Damaged: The file of the mixture cannot be used, or has another number of features.
        """
        path = question.folder / self.mixture
        mixture = described.read(path, MixtureFile.model_validate_json, "mixture")
        scores = mixture_scores(question.flat(len(mixture.mean), path), mixture)
        return BlockAnswer(result=[{"anomaly": score} for score in scores.tolist()])


def mixture_scores(features: NDArray[np.float32], mixture: MixtureFile) -> NDArray[np.float64]:
    """Negative log-likelihood of the standardised features: −log Σ weight · Π N(z; mean, variance).

    Args:
        features: Shape (windows, features).
        mixture: The Gaussians, over as many features.

    Returns:
        In nats, shape (windows,); densities may exceed 1, so that scores below 0 are nothing unusual.
    """
    points = (features.astype(np.float64) - np.asarray(mixture.mean)) / np.asarray(mixture.scale)
    terms = []
    for one in mixture.components:
        variance = np.asarray(one.variance)
        height = np.log(one.weight) - np.log(2 * np.pi * variance).sum() / 2
        squares = (np.square(points - np.asarray(one.mean)) / variance).sum(axis=1)
        terms.append(height - squares / 2)
    with np.errstate(invalid="ignore"):  # what is no number stays none, which needs no warning
        scores: NDArray[np.float64] = -np.logaddexp.reduce(terms)
    return scores
