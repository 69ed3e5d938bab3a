"""Values of each variant against the expected one: over time with the band of the allowed error, or as dots."""

from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from variantlens.comparison.regression import RegressionComparison, RegressionPair
from variantlens.comparison.windows import Windows
from variantlens.comparison.wording import number, numbers
from variantlens.figures import layout, lines, looks, palette
from variantlens.figures import windows as axis
from variantlens.figures.captions import flips_in_words
from variantlens.figures.hovering import hover_decimals_of_values
from variantlens.figures.value_dots import (
    BAND,
    dots,
    dots_alt,
    faint,
    limit_in_words,
    padded,
    reach,
    said_in_words,
    window_decimals,
)
from variantlens.text import plain, title, visible

__all__ = ["dots", "dots_alt", "timeline", "timeline_alt"]

HEIGHT = 280
POINTS = 2000

Floats = npt.NDArray[np.float64]


def timeline(windows: Windows, result: RegressionComparison, theme: palette.Theme) -> go.Figure:
    """The value of each variant over time, the reference solid, candidates dashed, flips marked.

    Args:
        windows: The windows.
        result: Their values.
        theme: Light or dark.

    Returns:
        A figure with the band of the allowed error around the expected value (around the reference's where
        nothing is expected), the expected value, one trace per variant and one for the flips, whose markers
        carry the window's index. Long lines are thinned, peaks and flips kept, and the figure says so.
    """
    flipped = np.flatnonzero(axis.harm_by_window([pair.flips for pair in result.pairs], windows.count) >= 0)
    traces = _band(windows, result, theme)
    traces += [_line(windows, result, place, flipped, theme) for place in range(len(result.variants))]
    traces += [_flips(windows, result, theme)] if len(flipped) else []
    drawn = {
        "xaxis": axis.axis(windows, theme),
        "yaxis": {"range": padded(result), "title": {"text": title(result.name)}, "nticks": 6},
    }
    note = "lines thinned, peaks and flips kept" if windows.count > POINTS else ""
    return layout.figure(traces, drawn, theme=theme, height=HEIGHT, name="values", note=note)


def timeline_alt(windows: Windows, result: RegressionComparison) -> str:
    """The timeline in words, for screen readers."""
    low, high = reach(result)
    names = " and ".join(visible(each.variant) for each in result.variants)
    return (
        f"Values of {names} over {windows.count} windows, "
        f"from {' to '.join(numbers(low, high))}{limit_in_words(result)}. {flips_in_words(windows, result)}"
    )


def _line(
    windows: Windows, result: RegressionComparison, place: int, flipped: axis.Indices, theme: palette.Theme
) -> dict[str, Any]:
    every = np.stack([*(each.values for each in result.variants), result.expected], axis=-1)
    drawn = lines.kept(every[:, place], flipped, POINTS)
    decimals = hover_decimals_of_values([each.values for each in result.variants])
    hover = [
        f"{plain(each.variant)} %{{customdata[{1 + other}]:.{decimals}f}}" for other, each in enumerate(result.variants)
    ]
    hover += [f"expected %{{customdata[{every.shape[1]}]:.{decimals}f}}"] if np.isfinite(result.expected).any() else []
    where = "at %{x} · window %{customdata[0]:,.0f}" if windows.timed else "window %{customdata[0]:,.0f}"
    return lines.style(place, result.variants[place].variant, theme, windows.count) | {
        "x": drawn * axis.step_s(windows),
        "y": every[drawn, place],
        "customdata": np.column_stack([drawn, every[drawn]]),
        "hovertemplate": "<br>".join([where, *hover]) + "<extra></extra>",
    }


