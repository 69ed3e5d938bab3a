"""The block mfcc, against cosines summed by hand."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from studio.processing import processor

FILTERS = {"frameLengthMs": 40, "frameStrideMs": 20, "filters": 12, "lowFrequencyHz": 80}


def test_coefficients_are_cosines_of_the_logarithm_of_power() -> None:
    """Each coefficient is the orthonormal cosine sum over the logarithms of the same filters' power."""
    window = np.random.default_rng(6).normal(scale=3000, size=(1, 1600, 1))
    power = processor("mfe", {**FILTERS, "log": False}, axes=1, frequency_hz=8000)(window)[0, :, :, 0].tolist()
    features = processor("mfcc", {**FILTERS, "coefficients": 5}, axes=1, frequency_hz=8000)(window)
    assert features.shape == (1, 9, 5, 1)
    for frame, filters in enumerate(power):
        for order in range(5):
            scale = math.sqrt((1 if order == 0 else 2) / 12)
            expected = scale * sum(
                math.log(each) * math.cos(math.pi * order * (at + 0.5) / 12) for at, each in enumerate(filters)
            )
            assert features[0, frame, order, 0] == pytest.approx(expected, rel=1e-4, abs=1e-4)


def test_silence_is_flat_at_the_noise_floor() -> None:
    """Silence has a first coefficient, from the floor, and no shape."""
    block = processor("mfcc", {**FILTERS, "coefficients": 6, "noiseFloorDb": -50}, axes=1, frequency_hz=8000)
    features = block(np.zeros((1, 320, 1)))[0, 0, :, 0]
    assert features[0] == pytest.approx(math.sqrt(12) * math.log(1e-5), rel=1e-6)
    np.testing.assert_allclose(features[1:], 0, atol=1e-5)


@settings(deadline=None)  # a busy machine is no failure
@given(st.integers(0, 3), st.integers(1, 2), st.integers(0, 2**32 - 1))
def test_windows_do_not_touch_each_other(count: int, axes: int, seed: int) -> None:
    """Any number of windows gives exactly what each gives alone, finite."""
    windows = np.random.default_rng(seed).uniform(-32768, 32768, size=(count, 800, axes))
    block = processor("mfcc", {"filters": 14}, axes=axes, frequency_hz=8000)
    features = block(windows)
    assert features.shape == (count, 4, 13, axes)
    assert np.isfinite(features).all()
    for window, expected in zip(windows, features, strict=True):
        np.testing.assert_array_equal(block(window[np.newaxis])[0], expected)


def test_coefficients_cannot_outnumber_filters() -> None:
    """More coefficients than filters is an error that says both."""
    with pytest.raises(ValidationError, match="13 coefficients cannot be had from 12 filters"):
        processor("mfcc", FILTERS, axes=1, frequency_hz=8000)
