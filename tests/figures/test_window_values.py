"""The raw values of one window."""

from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
import pytest

from variantlens.comparison.windows import Windows
from variantlens.figures import palette, window_values
from variantlens.figures.signal import ROWS, Signal
from variantlens.text import plain


def recording(rows: int, sensors: int = 2, hertz: float = 10) -> Signal:
    """Values that count their cells."""
    values = np.arange(rows * sensors, dtype=np.float64).reshape(rows, sensors)
    return Signal(values, tuple(f"acc{at}" for at in range(sensors)), 1000 / hertz)


@pytest.mark.parametrize(
    ("windows", "window", "rows"),
    [
        (Windows(17, 2000.0, 500.0), 0, (0, 20)),
        (Windows(17, 2000.0, 500.0), 16, (80, 100)),
        (Windows(17, 2000.0, 510.0), 1, (5, 25)),
    ],
)
def test_a_window_holds_the_rows_of_its_times(windows: Windows, window: int, rows: tuple[int, int]) -> None:
    """Begin and length are rounded to rows, each on its own."""
    part = window_values.part(recording(100), windows, window)
    assert part is not None
    assert part.values[:, 0].tolist() == [2 * row for row in range(*rows)]


@pytest.mark.parametrize(
    ("windows", "window"),
    [
        (Windows(17, 2000.0, 500.0), 16),
        (Windows(17, 2000.0, 500.0), 17),
        (Windows(1, 2000.0, 500.0, image=True), 0),
        (Windows(3, 2000.0, 0.0), 1),
    ],
)
def test_what_does_not_reach_to_the_end_is_none(windows: Windows, window: int) -> None:
    """A cut recording, a window that is not there, a picture, and windows without a place in time."""
    assert window_values.part(recording(99), windows, window) is None


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("sensors", [1, 2, 11])
def test_each_sensor_is_a_line_on_its_own_axis(theme: palette.Theme, sensors: int) -> None:
    """Values as they are, at their times; no more rows than can be read, and the rest is said."""
    values = recording(20, sensors)
    drawn = window_values.lines(values, 5.5, theme)
    assert go.Figure(drawn.to_dict()).data
    assert [trace.name for trace in drawn.data] == [plain(name) for name in values.sensors[:ROWS]]
    assert drawn.data[0].y.tolist() == values.values[:, 0].tolist()
    assert drawn.data[0].x[[0, -1]].tolist() == pytest.approx([5.5, 7.4])
    domains = [drawn.layout[f"yaxis{row + 1}" if row else "yaxis"].domain for row in range(len(drawn.data))]
    assert all(above[0] > below[1] for above, below in pairwise(domains))
    told = [each.text for each in drawn.layout.annotations]
    assert told[: len(drawn.data)] == [trace.name for trace in drawn.data]
    assert told[len(drawn.data) :] == (["8 of 11 sensors"] if sensors > ROWS else [])


def test_a_long_window_is_thinned_and_gaps_stay() -> None:
    """A second of sound needs no 48,000 points; what is no number is not drawn."""
    values = Signal(np.random.default_rng(1).normal(size=(48_000, 1)), ("audio",), 1 / 48)
    assert len(window_values.lines(values, 0, "light").data[0].y) <= 3000
    holed = Signal(np.array([[1.0], [np.inf], [3.0]]), ("x",), 100.0)
    assert np.isnan(window_values.lines(holed, 0, "light").data[0].y[1])


def test_the_words_say_what_is_seen() -> None:
    """Times and reach of each sensor."""
    assert (
        window_values.lines_alt(recording(20), 5.5)
        == "Raw values from 5.5 s to 7.5 s: acc0 from 0 to 38; acc1 from 1 to 39."
    )
