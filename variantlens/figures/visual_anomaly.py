"""Visual anomaly grids over the sample's picture: each variant's scores, and what changes from the reference.

Every panel of a figure zooms with the others, and hovering over a cell names its score in every variant.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import plotly.graph_objects as go

from variantlens.comparison.grids import flagged
from variantlens.comparison.visual_anomaly import (
    Flag,
    VariantVisualAnomaly,
    VisualAnomalyPair,
)
from variantlens.comparison.wording import counted, number, numbers
from variantlens.figures import cell_colours, cell_marks, layout, pictures
from variantlens.figures.cell_colours import Look, View
from variantlens.figures.palette import dash, palette
from variantlens.text import plain, title, visible

__all__ = ["Look", "View", "alt", "differences", "side_by_side", "single"]

HEAD, HEAD_NARROW, HEAD_BARE = 44, 64, 4
"""Pixels above the panels for the colour bars, on a phone with their names above them, and without any."""
FOOT, FOOT_NARROW = 40, 120
"""Pixels below the panels for the legend."""
PHONE_WIDTH = 330
"""Width in pixels for which panels are laid out on a phone."""

Shown: TypeAlias = VariantVisualAnomaly | VisualAnomalyPair | None
"""What a panel shows: a variant's scores, a candidate's differences from the reference, or the picture alone."""


def side_by_side(view: View, differences: bool = True) -> go.Figure:
    """A panel for each variant, and one for the differences of each candidate, below it where the rows allow it.

    Args:
        view: What the panels show.
        differences: Whether the differences are there, too; without them the others may be larger.
    """
    variants, pairs = view.result.variants, view.result.pairs if differences else ()
    below = pictures.columns_of(2 * len(variants), view.drawn.aspect) == len(variants) and bool(pairs)
    return _figure(view, [*variants, *([None] if below else []), *pairs])


def differences(view: View) -> go.Figure:
    """A panel for the differences of each candidate."""
    return _figure(view, view.result.pairs)


def single(view: View, variant: str) -> go.Figure:
    """One variant alone, large.

    Raises:
        ValueError: There is no such variant.
    """
    shown = [each for each in view.result.variants if each.variant == variant]
    if not shown:
        raise ValueError(f"{variant} is not compared")
    return _figure(view, shown)


def alt(view: View) -> str:
    """The figures in words, for screen readers."""
    result, window = view.result, view.window
    said = []
    largest = numbers(*(each.grids[window].maximum for each in result.variants))
    for each, most in zip(result.variants, largest, strict=True):
        grid = each.grids[window]
        decision = each.decisions[window] or "no decision"
        count = int(np.count_nonzero(flagged(grid.scores, result.threshold)))
        cells = f"{count} of {counted(grid.scores.size, 'cell')} flagged"
        said.append(f"{visible(each.variant)}: {decision}, largest score {most}, {cells}")
    for pair in result.pairs:
        cells_of = pair.cells[window]
        said.append(
            f"{visible(pair.candidate.variant)} against {visible(result.reference.variant)}: "
            f"{cells_of.count(Flag.BOTH)} cells flagged by both, {cells_of.count(Flag.ONLY_REFERENCE)} only by the "
            f"reference, {cells_of.count(Flag.ONLY_CANDIDATE)} only by the candidate, "
            f"largest change {number(cells_of.largest)}"
        )
    limit = "" if result.threshold is None else f" at the threshold of {result.threshold:g}"
    return f"Anomaly scores of cells over the picture{limit}. {'. '.join(said)}."


def _figure(view: View, shown: Sequence[Shown]) -> go.Figure:
    count, narrow = max(len(shown), 1), view.look.narrow
    columns = 1 if narrow else pictures.columns_of(count, view.drawn.aspect)
    page = PHONE_WIDTH if narrow else pictures.PAGE_WIDTH
    headings = [_heading(view, each) for each in shown]
    changes, height = pictures.panels(count, view.drawn, view.theme, headings, columns, page)
    traces = [pictures.frame(view.drawn, place, view.theme) for place in range(count)]
    with_bar: set[type] = set()
    for place, each in enumerate(shown):
        of = cell_marks.Panel(place, view.drawn, page / columns, view.theme)
        over: list[dict[str, Any]] = []
        if isinstance(each, VisualAnomalyPair):
            over = cell_colours.changes(view, of, each, type(each) not in with_bar)
        elif each is not None:
            over = cell_colours.scores(view, of, each, type(each) not in with_bar)
        # What is expected lies on the cells, under what is said of them.
        traces += [*over[:1], *(cell_marks.expected(of, view.labelled) if view.labelled else []), *over[1:]]
        with_bar.add(type(each))
    head = (HEAD_NARROW if narrow else HEAD) if view.look.shared_scale else HEAD_BARE
    foot = FOOT_NARROW if narrow else FOOT
    changes |= {
        "margin": {"t": head, "b": foot},
        "showlegend": True,
        "legend": {"orientation": "h", "x": 0, "y": 0, "xanchor": "left", "yanchor": "top"},
    }
    return layout.figure(
        _each_named_once(traces), changes, theme=view.theme, height=height + head + foot, name="visual anomaly"
    )


def _each_named_once(traces: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Traces of one name share a line of the legend, and a click there hides them in all panels."""
    named: set[str] = set()
    for trace in traces:
        group = trace.get("legendgroup")
        trace["showlegend"] = group is not None and trace.get("showlegend", True) and group not in named
        if trace["showlegend"]:
            named.add(str(group))
    return traces


def _heading(view: View, shown: Shown) -> str:
    """The name of a panel: a variant with its decision, or a difference; with its scale where it has its own."""
    if shown is None:
        return "the picture"
    reference = title(view.result.reference.variant, layout.NAME_LIMIT)
    own = not view.look.shared_scale
    if isinstance(shown, VisualAnomalyPair):
        name = f"<b>{title(shown.candidate.variant, layout.NAME_LIMIT)}</b> − {reference}"
        return f"{name} · colours ±{number(cell_colours.change_limit([shown], view.window))}" if own else name
    place = view.result.variants.index(shown)
    name = layout.swatch(title(shown.variant, layout.NAME_LIMIT), palette(view.theme).variant(place), dash(place))
    decision = shown.decisions[view.window]
    parts = [name, *([] if decision is None else [plain(decision)])]
    if own:
        low, high = cell_colours.score_range([shown.grids[view.window].scores])
        parts.append(f"colours {number(low)} to {number(high)}")
    return " · ".join(parts)
