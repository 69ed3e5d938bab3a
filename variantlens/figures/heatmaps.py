"""Heatmaps of labels over windows: cells, their hover, and markers that answer to clicks.

Plotly's heatmap cells do not answer to clicks, so markers that carry the window's index lie over them: one for
each cell while there are few, one for each column in a head row above them always.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

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


def cells(panel: Panel, values: Values, details: Values, lines: Sequence[str]) -> dict[str, Any]:
    """The cells of a panel.

    Args:
        panel: The panel.
        values: What the colours show, shape (labels, columns).
        details: What hovering shows, the window first, shape (labels, columns, details).
        lines: Plotly templates of the hover's lines over ``customdata``, which holds the details.
    """
    grid = panel.grid
    numbers = {"text": _numbers(values), "texttemplate": "%{text}"} if panel.few else {}
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


def _numbers(values: Values) -> list[list[str]]:
    return [["" if np.isnan(each) else _short(float(each)) for each in row] for row in values]


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


def _short(value: float) -> str:
    """A score in a cell: ``.71``, ``1.00``, ``−.13``, and ``0`` where two decimals show nothing."""
    text = f"{abs(value):.2f}"
    if float(text) == 0:
        return "0"
    return ("−" if value < 0 else "") + text.removeprefix("0")
