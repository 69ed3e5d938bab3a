"""The block ``raw``: the values themselves, standardised axis by axis where a mean and a scale are given."""

from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from studio.processing.base import Features, Parameters, ProcessingError, checked

Scale = Annotated[float, Field(gt=0)]


class RawParameters(Parameters):
    """Mean and scale per axis, or one number for all axes."""

    mean: tuple[float, ...] | float = 0.0
    scale: tuple[Scale, ...] | Scale = 1.0


class Raw:
    """(value − mean) ÷ scale, the standard score; features of shape (windows, values, axes)."""

    def __init__(self, parameters: RawParameters, *, axes: int) -> None:
        self.axes = axes
        self.mean = _per_axis("mean", parameters.mean, axes)
        self.scale = _per_axis("scale", parameters.scale, axes)

    def __call__(self, windows: NDArray[Any] | Sequence[Any]) -> Features:
        """Standardised values of all windows."""
        return ((checked(windows, self.axes) - self.mean) / self.scale).astype(np.float32)

    def shape(self, values: int) -> tuple[int, ...]:
        """The shape of one window's features."""
        return (values, self.axes)


def _per_axis(name: str, numbers: tuple[float, ...] | float, axes: int) -> NDArray[np.float64]:
    if isinstance(numbers, tuple) and len(numbers) != axes:
        raise ProcessingError(f"{name} has {len(numbers)} numbers, but there are {axes} axes")
    return np.broadcast_to(np.asarray(numbers, dtype=np.float64), (axes,))
