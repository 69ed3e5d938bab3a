"""The block ``mfe``: mel filter bank energies, what a sound holds at each time and pitch."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from studio.processing.base import Features, checked
from studio.processing.frames import above_floor, batches, decibels
from studio.processing.mel import MelParameters, MelPower


class MfeParameters(MelParameters):
    """Mel filters, and whether their power is taken as it is or on a logarithmic scale."""

    log: bool = True
    """False gives the power itself, whose few loud values take almost the whole range of an int8 input."""
    noise_floor_db: float = Field(default=-80.0, lt=0)


class Mfe:
    """Features of shape (windows, frames, filters, axes).

    With ``log`` in 0..1: 0 at the noise floor and below, 1 at the power of full scale; else the power, from 0.
    """

    def __init__(self, parameters: MfeParameters, *, axes: int, frequency_hz: float) -> None:
        self.axes = axes
        self.parameters = parameters
        self.power = MelPower(parameters, frequency_hz=frequency_hz)

    def __call__(self, windows: NDArray[Any] | Sequence[Any]) -> Features:
        """Energies of all windows."""
        parts = [self._energies(batch) for batch in batches(checked(windows, self.axes))]
        return np.concatenate(parts)

    def shape(self, values: int) -> tuple[int, ...]:
        """The shape of one window's features."""
        return (self.power.frames.count(values), self.parameters.filters, self.axes)

    def _energies(self, windows: NDArray[np.float64]) -> Features:
        power = np.moveaxis(self.power(windows), 1, 3)
        if self.parameters.log:
            power = above_floor(decibels(power), self.parameters.noise_floor_db)
        return power.astype(np.float32)
