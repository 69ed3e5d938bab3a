"""Short frames of a signal and their power spectra, which the sound blocks share.

The power spectrum is scaled so that a sine of amplitude A has a peak of A²/2 whatever the frame, window and FFT
length (``scaling="spectrum"`` of ``scipy.signal.spectrogram``; Heinzel, Rüdiger, Schilling, 2002, "Spectrum and
spectral density estimation by the discrete Fourier transform", section 9).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from studio.processing.base import Parameters, ProcessingError

VALUES_AT_ONCE = 32768
"""Windows with more values than this are computed in turn: their spectra then stay in the processor's cache (measured
on 100 windows of 8,000 values: 20 ms instead of 34), and the memory they take is bounded."""
SMALLEST_POWER = 1e-30
"""What silence counts as, so that it has a logarithm."""


class FrameParameters(Parameters):
    """How a window is cut into frames."""

    frame_length_ms: float = Field(default=40.0, gt=0)
    frame_stride_ms: float = Field(default=20.0, gt=0)
    fft_length: int | None = Field(default=None, ge=2, le=65536)
    """At least the values of a frame; by default the next power of two."""
    full_scale: float = Field(default=32768.0, gt=0)
    """The value that counts as 1, by default that of 16-bit sound."""


class Frames:
    """Cuts windows into frames weighted by a periodic Hann window, and gives the power of each frequency.

    Attributes:
        frequencies: Of the bins, in Hz, shape (bins,), from 0 to half the sampling frequency.
    """

    def __init__(self, parameters: FrameParameters, *, frequency_hz: float) -> None:
        if frequency_hz <= 0:
            raise ProcessingError("frames need a signal with a frequency, and this one has none")
        self.length = round(parameters.frame_length_ms * frequency_hz / 1000)
        self.stride = round(parameters.frame_stride_ms * frequency_hz / 1000)
        if self.length < 2 or self.stride < 1:
            raise ProcessingError(
                f"at {frequency_hz:g} Hz, frameLengthMs must span two values or more and frameStrideMs one"
            )
        self.fft_length = parameters.fft_length or 1 << (self.length - 1).bit_length()
        if self.fft_length < self.length:
            raise ProcessingError(f"fftLength {self.fft_length} is shorter than a frame of {self.length} values")
        self.frequencies = np.arange(self.fft_length // 2 + 1) * frequency_hz / self.fft_length
        self.weights = np.hanning(self.length + 1)[:-1] / parameters.full_scale
        self.scale = _one_sided(self.fft_length) / np.hanning(self.length + 1)[:-1].sum() ** 2

    def count(self, values: int) -> int:
        """Frames in a window of so many values.

        Raises:
            ProcessingError: The window is shorter than a frame.
        """
        if values < self.length:
            raise ProcessingError(f"a window of {values} values is shorter than a frame of {self.length}")
        return 1 + (values - self.length) // self.stride

    def power(self, windows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Power spectra of all frames; values at the end that fill no frame are left out.

        Args:
            windows: Shape (windows, values, axes).

        Returns:
            Shape (windows, axes, frames, bins).

        Raises:
            ProcessingError: The windows are shorter than a frame.
        """
        from scipy import fft  # a quarter of a second to import

        self.count(windows.shape[1])
        frames = np.lib.stride_tricks.sliding_window_view(np.moveaxis(windows, 1, 2), self.length, axis=2)
        spectra = fft.rfft(frames[:, :, :: self.stride] * self.weights, self.fft_length, axis=3)
        return np.asarray((spectra.real**2 + spectra.imag**2) * self.scale)


def _one_sided(fft_length: int) -> NDArray[np.float64]:
    """2 for the bins that also stand for a negative frequency, else 1."""
    counts = np.full(fft_length // 2 + 1, 2.0)
    counts[0] = 1
    if fft_length % 2 == 0:
        counts[-1] = 1
    return counts


def batches(windows: NDArray[np.float64]) -> Sequence[NDArray[np.float64]]:
    """The windows in groups that are small enough to compute at once; at least one, which may be empty."""
    size = max(1, VALUES_AT_ONCE // (windows.shape[1] * windows.shape[2]))
    return [windows[start : start + size] for start in range(0, max(len(windows), 1), size)]


def decibels(power: NDArray[Any]) -> NDArray[np.float64]:
    """10 · log₁₀(power), which is 0 at the power 1; silence is −300."""
    return np.asarray(10 * np.log10(np.maximum(power, SMALLEST_POWER)))


def above_floor(level_db: NDArray[np.float64], noise_floor_db: float) -> NDArray[np.float64]:
    """A level as a share of the range from the noise floor (0) to the power 1 (1), cut off beyond both."""
    return np.clip(1 - level_db / noise_floor_db, 0, 1)
