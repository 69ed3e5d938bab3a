"""The cells of visual anomaly grids over a picture: a variant's scores, or a candidate's changes, with their colours.

Hovering over a cell names its score in every variant.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from variantlens.comparison.grids import Cells, flagged, resampled
from variantlens.comparison.visual_anomaly import (
    Flag,
    VariantVisualAnomaly,
    VisualAnomalyComparison,
    VisualAnomalyPair,
)
from variantlens.figures import cell_marks, heatmaps, layout, pictures
from variantlens.figures.hovering import hover_decimals_of_values
from variantlens.figures.palette import Theme, palette
from variantlens.figures.pictures import Picture
from variantlens.service.schema import BoundingBox
from variantlens.text import plain, title

OPACITY = 0.6
BAR, BAR_NARROW = 260, 150
"""Length of a colour bar, with its name on a wide page, in pixels."""


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


def scores(view: View, panel: cell_marks.Panel, said: VariantVisualAnomaly, with_bar: bool) -> list[dict[str, Any]]:
    """A variant's cells, the border of the flagged ones and the service's boxes.

    Args:
        view: What the panels of the figure show.
        panel: Where the cells are drawn.
        said: The variant's scores.
        with_bar: Whether their scale of colours stands above the panels, if it is shared.
    """
    grid, result = said.grids[view.window], view.result
    if not grid.scores.size:
        return []
    shown = result.variants if view.look.shared_scale else [said]
    low, high = score_range([each.grids[view.window].scores for each in shown])
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


def changes(view: View, panel: cell_marks.Panel, pair: VisualAnomalyPair, with_bar: bool) -> list[dict[str, Any]]:
    """What changes in each cell, and who flags it; arguments as for :func:`scores`."""
    changed = pair.cells[view.window]
    if not changed.difference.size:
        return []
    limit = change_limit(view.result.pairs if view.look.shared_scale else [pair], view.window)
    cells = _cells(view, panel, changed.difference, with_change=True) | {
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


def score_range(grids: Sequence[Cells]) -> tuple[float, float]:
    """Between which scores the colours of these grids run; 0 to 1 without any."""
    known = np.concatenate([grid[~np.isnan(grid)] for grid in grids])
    if not known.size:
        return 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    return (low, high) if high > low else (low, low + 1)


def change_limit(pairs: Sequence[VisualAnomalyPair], window: int) -> float:
    """How far a scale of differences goes on either side of zero; 1 without any."""
    known = [np.abs(pair.cells[window].difference) for pair in pairs]
    return max((float(np.nanmax(each, initial=0.0)) for each in known), default=0.0) or 1.0


def _cells(view: View, panel: cell_marks.Panel, values: Cells, *, with_change: bool = False) -> dict[str, Any]:
    """The cells of a panel over the whole picture; hovering names every variant's score, and the change if wanted."""
    rows, columns = values.shape
    across, down = pictures.axes(panel.place)
    variants = view.result.variants
    scores = [resampled(each.grids[view.window].scores, values.shape) for each in variants]
    row, column = np.indices(values.shape)
    decimals = hover_decimals_of_values(scores)
    hover = [f"{plain(each.variant)} %{{customdata[{2 + at}]:.{decimals}f}}" for at, each in enumerate(variants)]
    hover += [f"change %{{z:+.{decimals}f}}"] if with_change else []
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
        "hovertemplate": "<br>".join(["row %{customdata[0]:.0f} · column %{customdata[1]:.0f}", *hover, "%{text}"])
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
