"""The whole recording over time with a range slider below: a row for each sensor, the labels of its parts above.

Of a sound also the spectrogram. The strip of flips shows where variants differ; this shows what was recorded, to
look into at leisure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from variantlens.comparison.windows import Windows
from variantlens.comparison.wording import counted
from variantlens.figures import layout, palette
from variantlens.figures.signal import ROWS, Signal, thinned
from variantlens.figures.spectrogram import Levels, spectrogram, spectrogram_alt
from variantlens.service.schema import Sample, StructuredLabel
from variantlens.text import plain, title, visible

POINTS = 16_000
"""Points over all rows: five times what a screen shows, so that there is more to see where somebody looks closer."""
LABELS = 300
"""Labelled parts that are drawn; more would be a solid bar."""
ROW_HEIGHT = 66
NAME_HEIGHT = 16
"""Of a row's height what its name takes."""
SPECTROGRAM_HEIGHT = 190
BAND_HEIGHT = 26
SLIDER_HEIGHT = 44
MARGINS = {"t": 12, "b": 8}
TICKS_HEIGHT = 64
"""Room for the times above and below the slider."""


@dataclass(frozen=True)
class Marked:
    """What is marked on a recording.

    Attributes:
        labels: The parts that have a label of their own, in rows of the sample.
        interval_ms: Time between two of these rows.
        span: Begin and end of the chosen window, in seconds; None where none is chosen.
    """

    labels: Sequence[StructuredLabel] = ()
    interval_ms: float = 0
    span: tuple[float, float] | None = None


def marked(sample: Sample, windows: Windows, window: int | None) -> Marked:
    """The labels of a sample where their place in time is known, and so the chosen window."""
    labels = tuple(sample.structured_labels or ()) if sample.interval_ms else ()
    if window is None or not windows.timed or not 0 <= window < windows.count:
        return Marked(labels, sample.interval_ms or 0)
    begin = float(windows.start_ms[window]) / 1000
    return Marked(labels, sample.interval_ms or 0, (begin, begin + windows.size_ms / 1000))


def recorded(
    recording: Signal, marks: Marked, theme: palette.Theme, levels: Levels | None = None, narrow: bool = False
) -> go.Figure:
    """Each sensor's values in a row of its own, at most ``ROWS``; long recordings are thinned, peaks kept.

    Args:
        recording: What was recorded.
        marks: Labels, drawn above the rows, and a span, shaded.
        theme: Light or dark.
        levels: The spectrogram of a sound, drawn above the rows.
        narrow: Whether the page is a phone's: the spectrogram's colours are explained on hover only.
    """
    places = _places(recording, marks, levels)
    traces = [_line(recording, row, theme) for row in range(places.sensors)]
    height = places.whole + SLIDER_HEIGHT + TICKS_HEIGHT
    changes: dict[str, Any] = {"showlegend": False, "margin": MARGINS, "annotations": []}
    slider = _slider(height, places.sensors, theme)
    changes["xaxis"] = {
        "ticksuffix": " s",
        "range": [0, recording.seconds],
        "anchor": _axis("y", places.sensors - 1),
        "rangeslider": slider | {"range": [0, recording.seconds]},
    }
    for row, name in enumerate(recording.sensors[:ROWS]):
        top = places.top(row)
        changes[_axis("yaxis", row)] = _scale(places.part(top + NAME_HEIGHT, ROW_HEIGHT - NAME_HEIGHT))
        changes["annotations"].append(layout.row_name(name, places.height(top), theme))
    if levels is not None:
        row, top = places.sensors, places.band
        part = places.part(top + NAME_HEIGHT, SPECTROGRAM_HEIGHT - NAME_HEIGHT)
        traces.append(_spectrogram(levels, row, part, theme, narrow=narrow))
        changes[_axis("yaxis", row)] = _scale(part) | {"ticksuffix": " Hz", "showgrid": False}
        changes["annotations"].append(layout.row_name("spectrogram", places.height(top), theme))
    if marks.labels:
        changes[_axis("yaxis", len(traces))] = _scale(places.part(0, 0.8 * BAND_HEIGHT)) | {
            "range": [0, 1],
            "visible": False,
        }
        traces.append(_labels(marks, len(traces), theme))
    if marks.span:
        changes["shapes"] = [_shade(marks.span, theme)]
    return layout.figure(traces, changes, theme=theme, height=height, name="recording")


def recorded_alt(recording: Signal, marks: Marked, levels: Levels | None = None) -> str:
    """The figure in words, for screen readers."""
    heard = "" if levels is None else f" {spectrogram_alt(levels)}"
    names = ", ".join(map(visible, recording.sensors[:ROWS]))
    labelled = f", with the labels of {counted(len(marks.labels), 'part')}" if marks.labels else ""
    return (
        f"The whole recording of {recording.seconds:.4g} s: {names}{labelled}. A slider below narrows the time.{heard}"
    )


