"""Flips over the recorded signal."""

import io
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from scipy.io import wavfile

from tests.figures import examples
from variantlens.comparison.outcomes import Harm
from variantlens.comparison.windows import Windows
from variantlens.figures import palette, signal
from variantlens.figures.signal import Signal
from variantlens.service.schema import SampleData

HARM = {3: Harm.HARMFUL, 4: Harm.HARMFUL, 12: Harm.HELPFUL}


def recording(seconds: float = 10, hertz: float = 10, sensors: int = 2) -> Signal:
    """A seeded recording."""
    count = int(seconds * hertz)
    values = np.random.default_rng(1).normal(size=(count, sensors))
    return Signal(values, tuple(f"acc{at} [g]" for at in range(sensors)), 1000 / hertz)


def traces(figure: go.Figure) -> dict[str, Any]:
    """The traces of a figure by name."""
    return {trace.name: trace for trace in figure.data}


@pytest.fixture
def drawn() -> dict[str, Any]:
    """The traces of a strip with two candidates over 17 windows."""
    result = examples.scores(candidates=("int8", "int4"), harm=HARM)
    return traces(signal.strip(recording(), examples.windows(17), result, "light"))


def test_every_window_of_every_candidate_can_be_clicked(drawn: dict[str, Any]) -> None:
    """There is one marker for each, at the window's start, with its index."""
    marks = drawn["windows"]
    found = sorted(zip(marks.y, marks.customdata, marks.x, strict=True))
    assert found == sorted((row, window, window * 0.5) for row in (-1.5, -2.5) for window in range(17))


def test_flips_are_marked_by_shape_and_colour(drawn: dict[str, Any]) -> None:
    """Exactly the flipped windows carry the sign of their harm, and they are drawn last."""
    marks = drawn["windows"]
    flipped = [
        (window, shape)
        for window, shape in zip(marks.customdata, marks.marker.symbol, strict=True)
        if shape != "square"
    ]
    assert sorted(set(flipped)) == [(3, "triangle-down"), (4, "triangle-down"), (12, "triangle-up")]
    assert [shape == "square" for shape in marks.marker.symbol] == [True] * 28 + [False] * 6
    assert all("harmful" in marks.hovertext[at] for at, shape in enumerate(marks.marker.symbol) if "down" in shape)


def test_flipped_spans_are_shaded(drawn: dict[str, Any]) -> None:
    """Overlapping harmful windows share one box from the first's start to the last's end; helpful has its own."""
    harmful, helpful = drawn["harmful"], drawn["helpful"]
    assert (min(filter(None, harmful.x)), max(filter(None, harmful.x))) == (1.5, 4.0)
    assert (min(filter(None, helpful.x)), max(filter(None, helpful.x))) == (6.0, 8.0)
    assert harmful.fillcolor.startswith("rgba(186,27,10,")
    assert palette.palette("light").harmful == "#ba1b0a"


def test_expected_labels_are_named_and_dashed(drawn: dict[str, Any]) -> None:
    """Each run of an expected label is a band from its first window to the next run, with a dashed outline."""
    names = drawn["expected labels"]
    assert list(names.text) == ["idle", "running", "walking"]
    assert list(names.base) == [0.0, 3.0, 6.0]
    assert [start + width for start, width in zip(names.base, names.x, strict=True)] == [3.0, 6.0, 10.0]
    assert names.unselected.textfont.color == palette.palette("light").text
    assert drawn["expected"].line.dash == "dash"
    assert drawn["expected"].line.color == palette.palette("light").text


def test_a_click_on_the_signal_finds_its_window(drawn: dict[str, Any]) -> None:
    """Points of the signal carry the last window that has begun, and their exact value."""
    line = drawn["signal"]
    data = np.array(line.customdata)
    at = int(np.flatnonzero(np.isclose(line.x, 3.2))[0])
    assert data[at, 0] == 6
    assert data[at, 1] == pytest.approx(recording().values[32, 0], rel=1e-6)


def test_no_flips_no_shade() -> None:
    """Variants that agree leave the signal bare."""
    figure = signal.strip(recording(), examples.windows(17), examples.scores(), "light")
    assert set(traces(figure)) == {"signal", "expected", "expected labels", "windows"}
    assert set(traces(figure)["windows"].marker.symbol) == {"square"}


def test_the_strip_stands_without_a_signal() -> None:
    """An image has no signal; the windows are drawn all the same."""
    windows = Windows(1, 0, 0, image=True)
    figure = signal.strip(None, windows, examples.scores(1), "dark")
    assert "signal" not in traces(figure)
    assert not figure.layout.xaxis.visible


def test_peaks_survive_thinning() -> None:
    """A spike among a million values is still drawn, in few points, and the figure says that it is thinned."""
    long = recording(seconds=100_000, sensors=1)
    long.values[654_321] = 500.0
    figure = signal.strip(long, examples.windows(199_997), examples.scores(199_997), "light")
    line = traces(figure)["signal"]
    assert len(line.x) <= signal.POINTS + 1
    assert np.nanmax(np.array(line.customdata)[:, 1]) == 500.0
    assert "thinned" in figure.layout.annotations[-1].text
    assert len(figure.to_json()) < 2_000_000


