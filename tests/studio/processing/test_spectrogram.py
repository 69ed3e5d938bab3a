"""The block spectrogram, against SciPy's own and Parseval's theorem."""

import numpy as np
import pytest
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from studio.processing import ProcessingError, processor
from studio.processing.frames import batches

POWER = {"log": False, "fullScale": 1}


def test_power_is_that_of_scipy() -> None:
    """Frame by frame and bin by bin the power is scipy.signal.spectrogram's, for odd and even FFT lengths."""
    windows = np.random.default_rng(3).normal(size=(2, 400, 2))
    for fft_length in (64, 81):
        parameters = {**POWER, "frameLengthMs": 50, "frameStrideMs": 30, "fftLength": fft_length}
        features = processor("spectrogram", parameters, axes=2, frequency_hz=1000)(windows)
        _, _, expected = scipy.signal.spectrogram(
            windows, 1000, "hann", 50, 20, fft_length, detrend=False, scaling="spectrum", axis=1
        )
        np.testing.assert_allclose(features, np.moveaxis(expected, [0, 1, 2, 3], [0, 2, 3, 1]), rtol=1e-5, atol=1e-9)


def test_energy_is_kept() -> None:
    """The power of all frequencies is the mean square of the weighted frame (Parseval)."""
    window = np.random.default_rng(4).normal(size=64)
    block = processor("spectrogram", {**POWER, "frameLengthMs": 64, "frameStrideMs": 64}, axes=1, frequency_hz=1000)
    hann = scipy.signal.windows.hann(64, sym=False)
    expected = 64 * np.square(window * hann).sum() / hann.sum() ** 2
    assert block(window.reshape(1, 64, 1)).sum() == pytest.approx(expected, rel=1e-6)


def test_a_sine_has_its_own_power_at_its_own_frequency() -> None:
    """A sine of half of full scale peaks at its frequency with the power 0.125, −9.03 dB."""
    time = np.arange(1600) / 16000
    sine = (16384 * np.sin(2 * np.pi * 2000 * time)).reshape(1, -1, 1)
    shape = {"frameLengthMs": 32, "frameStrideMs": 16}
    power = processor("spectrogram", {**shape, "log": False}, axes=1, frequency_hz=16000)(sine)
    assert power.shape == (1, 5, 257, 1)
    assert set(power[0, :, :, 0].argmax(axis=1)) == {2000 * 512 // 16000}
    assert power.max() == pytest.approx(0.125, rel=1e-3)
    level = processor("spectrogram", {**shape, "noiseFloorDb": -60}, axes=1, frequency_hz=16000)(sine)
    assert level.max() == pytest.approx(1 - 9.03 / 60, abs=1e-3)
    assert level.min() == 0


@settings(deadline=None)  # a busy machine is no failure
@given(st.integers(0, 70), st.integers(20, 60), st.integers(1, 2), st.integers(0, 2**32 - 1))
def test_batches_change_nothing(count: int, values: int, axes: int, seed: int) -> None:
    """Any number of windows gives exactly what each gives alone, in 0..1."""
    windows = np.random.default_rng(seed).uniform(-32768, 32768, size=(count, values, axes))
    parameters = {"frameLengthMs": 20, "frameStrideMs": 10}
    block = processor("spectrogram", parameters, axes=axes, frequency_hz=1000)
    features = block(windows)
    assert features.shape == (count, 1 + (values - 20) // 10, 17, axes)
    assert ((features >= 0) & (features <= 1)).all()
    for window, expected in zip(windows, features, strict=True):
        np.testing.assert_array_equal(block(window[np.newaxis])[0], expected)


def test_many_windows_are_computed_in_turn() -> None:
    """More values than are taken at once give the same features, in their order."""
    windows = np.random.default_rng(8).normal(scale=3000, size=(23, 4000, 1))
    block = processor("spectrogram", {"frameStrideMs": 200}, axes=1, frequency_hz=8000)
    assert len(batches(windows)) == 3
    np.testing.assert_array_equal(block(windows), np.concatenate([block(window[np.newaxis]) for window in windows]))


@pytest.mark.parametrize(
    ("parameters", "frequency_hz", "cause"),
    [
        ({"fftLength": 16}, 1000, "fftLength 16 is shorter than a frame of 40 values"),
        ({"frameStrideMs": 0.1}, 1000, "frameStrideMs"),
        ({}, 0, "a signal with a frequency"),
    ],
)
def test_parameters_must_fit_the_signal(parameters: dict[str, float], frequency_hz: float, cause: str) -> None:
    """Frames that the sampling frequency does not allow are refused when the block is made."""
    with pytest.raises(ProcessingError, match=cause):
        processor("spectrogram", parameters, axes=1, frequency_hz=frequency_hz)


def test_windows_must_hold_a_frame() -> None:
    """A window that is too short is an error with both lengths."""
    with pytest.raises(ProcessingError, match="window of 39 values is shorter than a frame of 40"):
        processor("spectrogram", {}, axes=1, frequency_hz=1000)(np.zeros((1, 39, 1)))


@pytest.mark.parametrize("parameters", [{"noiseFloorDb": 0}, {"fftLength": 1}, {"fullScale": 0}, {"hop": 1}])
def test_wrong_parameters_are_named(parameters: dict[str, float]) -> None:
    """A parameter that is unknown or out of range is an error with its name."""
    with pytest.raises(ValidationError, match=next(iter(parameters))):
        processor("spectrogram", parameters, axes=1, frequency_hz=1000)
