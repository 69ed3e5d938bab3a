"""Heatmaps of labels over windows: cells, their hover, and markers that answer to clicks.

Plotly's heatmap cells do not answer to clicks, so markers that carry the window's index lie over them: one for
each cell while there are few, one for each column in a head row above them always.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from variantlens.comparison.wording import decimals_apart
from variantlens.figures import layout, looks, palette
from variantlens.figures import windows as axis
from variantlens.figures.captions import Decided, marked_in_words, window_in_words
from variantlens.text import title

ROW_HEIGHT = 28
HEAD = -1.1
"""Where the head row lies; the label rows are 0, 1, 2 … downwards."""
FEW_COLUMNS = 24
FEW_LABELS = 12
"""Up to so many columns and labels the cells show their numbers and each can be clicked."""
LEAST_DECIMALS, MOST_DECIMALS = 2, 4
"""Of a number in a cell; more would not fit."""

Values = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Panel:
    """Where a panel stands.

    Attributes:
        place: Of its variant; 0 is the first panel.
        labels: Names of its rows, unescaped.
        grid: Its columns.
        head: Name of its head row.
    """

    place: int
    labels: tuple[str, ...]
    grid: axis.Columns
    head: str = ""

    @property
    def yaxis(self) -> str:
        """Plotly's name of its y axis in a trace."""
        return "y" if self.place == 0 else f"y{self.place + 1}"

    @property
    def few(self) -> bool:
        """Whether its cells are large enough for numbers."""
        return len(self.grid.shown) <= FEW_COLUMNS and len(self.labels) <= FEW_LABELS


@dataclass(frozen=True)
class Points:
    """Markers over a panel, each with the window that a click on it chooses and what hovering says."""

    x: npt.NDArray[np.floating[Any]]
    y: npt.NDArray[np.floating[Any]]
    windows: axis.Indices
    texts: Sequence[str]
    looks: looks.Looks


def y_axis(panel: Panel, domain: Sequence[float]) -> dict[str, Any]:
    """The rows of a panel, the head row above them."""
    names = [title(label, layout.NAME_LIMIT) for label in panel.labels]
    return {
        "domain": list(domain),
        "range": [len(panel.labels) - 0.5, HEAD - 0.6],
        "tickvals": [*range(len(panel.labels)), *([HEAD] if panel.head else [])],
        "ticktext": [*names, *([panel.head] if panel.head else [])],
        "tickfont": {"family": layout.WORDS},
        "ticks": "",
        "fixedrange": True,
        "showgrid": False,
    }


def cells(
    panel: Panel, values: Values, details: Values, lines: Sequence[str], sides: Values | None = None
) -> dict[str, Any]:
    """The cells of a panel.

    Args:
        panel: The panel.
        values: What the colours show, shape (labels, columns).
        details: What hovering shows, the window first, shape (labels, columns, details).
        lines: Plotly templates of the hover's lines over ``customdata``, which holds the details.
        sides: What stands in the same cells of all panels, which the numbers have to differ from, shape (labels,
            columns, panels); the values alone unless given.
    """
    grid = panel.grid
    beside = values[..., np.newaxis] if sides is None else sides
    numbers = {"text": _numbers(values, beside), "texttemplate": "%{text}"} if panel.few else {}
    return {
        "type": "heatmap",
        "x0": float(grid.centre_s[0]) if len(grid.shown) else 0.0,
        "dx": grid.step_s,
        "y": np.arange(len(panel.labels)),
        "z": values.astype(np.float32),
        "yaxis": panel.yaxis,
        "customdata": details.astype(np.float32),
        "hovertemplate": "<br>".join(["<b>%{y}</b>", "window %{customdata[0]:,.0f}", *lines]) + "<extra></extra>",
        "coloraxis": "coloraxis",
        "hoverongaps": False,
        "xgap": 1 if panel.few else 0,
        "ygap": 1,
        "textfont": {"family": layout.NUMBERS},
    } | numbers


