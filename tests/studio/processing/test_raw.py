"""The block raw."""

import numpy as np
import pytest
from pydantic import ValidationError

from studio.processing import ProcessingError, processor


def test_axes_are_standardised_one_by_one() -> None:
    """Each axis has its own mean and scale, and keeps its place."""
    block = processor("raw", {"mean": [1, 10], "scale": [2, 5]}, axes=2, frequency_hz=10)
    features = block([[[3, 0], [1, 20]]])
    assert features.dtype == np.float32
    np.testing.assert_array_equal(features, [[[1, -2], [0, 2]]])


def test_without_parameters_values_pass_through() -> None:
    """Values are only made float32."""
    windows = np.random.default_rng(1).normal(size=(4, 5, 3))
    np.testing.assert_array_equal(processor("raw", {}, axes=3, frequency_hz=10)(windows), windows.astype(np.float32))


def test_one_number_serves_all_axes() -> None:
    """A scale without a list holds for every axis."""
    np.testing.assert_array_equal(processor("raw", {"scale": 2}, axes=2, frequency_hz=1)([[[2, 4]]]), [[[1, 2]]])


@pytest.mark.parametrize("parameters", [{"scale": 0}, {"scale": [1, -1]}, {"mean": ["a"]}, {"means": 1}])
def test_wrong_parameters_are_named(parameters: dict[str, object]) -> None:
    """A parameter that is unknown or out of range is an error with its name."""
    with pytest.raises(ValidationError, match=next(iter(parameters))):
        processor("raw", parameters, axes=2, frequency_hz=1)


def test_lists_must_fit_the_axes() -> None:
    """Two means for three axes are refused at once, not at the first window."""
    with pytest.raises(ProcessingError, match="mean has 2 numbers, but there are 3 axes"):
        processor("raw", {"mean": [1, 2]}, axes=3, frequency_hz=1)


def test_windows_must_have_the_axes() -> None:
    """Windows of another shape are an error that says both shapes."""
    with pytest.raises(ProcessingError, match=r"\(windows, values, 2\) are expected, not \(1, 1, 3\)"):
        processor("raw", {}, axes=2, frequency_hz=1)(np.zeros((1, 1, 3)))


def test_unknown_blocks_are_named() -> None:
    """A type that is not there is answered with those that are."""
    with pytest.raises(ProcessingError, match="“wavelet”; known are raw, "):
        processor("wavelet", {}, axes=1, frequency_hz=1)
