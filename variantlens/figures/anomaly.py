"""Anomaly scores of each variant over time, against their threshold."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from variantlens.comparison.anomaly import AnomalyComparison
from variantlens.comparison.windows import Windows
from variantlens.comparison.wording import counted, number
from variantlens.figures import layout, lines, looks, palette
from variantlens.figures import windows as axis
from variantlens.figures.captions import flips_in_words, marked_in_words
from variantlens.figures.hovering import hover_decimals_of_values
from variantlens.text import plain, visible

HEIGHT = 260
POINTS = 2000
TAIL = 4.0
"""A view that leaves out scores is at least so many times shorter than one that shows them all."""
HIDDEN_SHARE = 2.0
"""Percent of the scores, on either side, that a shortened view may leave out."""
MARGIN = 0.08
"""Room above and below the scores, as a part of their range."""

Reach = tuple[float, float]


def timeline(windows: Windows, result: AnomalyComparison, theme: palette.Theme) -> go.Figure:
    """The score of each variant against the threshold, flips marked; the reference solid, candidates dashed.

    Args:
        windows: The windows.
        result: Their scores.
        theme: Light or dark.

    Returns:
        A figure with one trace per variant, one for the threshold and one for the flips, whose markers carry
        the window's index. Where a few scores are far beyond the others, as log-likelihoods are, the view
        leaves them out and says so; a double click shows them.
    """
    full, view = _reaches(result)
    flipped = np.flatnonzero(axis.harm_by_window([pair.flips for pair in result.pairs], windows.count) >= 0)
    traces = [_line(windows, result, place, flipped, theme) for place in range(len(result.variants))]
    if result.threshold is not None:
        ends = np.array([-0.5, max(windows.count, 1) - 0.5]) * axis.step_s(windows)
        traces.append(lines.threshold([ends], [np.full(2, result.threshold)], result.threshold, theme))
    traces += [_flips(windows, result, view, theme)] if len(flipped) else []
    drawn = {
        "xaxis": axis.axis(windows, theme),
        "yaxis": {"range": _with_margin(view), "title": {"text": "anomaly score"}, "nticks": 6},
    }
    return layout.figure(
        traces, drawn, theme=theme, height=HEIGHT, name="anomaly scores", note=_note(windows, result, full, view)
    )


def timeline_alt(windows: Windows, result: AnomalyComparison) -> str:
    """The timeline in words, for screen readers."""
    (low, high), _ = _reaches(result)
    names = " and ".join(visible(each.variant) for each in result.variants)
    limit = "" if result.threshold is None else f" against the threshold of {result.threshold:g}"
    return (
        f"Anomaly scores of {names} over {windows.count} windows, from {number(low)} to {number(high)}{limit}. "
        f"{flips_in_words(windows, result)}"
    )


def _reaches(result: AnomalyComparison) -> tuple[Reach, Reach]:
    """From the lowest to the highest score, and what the view shows of it; both with the threshold."""
    scores = np.concatenate([each.scores[np.isfinite(each.scores)] for each in result.variants])
    limits = [] if result.threshold is None else [result.threshold]
    if not scores.size:
        whole = (min([0.0, *limits]), max([1.0, *limits]))
        return whole, whole
    full = (min([float(scores.min()), *limits]), max([float(scores.max()), *limits]))
    near, far = np.percentile(scores, [HIDDEN_SHARE, 100 - HIDDEN_SHARE])
    room = (far - near) / 2
    view = (max(full[0], min([near - room, *limits])), min(full[1], max([far + room, *limits])))
    shortened = view[1] > view[0] and full[1] - full[0] > TAIL * (view[1] - view[0])
    return full, view if shortened else full


def _with_margin(reach: Reach) -> list[float]:
    room = (reach[1] - reach[0] or 1.0) * MARGIN
    return [reach[0] - room, reach[1] + room]


def _note(windows: Windows, result: AnomalyComparison, full: Reach, view: Reach) -> str:
    parts = ["lines thinned, peaks and flips kept"] if windows.count > POINTS else []
    if view != full:
        low, high = _with_margin(view)
        beyond = np.any([(each.scores < low) | (each.scores > high) for each in result.variants], axis=0)
        hidden = counted(int(beyond.sum()), "window")
        parts.append(f"{hidden} beyond this view, scores reach {number(full[0])} to {number(full[1])}")
    return " · ".join(parts)


def _line(
    windows: Windows, result: AnomalyComparison, place: int, flipped: axis.Indices, theme: palette.Theme
) -> dict[str, Any]:
    every = np.stack([each.scores for each in result.variants], axis=-1)
    drawn = lines.kept(every[:, place], flipped, POINTS)
    decimals = hover_decimals_of_values([each.scores for each in result.variants])
    hover = [
        f"{plain(each.variant)} %{{customdata[{1 + other}]:.{decimals}f}}" for other, each in enumerate(result.variants)
    ]
    where = "at %{x} · window %{customdata[0]:,.0f}" if windows.timed else "window %{customdata[0]:,.0f}"
    return lines.style(place, result.variants[place].variant, theme, windows.count) | {
        "x": drawn * axis.step_s(windows),
        "y": every[drawn, place],
        "customdata": np.column_stack([drawn, every[drawn]]),
        "hovertemplate": "<br>".join([where, *hover]) + "<extra></extra>",
    }


def _flips(windows: Windows, result: AnomalyComparison, view: Reach, theme: palette.Theme) -> dict[str, Any]:
    """The flips of all candidates; those beyond the view lie at its edge."""
    harm = axis.harm_by_window([pair.flips for pair in result.pairs], windows.count)
    grid = axis.columns(windows, harm.astype(np.float64))
    low, high = _with_margin(view)
    x, y, kinds, texts = [], [], [], []
    for pair in result.pairs:
        marks = axis.marks(grid, pair.flips)
        shown = marks.window[marks.harm != axis.NO_FLIP]
        x.append(shown)
        y.append(np.clip(pair.candidate.scores[shown], low, high))
        kinds.append(marks.harm[marks.harm != axis.NO_FLIP])
        words = marked_in_words(result, grid, marks)
        texts += [words[at] for at in np.flatnonzero(marks.harm != axis.NO_FLIP)]
    flipped = np.concatenate(x)
    return lines.clickable(flipped * axis.step_s(windows), np.concatenate(y), flipped, texts) | {
        "marker": looks.marker(np.concatenate(kinds), theme)
    }
