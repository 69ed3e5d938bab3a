"""Gaussian mixtures over the features of a picture's cells, which visual anomaly blocks score with.

They compute in floating point whatever the variant; only the features come from a quantized model.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from studio.errors import Damaged
from studio.learning import described
from studio.learning.base import FileModel

Row = tuple[float, ...]
SYMMETRY = 1e-6
"""How far a precision matrix may be from symmetric, relative to its largest entry: what rounding in a file costs."""


class CellMixtureFile(FileModel):
    """The file of a mixture: for each Gaussian its weight, mean and precision (inverse covariance) matrix.

    ``shift`` and ``scale`` bring the negative logarithm of the density to the size that thresholds are stated in.
    """

    weights: tuple[Annotated[float, Field(gt=0, le=1)], ...] = Field(min_length=1)
    means: tuple[Row, ...]
    precisions: tuple[tuple[Row, ...], ...]
    shift: float = 0.0
    scale: float = Field(default=1.0, gt=0)

    @model_validator(mode="after")
    def _shapes_fit(self) -> "CellMixtureFile":
        features = len(self.means[0]) if self.means else 0
        if not features or len({len(self.weights), len(self.means), len(self.precisions)}) != 1:
            raise ValueError("weights, means and precisions must be as many, and means not empty")
        rows = [*self.means, *(row for matrix in self.precisions for row in matrix)]
        if {len(row) for row in rows} != {features} or {len(matrix) for matrix in self.precisions} != {features}:
            raise ValueError(f"every mean must have {features} values and every precision {features} × {features}")
        if abs(sum(self.weights) - 1) > 1e-3:
            raise ValueError(f"weights must add up to 1, these to {sum(self.weights):g}")
        return self


@dataclass(frozen=True, eq=False)
class CellMixture:
    """A mixture that is ready to score.

    Attributes:
        means: Shape (components, features).
        roots: Lower triangular L with precision = L · Lᵀ, shape (components, features, features).
        logarithms: Of each component's weight × height of its density, shape (components,).
        shift: Is taken off the negative logarithm of the density,
        scale: which is then divided by this.
    """

    means: NDArray[np.float64]
    roots: NDArray[np.float64]
    logarithms: NDArray[np.float64]
    shift: float
    scale: float

    @property
    def features(self) -> int:
        """How many features a cell has."""
        return int(self.means.shape[1])

    def scores(self, cells: NDArray[np.float64]) -> NDArray[np.float64]:
        """How unlike the training data each cell is: (−log density − shift) / scale.

        Args:
            cells: Shape (cells, features).

        Returns:
            Shape (cells,).
        """
        together = np.full(len(cells), -np.inf)
        for mean, root, logarithm in zip(self.means, self.roots, self.logarithms, strict=True):
            squares = np.square((cells - mean) @ root).sum(axis=1)
            together = np.logaddexp(together, logarithm - squares / 2)
        return (-together - self.shift) / self.scale


def ready(file: CellMixtureFile) -> CellMixture:
    """A mixture made ready.

    Raises:
        ValueError: A precision matrix is not symmetric and positive definite.
    """
    precisions = np.asarray(file.precisions)
    turned = precisions.swapaxes(1, 2)
    if (np.abs(precisions - turned) > SYMMETRY * np.abs(precisions).max()).any():
        raise ValueError("a precision matrix is not symmetric")
    try:
        roots = np.linalg.cholesky((precisions + turned) / 2)
    except np.linalg.LinAlgError:
        raise ValueError("a precision matrix is not positive definite") from None
    volumes = np.log(np.diagonal(roots, axis1=1, axis2=2)).sum(axis=1)
    heights = volumes - precisions.shape[1] / 2 * np.log(2 * np.pi)
    return CellMixture(np.asarray(file.means), roots, np.log(file.weights) + heights, file.shift, file.scale)


def load(path: Path) -> CellMixture:
    """The mixture in a file; read again when the file has changed.

    Raises:
        Damaged: The file cannot be read or holds no mixture.
    """
    try:
        return described.read(path, _loaded, "mixture")
    except ValueError as error:
        raise Damaged(described.named(path), str(error), "precisions") from None


def _loaded(content: bytes) -> CellMixture:
    return ready(CellMixtureFile.model_validate_json(content))
