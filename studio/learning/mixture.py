"""The learn block ``anomaly-gmm``: how unlikely a window is under a mixture of Gaussians learnt from normal ones.

It computes in floating point whatever the variant, as the service's own block does. Covariances are diagonal.
"""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from studio.learning import described
from studio.learning.base import BlockAnswer, FileModel, LearnFile, Question, located

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

    @cached_property
    def standard(self) -> NDArray[np.float64]:
        """Mean and scale, shape (2, features)."""
        return np.array([self.mean, self.scale])

    @cached_property
    def means(self) -> NDArray[np.float64]:
        """The middle of each Gaussian, shape (components, features)."""
        return np.array([one.mean for one in self.components])

    @cached_property
    def variances(self) -> NDArray[np.float64]:
        """The variances of each Gaussian, shape (components, features)."""
        return np.array([one.variance for one in self.components])

    @cached_property
    def heights(self) -> NDArray[np.float64]:
        """The logarithm of each weighted Gaussian at its middle, shape (components,)."""
        weights = np.array([one.weight for one in self.components])
        heights: NDArray[np.float64] = np.log(weights) - np.log(2 * np.pi * self.variances).sum(axis=1) / 2
        return heights


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

    def read(self, folder: Path) -> MixtureFile:
        """What the file of the mixture says.

        Raises:
            Damaged: It cannot be used.
        """
        return described.read(located(folder, self.mixture), MixtureFile.model_validate_json, "mixture")

    def ask(self, question: Question) -> BlockAnswer:
        """The score of each window.

        Raises:
            Damaged: The file of the mixture cannot be used, or has another number of features.
        """
        path, mixture = located(question.folder, self.mixture), self.read(question.folder)
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
    mean, scale = mixture.standard
    points = (features.astype(np.float64) - mean) / scale
    squares = (np.square(points - mixture.means[:, np.newaxis]) / mixture.variances[:, np.newaxis]).sum(axis=2)
    terms = mixture.heights[:, np.newaxis] - squares / 2
    with np.errstate(invalid="ignore"):  # what is no number stays none, which needs no warning
        scores: NDArray[np.float64] = -np.logaddexp.reduce(terms)
    return scores