def left_out(recording: Signal, marks: Marked) -> str:
    """What is not drawn, in words; empty where all is."""
    parts = []
    if len(recording.sensors) > ROWS:
        parts.append(f"{ROWS} of {len(recording.sensors)} sensors")
    if len(marks.labels) > LABELS:
        parts.append(f"the first {LABELS} of {len(marks.labels)} labels")
    if len(recording.values) > _points(recording):
        parts.append("thinned, peaks kept; a window's raw values are whole")
    return " · ".join(parts)


def _points(recording: Signal) -> int:
    """Points of one row."""
    return POINTS // min(len(recording.sensors), ROWS)


def _axis(name: str, row: int) -> str:
    """Plotly's name of a row's axis: ``y`` in a trace, ``yaxis`` in a layout."""
    return f"{name}{row + 1}" if row else name


@dataclass(frozen=True)
class _Places:
    """Where the rows are, in pixels from the top of the plot.

    Attributes:
        band: Height of the labels above all.
        above: Height of what else stands above the lines.
        sensors: How many rows have a line.
        whole: Height of the plot.
    """

    band: int
    above: int
    sensors: int
    whole: int

    def top(self, row: int) -> int:
        """Upper edge of a line's row."""
        return self.band + self.above + row * ROW_HEIGHT

    def height(self, top: float) -> float:
        """A place in plotly's measure, 0..1 from below."""
        return 1 - top / self.whole

    def part(self, top: float, size: float) -> tuple[float, float]:
        """Lower and upper end of what begins at ``top``, in plotly's measure."""
        return max(self.height(top + size), 0.0), self.height(top)


def _places(recording: Signal, marks: Marked, levels: Levels | None) -> _Places:
    sensors, band = min(len(recording.sensors), ROWS), BAND_HEIGHT if marks.labels else 0
    above = 0 if levels is None else SPECTROGRAM_HEIGHT
    return _Places(band, above, sensors, band + above + ROW_HEIGHT * sensors)


def _scale(domain: tuple[float, float]) -> dict[str, Any]:
    return {"domain": list(domain), "nticks": 4, "fixedrange": True}


def _slider(height: int, lines: int, theme: palette.Theme) -> dict[str, Any]:
    """The slider of a figure; plotly counts its height as a part of the figure's within the margins.

    It would draw all rows: those that are no lines are given a reach in which they have nothing. Plotly.js knows the
    slider's further axes, which plotly.py does not.
    """
    look = {"visible": True, "bordercolor": palette.palette(theme).border, "borderwidth": 1}
    nothing = {"rangemode": "fixed", "range": [-2e9, -1e9]}
    others = {_axis("yaxis", row): nothing for row in range(lines, lines + 2)}
    return look | others | {"thickness": SLIDER_HEIGHT / (height - sum(MARGINS.values()))}


def _spectrogram(
    levels: Levels, row: int, part: tuple[float, float], theme: palette.Theme, *, narrow: bool
) -> dict[str, Any]:
    trace = spectrogram(levels, theme) | {"yaxis": _axis("y", row), "showscale": not narrow}
    trace["colorbar"] |= {"y": sum(part) / 2, "len": part[1] - part[0]}
    return trace


def _line(recording: Signal, row: int, theme: palette.Theme) -> dict[str, Any]:
    values = np.where(np.isfinite(recording.values[:, row]), recording.values[:, row], np.nan)
    kept = thinned(np.nan_to_num(values), _points(recording))
    name = plain(recording.sensors[row])
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": kept * recording.interval_ms / 1000,
        "y": values[kept].astype(np.float32),
        "yaxis": _axis("y", row),
        "line": {"color": palette.palette(theme).muted, "width": 1.2},
        "hovertemplate": f"{name} %{{y:.5g}}<br>at %{{x:.3f}} s<extra></extra>",
    }


def _labels(marks: Marked, row: int, theme: palette.Theme) -> dict[str, Any]:
    """Bars carry the names, since plotly leaves out what does not fit into a bar."""
    of, step = palette.palette(theme), marks.interval_ms / 1000
    parts = marks.labels[:LABELS]
    return {
        "type": "bar",
        "orientation": "h",
        "name": "labels",
        "y": [0.5] * len(parts),
        "width": 0.9,
        "base": [each.start_index * step for each in parts],
        "x": [(each.end_index + 1 - each.start_index) * step for each in parts],
        "yaxis": _axis("y", row),
        "text": [title(each.label, 24) for each in parts],
        "textposition": "inside",
        "textangle": 0,
        "insidetextanchor": "middle",
        "textfont": {"color": of.expected, "size": layout.SMALL},
        "marker": {"color": of.surface, "line": {"color": of.expected, "width": 1}},
        "hovertext": [
            f"{plain(each.label)}<br>{each.start_index * step:.3f} to {(each.end_index + 1) * step:.3f} s"
            for each in parts
        ],
        "hoverinfo": "text",
    }


def _shade(span: tuple[float, float], theme: palette.Theme) -> dict[str, Any]:
    """The chosen window, behind everything."""
    look = {"fillcolor": palette.palette(theme).reference, "opacity": 0.12, "line": {"width": 0}, "layer": "below"}
    return {"type": "rect", "xref": "x", "yref": "paper", "x0": span[0], "x1": span[1], "y0": 0, "y1": 1} | look
