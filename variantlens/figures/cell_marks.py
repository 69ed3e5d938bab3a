"""What is drawn over the cells of a visual anomaly grid: flags, the service's boxes, labelled boxes.

Lines over a picture are white on a wider line of ink, which can be seen on every colour.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from variantlens.comparison.coordinates import Frame
from variantlens.comparison.grids import Cells, Grid, flagged
from variantlens.comparison.visual_anomaly import Flag
from variantlens.comparison.wording import number
from variantlens.figures import layout, pictures
from variantlens.figures.looks import INK, WHITE
from variantlens.figures.palette import Theme, dash, palette
from variantlens.figures.pictures import Picture
from variantlens.service.schema import BoundingBox
from variantlens.text import plain

SMALLEST_SIGN, LARGEST_SIGN = 8, 16
"""In pixels; in smaller cells signs would cover each other, and the outlines stand alone."""
SIGN_SHARE = 0.55
"""Of a cell's width."""
SIGNS = {Flag.ONLY_REFERENCE: "−", Flag.ONLY_CANDIDATE: "+"}

_CORNERS = 6
"""Points of a box's line: five corners, as it closes, and a gap."""

Line = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]


@dataclass(frozen=True)
class Panel:
    """Where marks are drawn.

    Attributes:
        place: Of the panel; 0 is the first.
        drawn: The picture under it.
        width_px: About how wide it is on the screen.
        theme: Light or dark.
    """

    place: int
    drawn: Picture
    width_px: float
    theme: Theme

    @property
    def axes(self) -> dict[str, str]:
        """Its axes in a trace."""
        across, down = pictures.axes(self.place)
        return {"xaxis": across, "yaxis": down}


def contour(panel: Panel, scores: Cells, threshold: float) -> list[dict[str, Any]]:
    """The border of the flagged cells; it never catches the pointer.

    It runs along the cells' edges: a smooth contour would surround cells that are not flagged.
    """
    line = outline(flagged(scores, threshold), panel.drawn.width, panel.drawn.height)
    return _cased(panel, line, f"flagged: score ≥ {threshold:g}", "solid")


def boxes(panel: Panel, grid: Grid, frame: Frame) -> list[dict[str, Any]]:
    """The service's boxes, dotted; their corners say their scores."""
    scale = np.tile([panel.drawn.width / frame.width, panel.drawn.height / frame.height], 2)
    behind, line, key = _cased(panel, _rectangles(grid.boxes * scale), "the service's boxes", "dot")
    texts = [f"the service's box, score {number(score)}" for score in grid.box_scores.tolist()]
    corners = {"hovertext": [text for text in texts for _ in range(_CORNERS)], "hoverinfo": "text"}
    return [behind, line | corners, key]


def expected(panel: Panel, labelled: Sequence[BoundingBox]) -> list[dict[str, Any]]:
    """The sample's labelled boxes, dashed; their corners say their labels."""
    places = np.array([[box.x, box.y, box.width, box.height] for box in labelled], dtype=np.float64).reshape(-1, 4)
    behind, line, key = _cased(panel, _rectangles(places), "expected", "dash")
    corners = {
        "hovertext": [f"expected: {plain(box.label)}" for box in labelled for _ in range(_CORNERS)],
        "hoverinfo": "text",
    }
    return [behind, line | corners, key]


def flags(panel: Panel, held: npt.NDArray[np.int8], names: Mapping[Flag, str], place: int) -> list[dict[str, Any]]:
    """Outlines around the cells that both, only the reference, or only the candidate flags, and signs in the latter.

    Args:
        panel: The panel.
        held: A :class:`Flag` for each cell, shape (rows, columns).
        names: What the legend calls each, escaped.
        place: Of the candidate among the variants, 1 the first.
    """
    of = palette(panel.theme)
    styles = {
        Flag.BOTH: {"color": of.text, "width": 1.5},
        Flag.ONLY_REFERENCE: {"color": of.reference, "width": 2.5},
        Flag.ONLY_CANDIDATE: {"color": of.variant(place), "width": 2.5, "dash": dash(place)},
    }
    lines = {flag: outline(held == flag, panel.drawn.width, panel.drawn.height) for flag in styles}
    drawn = [flag for flag, line in lines.items() if line[0].size]
    casing = {"color": of.background, "width": 5}
    return [
        *(_line(panel, lines[flag], casing, names[flag]) | {"showlegend": False} for flag in drawn),
        *(_line(panel, lines[flag], styles[flag], names[flag]) for flag in drawn),
        *_signs(panel, held, names, place),
    ]


