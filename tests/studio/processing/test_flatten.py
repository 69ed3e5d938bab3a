"""The block flatten, against the statistics module and SciPy."""

import statistics

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from pydantic import ValidationError

from studio.processing import processor


def test_statistics_come_axis_after_axis() -> None:
    """The chosen statistics of the first axis come first, in the order asked for."""
    block = processor("flatten", {"statistics": ["max", "mean"]}, axes=2, frequency_hz=1)
    np.testing.assert_array_equal(block([[[1, 10], [3, 50]]]), [[3, 2, 50, 30]])


def test_figures_agree_with_the_standard_library() -> None:
    """Mean, deviation, RMS, skewness and kurtosis are those that other programs compute."""
    windows = np.random.default_rng(2).gamma(2, size=(3, 50, 1))
    block = processor("flatten", {}, axes=1, frequency_hz=1)
    for window, features in zip(windows[:, :, 0].tolist(), block(windows), strict=True):
        expected = [
            statistics.fmean(window),
            min(window),
            max(window),
            statistics.fmean(value**2 for value in window) ** 0.5,
            statistics.pstdev(window),
            scipy.stats.skew(window),
            scipy.stats.kurtosis(window),
        ]
        np.testing.assert_allclose(features, expected, rtol=1e-5)


def test_constant_axes_have_no_shape() -> None:
    """Where nothing varies, not even by more than rounding, skewness and kurtosis are 0."""
    rounding = 1e6 + 1e-10 * np.arange(5)
    windows = np.stack([np.zeros(5), np.full(5, 0.1), rounding], axis=1)[np.newaxis]
    block = processor("flatten", {"statistics": ["skewness", "kurtosis"]}, axes=3, frequency_hz=1)
    np.testing.assert_array_equal(block(windows), np.zeros((1, 6)))


@settings(deadline=None)  # a busy machine is no failure
@given(
    arrays.arrays(
        np.float64,
        st.tuples(st.integers(1, 4), st.integers(1, 12), st.integers(1, 3)),
        elements=st.floats(-1e6, 1e6),
    )
)
def test_windows_do_not_touch_each_other(windows: np.ndarray) -> None:
    """All windows at once give what each gives alone, finite, for any data."""
    block = processor("flatten", {}, axes=windows.shape[2], frequency_hz=1)
    features = block(windows)
    assert features.shape == (len(windows), 7 * windows.shape[2])
    assert np.isfinite(features).all()
    np.testing.assert_array_equal(features, np.concatenate([block(window[np.newaxis]) for window in windows]))


@pytest.mark.parametrize("chosen", [[], ["median"]])
def test_wrong_statistics_are_named(chosen: list[str]) -> None:
    """No statistics at all, or an unknown one, is an error that names the parameter."""
    with pytest.raises(ValidationError, match="statistics"):
        processor("flatten", {"statistics": chosen}, axes=1, frequency_hz=1)
