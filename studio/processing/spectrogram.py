"""The block ``spectrogram``: the power of every frequency in every frame."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from studio.processing.base import Features, checked
from studio.processing.frames import FrameParameters, Frames, above_floor, batches, decibels


class SpectrogramParameters(FrameParameters):
    """Frames, and whether their power is taken as it is or on a logarithmic scale."""

    log: bool = True
    noise_floor_db: float = Field(default=-80.0, lt=0)


class Spectrogram:
    """Features of shape (windows, frames, bins, axes), with bins = fftLength // 2 + 1.

    With ``log`` in 0..1: 0 at the noise floor and below, 1 at the power of full scale; else the power, from 0.
    """

    def __init__(self, parameters: SpectrogramParameters, *, axes: int, frequency_hz: float) -> None:
        self.axes = axes
        self.parameters = parameters
        self.frames = Frames(parameters, frequency_hz=frequency_hz)

    def __call__(self, windows: NDArray[Any] | Sequence[Any]) -> Features:
        """Spectrograms of all windows."""
        parts = [self._spectra(batch) for batch in batches(checked(windows, self.axes))]
        return np.concatenate(parts)

    def shape(self, values: int) -> tuple[int, ...]:
        """The shape of one window's features."""
        return (self.frames.count(values), len(self.frames.frequencies), self.axes)

    def _spectra(self, windows: NDArray[np.float64]) -> Features:
        power = np.moveaxis(self.frames.power(windows), 1, 3)
        if self.parameters.log:
            power = above_floor(decibels(power), self.parameters.noise_floor_db)
        return power.astype(np.float32)