def _band(windows: Windows, result: RegressionComparison, theme: palette.Theme) -> list[dict[str, Any]]:
    """The allowed error around what is expected, as boxes, and the expected value as a dashed line."""
    expects = bool(np.isfinite(result.expected).any())
    centre = result.expected if expects else result.reference.values
    grid = axis.columns(windows, np.zeros(windows.count))
    low, high = _by_column(centre, grid, np.fmin), _by_column(centre, grid, np.fmax)
    if not np.isfinite(low).any():
        return []
    of = palette.palette(theme)
    traces: list[dict[str, Any]] = []
    if result.threshold is not None:
        colour = of.expected if expects else of.reference
        around = "the expected value" if expects else title(result.reference.variant)
        traces.append(
            {"type": "scatter", "mode": "lines", "fill": "toself", "hoverinfo": "skip", "line": {"width": 0}}
            | {"name": f"±{number(result.threshold)} around {around}", "fillcolor": faint(colour, BAND)}
            | _boxes(grid, low - result.threshold, high + result.threshold)
        )
    if expects:
        drawn = lines.kept(result.expected, np.empty(0, dtype=np.intp), POINTS)
        traces.append(
            {"type": "scatter", "mode": "lines", "name": "expected", "hoverinfo": "skip", "connectgaps": False}
            | {"x": drawn * axis.step_s(windows), "y": result.expected[drawn]}
            | {"line": {"color": of.expected, "width": 1, "dash": "dash", "shape": "hvh"}}
        )
    return traces


def _by_column(values: Floats, grid: axis.Columns, least: np.ufunc) -> Floats:
    """The least or the greatest value of each column, NaN where it has none, shape (columns,)."""
    wide = np.full(len(grid.shown) * grid.per_column, np.nan)
    wide[: len(values)] = values
    reduced: Floats = least.reduce(wide.reshape(len(grid.shown), grid.per_column), axis=1)
    return reduced


def _boxes(grid: axis.Columns, low: Floats, high: Floats) -> dict[str, Any]:
    """The outline of a band as one line with gaps; neighbours of the same height share a box."""
    x: list[float | None] = []
    y: list[float | None] = []
    half = grid.step_s / 2
    rows = zip(grid.centre_s.tolist(), low.tolist(), high.tolist(), strict=True)
    for (bottom, top), run in groupby(rows, key=lambda row: row[1:]):
        if bottom != bottom:
            continue
        centres = [centre for centre, *_ in run]
        left, right = centres[0] - half, centres[-1] + half
        x += [left, right, right, left, left, None]
        y += [top, top, bottom, bottom, top, None]
    return {"x": x, "y": y}


def _flips(windows: Windows, result: RegressionComparison, theme: palette.Theme) -> dict[str, Any]:
    """The flips of all candidates, on their values."""
    harm = axis.harm_by_window([pair.flips for pair in result.pairs], windows.count)
    grid = axis.columns(windows, harm.astype(np.float64))
    at: list[axis.Indices] = []
    y, kinds, texts = [], [], []
    for pair in result.pairs:
        marks = axis.marks(grid, pair.flips)
        flips = marks.harm != axis.NO_FLIP
        at.append(marks.window[flips])
        y.append(pair.candidate.values[marks.window[flips]])
        kinds.append(marks.harm[flips])
        texts += [
            _flip_text(windows, result, pair, window, axis.harm_in_words(code, many))
            for window, code, many in zip(
                marks.window[flips].tolist(), marks.harm[flips].tolist(), marks.flips[flips].tolist(), strict=True
            )
        ]
    flipped = np.concatenate(at)
    return lines.clickable(flipped * axis.step_s(windows), np.concatenate(y), flipped, texts) | {
        "marker": looks.marker(np.concatenate(kinds), theme)
    }


def _flip_text(windows: Windows, result: RegressionComparison, pair: RegressionPair, window: int, harm: str) -> str:
    decimals = window_decimals(result, window)
    said = [said_in_words(each, window, decimals) for each in (result.reference, pair.candidate)]
    expected = float(result.expected[window])
    truth = [f"expected: {number(expected, decimals)}"] if expected == expected else []
    return "<br>".join([axis.numbered_span(windows, window), *said, *truth, harm])