def outline(mask: npt.NDArray[np.bool_], width: float, height: float) -> Line:
    """The border of a set of cells over a picture, as one line with gaps.

    Args:
        mask: True for the cells of the set, shape (rows, columns).
        width: Of the picture.
        height: The same.

    Returns:
        x and y of the straight pieces' ends, a NaN after each piece.
    """
    rows, columns = mask.shape
    around = np.pad(mask, 1)
    y, x_from, x_to = _runs(around[:-1, 1:-1] != around[1:, 1:-1])
    x, y_from, y_to = _runs((around[1:-1, :-1] != around[1:-1, 1:]).T)
    wide, high = width / max(columns, 1), height / max(rows, 1)
    level, upright = np.full(len(y), np.nan), np.full(len(x), np.nan)
    return (
        np.concatenate([np.column_stack([x_from, x_to, level]).ravel(), np.column_stack([x, x, upright]).ravel()])
        * wide,
        np.concatenate([np.column_stack([y, y, level]).ravel(), np.column_stack([y_from, y_to, upright]).ravel()])
        * high,
    )


def _runs(edges: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.intp], ...]:
    """Edges in a row as one piece each: on which line, from where, to where."""
    steps = np.diff(np.pad(edges.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    line, start = np.nonzero(steps == 1)
    return line, start, np.nonzero(steps == -1)[1]


def _rectangles(places: npt.NDArray[np.float64]) -> Line:
    """Boxes, ``x, y, width, height``, as one line with gaps."""
    left, top, wide, high = places.T
    right, bottom, gap = left + wide, top + high, np.full(len(left), np.nan)
    return (
        np.column_stack([left, right, right, left, left, gap]).ravel(),
        np.column_stack([top, top, bottom, bottom, top, gap]).ravel(),
    )


def _cased(panel: Panel, line: Line, name: str, pattern: str) -> list[dict[str, Any]]:
    """A white line on ink, and its entry in the legend, where white could not be seen."""
    key = (np.array([np.nan]), np.array([np.nan]))
    return [
        _line(panel, line, {"color": INK, "width": 4}, name) | {"showlegend": False},
        _line(panel, line, {"color": WHITE, "width": 2, "dash": pattern}, name) | {"showlegend": False},
        _line(panel, key, {"color": palette(panel.theme).text, "width": 2, "dash": pattern}, name),
    ]


def _line(panel: Panel, line: Line, style: Mapping[str, object], name: str) -> dict[str, Any]:
    x, y = line
    shared = {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "legendgroup": name, "name": name}
    return shared | {"x": x, "y": y, "line": dict(style)} | panel.axes


def _signs(panel: Panel, held: npt.NDArray[np.int8], names: Mapping[Flag, str], place: int) -> list[dict[str, Any]]:
    """− where only the reference flags a cell, + where only the candidate does."""
    rows, columns = held.shape
    size = min(SIGN_SHARE * panel.width_px / max(columns, 1), LARGEST_SIGN)
    if size < SMALLEST_SIGN:
        return []
    of = palette(panel.theme)
    colours = {Flag.ONLY_REFERENCE: of.reference, Flag.ONLY_CANDIDATE: of.variant(place)}
    traces = []
    for flag, sign in SIGNS.items():
        row, column = np.nonzero(held == flag)
        if not len(row):
            continue
        traces.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "name": names[flag],
                "legendgroup": names[flag],
                "showlegend": False,
                "x": (column + 0.5) * panel.drawn.width / columns,
                "y": (row + 0.5) * panel.drawn.height / rows,
                "text": sign,
                "textfont": {"size": size, "color": of.text, "family": layout.NUMBERS},
                "marker": {"size": size, "color": of.background, "line": {"color": colours[flag], "width": 1}},
                "hoverinfo": "skip",
                **panel.axes,
            }
        )
    return traces
