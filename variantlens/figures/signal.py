"""Flips over the recorded signal: where in the recording the variants decide differently."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go
from tsdownsample import MinMaxDownsampler, MinMaxLTTBDownsampler

from variantlens.comparison.outcomes import Flips, Harm
from variantlens.comparison.rows import LARGEST_NUMBER
from variantlens.comparison.windows import Windows, is_sound
from variantlens.figures import layout, looks, palette, sounds
from variantlens.figures import windows as axis
from variantlens.figures.captions import Decided, candidates, flips, flips_in_words, marked_in_words
from variantlens.service.schema import Datastream, Payload, SampleData, Sensor
from variantlens.text import plain, title, visible

POINTS = 3000
"""Points of the drawn signal, over all its rows."""
ROWS = 8
"""Sensors that are drawn; more would not be legible."""
ROW_HEIGHT = 26
SIGNAL_HEIGHT = 1.6
"""Height of a sensor's row, in rows."""
FEW_BOXES = 30
"""Up to so many shaded spans have an outline; more would be hatching."""
ENVELOPE_FROM = 20_000
"""From so many values on, a row is drawn as the envelope of its minima and maxima."""


# The samplers ship no types.
_ENVELOPE: Any = MinMaxDownsampler
_LINE: Any = MinMaxLTTBDownsampler


@dataclass(frozen=True)
class Signal:
    """A recording over time.

    Attributes:
        values: One row per interval, one column per sensor, shape (values, sensors).
        sensors: Names of the columns, with their unit where there is one; unescaped.
        interval_ms: Time between two rows in milliseconds.
        rows_in_all: Rows of the whole recording where these are only its first; 0 where they are all.
    """

    values: npt.NDArray[np.float64]
    sensors: tuple[str, ...]
    interval_ms: float
    rows_in_all: int = 0

    @property
    def hertz(self) -> float:
        """Rows in a second."""
        return 1000 / self.interval_ms

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.values) * self.interval_ms / 1000


@dataclass(frozen=True)
class _Rows:
    """Rows from 0 downwards: heads of height 1, then sensors."""

    heads: tuple[str, ...]
    sensors: tuple[str, ...]

    @property
    def top(self) -> float:
        """Upper edge of the sensors."""
        return -float(len(self.heads))

    @property
    def floor(self) -> float:
        """Lower edge of the last row."""
        return self.top - SIGNAL_HEIGHT * len(self.sensors)

    def sensor(self, row: int) -> float:
        """Middle of a sensor's row."""
        return self.top - (row + 0.5) * SIGNAL_HEIGHT

    @property
    def axis(self) -> dict[str, Any]:
        """The y axis, with the name of each row."""
        middles = [-(row + 0.5) for row in range(len(self.heads))] + [*map(self.sensor, range(len(self.sensors)))]
        names = [title(name, layout.NAME_LIMIT) for name in self.heads + self.sensors]
        return {"range": [self.floor, 0], "fixedrange": True, "showgrid": False, "tickvals": middles} | {
            "ticktext": names,
            "tickfont": {"family": layout.WORDS},
        }


@dataclass(frozen=True)
class _Line:
    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    values: npt.NDArray[np.float64]
    names: list[str]


@dataclass(frozen=True)
class Streams:
    """What a sample recorded at several rates.

    Attributes:
        drawn: Each stream whose values came, at its own rate.
        missing: The sensors of each stream without values that can be drawn; unescaped.
    """

    drawn: tuple[Signal, ...]
    missing: tuple[str, ...]


def signal(sample: SampleData) -> Signal | None:
    """The recording of a sample, of several streams the first; None of an image, without an interval or equal rows."""
    own = _signal(sample.payload, sample.sample.sensors, sample.sample.interval_ms)
    if own is None:
        return next(iter(streams(sample).drawn), None)
    total = sample.total_payload_length or 0
    return replace(own, rows_in_all=total) if total > len(own.values) else own


