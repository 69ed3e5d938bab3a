"""Visual anomaly grids over the sample's picture: each variant's scores, and what changes from the reference.

Every panel of a figure zooms with the others, and hovering over a cell names its score in every variant.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from variantlens.comparison.grids import Cells, flagged, resampled
from variantlens.comparison.visual_anomaly import (
    Flag,
    VariantVisualAnomaly,
    VisualAnomalyComparison,
    VisualAnomalyPair,
)
from variantlens.comparison.wording import counted, number
from variantlens.figures import cell_marks, heatmaps, layout, pictures
from variantlens.figures.palette import Theme, dash, palette
from variantlens.figures.pictures import Picture
from variantlens.service.schema import BoundingBox
from variantlens.text import plain, title, visible

OPACITY = 0.6
HEAD, HEAD_NARROW, HEAD_BARE = 44, 64, 4
"""Pixels above the panels for the colour bars, on a phone with their names above them, and without any."""
FOOT, FOOT_NARROW = 40, 120
"""Pixels below the panels for the legend."""
BAR, BAR_NARROW = 260, 150
"""Length of a colour bar, with its name on a wide page, in pixels."""
PHONE_WIDTH = 330
"""Width in pixels for which panels are laid out on a phone."""


@dataclass(frozen=True)
class Look:
    """How the grids lie over the picture.

    Attributes:
        opacity: Of the cells, 0..1.
        shared_scale: Whether all variants share one colour scale; else each has its own, which its heading names.
        narrow: Whether the page is a phone's: then panels stand below each other.
    """

    opacity: float = OPACITY
    shared_scale: bool = True
    narrow: bool = False


@dataclass(frozen=True, eq=False)
class View:
    """What the panels of a figure show.

    Attributes:
        drawn: The sample's picture.
        result: The grids.
        window: Which picture of a film, 0 the first.
        theme: Light or dark.
        look: How the grids lie over the picture.
        labelled: The sample's labelled boxes, in pixels of its picture.
    """

    drawn: Picture
    result: VisualAnomalyComparison
    window: int
    theme: Theme
    look: Look = Look()
    labelled: tuple[BoundingBox, ...] = ()


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
    for each in result.variants:
        grid = each.grids[window]
        decision = each.decisions[window] or "no decision"
        count = int(np.count_nonzero(flagged(grid.scores, result.threshold)))
        cells = f"{count} of {counted(grid.scores.size, 'cell')} flagged"
        said.append(f"{visible(each.variant)}: {decision}, largest score {number(grid.maximum)}, {cells}")
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


def _reach(grids: Sequence[Cells]) -> tuple[float, float]:
    known = np.concatenate([grid[~np.isnan(grid)] for grid in grids])
    if not known.size:
        return 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    return (low, high) if high > low else (low, low + 1)


def _limit(pairs: Sequence[VisualAnomalyPair], window: int) -> float:
    """How far a scale of differences goes on either side of zero; 1 without any."""
    known = [np.abs(pair.cells[window].difference) for pair in pairs]
    return max((float(np.nanmax(each, initial=0.0)) for each in known), default=0.0) or 1.0


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
            over = _difference(view, of, each, type(each) not in with_bar)
        elif each is not None:
            over = _scores(view, of, each, type(each) not in with_bar)
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
        return f"{name} · colours ±{number(_limit([shown], view.window))}" if own else name
    place = view.result.variants.index(shown)
    name = layout.swatch(title(shown.variant, layout.NAME_LIMIT), palette(view.theme).variant(place), dash(place))
    decision = shown.decisions[view.window]
    parts = [name, *([] if decision is None else [plain(decision)])]
    if own:
        low, high = _reach([shown.grids[view.window].scores])
        parts.append(f"colours {number(low)} to {number(high)}")
    return " · ".join(parts)


def _scores(view: View, panel: cell_marks.Panel, said: VariantVisualAnomaly, with_bar: bool) -> list[dict[str, Any]]:
    """A variant's cells, the border of the flagged ones and the service's boxes."""
    grid, result = said.grids[view.window], view.result
    if not grid.scores.size:
        return []
    shown = result.variants if view.look.shared_scale else [said]
    low, high = _reach([each.grids[view.window].scores for each in shown])
    cells = _cells(view, panel, grid.scores) | {
        "name": said.variant,
        "zmin": low,
        "zmax": high,
        "colorscale": [list(step) for step in palette(view.theme).magnitude],
        "showscale": with_bar and view.look.shared_scale,
        "colorbar": _bar(view, (low, high), "anomaly score", at_left=True),
    }
    traces = [cells]
    if result.threshold is not None:
        traces += cell_marks.contour(panel, grid.scores, result.threshold)
    if result.frame is not None and len(grid.boxes):
        traces += cell_marks.boxes(panel, grid, result.frame)
    return traces


def _difference(view: View, panel: cell_marks.Panel, pair: VisualAnomalyPair, with_bar: bool) -> list[dict[str, Any]]:
    """What changes in each cell, and who flags it."""
    changed = pair.cells[view.window]
    if not changed.difference.size:
        return []
    limit = _limit(view.result.pairs if view.look.shared_scale else [pair], view.window)
    cells = _cells(view, panel, changed.difference, ["change %{z:+.3f}"]) | {
        "name": f"{pair.candidate.variant} change",
        "zmin": -limit,
        "zmid": 0,
        "zmax": limit,
        "colorscale": [list(step) for step in palette(view.theme).diverging],
        "showscale": with_bar and view.look.shared_scale,
        "colorbar": _bar(view, (-limit, limit), "change", at_left=False),
    }
    place = view.result.pairs.index(pair) + 1
    names = {
        Flag.BOTH: "flagged by both",
        Flag.ONLY_REFERENCE: f"− only by {title(view.result.reference.variant, layout.NAME_LIMIT)}",
        Flag.ONLY_CANDIDATE: f"+ only by {title(pair.candidate.variant, layout.NAME_LIMIT)}",
    }
    return [cells, *cell_marks.flags(panel, changed.flags, names, place)]


def _cells(view: View, panel: cell_marks.Panel, values: Cells, lines: Sequence[str] = ()) -> dict[str, Any]:
    """The cells of a panel over the whole picture; hovering names every variant's score, then ``lines``."""
    rows, columns = values.shape
    across, down = pictures.axes(panel.place)
    variants = view.result.variants
    scores = [resampled(each.grids[view.window].scores, values.shape) for each in variants]
    row, column = np.indices(values.shape)
    hover = [f"{plain(each.variant)} %{{customdata[{2 + at}]:.3f}}" for at, each in enumerate(variants)]
    return {
        "type": "heatmap",
        "x0": panel.drawn.width / columns / 2,
        "dx": panel.drawn.width / columns,
        "y0": panel.drawn.height / rows / 2,
        "dy": panel.drawn.height / rows,
        "z": values.astype(np.float32),
        "xaxis": across,
        "yaxis": down,
        "opacity": view.look.opacity,
        "text": _flagged_by(view, scores),
        "customdata": np.stack([row, column, *scores], axis=-1).astype(np.float32),
        "hovertemplate": "<br>".join(
            ["row %{customdata[0]:.0f} · column %{customdata[1]:.0f}", *hover, *lines, "%{text}"]
        )
        + "<extra></extra>",
        "hoverongaps": False,
    }


def _flagged_by(view: View, scores: Sequence[Cells]) -> npt.NDArray[np.object_]:
    """Who flags each cell, in words, shape (rows, columns)."""
    limit = view.result.threshold
    names = [plain(each.variant) for each in view.result.variants]
    codes = sum(flagged(each, limit).astype(np.intp) << at for at, each in enumerate(scores))
    words = {
        code: "flagged by " + ", ".join(name for at, name in enumerate(names) if code >> at & 1)
        if code
        else "not flagged"
        for code in np.unique(codes).tolist()
    }
    spoken = np.full(np.shape(codes), "", dtype=object)
    for code, text in words.items():
        spoken[codes == code] = text
    return spoken


def _bar(view: View, ends: tuple[float, float], name: str, *, at_left: bool) -> dict[str, Any]:
    """A colour bar above the panels."""
    bar: dict[str, Any] = heatmaps.color_axis([], ends, name)["colorbar"]
    side = {"x": 0, "xanchor": "left"} if at_left else {"x": 1, "xanchor": "right"}
    narrow = {"len": BAR_NARROW, "title": bar["title"] | {"side": "top"}} if view.look.narrow else {"len": BAR}
    return bar | side | narrow | {"y": 1, "yanchor": "bottom"}