def clickable(panel: Panel, groups: Sequence[Points], theme: palette.Theme) -> dict[str, Any]:
    """One trace of markers over a panel, which answer to clicks with their window's index as ``customdata``."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "windows",
        "yaxis": panel.yaxis,
        "x": np.concatenate([points.x for points in groups]),
        "y": np.concatenate([points.y for points in groups]),
        "customdata": np.concatenate([points.windows for points in groups]),
        "hovertext": [text for points in groups for text in points.texts],
        "hoverinfo": "text",
        "marker": looks.marker(np.concatenate([points.looks for points in groups]), theme),
        "cliponaxis": False,
        "unselected": {"marker": {"opacity": 1}},
    }


def over_cells(panel: Panel, texts: Sequence[str]) -> Points:
    """Invisible markers over the cells, label by label; ``texts`` say what hovering shows, in that order."""
    grid = panel.grid
    rows, columns = np.divmod(np.arange(len(texts)), max(len(grid.shown), 1))
    clear = np.full(len(texts), looks.CLEAR, dtype=np.int8)
    return Points(grid.centre_s[columns], rows.astype(np.float64), grid.shown[columns], texts, clear)


def decision_dots(panel: Panel, said: Decided, cells: npt.NDArray[np.bool_], look: int) -> Points:
    """Dots on the labels that are decided, or hollow ones on the best label where none passes the threshold.

    Args:
        panel: The panel.
        said: What the variants decide, for hovering.
        cells: Where the dots are, shape (columns, labels).
        look: ``looks.DOT`` or ``looks.HOLLOW``.
    """
    grid = panel.grid
    columns, rows = np.nonzero(cells)
    texts = [window_in_words(grid.windows, said, window) for window in grid.shown[columns].tolist()]
    lowered = rows + (0.36 if panel.few else 0.0)
    return Points(grid.centre_s[columns], lowered, grid.shown[columns], texts, np.full(len(rows), look, dtype=np.int8))


def head_row(panel: Panel, marks: axis.Marks, said: Decided) -> Points:
    """The windows above the cells, flips marked and drawn last."""
    order = np.argsort(marks.harm, kind="stable")
    texts = marked_in_words(said, panel.grid, marks)
    return Points(
        x=panel.grid.centre_s[order],
        y=np.full(len(order), HEAD),
        windows=marks.window[order],
        texts=[texts[at] for at in order],
        looks=marks.harm[order],
    )


def _numbers(values: Values, sides: Values) -> list[list[str]]:
    places = decimals_apart(sides, LEAST_DECIMALS, MOST_DECIMALS)
    return [
        ["" if np.isnan(each) else _short(float(each), int(at)) for each, at in zip(row, decimals, strict=True)]
        for row, decimals in zip(values, places, strict=True)
    ]


def color_axis(scale: object, reach: tuple[float, float], name: str) -> dict[str, Any]:
    """The colour scale that all panels share, its bar lying above them at the right."""
    bar = {
        "orientation": "h",
        "thickness": 8,
        "outlinewidth": 0,
        "len": 150,
        "lenmode": "pixels",
        "x": 1,
        "xanchor": "right",
        "y": 1,
        "yanchor": "top",
        "ypad": 0,
        "title": {"text": name, "side": "right", "font": {"family": layout.WORDS, "size": layout.SMALL}},
        "tickfont": {"family": layout.NUMBERS, "size": 10},
        "tickmode": "array",
        "tickvals": [reach[0], (reach[0] + reach[1]) / 2, reach[1]],
        "tickformat": ".2~g",
        "tickangle": 0,
    }
    return {"colorscale": scale, "cmin": reach[0], "cmax": reach[1], "colorbar": bar}


def _short(value: float, decimals: int) -> str:
    """A score in a cell: ``.71``, ``1.00``, ``−.13``, ``0``; ``≈0`` and ``≈1`` where that is all that decimals show."""
    text = f"{abs(value):.{decimals}f}"
    if float(text) == 0:
        return "≈0" if value else "0"
    sign = "−" if value < 0 else ""
    return f"≈{sign}1" if float(text) == 1 > abs(value) else sign + text.removeprefix("0")