def recording(sample: SampleData, sound: bytes | None = None) -> Signal | None:
    """The recording of a sample as :func:`signal` has it; of a sound that wants its file, out of that.

    Args:
        sample: What came with the answer.
        sound: The WAV file; None where there is none, or where none is wanted.
    """
    heard = sounds.sound(sound) if sound is not None and wants_sound(sample) else None
    return signal(sample) if heard is None else of_sound(heard)


def wants_sound(sample: SampleData) -> bool:
    """Whether this is a sound whose values did not come with the answer, or not all of them."""
    return is_sound(sample) and len(sample.payload.values) < max(sample.total_payload_length or 0, 1)


def of_sound(sound: sounds.Sound) -> Signal:
    """A sound over time."""
    return Signal(sound.values[:, np.newaxis].astype(np.float64), ("sound",), 1000 / sound.frequency_hz)


def streams(sample: SampleData) -> Streams:
    """The streams of a sample that was recorded at several rates; none of any other."""
    said = {
        each.index if each.index is not None else at: each for at, each in enumerate(sample.sample.datastreams or ())
    }
    came = {
        each.index if each.index is not None else at: each.payload
        for at, each in enumerate(sample.datastream_payloads or ())
    }
    drawn, missing = [], []
    for index in sorted({*said, *came}):
        stream, payload = said.get(index), came.get(index)
        sensors = (stream.sensors if stream else None) or (payload.sensors if payload else [])
        interval_ms = _interval_ms(stream) if stream else None
        found = _signal(payload, sensors, interval_ms) if payload else None
        if found is not None:
            drawn.append(found)
        else:
            missing.append(", ".join(map(_named, sensors)) or f"stream {index}")
    return Streams(tuple(drawn), tuple(missing))


def _signal(payload: Payload, sensors: Sequence[Sensor], interval_ms: float | None) -> Signal | None:
    """The values of a payload, whose own sensors and interval go before those that are said of it."""
    interval = _interval_ms(payload) or interval_ms
    names = payload.sensors or sensors
    lengths = {len(row) for row in payload.values}
    if not interval or not names or lengths != {len(names)} or any(each.name == "image" for each in names):
        return None
    values = np.array(payload.values, dtype=np.float64)
    values[np.abs(values) > LARGEST_NUMBER] = np.nan
    return Signal(values, tuple(map(_named, names)), interval)


def _interval_ms(of: Payload | Datastream) -> float | None:
    """Milliseconds between two rows, by interval or else by frequency; None where neither is usable."""
    if of.interval_ms and np.isfinite(of.interval_ms) and of.interval_ms > 0:
        return of.interval_ms
    return 1000 / of.frequency_hz if of.frequency_hz and np.isfinite(of.frequency_hz) and of.frequency_hz > 0 else None


def _named(sensor: Sensor) -> str:
    return f"{sensor.name} [{sensor.units}]" if sensor.units else sensor.name


def strip(recording: Signal | None, windows: Windows, result: Decided, theme: palette.Theme) -> go.Figure:
    """Expected labels, one row of clickable windows per candidate, and the signal with its flips shaded.

    Args:
        recording: The signal; without one (an image, say) the rows above it stand alone.
        windows: The windows over it.
        result: What the variants decide.
        theme: Light or dark.

    Returns:
        A figure whose window markers carry the window's index as ``customdata``. Long signals are thinned to
        what a screen can show, peaks kept; more than ``ROWS`` sensors are cut, and the figure says so.
    """
    harm = axis.harm_by_window(flips(result), windows.count)
    grid = axis.columns(windows, harm.astype(np.float64))
    expected = any(label is not None for label in result.expected)
    heads = (["expected"] if expected else []) + [each.variant for each in candidates(result)]
    sensors = recording.sensors[:ROWS] if recording else ()
    rows = _Rows(tuple(heads), sensors)
    traces = _shading(grid, flips(result), (rows.top, rows.floor), theme) if sensors else []
    traces += [_signal_trace(recording, windows, rows, theme)] if recording and sensors else []
    traces += _expected_band(windows, result.expected, theme) if expected else []
    traces += [_windows_trace(grid, result, -float(expected), theme)] if heads[expected:] else []
    end = max(recording.seconds if recording else 0, axis.end_s(windows))
    drawn = {
        "xaxis": axis.axis(windows, theme, range=[-end / 80, end * 81 / 80], showgrid=True),
        "yaxis": rows.axis,
        "showlegend": False,
        "uniformtext": {"mode": "hide", "minsize": 10},
        "margin": {"t": 28},
    }
    height = 72 - rows.floor * ROW_HEIGHT
    return layout.figure(traces, drawn, theme=theme, height=height, name="strip", note=_notes(recording, grid))


