"""Parts of a data set held beside each other: what each loses, with its bounds, against what is allowed."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from variantlens.comparison.wording import counted
from variantlens.figures import layout, palette
from variantlens.sweeps.measures import AllowedLoss
from variantlens.sweeps.slices import Slice
from variantlens.sweeps.wording import amount, measured_apart, with_unit
from variantlens.text import plain, title, visible

MOST_SLICES = 20
"""Rows that are drawn; the table holds all."""
ROW = 30
HEAD, FOOT = 30, 48
SCALE = 100
"""Points in a measure that lies in 0..1."""


def losses(found: Sequence[Slice], allowed: AllowedLoss, noun: str, theme: palette.Theme, place: int = 1) -> go.Figure:
    """A row per slice: its loss as a diamond, its bounds as a line; 0 and the allowed loss across all.

    Args:
        found: The slices, in the order of the rows.
        allowed: The allowed loss, whose measure the losses are in.
        noun: What the units are, such as "recording".
        theme: Light or dark.
        place: Of the candidate among the variants, 1 for the first candidate.

    Returns:
        A figure of two traces: the bounds, and markers whose ``customdata`` is the slice's index.
    """
    shown = [each for each in found if each.loss == each.loss][:MOST_SLICES]
    scale = SCALE if allowed.measure.in_points else 1
    of, colour = palette.palette(theme), palette.palette(theme).variant(place)
    x: list[float | None] = []
    y: list[int | None] = []
    for row, each in enumerate(shown):
        x += [each.lower * scale, each.upper * scale, None]
        y += [row, row, None]
    bounds: dict[str, Any] = {"type": "scatter", "mode": "lines", "x": x, "y": y, "hoverinfo": "skip"}
    bounds |= {"line": {"color": colour, "width": 3}, "opacity": 0.55}
    marks = {
        "type": "scatter",
        "mode": "markers",
        "x": [each.loss * scale for each in shown],
        "y": list(range(len(shown))),
        "customdata": [found.index(each) for each in shown],
        "hovertext": [_hover(each, allowed, noun) for each in shown],
        "hoverinfo": "text",
        "marker": {"symbol": "diamond", "size": 11, "color": colour},
        "unselected": {"marker": {"opacity": 1}},
    }
    drawn = {
        "xaxis": {"title": {"text": f"loss in {plain(allowed.measure.unit)}"}, "nticks": 8},
        "yaxis": _rows(shown),
        "shapes": [_line(0, of.muted, "solid"), _line(allowed.amount * scale, of.text, "dash")],
        "annotations": [_allowed(allowed, scale)],
        "showlegend": False,
        "margin": {"t": HEAD},
    }
    note = f"the worst {len(shown)} of {len(found)}" if len(shown) < len(found) else ""
    height = HEAD + FOOT + ROW * max(len(shown), 1)
    name = f"slices by {found[0].by}" if found else "slices"
    return layout.figure([bounds, marks], drawn, theme=theme, height=height, name=name, note=note)


def losses_alt(found: Sequence[Slice], allowed: AllowedLoss, most: int = 8) -> str:
    """The slices in words, for screen readers, the first ones with their bounds."""
    shown = [each for each in found if each.loss == each.loss][:most]
    told = "; ".join(
        f"{visible(each.name)} {with_unit(allowed.measure, each.loss)}"
        f" (between {amount(allowed.measure, each.lower)} and {amount(allowed.measure, each.upper)})"
        for each in shown
    )
    return f"Loss of each of {len(found)} parts, allowed {with_unit(allowed.measure, allowed.amount)}. {told}."


def _hover(each: Slice, allowed: AllowedLoss, noun: str) -> str:
    measure = allowed.measure
    before, after = measured_apart(measure, *each.values)
    return (
        f"<b>{plain(each.name)}</b><br>{plain(measure.value)} {before} → {after}"
        f"<br>loses {with_unit(measure, each.loss)}"
        f"<br>between {amount(measure, each.lower)} and {amount(measure, each.upper)}"
        f"<br>worse in {each.worse:,} of {counted(each.samples, noun)}"
    )


def _rows(shown: Sequence[Slice]) -> dict[str, Any]:
    return {
        "range": [len(shown) - 0.5, -0.5],
        "tickvals": list(range(len(shown))),
        "ticktext": [title(each.name, layout.NAME_LIMIT) for each in shown],
        "tickfont": {"family": layout.WORDS},
        "fixedrange": True,
        "showgrid": False,
    }


def _line(at: float, colour: str, pattern: str) -> dict[str, Any]:
    line = {"color": colour, "width": 1, "dash": pattern}
    return {"type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1, "line": line, "layer": "above"}


def _allowed(allowed: AllowedLoss, scale: float) -> dict[str, Any]:
    place = {"x": allowed.amount * scale, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom"}
    return {"text": "allowed", "showarrow": False, "font": {"size": layout.SMALL}} | place
