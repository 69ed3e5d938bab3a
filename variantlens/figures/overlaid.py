"""Scores of all variants as lines, one row per label."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from variantlens.comparison.scores import ScoresComparison
from variantlens.comparison.windows import Windows
from variantlens.comparison.wording import number
from variantlens.figures import layout, lines, palette
from variantlens.figures import windows as axis
from variantlens.figures.captions import flips_in_words, window_in_words
from variantlens.figures.labels import chosen, cut_note
from variantlens.text import plain, title, visible

LABELS = 6
"""Rows unless more are asked for."""
POINTS = 12_000
"""Points of all lines together."""
ROW_HEIGHT = 64
ROW = 1.3
"""Distance of two rows, in scores: 1 for the scores and a gap."""


def overlaid(
    windows: Windows, result: ScoresComparison, theme: palette.Theme, labels: Sequence[str] | None = None
) -> go.Figure:
    """One row per label, all variants as lines over the same 0..1, the reference solid, candidates dashed.

    Args:
        windows: The windows.
        result: Their scores.
        theme: Light or dark.
        labels: The labels to draw; those that matter unless said otherwise.

    Returns:
        A figure with one trace per variant, one for the thresholds and one for the flips, whose markers carry
        the window's index. Long lines are thinned, peaks and flips kept, and the figure says so.
    """
    names, at = chosen(result, labels, LABELS)
    tops = np.array([-ROW * row for row in range(len(names))])
    points = max(200, POINTS // max(len(at) * len(result.variants), 1))
    flipped = np.flatnonzero(axis.harm_by_window([pair.flips for pair in result.pairs], windows.count) >= 0)
    traces = [_line(windows, result, place, at, (flipped, points), theme) for place in range(len(result.variants))]
    traces += [_threshold(windows, result, tops, theme)] if result.threshold is not None else []
    traces += [_flips(windows, result, at, theme)] if len(flipped) else []
    drawn = {
        "xaxis": axis.axis(windows, theme),
        "yaxis": _row_axis(names, tops),
        "shapes": _row_frames(tops, theme),
    }
    thinned = "lines thinned, peaks and flips kept" if windows.count > points else ""
    note = " · ".join(filter(None, [cut_note(result, names), thinned]))
    height = len(names) * ROW_HEIGHT + 76
    return layout.figure(traces, drawn, theme=theme, height=height, name="scores overlaid", note=note)


def overlaid_alt(windows: Windows, result: ScoresComparison) -> str:
    """The lines in words, for screen readers."""
    names = " and ".join(visible(each.variant) for each in result.variants)
    limit = "" if result.threshold is None else f" against the threshold of {number(result.threshold)}"
    return f"Scores of {names} over {windows.count} windows{limit}. {flips_in_words(windows, result)}"


def _reach(result: ScoresComparison) -> tuple[float, float]:
    """0..1, or as far as the scores go beyond."""
    scores = [each.scores[np.isfinite(each.scores)] for each in result.variants]
    low = min([0.0, *(float(each.min()) for each in scores if each.size)])
    return low, max([1.0, *(float(each.max()) for each in scores if each.size)])


def _line(
    windows: Windows,
    result: ScoresComparison,
    place: int,
    at: axis.Indices,
    thinning: tuple[axis.Indices, int],
    theme: palette.Theme,
) -> dict[str, Any]:
    """The scores of a variant, row under row with gaps between; each point knows every variant's score."""
    low, high = _reach(result)
    every = np.stack([each.scores for each in result.variants], axis=-1)
    kept = [lines.kept(every[:, column, place], *thinning) for column in at]
    heights = [
        (every[drawn, column, place] - low) / (high - low) - ROW * row
        for row, (drawn, column) in enumerate(zip(kept, at, strict=True))
    ]
    details = [np.column_stack([drawn, every[drawn, column]]) for drawn, column in zip(kept, at, strict=True)]
    hover = [f"{plain(each.variant)} %{{customdata[{1 + other}]:.4f}}" for other, each in enumerate(result.variants)]
    where = "at %{x} s · window %{customdata[0]:,.0f}" if windows.timed else "window %{customdata[0]:,.0f}"
    rows = zip(kept, at, strict=True)
    return lines.style(place, result.variants[place].variant, theme, windows.count) | {
        "x": lines.joined([drawn * axis.step_s(windows) for drawn in kept]),
        "y": lines.joined(heights).astype(np.float32),
        "customdata": lines.joined(details).astype(np.float32),
        "text": [plain(result.labels[column]) for drawn, column in rows for _ in range(len(drawn) + 1)],
        "hovertemplate": "<br>".join(["<b>%{text}</b>", where, *hover]) + "<extra></extra>",
    }


def _threshold(windows: Windows, result: ScoresComparison, tops: axis.Floats, theme: palette.Theme) -> dict[str, Any]:
    """The threshold in every row, one line with gaps."""
    low, high = _reach(result)
    height = ((result.threshold or 0) - low) / (high - low)
    ends = np.array([-0.5, max(windows.count, 1) - 0.5]) * axis.step_s(windows)
    return lines.threshold([ends] * len(tops), [np.full(2, height + top) for top in tops], result.threshold, theme)


def _flips(windows: Windows, result: ScoresComparison, at: axis.Indices, theme: palette.Theme) -> dict[str, Any]:
    """The flips of all candidates, each in the row of the label whose score changed most."""
    low, high = _reach(result)
    harm = axis.harm_by_window([pair.flips for pair in result.pairs], windows.count)
    grid = axis.columns(windows, harm.astype(np.float64))
    x, y, kinds, chosen_windows, texts = [], [], [], [], []
    for pair in result.pairs:
        marks = axis.marks(grid, pair.flips)
        shown = marks.window[marks.harm != axis.NO_FLIP]
        rows = np.nan_to_num(np.abs(pair.change[np.ix_(shown, at)])).argmax(axis=1)
        x.append(shown * axis.step_s(windows))
        y.append((pair.candidate.scores[shown, at[rows]] - low) / (high - low) - ROW * rows)
        kinds.append(marks.harm[marks.harm != axis.NO_FLIP])
        chosen_windows += shown.tolist()
        texts += [window_in_words(windows, result, int(window), marks) for window in shown]
    return lines.clickable(np.concatenate(x), np.concatenate(y), chosen_windows, texts) | {
        "marker": axis.markers(np.concatenate(kinds), theme)
    }


def _row_axis(names: Sequence[str], tops: axis.Floats) -> dict[str, Any]:
    return {
        "range": [float(tops[-1]) - 0.1 if len(tops) else 0, 1.1],
        "tickvals": tops + 0.5,
        "ticktext": [title(name, layout.NAME_LIMIT) for name in names],
        "tickfont": {"family": layout.WORDS},
        "fixedrange": True,
        "showgrid": False,
    }


def _row_frames(tops: axis.Floats, theme: palette.Theme) -> list[dict[str, Any]]:
    """A frame for each row, from the lowest score to the highest."""
    look = {"type": "rect", "layer": "below", "line": {"width": 1, "color": palette.palette(theme).grid}}
    return [
        look | {"xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": float(top), "y1": float(top) + 1} for top in tops
    ]
