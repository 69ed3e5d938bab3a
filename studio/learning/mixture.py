"""The learn block ``anomaly-gmm``: how unlikely a window is under a mixture of Gaussians learnt from normal ones.

It computes in floating point whatever the variant, as the service's own block does. Covariances are diagonal.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError, model_validator

from studio.errors import Damaged
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
        name = f"{path.parent.name}/{path.name}"
        try:
            mixture = _mixture(path, path.stat().st_mtime_ns)
        except OSError as error:
            raise Damaged(name, f"the mixture cannot be read: {error.strerror}") from None
        except ValidationError as error:
            problem = error.errors(include_url=False)[0]
            raise Damaged(name, problem["msg"], ".".join(str(part) for part in problem["loc"])) from None
        features = question.features.reshape(len(question.features), -1)
        if features.shape[1] != len(mixture.mean):
            raise Damaged(name, f"is for {len(mixture.mean)} features, but there are {features.shape[1]}")
        return BlockAnswer(result=[{"anomaly": score} for score in mixture_scores(features, mixture).tolist()])


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


@lru_cache(maxsize=32)
def _mixture(path: Path, changed_ns: int) -> MixtureFile:
    """The mixture in a file; read again when it has changed."""
    del changed_ns
    return MixtureFile.model_validate_json(path.read_bytes())
