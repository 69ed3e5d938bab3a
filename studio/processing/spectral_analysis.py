"""The block ``spectral-analysis``: how strongly a motion shakes, and at which frequencies.

Each axis loses its mean, is filtered if asked for (Butterworth, forwards only, as a device would), and gives its
root mean square and the power of each frequency: Welch's average over half-overlapping segments with a Hann window
(Welch, 1967, "The use of fast Fourier transform for the estimation of power spectra", IEEE TAE 15(2)).
"""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from studio.processing.base import Features, Parameters, ProcessingError, checked

SMALLEST_POWER = 1e-10
"""What no power at all counts as, so that it has a logarithm."""


class SpectralAnalysisParameters(Parameters):
    """The filter, and the spectrum's resolution."""

    filter_type: Literal["none", "low", "high"] = "none"
    filter_cutoff_hz: float | None = Field(default=None, gt=0)
    filter_order: int = Field(default=6, ge=1, le=12)
    fft_length: int = Field(default=16, ge=2, le=65536, multiple_of=2)
    log: bool = True
    """Whether power is given as its decimal logarithm."""

    @model_validator(mode="after")
    def _filters_have_a_cutoff(self) -> "SpectralAnalysisParameters":
        if (self.filter_type == "none") != (self.filter_cutoff_hz is None):
            raise ValueError("filterCutoffHz belongs to a filterType of low or high, and only to those")
        return self


class SpectralAnalysis:
    """Features of shape (windows, axes × (1 + fftLength / 2)), axis after axis.

    Of each axis the root mean square comes first, then the power at the frequencies k · frequency / fftLength for
    k = 1 … fftLength / 2. A window shorter than fftLength is one segment, padded with zeros.
    """

    def __init__(self, parameters: SpectralAnalysisParameters, *, axes: int, frequency_hz: float) -> None:
        if frequency_hz <= 0:
            raise ProcessingError("a spectrum needs a signal with a frequency, and this one has none")
        cutoff = parameters.filter_cutoff_hz
        if cutoff is not None and cutoff >= frequency_hz / 2:
            raise ProcessingError(f"filterCutoffHz {cutoff:g} is not below {frequency_hz / 2:g}, half the frequency")
        self.axes = axes
        self.parameters = parameters
        self.frequency_hz = frequency_hz

    def __call__(self, windows: NDArray[Any] | Sequence[Any]) -> Features:
        """Root mean square and power of all windows."""
        values = checked(windows, self.axes)
        filtered = self._filtered(values - values.mean(axis=1, keepdims=True))
        rms = np.sqrt(np.square(filtered).mean(axis=1))[:, :, np.newaxis]
        features = np.concatenate([rms, self._power(filtered)], axis=2)
        return features.reshape(len(values), self.axes * features.shape[2]).astype(np.float32)

    def shape(self, _values: int) -> tuple[int, ...]:
        """The shape of one window's features."""
        return (self.axes * (1 + self.parameters.fft_length // 2),)

    def _filtered(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        kind, cutoff = self.parameters.filter_type, self.parameters.filter_cutoff_hz
        if kind == "none" or cutoff is None:
            return values
        from scipy import signal  # a second to import

        sections = signal.butter(self.parameters.filter_order, cutoff, kind, output="sos", fs=self.frequency_hz)
        return np.asarray(signal.sosfilt(sections, values, axis=1))

    def _power(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Shape (windows, values, axes) → (windows, axes, fftLength / 2)."""
        from scipy import signal  # a second to import

        length = self.parameters.fft_length
        bins = length // 2
        if not len(values):
            return np.zeros((0, self.axes, bins))
        _, power = signal.welch(
            values,
            self.frequency_hz,
            window="hann",
            nperseg=min(length, values.shape[1]),
            nfft=length,
            detrend=False,
            scaling="spectrum",
            axis=1,
        )
        without_mean = np.moveaxis(np.asarray(power), 1, 2)[:, :, 1:]
        return np.log10(np.maximum(without_mean, SMALLEST_POWER)) if self.parameters.log else without_mean
