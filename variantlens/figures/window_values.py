"""The raw values of one window, a row for each sensor on its own scale."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from variantlens.comparison.windows import Windows
from variantlens.figures import layout, palette
from variantlens.figures.signal import POINTS, ROWS, Signal, thinned
from variantlens.text import plain, visible

ROW_HEIGHT = 68
NAME_HEIGHT = 16
"""Of a row's height what its name takes."""


def part(recording: Signal, windows: Windows, window: int) -> Signal | None:
    """The values of one window of a recording; None where the recording does not reach to its end.

    A window begins and ends at the rows that are nearest to its times.
    """
    if not windows.timed or not 0 <= window < windows.count:
        return None
    begin = round(windows.start_ms[window] / recording.interval_ms)
    end = begin + max(round(windows.size_ms / recording.interval_ms), 1)
    if end > len(recording.values):
        return None
    return Signal(recording.values[begin:end], recording.sensors, recording.interval_ms)


def lines(values: Signal, begin_s: float, theme: palette.Theme) -> go.Figure:
    """Each sensor's values over time.

    Args:
        values: Of one window.
        begin_s: When the window begins, in seconds.
        theme: Light or dark.

    Returns:
        A figure of at most ``ROWS`` sensors, which says so if there are more; long windows are thinned.
    """
    shown = values.sensors[:ROWS]
    changes: dict[str, Any] = {"showlegend": False, "margin": {"t": 12}, "annotations": []}
    changes["xaxis"] = {
        "ticksuffix": " s",
        "anchor": _axis(len(shown) - 1),
        "range": [begin_s, begin_s + values.seconds],
    }
    for row, name in enumerate(shown):
        top, bottom = 1 - row / len(shown), 1 - (row + 1) / len(shown)
        changes[f"yaxis{row + 1 if row else ''}"] = {
            "domain": [bottom, top - NAME_HEIGHT / ROW_HEIGHT / len(shown)],
            "nticks": 4,
        }
        changes["annotations"].append(layout.row_name(name, top, theme))
    cut = f"{ROWS} of {len(values.sensors)} sensors" if len(values.sensors) > ROWS else ""
    traces = [_line(values, row, begin_s, theme) for row in range(len(shown))]
    height = 48 + ROW_HEIGHT * len(shown)
    return layout.figure(traces, changes, theme=theme, height=height, name="window values", note=cut)


def _axis(row: int) -> str:
    """Plotly's name of a row's y axis in a trace."""
    return f"y{row + 1}" if row else "y"


def _line(values: Signal, row: int, begin_s: float, theme: palette.Theme) -> dict[str, Any]:
    column = np.where(np.isfinite(values.values[:, row]), values.values[:, row], np.nan)
    kept = thinned(np.nan_to_num(column), POINTS // min(len(values.sensors), ROWS))
    name = plain(values.sensors[row])
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": begin_s + kept * values.interval_ms / 1000,
        "y": column[kept],
        "yaxis": _axis(row),
        "line": {"color": palette.palette(theme).muted, "width": 1.2},
        "hovertemplate": f"{name} %{{y:.5g}}<br>at %{{x:.3f}} s<extra></extra>",
    }


def lines_alt(values: Signal, begin_s: float) -> str:
    """The figure in words, for screen readers."""
    spans = [
        f"{visible(name)} from {np.min(column):.4g} to {np.max(column):.4g}"
        for name, column in zip(values.sensors[:ROWS], values.values.T, strict=False)
        if np.isfinite(column).all() and len(column)
    ]
    return f"Raw values from {begin_s:g} s to {begin_s + values.seconds:g} s: {'; '.join(spans)}."
