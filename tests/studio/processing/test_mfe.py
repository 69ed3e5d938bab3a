"""The block mfe and the mel scale, against filters made by hand."""

import numpy as np
import pytest
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.processing import ProcessingError, processor
from studio.processing.mel import filter_bank, hertz, mel

SPEECH = {"frameLengthMs": 40, "frameStrideMs": 20, "fftLength": 512, "filters": 32, "lowFrequencyHz": 80}


def expected_power(signal: np.ndarray, frequency_hz: int, filters: int, low: float) -> np.ndarray:
    """Mel power of a signal in 16-bit counts, filter by filter and bin by bin, shape (frames, filters)."""
    frequencies, _, power = scipy.signal.spectrogram(
        signal / 32768, frequency_hz, "hann", 320, 160, 512, detrend=False, scaling="spectrum"
    )
    steps = np.linspace(2595 * np.log10(1 + low / 700), 2595 * np.log10(1 + frequency_hz / 2 / 700), filters + 2)
    corners = [700 * (10 ** (step / 2595) - 1) for step in steps]
    result = np.zeros((power.shape[1], filters))
    for at in range(filters):
        weights = np.interp(frequencies, corners[at : at + 3], [0, 1, 0], left=0, right=0)
        result[:, at] = weights @ power
    return result


def test_energies_are_those_of_filters_made_by_hand() -> None:
    """Power and level agree with triangles drawn by interpolation over SciPy's spectrogram."""
    signal = np.random.default_rng(5).normal(scale=3000, size=8000)
    expected = expected_power(signal, 8000, 32, 80)
    window = signal.reshape(1, -1, 1)
    power = processor("mfe", {**SPEECH, "log": False}, axes=1, frequency_hz=8000)(window)
    assert power.shape == (1, 49, 32, 1)
    np.testing.assert_allclose(power[0, :, :, 0], expected, rtol=1e-5)
    level = processor("mfe", {**SPEECH, "noiseFloorDb": -52}, axes=1, frequency_hz=8000)(window)
    in_db = np.clip((10 * np.log10(expected) + 52) / 52, 0, 1)
    np.testing.assert_allclose(level[0, :, :, 0], in_db, atol=1e-6)


def test_mel_scale_has_its_known_points() -> None:
    """1000 Hz is 1000 mel, and the scale can be taken back."""
    assert mel(0) == 0
    assert mel(1000) == pytest.approx(1000, abs=0.1)
    np.testing.assert_allclose(hertz(mel(np.array([20, 440, 8000]))), [20, 440, 8000])


def test_silence_is_the_floor() -> None:
    """Silence gives 0, in power and above the noise floor."""
    silence = np.zeros((1, 8000, 1))
    for log in (True, False):
        assert not processor("mfe", {**SPEECH, "log": log}, axes=1, frequency_hz=8000)(silence).any()


@settings(deadline=None)  # a busy machine is no failure
@given(st.integers(2, 60), st.floats(0, 2000), st.floats(2500, 4000))
def test_filters_overlap_to_one_between_their_centres(filters: int, low: float, high: float) -> None:
    """Between the first and the last centre the weights of all filters sum to 1; outside the range they are 0."""
    frequencies = np.linspace(0, 4000, 8001)
    bank = filter_bank(frequencies, filters, low, high)
    corners = hertz(np.linspace(mel(low), mel(high), filters + 2))
    total = bank.sum(axis=0)
    inner = (frequencies >= corners[1]) & (frequencies <= corners[-2])
    np.testing.assert_allclose(total[inner], 1, atol=1e-6)
    assert not total[(frequencies < low) | (frequencies > high)].any()


@settings(deadline=None)  # a busy machine is no failure
@given(st.integers(1, 3), st.integers(1, 2), st.booleans(), st.integers(0, 2**32 - 1))
def test_windows_do_not_touch_each_other(count: int, axes: int, log: bool, seed: int) -> None:
    """All windows at once give exactly what each gives alone, finite and from 0."""
    windows = np.random.default_rng(seed).uniform(-32768, 32768, size=(count, 800, axes))
    block = processor("mfe", {"log": log, "filters": 10}, axes=axes, frequency_hz=8000)
    features = block(windows)
    assert features.shape == (count, 4, 10, axes)
    assert np.isfinite(features).all()
    assert (features >= 0).all()
    np.testing.assert_array_equal(features, np.concatenate([block(window[np.newaxis]) for window in windows]))


@pytest.mark.parametrize(
    ("parameters", "cause"),
    [
        ({"highFrequencyHz": 4001}, "highFrequencyHz 4001 is above 4000"),
        ({"lowFrequencyHz": 3000, "highFrequencyHz": 3000}, "lowFrequencyHz 3000 is not below 3000"),
        ({"filters": 200}, "filter 1 of 200 is narrower than a bin"),
    ],
)
def test_filters_must_fit_the_spectrum(parameters: dict[str, float], cause: str) -> None:
    """Filters outside the spectrum, or between its bins, are refused when the block is made."""
    with pytest.raises(ProcessingError, match=cause):
        processor("mfe", parameters, axes=1, frequency_hz=8000)
