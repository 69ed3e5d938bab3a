"""Scores per label and window: variants side by side, overlaid, and their difference."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from variantlens.comparison.outcomes import UNCERTAIN
from variantlens.comparison.scores import Scores, ScoresComparison, ScoresPair, VariantScores
from variantlens.comparison.steps import in_steps
from variantlens.comparison.windows import Windows
from variantlens.comparison.wording import counted, number, steps
from variantlens.figures import heatmaps, layout, looks, palette
from variantlens.figures import windows as axis
from variantlens.figures.captions import flips_in_words
from variantlens.figures.heatmaps import HEAD, ROW_HEIGHT, Panel
from variantlens.figures.hovering import hover_decimals, hovered
from variantlens.figures.labels import chosen, cut_note, labels_that_matter
from variantlens.figures.overlaid import overlaid, overlaid_alt
from variantlens.text import plain, title, visible

__all__ = [
    "difference",
    "difference_alt",
    "labels_that_matter",
    "overlaid",
    "overlaid_alt",
    "side_by_side",
    "side_by_side_alt",
]

Mask = npt.NDArray[np.bool_]

LABELS = 12
"""Rows of a heatmap unless more are asked for."""
PANEL_GAP = 34
"""Pixels above a panel, for its name."""
TOP = 26
"""Pixels above the plot, for the mode bar."""
NUMBERS = 150_000
"""Numbers that a figure may carry; with many variants there are fewer columns."""
LEAST_RANGE = 0.1
"""Differences fill the colour scale from here on, so that rounding does not look like change."""


def side_by_side(
    windows: Windows, result: ScoresComparison, theme: palette.Theme, labels: Sequence[str] | None = None
) -> go.Figure:
    """One heatmap per variant, the reference on top, all on one scale and one x axis.

    Args:
        windows: The windows.
        result: Their scores.
        theme: Light or dark.
        labels: The labels to draw; those that matter unless said otherwise.

    Returns:
        A figure with two traces per variant: cells, and markers that carry the window's index. Where windows
        are more than a screen shows, a column shows the one that matters most, and the figure says so.
    """
    names, at = chosen(result, labels, LABELS)
    grid = axis.columns(windows, _importance(result, at), _column_limit(result, len(at)))
    panels = [
        Panel(place, names, grid, "flips" if place else "windows" if not result.pairs else "")
        for place in range(len(result.variants))
    ]
    height = len(panels) * ((len(names) - HEAD + 0.1) * ROW_HEIGHT + PANEL_GAP)
    traces: list[dict[str, Any]] = []
    drawn: dict[str, Any] = {"xaxis": axis.axis(windows, theme), "showlegend": False, "annotations": []}
    drawn["margin"] = {"t": TOP}
    for panel in panels:
        traces += _panel(panel, result, at, theme)
        top = 1 - panel.place / len(panels)
        low = 1 - (panel.place + 1) / len(panels)
        drawn["yaxis" + panel.yaxis[1:]] = heatmaps.y_axis(panel, (low, top - PANEL_GAP / height))
        drawn["annotations"].append(layout.heading(_panel_name(panel.place, result, theme), y=top - PANEL_GAP / height))
    drawn["xaxis"]["anchor"] = panels[-1].yaxis
    drawn["coloraxis"] = _score_axis(result, theme)
    note = " · ".join(filter(None, [cut_note(result, names), axis.thinning_note(grid)]))
    return layout.figure(traces, drawn, theme=theme, height=height + TOP + 36, name="scores side by side", note=note)


def side_by_side_alt(windows: Windows, result: ScoresComparison) -> str:
    """The heatmaps in words, for screen readers."""
    names = " and ".join(visible(each.variant) for each in result.variants)
    return (
        f"Heatmaps of the scores of {names} for {len(result.labels)} labels in {windows.count} windows. "
        f"{flips_in_words(windows, result)}"
    )


def difference(
    windows: Windows,
    result: ScoresComparison,
    theme: palette.Theme,
    candidate: str | None = None,
    labels: Sequence[str] | None = None,
) -> go.Figure:
    """Candidate score − reference score as a heatmap, centred on 0 with the same range on both sides.

    Args:
        windows: The windows.
        result: Their scores.
        theme: Light or dark.
        candidate: Which candidate; the first unless said otherwise.
        labels: The labels to draw; those that matter unless said otherwise.

    Returns:
        A figure of two traces: cells, and markers that carry the window's index. Where windows share a column,
        each cell shows the largest change of its label among them.

    Raises:
        ValueError: There is no such candidate.
    """
    pair = _pair(result, candidate)
    names, at = chosen(result, labels, LABELS)
    change = pair.change[:, at]
    grid = axis.columns(windows, _magnitude(change).max(axis=1, initial=0))
    panel = Panel(0, names, grid, "flips")
    shown = _peaks(change, grid)
    where = (shown, np.arange(len(at))[:, None])
    sides = (result.reference.scores[:, at][where], pair.candidate.scores[:, at][where], change[where])
    decimals = hover_decimals(sides[:2])
    texts = _variant_lines(result.reference, decimals, 1) + _variant_lines(pair.candidate, decimals, 2, 3)
    texts += [] if pair.step is None else [f"%{{customdata[4]:+.1f}} steps of {pair.step:.4g}"]
    details = np.stack([shown, *sides, change[where] / (pair.step or 1)], axis=-1)
    reach = max(LEAST_RANGE, _magnitude(change).max(initial=0))
    height = (len(names) - HEAD + 0.1) * ROW_HEIGHT + PANEL_GAP
    name = f"<b>{title(pair.candidate.variant)} − {title(result.reference.variant)}</b>"
    over = [heatmaps.over_cells(panel, _cell_texts(panel, result, at))] if panel.few else []
    head = heatmaps.head_row(panel, axis.marks(grid, pair.flips), result)
    traces = [heatmaps.cells(panel, change[where], details, texts), heatmaps.clickable(panel, [*over, head], theme)]
    drawn = {
        "xaxis": axis.axis(windows, theme),
        "yaxis": heatmaps.y_axis(panel, (0, 1 - PANEL_GAP / height)),
        "annotations": [layout.heading(name, y=1 - PANEL_GAP / height)],
        "showlegend": False,
        "margin": {"t": TOP},
        "coloraxis": heatmaps.color_axis(palette.palette(theme).diverging, (-reach, reach), "change"),
    }
    thinned = f"each cell shows the largest change in {grid.per_column} windows" if grid.thinned else ""
    note = " · ".join(filter(None, [cut_note(result, names), thinned]))
    return layout.figure(traces, drawn, theme=theme, height=height + TOP + 36, name="score difference", note=note)


def difference_alt(windows: Windows, result: ScoresComparison, candidate: str | None = None) -> str:
    """The differences in words, for screen readers."""
    pair = _pair(result, candidate)
    if pair.largest is None:
        return "No scores of both variants to compare."
    place = axis.span(windows, pair.largest.window)
    return (
        f"Heatmap of the score of {visible(pair.candidate.variant)} minus that of {visible(result.reference.variant)}. "
        f"The largest change is {number(pair.largest.change)}, of {visible(pair.largest.label)}, {place}; "
        f"the mean change is {number(pair.mean_change)}."
    )


def _pair(result: ScoresComparison, candidate: str | None) -> ScoresPair:
    for pair in result.pairs:
        if candidate in (None, pair.candidate.variant):
            return pair
    raise ValueError(f"no candidate is called {candidate!r}")


def _magnitude(change: Scores) -> Scores:
    return np.nan_to_num(np.abs(change))


def _importance(result: ScoresComparison, at: axis.Indices) -> axis.Floats:
    """How much a window matters: its worst flip first, then its largest change; for one variant its best score."""
    count = len(result.reference.scores)
    changes = [_magnitude(pair.change[:, at]).max(axis=1, initial=0) for pair in result.pairs]
    largest = np.max(changes or [np.nan_to_num(result.reference.scores).max(axis=1, initial=0)], axis=0)
    harm = axis.harm_by_window([pair.flips for pair in result.pairs], count)
    return np.asarray(harm * 10.0 + largest / (1 + largest), dtype=np.float64)


def _column_limit(result: ScoresComparison, labels: int) -> int:
    variants = len(result.variants)
    return max(60, min(axis.COLUMNS, NUMBERS // max(1, labels * variants * (2 * variants + 1))))


def _panel(panel: Panel, result: ScoresComparison, at: axis.Indices, theme: palette.Theme) -> list[dict[str, Any]]:
    grid, said = panel.grid, result.variants[panel.place]
    where = (grid.shown, at[:, None])
    sides = [each.scores[where] for each in result.variants]
    pairs = [pair.change[where] for pair in result.pairs]
    details = np.stack(
        [
            np.broadcast_to(grid.shown, (len(at), len(grid.shown))),
            *sides,
            *pairs,
        ],
        axis=-1,
    )
    decimals = hover_decimals(sides)
    texts = _variant_lines(result.reference, decimals, 1)
    for place, pair in enumerate(result.pairs):
        texts += _variant_lines(pair.candidate, decimals, 2 + place, 2 + len(pairs) + place)
    cells = heatmaps.cells(panel, said.scores[where], details, texts, np.stack(sides, axis=-1))
    marks = axis.marks(grid, result.pairs[panel.place - 1].flips if panel.place else None)
    solid, hollow = _decided_cells(said, result, panel, at)
    points = [
        *([heatmaps.over_cells(panel, _cell_texts(panel, result, at))] if panel.few else []),
        *([heatmaps.decision_dots(panel, result, solid, looks.DOT)] if panel.few else []),
        heatmaps.decision_dots(panel, result, hollow, looks.HOLLOW),
        heatmaps.head_row(panel, marks, result),
    ]
    return [cells, heatmaps.clickable(panel, points, theme)]


def _decided_cells(said: VariantScores, result: ScoresComparison, panel: Panel, at: axis.Indices) -> tuple[Mask, Mask]:
    """Which cells a variant decides for, and which are its best where it is uncertain, shape (columns, labels) each."""
    scores, decisions = said.scores[panel.grid.shown], said.decisions[panel.grid.shown]
    if result.multi_label:
        solid = scores[:, at] >= (np.inf if result.threshold is None else result.threshold)
        return solid, np.zeros_like(solid)
    solid = decisions[:, None] == np.array(panel.labels, dtype=object)[None, :]
    best = np.nan_to_num(scores, nan=-np.inf).argmax(axis=1) if scores.size else np.zeros(len(scores), dtype=np.intp)
    return solid, (decisions == UNCERTAIN)[:, None] & (best[:, None] == at[None, :])


def _variant_lines(said: VariantScores, decimals: int, score: int, change: int | None = None) -> list[str]:
    """A line of a cell's hover: the variant's score, and its change where it is a candidate."""
    moved = "" if change is None else f" (%{{customdata[{change}]:+.{decimals}f}})"
    return [f"{plain(said.variant)} %{{customdata[{score}]:.{decimals}f}}{moved}"]


def _cell_texts(panel: Panel, result: ScoresComparison, at: axis.Indices) -> list[str]:
    """What hovering over each cell shows, label by label: every variant's exact score and its change."""
    texts = []
    for label, column in zip(panel.labels, at, strict=True):
        for window in panel.grid.shown:
            parts = [f"<b>{plain(label)}</b>", axis.numbered_span(panel.grid.windows, int(window))]
            sides = [each.scores[window, column] for each in result.variants]
            decimals = hover_decimals([np.array([each]) for each in sides])
            parts.append(f"{plain(result.reference.variant)} {hovered(float(sides[0]), f'.{decimals}f')}")
            parts += [_changed(pair, int(window), int(column), decimals) for pair in result.pairs]
            texts.append("<br>".join(parts))
    return texts


