"""The block image."""

import numpy as np
import pytest
from PIL import Image
from pydantic import ValidationError

from studio.processing import ProcessingError, processor

SIZE = {"imageWidth": 4, "imageHeight": 2}


def picture(pixels: object) -> Image.Image:
    """A picture of these pixels."""
    return Image.fromarray(np.asarray(pixels, dtype=np.uint8))


def features(images: list[Image.Image], **parameters: object) -> np.ndarray:
    """What the block makes of the images."""
    return processor("image", parameters, axes=1, frequency_hz=0)(images)


@pytest.mark.parametrize(
    ("scaling", "black", "white"), [("0..1", 0, 1), ("-1..1", -1, 1), ("0..255", 0, 255), ("-128..127", -128, 127)]
)
def test_scaling_reaches_both_ends(scaling: str, black: float, white: float) -> None:
    """Black and white become the two ends of the range, exactly."""
    result = features([picture([[0, 255]])], channels="grayscale", scaling=scaling)
    assert result.dtype == np.float32
    assert result.tolist() == [[[[black], [white]]]]


def test_grey_is_weighted_as_itu_601() -> None:
    """Red, green and blue count .299, .587 and .114."""
    result = features([picture([[[255, 0, 0], [0, 255, 0], [0, 0, 255]]])], channels="grayscale", scaling="0..255")
    np.testing.assert_allclose(result.ravel(), [76.245, 149.685, 29.07], atol=0.5)


def test_shape_is_images_height_width_channels() -> None:
    """Rows come before columns, and colours last."""
    images = [picture(np.zeros((20, 30, 3))), picture(np.zeros((7, 9)))]
    assert features(images, **SIZE).shape == (2, 2, 4, 3)
    assert features(images[:1]).shape == (1, 20, 30, 3)


def test_each_mode_treats_what_does_not_fit_in_its_way() -> None:
    """A wide picture, black with white ends: squash keeps the ends, fit-short cuts them off, fit-long adds bars."""
    wide = np.zeros((10, 40))
    wide[:, :8] = wide[:, -8:] = 255
    common = {"imageWidth": 10, "imageHeight": 10, "resizeMethod": "nearest", "channels": "grayscale"}
    squash, short, long = (
        features([picture(wide)], resizeMode=mode, **common)[0, :, :, 0] for mode in ("squash", "fit-short", "fit-long")
    )
    assert squash[0].tolist() == [1, 1, 0, 0, 0, 0, 0, 0, 1, 1]
    assert short.sum() == 0
    assert not long[0].any()
    assert not long[-1].any()
    assert long[5, 0] == long[5, -1] == 1


def test_nearest_makes_no_new_values() -> None:
    """Nearest neighbour keeps the two values of a picture, Lanczos blends them."""
    board = picture(np.indices((8, 8)).sum(axis=0) // 3 % 2 * 255)
    size = {"imageWidth": 5, "imageHeight": 5, "channels": "grayscale"}
    assert set(features([board], resizeMethod="nearest", **size).ravel().tolist()) == {0, 1}
    assert len(set(features([board], resizeMethod="lanczos3", **size).ravel().tolist())) > 2


def test_images_of_several_sizes_need_a_size() -> None:
    """Without a size to resize to, images must be alike."""
    with pytest.raises(ProcessingError, match="images of one size"):
        features([picture(np.zeros((2, 2))), picture(np.zeros((3, 3)))])


@pytest.mark.parametrize(
    ("parameters", "name"),
    [({"scaling": "0..2"}, "scaling"), ({"channels": "cmyk"}, "channels"), ({"imageWidth": 3}, "imageHeight")],
)
def test_wrong_parameters_are_named(parameters: dict[str, object], name: str) -> None:
    """A parameter that is unknown or incomplete is an error with its name."""
    with pytest.raises(ValidationError, match=name):
        features([], **parameters)
