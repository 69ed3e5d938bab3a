"""The block spectral-analysis, against a Fourier transform written out, and sines of known power."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from studio.processing import ProcessingError, processor

POWER = {"fftLength": 20, "log": False}


def sine(frequency_hz: float, amplitude: float, offset: float = 0.0, values: int = 400) -> np.ndarray:
    """A sine at 100 values per second."""
    return amplitude * np.sin(2 * np.pi * frequency_hz * np.arange(values) / 100) + offset


def test_power_is_a_fourier_transform_written_out() -> None:
    """One segment's power is the squared sum of the weighted values times complex exponentials."""
    window = np.random.default_rng(7).normal(size=20)
    features = processor("spectral-analysis", POWER, axes=1, frequency_hz=100)(window.reshape(1, 20, 1))[0]
    centred = window - window.mean()
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(20) / 20)
    expected = [np.sqrt(np.mean(centred**2))]
    for k in range(1, 11):
        turned = np.abs(np.sum(centred * hann * np.exp(-2j * np.pi * k * np.arange(20) / 20))) ** 2
        expected.append((1 if k == 10 else 2) * turned / hann.sum() ** 2)
    np.testing.assert_allclose(features, expected, rtol=1e-5)


def test_axes_follow_each_other() -> None:
    """Each axis gives its root mean square without the offset, then a peak of A²/2 at its own frequency."""
    window = np.stack([sine(10, 2, offset=50), sine(25, 4)], axis=1)[np.newaxis]
    features = processor("spectral-analysis", POWER, axes=2, frequency_hz=100)(window).reshape(2, 11)
    np.testing.assert_allclose(features[:, 0], [2 / np.sqrt(2), 4 / np.sqrt(2)], rtol=1e-5)
    assert [int(axis[1:].argmax()) + 1 for axis in features] == [2, 5]
    np.testing.assert_allclose(features[:, 1:].max(axis=1), [2, 8], rtol=1e-5)


def test_logarithm_has_a_floor() -> None:
    """Power is given as its decimal logarithm, and none at all as −10."""
    window = sine(10, 2).reshape(1, -1, 1)
    plain = processor("spectral-analysis", POWER, axes=1, frequency_hz=100)(window)[0]
    block = processor("spectral-analysis", {"fftLength": 20}, axes=1, frequency_hz=100)
    np.testing.assert_allclose(block(window)[0][2], np.log10(plain[2]), rtol=1e-5)
    np.testing.assert_array_equal(block(np.ones((1, 40, 1)))[0], [0] + [-10] * 10)


@pytest.mark.parametrize(("filter_type", "kept"), [("low", 2), ("high", 40)])
def test_filters_keep_their_side(filter_type: str, kept: int) -> None:
    """A low pass keeps the slow sine and stops the fast one, a high pass the other way round."""
    parameters = {"filterType": filter_type, "filterCutoffHz": 10, "filterOrder": 6, **POWER}
    block = processor("spectral-analysis", parameters, axes=1, frequency_hz=100)
    level = {frequency: block(sine(frequency, 1, values=2000).reshape(1, -1, 1))[0, 0] for frequency in (2, 40)}
    assert level[kept] == pytest.approx(np.sqrt(0.5), rel=0.02)
    assert level[42 - kept] < 0.05


@settings(deadline=None)  # a busy machine is no failure
@given(
    st.integers(0, 3),
    st.integers(1, 50),
    st.integers(1, 3),
    st.sampled_from([{}, {"filterType": "low", "filterCutoffHz": 5}]),
    st.integers(0, 2**32 - 1),
)
def test_windows_do_not_touch_each_other(
    count: int, values: int, axes: int, parameters: dict[str, float], seed: int
) -> None:
    """Any number of windows of any length gives exactly what each gives alone, finite."""
    windows = np.random.default_rng(seed).normal(scale=20, size=(count, values, axes))
    block = processor("spectral-analysis", parameters, axes=axes, frequency_hz=100)
    features = block(windows)
    assert features.shape == (count, axes * 9)
    assert np.isfinite(features).all()
    for window, expected in zip(windows, features, strict=True):
        np.testing.assert_array_equal(block(window[np.newaxis])[0], expected)


@pytest.mark.parametrize(
    ("parameters", "cause"),
    [
        ({"filterType": "low"}, "filterCutoffHz belongs to"),
        ({"filterCutoffHz": 5}, "filterCutoffHz belongs to"),
        ({"filterType": "band", "filterCutoffHz": 5}, "filterType"),
        ({"fftLength": 15}, "fftLength"),
    ],
)
def test_wrong_parameters_are_named(parameters: dict[str, object], cause: str) -> None:
    """A parameter that is unknown, missing or out of range is an error with its name."""
    with pytest.raises(ValidationError, match=cause):
        processor("spectral-analysis", parameters, axes=1, frequency_hz=100)


def test_parameters_must_fit_the_signal() -> None:
    """A cutoff above half the frequency, or a signal without one, is refused when the block is made."""
    with pytest.raises(ProcessingError, match="filterCutoffHz 50 is not below 50"):
        processor("spectral-analysis", {"filterType": "low", "filterCutoffHz": 50}, axes=1, frequency_hz=100)
    with pytest.raises(ProcessingError, match="a signal with a frequency"):
        processor("spectral-analysis", {}, axes=1, frequency_hz=0)