def _changed(pair: ScoresPair, window: int, column: int, decimals: int) -> str:
    """A candidate's score and its change, in steps where these are known."""
    change = float(pair.change[window, column])
    score = hovered(float(pair.candidate.scores[window, column]), f".{decimals}f")
    if np.isnan(change):
        return f"{plain(pair.candidate.variant)} {score}"
    many = in_steps(change, pair.step)
    known = "" if many is None or np.isnan(many) else f", {steps(abs(many)) if abs(many) >= 1 else 'below a step'}"
    return f"{plain(pair.candidate.variant)} {score} ({hovered(change, f'+.{decimals}f')}{known})"


def _panel_name(place: int, result: ScoresComparison, theme: palette.Theme) -> str:
    name = layout.swatch(
        title(result.variants[place].variant), palette.palette(theme).variant(place), palette.dash(place)
    )
    if place == 0:
        return f"{name} · reference" if result.pairs else name
    return f"{name} · {counted(len(result.pairs[place - 1].flips), 'flip')}"


def _score_axis(result: ScoresComparison, theme: palette.Theme) -> dict[str, Any]:
    """0..1, or as far as the scores go beyond."""
    reach = axis.reach((each.scores for each in result.variants), 0.0, 1.0)
    return heatmaps.color_axis(palette.palette(theme).magnitude, reach, "score")


def _peaks(change: Scores, grid: axis.Columns) -> axis.Indices:
    """The window of the largest change among those of each column, label by label, shape (labels, columns)."""
    columns, per_column = len(grid.shown), grid.per_column
    wide = np.full((columns * per_column, change.shape[1]), -1.0)
    wide[: len(change)] = _magnitude(change)
    largest: axis.Indices = wide.reshape(columns, per_column, change.shape[1]).argmax(axis=1).T
    return largest + grid.first
