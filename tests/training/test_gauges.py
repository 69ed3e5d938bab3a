"""Gauges: the needle points where the value says, and pictures repeat."""

import numpy as np
import pytest

from training.gauges import Dial

DIAL = Dial(x=100.0, y=100.0, radius=50.0, tilt=0.0)


@pytest.mark.parametrize(
    ("value", "right", "down"),
    [
        (0, -1, 1),  # lower left
        (50, 0, -1),  # straight up
        (100, 1, 1),  # lower right
        (100 / 6, -1, 0),  # a sixth of 270 degrees further: to the left
        (500 / 6, 1, 0),  # to the right
    ],
)
def test_scale_runs_clockwise_from_lower_left(value: float, right: int, down: int) -> None:
    """0 is at the lower left, half at the top, all at the lower right."""
    x, y = DIAL.at(value, 1.0)
    length = np.hypot(right, down)
    assert (x, y) == pytest.approx((100 + 50 * right / length, 100 + 50 * down / length))


def test_tilt_turns_the_whole_dial() -> None:
    """Tilting by a twenty-seventh of the sweep moves every value to where its neighbour ten degrees on was."""
    tilted = Dial(x=100.0, y=100.0, radius=50.0, tilt=10.0)
    assert tilted.at(40, 0.5) == pytest.approx(DIAL.at(40 + 100 / 27, 0.5))
