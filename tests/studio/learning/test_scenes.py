"""Where true boxes lie, and which part of a picture a model sees."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from studio.learning.scenes import Found, ResizeMode, Scene, TrueBox, scene
from studio.processing import processor

WIDE = (200.0, 100.0)
SQUARE = (96.0, 96.0)


def found(*boxes: tuple[float, float, float, float]) -> Found:
    """Objects of the first label with a score of 1."""
    return Found(np.array(boxes), np.ones(len(boxes), dtype=np.int64), np.ones(len(boxes)))


@pytest.mark.parametrize(
    ("mode", "view"),
    [
        ("squash", (0, 0, 1, 1)),
        ("fit-short", (0.25, 0, 0.5, 1)),  # the middle half of a picture twice as wide as high
        ("fit-long", (0, -0.5, 1, 2)),  # bars above and below, each half as high as the picture
    ],
)
def test_view_of_a_wide_picture(mode: ResizeMode, view: tuple[float, ...]) -> None:
    """The view is what the resize mode leaves of the picture, or adds to it."""
    assert scene([], WIDE, SQUARE, mode).view == pytest.approx(view)


def test_pixels_become_parts_of_the_picture() -> None:
    """True boxes are in 0..1 of the picture's own width and height."""
    truth = scene([TrueBox("coin", 20, 10, 100, 50)], WIDE, SQUARE, "squash").truth
    assert truth == (TrueBox("coin", 0.1, 0.1, 0.5, 0.5),)


def test_objects_without_a_known_label_are_left_out() -> None:
    """A model can be neither right nor wrong about a label that it does not know; numbers count from 1."""
    truth = (TrueBox("stamp", 0, 0, 1, 1), TrueBox("note", 0.1, 0.2, 0.3, 0.4))
    known = Scene(truth).known(["coin", "note"])
    assert known.classes.tolist() == [2]
    assert known.boxes.tolist() == [[0.1, 0.2, 0.3, 0.4]]


@pytest.mark.parametrize("mode", ["squash", "fit-short", "fit-long"])
@pytest.mark.parametrize("size", [(200, 100), (100, 160)])
def test_a_seen_box_lies_where_the_thing_is(mode: ResizeMode, size: tuple[int, int]) -> None:
    """A light square found in the processed picture comes back to its place in the whole picture."""
    width, height = size
    picture = Image.new("L", size)
    picture.paste(255, (width // 2 - 20, height // 2 - 10, width // 2 + 20, height // 2 + 10))
    parameters = {"channels": "grayscale", "imageWidth": 96, "imageHeight": 96, "resizeMode": mode}
    pixels = processor("image", parameters, axes=1, frequency_hz=0)([picture])[0, :, :, 0]
    rows, columns = np.flatnonzero(pixels.max(axis=1) > 0.5), np.flatnonzero(pixels.max(axis=0) > 0.5)
    seen = np.array([columns[0], rows[0], len(columns), len(rows)]) / 96
    whole = scene([], size, SQUARE, mode).whole(found(tuple(seen)))
    expected = [0.5 - 20 / width, 0.5 - 10 / height, 40 / width, 20 / height]
    assert whole.boxes[0] == pytest.approx(expected, abs=0.03)


@given(st.floats(1, 5000), st.floats(1, 5000), st.sampled_from(["fit-short", "fit-long"]))
def test_view_keeps_the_shape_of_things(width: float, height: float, mode: ResizeMode) -> None:
    """Cut or padded, a pixel of the view is as wide as it is high, and the view is centred."""
    left, top, seen_width, seen_height = scene([], (width, height), SQUARE, mode).view
    assert seen_width * width == pytest.approx(seen_height * height)
    assert (left + seen_width / 2, top + seen_height / 2) == pytest.approx((0.5, 0.5))
    assert (max if mode == "fit-short" else min)(seen_width, seen_height) == pytest.approx(1)
