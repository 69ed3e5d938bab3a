"""Scores of all variants as lines, one row per label."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from variantlens.comparison.scores import ScoresComparison
from variantlens.comparison.windows import Windows
from variantlens.figures import layout, lines, looks, palette
from variantlens.figures import windows as axis
from variantlens.figures.captions import flips_in_words, marked_in_words
from variantlens.figures.hovering import hover_decimals
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
    rows = _Rows(at, axis.reach((each.scores for each in result.variants), 0.0, 1.0))
    tops = np.array([-ROW * row for row in range(len(names))])
    points = max(200, POINTS // max(len(at) * len(result.variants), 1))
    flipped = np.flatnonzero(axis.harm_by_window([pair.flips for pair in result.pairs], windows.count) >= 0)
    traces = [_line(windows, result, place, rows, (flipped, points), theme) for place in range(len(result.variants))]
    traces += [_threshold(windows, result.threshold, rows, theme)] if result.threshold is not None and names else []
    traces += [_flips(windows, result, rows, theme)] if len(flipped) and names else []
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
    limit = "" if result.threshold is None else f" against the threshold of {result.threshold:g}"
    return f"Scores of {names} over {windows.count} windows{limit}. {flips_in_words(windows, result)}"


@dataclass(frozen=True)
class _Rows:
    """The rows of the figure: which label each shows, and the scores that fill it."""

    columns: axis.Indices
    reach: tuple[float, float]

    def height(self, scores: axis.Floats, row: axis.Indices | int) -> axis.Floats:
        """Where scores stand in a row."""
        low, high = self.reach
        return np.asarray((scores - low) / (high - low) - ROW * row, dtype=np.float64)


def _line(
    windows: Windows,
    result: ScoresComparison,
    place: int,
    rows: _Rows,
    thinning: tuple[axis.Indices, int],
    theme: palette.Theme,
) -> dict[str, Any]:
    """The scores of a variant, row under row with gaps between; each point knows every variant's score."""
    own = result.variants[place].scores
    kept = [(column, lines.kept(own[:, column], *thinning)) for column in rows.columns.tolist()]
    heights = [rows.height(own[drawn, column], row) for row, (column, drawn) in enumerate(kept)]
    details = [
        np.column_stack([drawn, *(each.scores[drawn, column] for each in result.variants)]) for column, drawn in kept
    ]
    decimals = hover_decimals([each.scores for each in result.variants])
    hover = [
        f"{plain(each.variant)} %{{customdata[{1 + other}]:.{decimals}f}}" for other, each in enumerate(result.variants)
    ]
    where = "at %{x} · window %{customdata[0]:,.0f}" if windows.timed else "window %{customdata[0]:,.0f}"
    return lines.style(place, result.variants[place].variant, theme, windows.count) | {
        "x": lines.joined([drawn * axis.step_s(windows) for _, drawn in kept]),
        "y": lines.joined(heights).astype(np.float32),
        "customdata": lines.joined(details).astype(np.float32),
        "text": [plain(result.labels[column]) for column, drawn in kept for _ in range(len(drawn) + 1)],
        "hovertemplate": "<br>".join(["<b>%{text}</b>", where, *hover]) + "<extra></extra>",
    }


def _threshold(windows: Windows, value: float, rows: _Rows, theme: palette.Theme) -> dict[str, Any]:
    """The threshold in every row, one line with gaps."""
    ends = np.array([-0.5, max(windows.count, 1) - 0.5]) * axis.step_s(windows)
    every = range(len(rows.columns))
    return lines.threshold([ends for _ in every], [rows.height(np.full(2, value), row) for row in every], value, theme)


def _flips(windows: Windows, result: ScoresComparison, rows: _Rows, theme: palette.Theme) -> dict[str, Any]:
    """The flips of all candidates, each in the row of the label whose score changed most."""
    harm = axis.harm_by_window([pair.flips for pair in result.pairs], windows.count)
    grid = axis.columns(windows, harm.astype(np.float64))
    at, y, kinds, texts = [], [], [], []
    for pair in result.pairs:
        marks = axis.marks(grid, pair.flips)
        flipped = np.flatnonzero(marks.harm != axis.NO_FLIP)
        shown = marks.window[flipped]
        row = np.nan_to_num(np.abs(pair.change[np.ix_(shown, rows.columns)])).argmax(axis=1)
        at.append(shown)
        y.append(rows.height(pair.candidate.scores[shown, rows.columns[row]], row))
        kinds.append(marks.harm[flipped])
        words = marked_in_words(result, grid, marks)
        texts += [words[column] for column in flipped.tolist()]
    chosen_windows = np.concatenate(at)
    return lines.clickable(chosen_windows * axis.step_s(windows), np.concatenate(y), chosen_windows, texts) | {
        "marker": looks.marker(np.concatenate(kinds), theme)
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