def strip_alt(recording: Signal | None, windows: Windows, result: Decided) -> str:
    """The strip in words, for screen readers."""
    what = f"the signal of {', '.join(map(visible, recording.sensors[:ROWS]))}" if recording else "a timeline"
    return f"Flips over {what} in {windows.count} windows. {flips_in_words(windows, result)}"


def _notes(recording: Signal | None, grid: axis.Columns) -> str:
    parts = [axis.thinning_note(grid)]
    if recording and len(recording.sensors) > ROWS:
        parts.append(f"{ROWS} of {len(recording.sensors)} sensors")
    if recording and recording.values.size > POINTS:
        parts.append("signal thinned, peaks kept")
    if recording and recording.rows_in_all:
        parts.append(f"signal: the first {len(recording.values):,} of {recording.rows_in_all:,} rows")
    return " · ".join(part for part in parts if part)


def _signal_trace(recording: Signal, windows: Windows, rows: _Rows, theme: palette.Theme) -> dict[str, Any]:
    """All sensors as one line with gaps, each on its own scale in its own row."""
    points = POINTS // len(rows.sensors)
    lines = [_sensor_line(recording, row, rows.sensor(row), points) for row in range(len(rows.sensors))]
    x = np.concatenate([line.x for line in lines])
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "signal",
        "x": x,
        "y": np.concatenate([line.y for line in lines]),
        "customdata": np.column_stack([_window_at(windows, x), np.concatenate([line.values for line in lines])]),
        "text": [name for line in lines for name in line.names],
        "line": {"color": palette.palette(theme).muted, "width": 1},
        "hovertemplate": "%{text} %{customdata[1]:.4g}<br>at %{x:.3f} s<extra></extra>",
    }


