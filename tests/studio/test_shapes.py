"""Which axis of one array is which of another."""

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.shapes import Shape, arrangement, channels_last


def counting(shape: Shape) -> NDArray[np.int64]:
    """Two windows of this shape, no two values alike."""
    return np.arange(2 * np.prod(shape, dtype=int)).reshape(2, *shape)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ((4, 2), (4, 2)),
        ((4, 2), (1, 4, 2, 1)),  # axes of 1 mean nothing
        ((16, 24, 1), (16, 24)),
        ((8,), (2, 4)),  # one side is flat
        ((4, 2), (8,)),
        ((4, 2), (1, 8, 1)),
        ((), (1,)),
        ((1,), ()),
    ],
)
def test_values_stay_in_their_order(given: Shape, wanted: Shape) -> None:
    """Shapes that agree axis by axis, or of which one is flat, keep the values row by row."""
    found = arrangement(given, wanted)
    values = counting(given)
    assert found.is_certain
    np.testing.assert_array_equal(found(values), values.reshape(2, *wanted))


def test_channels_come_first() -> None:
    """A picture (height, width, channels) becomes (channels, height, width), also behind an axis of 1."""
    values = counting((4, 6, 3))
    turned = np.moveaxis(values, 3, 1)
    np.testing.assert_array_equal(arrangement((4, 6, 3), (3, 4, 6), picture=True)(values), turned)
    np.testing.assert_array_equal(arrangement((4, 6, 3), (1, 3, 4, 6), picture=True)(values), turned[:, np.newaxis])


def test_axes_come_first() -> None:
    """A series (values, axes) becomes (axes, values), and a spectrogram of one sensor (bins, frames)."""
    values = counting((4, 2))
    np.testing.assert_array_equal(arrangement((4, 2), (2, 4))(values), values.swapaxes(1, 2))
    values = counting((5, 3, 1))
    turned = values[..., 0].swapaxes(1, 2)[:, :, np.newaxis]
    np.testing.assert_array_equal(arrangement((5, 3, 1), (3, 1, 5))(values), turned)


@pytest.mark.parametrize(
    ("given", "wanted", "picture"),
    [
        ((24, 16, 3), (16, 24, 3), True),  # width for height
        ((24, 16, 1), (16, 24, 1), True),  # also in grey
        ((24, 16, 3), (3, 16, 24), True),
        ((4, 6), (3, 8), False),
        ((4, 2), (4, 3), False),
        ((4, 6, 2), (6, 4, 2), False),
        ((), (2,), False),
    ],
)
def test_other_shapes_are_refused(given: Shape, wanted: Shape, picture: bool) -> None:
    """As many values are not enough: what is no certain transpose is an error."""
    with pytest.raises(ValueError, match="cannot become"):
        arrangement(given, wanted, picture=picture)


@pytest.mark.parametrize(("shape", "picture"), [((3, 3), False), ((3, 3, 3), True), ((1, 3, 3), True)])
def test_what_may_be_either_is_said(shape: Shape, picture: bool) -> None:
    """Where the lengths allow two orders the values stay as they are, and it is known to be a guess."""
    found = arrangement(shape, shape, picture=picture)
    assert not found.is_certain
    np.testing.assert_array_equal(found(counting(shape)), counting(shape))


def test_grey_pictures_are_no_guess() -> None:
    """A square picture with one channel is read in one way only: where the axis of 1 stands changes nothing."""
    assert arrangement((8, 8, 1), (1, 8, 8), picture=True).is_certain


def test_grids_with_channels_first() -> None:
    """A grid is read with channels last; with channels first where only that fits; where both fit, it is a guess."""
    values = counting((3, 4, 5))
    np.testing.assert_array_equal(channels_last((3, 4, 5), 5)(values), values)
    np.testing.assert_array_equal(channels_last((3, 4, 5), 3)(values), np.moveaxis(values, 1, 3))
    assert [channels_last(shape, 3).is_certain for shape in ((4, 5, 3), (3, 4, 5), (3, 5, 3))] == [True, True, False]
    with pytest.raises(ValueError, match="no grid of 4 channels"):
        channels_last((3, 4, 5), 4)
