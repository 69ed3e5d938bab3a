"""The shape of a block's features is known before any is computed."""

from typing import Any

import numpy as np
import pytest
from PIL import Image

from studio.processing import ProcessingError, processor


@pytest.mark.parametrize(
    ("block", "parameters"),
    [
        ("raw", {}),
        ("flatten", {}),
        ("flatten", {"statistics": ["rms", "mean"]}),
        ("spectral-analysis", {"fftLength": 32}),
        ("spectrogram", {}),
        ("spectrogram", {"frameLengthMs": 30, "frameStrideMs": 7, "fftLength": 64}),
        ("mfe", {"filters": 8}),
        ("mfcc", {"filters": 8, "coefficients": 5, "frameStrideMs": 13}),
    ],
)
@pytest.mark.parametrize("values", [40, 41, 100])
def test_shape_of_a_signal_s_features(block: str, parameters: dict[str, Any], values: int) -> None:
    """What a block says of its features' shape is what computing them gives."""
    made = processor(block, parameters, axes=2, frequency_hz=1000.0)
    assert made.shape(values) == made(np.zeros((3, values, 2))).shape[1:]


@pytest.mark.parametrize("channels", ["rgb", "grayscale"])
def test_shape_of_a_picture_s_features(channels: str) -> None:
    """Height, width and channels of the size that is asked for; without one they are the picture's own."""
    made = processor("image", {"channels": channels, "imageWidth": 6, "imageHeight": 4}, axes=1, frequency_hz=0.0)
    assert made.shape(1) == made([Image.new("RGB", (9, 9))]).shape[1:]
    with pytest.raises(ProcessingError, match="each picture's own"):
        processor("image", {}, axes=1, frequency_hz=0.0).shape(1)