def test_many_sensors_are_cut_and_counted() -> None:
    """What would not be legible is left out, and the figure says so."""
    figure = signal.strip(recording(sensors=40), examples.windows(17), examples.scores(), "light")
    assert f"{signal.ROWS} of 40 sensors" in figure.layout.annotations[-1].text


@pytest.mark.parametrize("broken", [np.nan, np.inf])
def test_a_flat_or_broken_sensor_is_drawn(broken: float) -> None:
    """A sensor without a number, or one that never changes, breaks nothing."""
    values = np.column_stack([np.full(100, broken), np.ones(100)])
    strip = signal.strip(Signal(values, ("a", "b"), 100.0), examples.windows(17), examples.scores(), "light")
    assert strip.to_json()


def test_names_cannot_bring_markup() -> None:
    """Labels, variants and sensors of the service reach plotly escaped."""
    evil = "<a href='http://example.com'>x</a>"
    result = examples.scores(candidates=(evil,), labels=(evil, "b", "c"), harm=HARM)
    named = Signal(recording(sensors=1).values, (evil,), 100.0)
    assert "<a" not in signal.strip(named, examples.windows(17), result, "light").to_json().replace("\\u003c", "<")


def sample(values: list[list[float | None]], sensors: list[str], interval: float | None = 100.0) -> SampleData:
    """A sample as the service sends it."""
    payload = {"sensors": [{"name": name, "units": "g"} for name in sensors], "values": values}
    return SampleData.model_validate({"sample": {"id": 1, "intervalMs": interval}, "payload": payload})


def test_the_signal_of_a_sample_is_read() -> None:
    """Values, names with units and the interval come from the wire; null is no number."""
    found = signal.signal(sample([[1.0, None], [2.0, 3.0]], ["x", "y"]))
    assert found is not None
    assert (found.sensors, found.interval_ms, found.seconds) == (("x [g]", "y [g]"), 100.0, 0.2)
    assert np.isnan(found.values[0, 1])


@pytest.mark.parametrize(
    "none",
    [
        sample([[1.0]], ["image"]),
        sample([[1.0], [1.0, 2.0]], ["x"]),
        sample([[1.0]], ["x"], interval=None),
        sample([], ["x"]),
        sample([[], []], []),
        sample([[1.0]], ["x"], interval=5e-324),
    ],
)
def test_what_is_no_signal_is_none(none: SampleData) -> None:
    """Pictures, ragged rows, an unknown interval and samples without rows or sensors have no signal to draw."""
    assert signal.signal(none) is None


def heard(values: int, total: int, sensor: dict[str, str]) -> SampleData:
    """A sound as a service sends it, with some of its values."""
    sent = sample([[1.0]] * values, ["audio"]).model_dump(by_alias=True)
    sent["payload"]["sensors"] = [sensor]
    return SampleData.model_validate(sent | {"totalPayloadLength": total})


AUDIO = {"name": "audio", "units": "wav"}


@pytest.mark.parametrize(
    ("values", "total", "sensor", "wanted"),
    [
        pytest.param(0, 4, AUDIO, True, id="nothing came"),
        pytest.param(2, 4, AUDIO, True, id="a part came"),
        pytest.param(4, 4, AUDIO, False, id="all came"),
        pytest.param(0, 4, {"name": "microphone", "units": "wav"}, True, id="by its unit"),
        pytest.param(0, 4, {"name": "x", "units": "g"}, False, id="no sound"),
    ],
)
def test_a_sound_without_its_values_wants_its_file(
    values: int, total: int, sensor: dict[str, str], wanted: bool
) -> None:
    """Only where values are missing is the file asked for, and only of a sound."""
    assert signal.wants_sound(heard(values, total, sensor)) is wanted


def test_a_sound_is_drawn_from_its_file() -> None:
    """The file's values at its rate; where it cannot be read, what came with the answer."""
    content = io.BytesIO()
    wavfile.write(content, 8000, np.array([0, 16384, -32768], dtype="<i2"))
    found = signal.recording(heard(0, 3, AUDIO), content.getvalue())
    assert found is not None
    assert (found.values.tolist(), found.hertz, found.rows_in_all) == ([[0.0], [0.5], [-1.0]], 8000.0, 0)
    assert signal.recording(heard(0, 3, AUDIO), b"no sound") is None
    assert signal.recording(heard(0, 3, AUDIO)) is None
    came = signal.recording(heard(2, 3, AUDIO), b"no sound")
    assert came is not None
    assert (len(came.values), came.rows_in_all) == (2, 3)


def test_what_overflows_is_a_gap() -> None:
    """A reading beyond what a chart can hold is drawn as if it were missing."""
    found = signal.signal(sample([[1.0, 1e308], [2.0, 3.0]], ["x", "y"]))
    assert found is not None
    np.testing.assert_array_equal(found.values, [[1, np.nan], [2, 3]])


def test_the_strip_in_words() -> None:
    """The words for screen readers name the flips, the harmful ones first."""
    words = signal.strip_alt(recording(), examples.windows(17), examples.scores(harm=HARM))
    assert "int8 decides differently in 3 of 17 windows: 1.5–3.5 s harmful" in words
    assert words.index("harmful") < words.index("helpful")
    assert "alike" in signal.strip_alt(None, examples.windows(17), examples.scores())