def _window_at(windows: Windows, seconds: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The last window that has begun at each time; what a click on the signal chooses."""
    return np.clip(np.floor(seconds / axis.step_s(windows)), 0, max(windows.count - 1, 0))


def _sensor_line(recording: Signal, sensor: int, centre: float, points: int) -> _Line:
    values = np.where(np.isfinite(recording.values[:, sensor]), recording.values[:, sensor], np.nan)
    kept = thinned(np.nan_to_num(values), points)
    low, high = (np.nanmin(values), np.nanmax(values)) if not np.isnan(values).all() else (0.0, 0.0)
    scaled = (values[kept] - (low + high) / 2) / ((high - low) or 1) * SIGNAL_HEIGHT * 0.84
    return _Line(
        x=np.append(kept * recording.interval_ms / 1000, np.nan),
        y=np.append(centre + scaled, np.nan).astype(np.float32),
        values=np.append(values[kept], np.nan).astype(np.float32),
        names=[plain(recording.sensors[sensor])] * (len(kept) + 1),
    )


def thinned(values: npt.NDArray[np.float64], points: int) -> npt.NDArray[np.int64]:
    """Which values to draw so that a line of ``points`` looks like all of them; there must be no NaN."""
    if len(values) <= points:
        return np.arange(len(values))
    sampler = _ENVELOPE if len(values) >= ENVELOPE_FROM else _LINE
    return np.asarray(sampler().downsample(values, n_out=points - points % 2), dtype=np.int64)


def _shading(
    grid: axis.Columns, flipped: Sequence[Flips], rows: tuple[float, float], theme: palette.Theme
) -> list[dict[str, Any]]:
    """The spans of flipped windows, one trace of boxes for each harm; overlapping spans become one."""
    harm = np.max([axis.marks(grid, each).harm for each in flipped], axis=0, initial=axis.NO_FLIP)
    traces = []
    for kind in Harm:
        boxes = _united(grid, np.flatnonzero(harm == kind))
        if not boxes:
            continue
        colour = palette.palette(theme).harm(kind)
        traces.append(
            {"type": "scatter", "mode": "lines", "fill": "toself", "hoverinfo": "skip", "name": palette.word(kind)}
            | _boxes(boxes, rows)
            | {
                "fillcolor": _faint(colour, 0.14),
                "line": {"width": int(len(boxes) <= FEW_BOXES), "color": _faint(colour, 0.45)},
            }
        )
    return traces


def _united(grid: axis.Columns, flipped: npt.NDArray[np.intp]) -> list[tuple[float, float]]:
    """Spans in seconds that cover the windows of the flipped columns."""
    spans: list[tuple[float, float]] = []
    length = axis.size_s(grid.windows) + (grid.per_column - 1) * axis.step_s(grid.windows)
    for column in flipped.tolist():
        start = column * grid.step_s
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], start + length)
        else:
            spans.append((start, start + length))
    return spans


def _boxes(spans: Sequence[tuple[float, float]], rows: tuple[float, float]) -> dict[str, Any]:
    """The outlines of boxes as one line with gaps."""
    top, bottom = rows
    x = [at for start, end in spans for at in (start, end, end, start, start, None)]
    return {"x": x, "y": [top, top, bottom, bottom, top, None] * len(spans)}


def _faint(colour: str, opacity: float) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def _expected_band(windows: Windows, expected: npt.NDArray[np.object_], theme: palette.Theme) -> list[dict[str, Any]]:
    """The expected labels: a dashed box for each run of windows, named where there is room."""
    of = palette.palette(theme)
    runs = [(label, [window for window, _ in run]) for label, run in groupby(enumerate(expected), key=lambda at: at[1])]
    known = [(label, run[0], run[-1]) for label, run in runs if label is not None]
    step = axis.step_s(windows)
    spans = [
        (first * step, (last + 1) * step if last + 1 < windows.count else axis.end_s(windows))
        for _, first, last in known
    ]
    outline: dict[str, Any] = {"type": "scatter", "mode": "lines", "hoverinfo": "skip"}
    outline |= {"name": "expected", "line": {"color": of.expected, "width": 1, "dash": "dash"}}
    # Bars carry the names, since plotly leaves out what does not fit into a bar.
    names: dict[str, Any] = {"type": "bar", "orientation": "h", "name": "expected labels", "width": 0.76}
    names |= {
        "y": [-0.5] * len(spans),
        "base": [start for start, _ in spans],
        "x": [end - start for start, end in spans],
    }
    names |= {"text": [title(label, 24) for label, *_ in known], "textposition": "inside", "textangle": 0}
    names |= {"insidetextanchor": "middle", "textfont": {"color": of.expected, "size": layout.SMALL}}
    names |= {"marker": {"color": of.surface, "line": {"width": 0}}, "hoverinfo": "text"}
    names |= {"unselected": {"marker": {"opacity": 1}, "textfont": {"color": of.expected}}}
    names |= {"hovertext": [f"expected: {plain(label)}" for label, *_ in known]}
    return [outline | _boxes(spans, (-0.12, -0.88)), names]


def _windows_trace(grid: axis.Columns, result: Decided, top: float, theme: palette.Theme) -> dict[str, Any]:
    """One marker per candidate and window (or column), flips drawn last, so that nothing hides them."""
    rows = [(place, axis.marks(grid, flipped)) for place, flipped in enumerate(flips(result))]
    harm = np.concatenate([marks.harm for _, marks in rows])
    order = np.argsort(harm, kind="stable")
    texts = [text for _, marks in rows for text in marked_in_words(result, grid, marks)]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "windows",
        "x": np.tile(grid.centre_s, len(rows))[order],
        "y": np.concatenate([np.full(len(marks.harm), top - place - 0.5) for place, marks in rows])[order],
        "customdata": np.concatenate([marks.window for _, marks in rows])[order].tolist(),
        "hovertext": [texts[at] for at in order],
        "hoverinfo": "text",
        "marker": looks.marker(harm[order], theme),
        "cliponaxis": False,
        "unselected": {"marker": {"opacity": 1}},
    }
