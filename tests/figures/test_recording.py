"""The whole recording with a range slider."""

import re
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
import pytest

from variantlens.comparison.windows import Windows
from variantlens.figures import palette, recording
from variantlens.figures.recording import LABELS, POINTS, Marked, left_out, marked, recorded, recorded_alt
from variantlens.figures.signal import ROWS, Signal
from variantlens.figures.sounds import Sound
from variantlens.figures.spectrogram import levels
from variantlens.service.schema import Sample, StructuredLabel

SAMPLE = Sample(id=1, interval_ms=100)


def signal(rows: int = 100, sensors: int = 2) -> Signal:
    """Values that count their cells, at 10 Hz."""
    values = np.arange(rows * sensors, dtype=np.float64).reshape(rows, sensors)
    return Signal(values, tuple(f"acc{at}" for at in range(sensors)), 100.0)


def label(first: int, last: int, name: str = "run") -> StructuredLabel:
    """A label of some rows, the last one included."""
    return StructuredLabel(start_index=first, end_index=last, label=name)


def checked(drawn: go.Figure) -> go.Figure:
    """The figure as plotly.py checks it, which does not know all axes of a slider."""
    whole = drawn.to_dict()
    slider = whole["layout"]["xaxis"]["rangeslider"]
    known = {name: value for name, value in slider.items() if not re.fullmatch(r"yaxis\d+", name)}
    whole["layout"]["xaxis"]["rangeslider"] = known
    return go.Figure(whole)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("sensors", [1, 2, 11])
def test_each_sensor_has_its_row_over_one_slider(theme: palette.Theme, sensors: int) -> None:
    """Values stand at their times in rows that do not overlap; one slider narrows the time of all."""
    drawn = recorded(signal(sensors=sensors), Marked(), theme)
    assert checked(drawn).layout.xaxis.rangeslider.visible
    rows = min(sensors, ROWS)
    assert [trace.name for trace in drawn.data] == [f"acc{at}" for at in range(rows)]
    assert drawn.data[0].y.tolist() == signal(sensors=sensors).values[:, 0].tolist()
    assert drawn.data[0].x[[0, -1]].tolist() == pytest.approx([0, 9.9])
    assert {trace.xaxis for trace in drawn.data} == {None}
    domains = [drawn.layout[f"yaxis{row + 1}" if row else "yaxis"].domain for row in range(rows)]
    assert all(above[0] > below[1] for above, below in pairwise(domains))
    assert tuple(drawn.layout.xaxis.range) == (0, 10)


def test_the_slider_is_as_high_for_one_sensor_as_for_many() -> None:
    """Plotly counts its height as a part of the figure's; on screen it is the same everywhere."""
    for sensors in (1, 3, ROWS):
        drawn = recorded(signal(sensors=sensors), Marked(), "light")
        inside = drawn.layout.height - drawn.layout.margin.t - drawn.layout.margin.b
        assert drawn.layout.xaxis.rangeslider.thickness * inside == pytest.approx(recording.SLIDER_HEIGHT)


def test_labels_stand_where_they_hold() -> None:
    """Both ends of a label are included; above the sensors each part has its name, which is no markup."""
    drawn = recorded(signal(), Marked((label(0, 9), label(10, 99, "<b>walk</b>")), 100.0), "light")
    bars = drawn.data[-1]
    assert (list(bars.base), list(bars.x)) == ([0, 1.0], [1.0, 9.0])
    assert bars.text[0] == "run"
    assert "<b>" not in bars.text[1]
    assert drawn.layout.yaxis3.domain[0] >= drawn.layout.yaxis.domain[1]


def test_the_chosen_window_is_shaded() -> None:
    """From its begin to its end; a window that is not there, or not in time, shades nothing."""
    windows = Windows(17, 2000.0, 500.0)
    (shade,) = recorded(signal(), marked(SAMPLE, windows, 11), "light").layout.shapes
    assert (shade.x0, shade.x1) == (5.5, 7.5)
    for none in (marked(SAMPLE, windows, None), marked(SAMPLE, windows, 17), marked(SAMPLE, Windows(1, 0, 0), 0)):
        assert not recorded(signal(), none, "light").layout.shapes


@pytest.mark.parametrize("narrow", [False, True])
def test_a_sound_has_its_spectrogram_at_the_same_times(narrow: bool) -> None:
    """Above the line, on the same seconds; the slider shows the line alone, and a phone has no room for a scale."""
    heard = Sound(np.sin(np.arange(8000, dtype=np.float32)), 8000)
    line = Signal(heard.values[:, np.newaxis].astype(np.float64), ("sound",), 1 / 8)
    drawn = recorded(line, Marked((label(0, 3999),), 1 / 8), "light", levels(heard), narrow=narrow)
    assert checked(drawn).data
    assert [trace.type for trace in drawn.data] == ["scatter", "heatmap", "bar"]
    assert drawn.layout.yaxis2.domain[0] > drawn.layout.yaxis.domain[1]
    assert drawn.layout.yaxis3.domain[0] > drawn.layout.yaxis2.domain[1]
    assert drawn.layout.xaxis.anchor == "y"
    assert {trace.xaxis for trace in drawn.data} == {None}
    slider = drawn.to_dict()["layout"]["xaxis"]["rangeslider"]
    assert "yaxis" not in slider
    assert slider["yaxis2"]["range"] == slider["yaxis3"]["range"] == [-2e9, -1e9]
    assert drawn.data[1].showscale is not narrow
    assert "strongest frequency" in recorded_alt(line, Marked(), levels(heard))


def test_labels_without_a_place_in_time_are_not_drawn() -> None:
    """Where the sample has no interval, nobody knows when its labels hold."""
    sample = Sample(id=1, structured_labels=[label(0, 9)])
    assert marked(sample, Windows(0, 0, 0), None).labels == ()
    assert marked(sample.model_copy(update={"interval_ms": 10}), Windows(0, 0, 0), None).labels == (label(0, 9),)


def test_a_long_recording_is_thinned_and_says_so() -> None:
    """An hour at 1 kHz is drawn with a few thousand points, its highest peak among them."""
    values = np.random.default_rng(3).normal(size=(3_600_000, 2))
    values[1_234_567, 1] = 99
    hour = Signal(values, ("a", "b"), 1.0)
    drawn = recorded(hour, Marked(), "light")
    assert sum(len(trace.x) for trace in drawn.data) <= POINTS
    assert drawn.data[1].y.max() == 99
    assert "thinned" in left_out(hour, Marked())


def test_what_is_left_out_is_said() -> None:
    """Sensors and labels beyond the limits are named; nothing is said where all is drawn."""
    assert left_out(signal(), Marked((label(0, 1),))) == ""
    many = Marked(tuple(label(at, at) for at in range(LABELS + 5)))
    assert left_out(signal(sensors=11), many) == f"8 of 11 sensors · the first {LABELS} of {LABELS + 5} labels"


def test_gaps_stay_gaps() -> None:
    """What is no number is not drawn."""
    holed = Signal(np.array([[1.0], [np.inf], [3.0]]), ("x",), 100.0)
    assert np.isnan(recorded(holed, Marked(), "light").data[0].y[1])


def test_the_words_say_what_is_seen() -> None:
    """Length, sensors and labels."""
    assert recorded_alt(signal(), Marked((label(0, 1),))).startswith(
        "The whole recording of 10 s: acc0, acc1, with the labels of 1 part"
    )
