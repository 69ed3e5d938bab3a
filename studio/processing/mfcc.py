"""The block ``mfcc``: mel-frequency cepstral coefficients, the shape of each frame's spectrum in a few numbers.

The discrete cosine transform (type II, orthonormal) of the logarithm of the mel filters' power (Davis and
Mermelstein, 1980, "Comparison of parametric representations for monosyllabic word recognition", IEEE TASSP 28(4)).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from studio.processing.base import Features, checked
from studio.processing.frames import batches, decibels
from studio.processing.mel import MelParameters, MelPower

DECIBELS_PER_NEPER = 10 / np.log(10)


class MfccParameters(MelParameters):
    """Mel filters, and how many coefficients are kept of them, from the coarsest."""

    coefficients: int = Field(default=13, ge=1)
    noise_floor_db: float = Field(default=-100.0, lt=0)
    """Power below it counts as it, so that silence does not drown the rest."""

    @model_validator(mode="after")
    def _not_more_than_filters(self) -> "MfccParameters":
        if self.coefficients > self.filters:
            raise ValueError(f"{self.coefficients} coefficients cannot be had from {self.filters} filters")
        return self


class Mfcc:
    """Features of shape (windows, frames, coefficients, axes), of the natural logarithm of power."""

    def __init__(self, parameters: MfccParameters, *, axes: int, frequency_hz: float) -> None:
        self.axes = axes
        self.parameters = parameters
        self.power = MelPower(parameters, frequency_hz=frequency_hz)

    def __call__(self, windows: NDArray[Any] | Sequence[Any]) -> Features:
        """Coefficients of all windows."""
        parts = [self._coefficients(batch) for batch in batches(checked(windows, self.axes))]
        return np.concatenate(parts)

    def shape(self, values: int) -> tuple[int, ...]:
        """The shape of one window's features."""
        return (self.power.frames.count(values), self.parameters.coefficients, self.axes)

    def _coefficients(self, windows: NDArray[np.float64]) -> Features:
        from scipy import fft  # a quarter of a second to import

        level = np.maximum(decibels(self.power(windows)), self.parameters.noise_floor_db)
        if not len(level):
            return np.zeros((0, level.shape[2], self.parameters.coefficients, self.axes), np.float32)
        cepstrum = np.asarray(fft.dct(level / DECIBELS_PER_NEPER, type=2, norm="ortho", axis=3))
        return np.moveaxis(cepstrum[..., : self.parameters.coefficients], 1, 3).astype(np.float32)
