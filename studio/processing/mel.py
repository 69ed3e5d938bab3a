"""Frequencies as the ear spaces them: the mel scale and its filter bank.

Mel scale: m = 2595 · log₁₀(1 + f / 700) (O'Shaughnessy, 1987, "Speech Communication: Human and Machine"). Filter
bank: triangles of height 1 whose corners are the centres of their neighbours (Davis and Mermelstein, 1980,
"Comparison of parametric representations for monosyllabic word recognition", IEEE TASSP 28(4)).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from studio.processing.base import ProcessingError
from studio.processing.frames import FrameParameters, Frames


class MelParameters(FrameParameters):
    """Frames, and the filters that sum up each frame's spectrum."""

    filters: int = Field(default=40, ge=2, le=1024)
    low_frequency_hz: float = Field(default=0.0, ge=0)
    high_frequency_hz: float | None = Field(default=None, gt=0)
    """By default half the sampling frequency."""


class MelPower:
    """The power of each mel filter in each frame."""

    def __init__(self, parameters: MelParameters, *, frequency_hz: float) -> None:
        self.frames = Frames(parameters, frequency_hz=frequency_hz)
        highest = frequency_hz / 2
        high = highest if parameters.high_frequency_hz is None else parameters.high_frequency_hz
        if high > highest:
            raise ProcessingError(f"highFrequencyHz {high:g} is above {highest:g}, half the sampling frequency")
        if parameters.low_frequency_hz >= high:
            raise ProcessingError(f"lowFrequencyHz {parameters.low_frequency_hz:g} is not below {high:g}")
        self.bank = filter_bank(self.frames.frequencies, parameters.filters, parameters.low_frequency_hz, high)

    def __call__(self, windows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Shape (windows, values, axes) → (windows, axes, frames, filters)."""
        return np.asarray(self.frames.power(windows) @ self.bank.T)


def mel(frequencies_hz: NDArray[Any] | float) -> NDArray[np.float64]:
    """Hz → mel."""
    return np.asarray(2595 * np.log10(1 + np.asarray(frequencies_hz) / 700))


def hertz(mels: NDArray[Any] | float) -> NDArray[np.float64]:
    """Mel → Hz."""
    return np.asarray(700 * (10 ** (np.asarray(mels) / 2595) - 1))


def filter_bank(frequencies: NDArray[np.float64], filters: int, low_hz: float, high_hz: float) -> NDArray[np.float64]:
    """Triangular filters, evenly spaced in mel from the low to the high frequency.

    Args:
        frequencies: Of the spectrum's bins, in Hz, shape (bins,).
        filters: How many.
        low_hz: Where the first triangle begins.
        high_hz: Where the last triangle ends.

    Returns:
        Weights in 0..1, shape (filters, bins).

    Raises:
        ProcessingError: A filter is so narrow that it falls between two bins.
    """
    corners = hertz(np.linspace(mel(low_hz), mel(high_hz), filters + 2))
    left, centre, right = (corners[at : at + filters, np.newaxis] for at in range(3))
    bank = np.maximum(0, np.minimum((frequencies - left) / (centre - left), (right - frequencies) / (right - centre)))
    empty = np.flatnonzero(bank.sum(axis=1) == 0)
    if empty.size:
        raise ProcessingError(
            f"filter {empty[0] + 1} of {filters} is narrower than a bin of {frequencies[1]:g} Hz: "
            "take fewer filters, a longer fftLength or a wider range"
        )
    return bank
