"""Who is taken for whom: windows or objects counted as matrices, and how two of them differ; cells answer to clicks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from variantlens.comparison.wording import MINUS, counted
from variantlens.figures import layout, palette
from variantlens.text import plain, title, visible

Counts = npt.NDArray[np.intp]

MOST_LABELS = 20
"""Rows and columns that can be read at once; of more, those that are confused most are drawn."""
CELL = 34
"""Pixels of a row while there are few."""
SMALL_CELL = 24
FEW = 12
HEAD, FOOT = 24, 64
"""Pixels above the cells, and below them for the names of the columns."""
HALF = 14
"""Characters of a name that shares a line with another one."""
RIGHT = 24
"""Pixels right of the cells, for the half of the last column's name that is longer than its cell."""
ANGLES = [0, -35, -90]
"""How names of columns may stand: rising, so that the last one does not leave the picture, which would hide it."""
CLEAR = "rgba(0,0,0,0)"


@dataclass(frozen=True)
class Drawn:
    """Which rows and columns of a matrix are drawn, as indices."""

    rows: list[int]
    columns: list[int]

    def names(self, every: Sequence[str]) -> tuple[list[str], list[str]]:
        """The names of the drawn rows and columns, out of those of all."""
        return [every[at] for at in self.rows], [every[at] for at in self.columns]

    def of(self, counts: Counts) -> Counts:
        """The drawn cells."""
        return counts[np.ix_(self.rows, self.columns)]


def drawn(matrices: Sequence[Counts], limit: int = MOST_LABELS) -> Drawn:
    """What to draw of matrices over the same names: nothing empty, and of too many names those confused most.

    Args:
        matrices: Counts of windows, each of shape (names, names).
        limit: Draw no more names than this.
    """
    together = np.sum(matrices, axis=0)
    off = together - np.diag(np.diag(together))
    weight = off.sum(axis=0) + off.sum(axis=1) + together.sum(axis=1) / (together.sum() + 1)
    chosen = np.sort(np.argsort(-weight, kind="stable")[:limit])
    cells = together[np.ix_(chosen, chosen)]
    return Drawn(chosen[cells.any(axis=1)].tolist(), chosen[cells.any(axis=0)].tolist())


def matrix(
    rows: Sequence[str],
    columns: Sequence[str],
    counts: Counts,
    theme: palette.Theme,
    *,
    down: str,
    across: str,
    noun: str = "window",
) -> go.Figure:
    """Counts of windows or objects, coloured by their share of the row; empty cells stay empty.

    Args:
        rows: Names of the rows, unescaped.
        columns: Names of the columns.
        counts: How many there are in each cell, shape (rows, columns).
        theme: Light or dark.
        down: What the rows are, such as "expected".
        across: What the columns are, such as the variant's name.
        noun: What is counted.

    Returns:
        A figure of two traces: cells, and markers whose ``customdata`` is (row, column).
    """
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    # By the root, so that one window of a hundred can still be told from none.
    colours = np.where(counts > 0, np.sqrt(share), np.nan)
    hovers = [
        f"{plain(down)}: <b>{plain(row)}</b><br>{plain(across)}: <b>{plain(column)}</b>"
        f"<br>{counted(count, noun)}, {part:.1%} of the row"
        for row, line, parts in zip(rows, counts.tolist(), share.tolist(), strict=True)
        for column, count, part in zip(columns, line, parts, strict=True)
    ]
    texts = [[f"{count:,}" if count else "" for count in line] for line in counts.tolist()]
    scale: dict[str, Any] = {"colorscale": palette.palette(theme).magnitude, "zmin": 0, "zmax": 1}
    return _figure(_cells(colours, texts, scale), hovers, rows, columns, theme, (down, across))


def difference(
    rows: Sequence[str],
    columns: Sequence[str],
    before: Counts,
    after: Counts,
    theme: palette.Theme,
    *,
    down: str,
    names: tuple[str, str],
) -> go.Figure:
    """Candidate − reference, cell by cell, centred on 0: what one puts into a cell and the other does not.

    Args:
        rows: Names of the rows, unescaped.
        columns: Names of the columns.
        before: The reference's counts, shape (rows, columns).
        after: The candidate's counts.
        theme: Light or dark.
        down: What the rows are.
        names: The reference and the candidate.

    Returns:
        A figure of two traces: cells, and markers whose ``customdata`` is (row, column).
    """
    change = after - before
    reach = max(int(np.abs(change).max(initial=0)), 1)
    hovers = [
        f"{plain(down)}: <b>{plain(row)}</b><br>said: <b>{plain(column)}</b>"
        f"<br>{plain(names[0])} {old:,}<br>{plain(names[1])} {new:,} ({_signed(new - old)})"
        for row, olds, news in zip(rows, before.tolist(), after.tolist(), strict=True)
        for column, old, new in zip(columns, olds, news, strict=True)
    ]
    texts = [[_signed(each) if each else "" for each in line] for line in change.tolist()]
    colours = np.where(change != 0, change.astype(np.float64), np.nan)
    scale: dict[str, Any] = {"colorscale": palette.palette(theme).diverging, "zmin": -reach, "zmax": reach}
    return _figure(
        _cells(colours, texts, scale), hovers, rows, columns, theme, (down, f"{_short(names[1])} − {_short(names[0])}")
    )


def matrix_alt(
    rows: Sequence[str],
    columns: Sequence[str],
    counts: Counts,
    *,
    down: str,
    across: str,
    noun: str = "window",
    most: int = 5,
) -> str:
    """A matrix in words, for screen readers: how many agree, and the largest cells off the diagonal."""
    total = int(counts.sum())
    agree = sum(int(counts[at, columns.index(row)]) for at, row in enumerate(rows) if row in columns)
    cells = [
        (int(counts[at, to]), visible(row), visible(column))
        for at, row in enumerate(rows)
        for to, column in enumerate(columns)
        if row != column and counts[at, to]
    ]
    cells.sort(key=lambda cell: -cell[0])
    others = "; ".join(f"{row} as {column} {count:,}" for count, row, column in cells[:most])
    said = f"Largest differences: {others}." if cells else "Nothing is off the diagonal."
    return f"Matrix of {visible(down)} by {visible(across)}: {agree:,} of {counted(total, noun)} agree. {said}"


def difference_alt(
    rows: Sequence[str],
    columns: Sequence[str],
    before: Counts,
    after: Counts,
    *,
    names: tuple[str, str],
    most: int = 5,
) -> str:
    """A difference in words, for screen readers: the cells that change most."""
    change = after - before
    order = np.argsort(-np.abs(change), axis=None, kind="stable")[:most].tolist()
    cells = [divmod(at, len(columns)) for at in order] if change.size else []
    told = "; ".join(
        f"{visible(rows[at])} as {visible(columns[to])} {_signed(int(change[at, to]))}"
        for at, to in cells
        if change[at, to]
    )
    said = f"Largest changes: {told}." if told else "No cell changes."
    return f"Change of each cell, {visible(names[1])} minus {visible(names[0])}. {said}"


def _cells(colours: npt.NDArray[np.float64], texts: list[list[str]], scale: dict[str, Any]) -> dict[str, Any]:
    """The cells, with their numbers."""
    return {
        "type": "heatmap",
        "z": colours.astype(np.float32),
        "text": texts,
        "texttemplate": "%{text}",
        "textfont": {"family": layout.NUMBERS, "size": layout.SMALL},
        "hoverinfo": "skip",
        "hoverongaps": False,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
    } | scale


def _figure(
    cells: dict[str, Any],
    hovers: Sequence[str],
    rows: Sequence[str],
    columns: Sequence[str],
    theme: palette.Theme,
    axes: tuple[str, str],
) -> go.Figure:
    cell = CELL if len(rows) <= FEW else SMALL_CELL
    at = np.indices((len(rows), len(columns))).reshape(2, -1)
    clickable = {
        "type": "scatter",
        "mode": "markers",
        "x": at[1],
        "y": at[0],
        # As lists: a click on a row of a typed array would bring no list back.
        "customdata": at.T.tolist(),
        "hovertext": list(hovers),
        "hoverinfo": "text",
        "marker": {"symbol": "square", "size": cell - 4, "color": CLEAR},
        "selected": {"marker": {"color": CLEAR, "opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }
    frame = {"xref": "x", "yref": "y", "type": "rect", "layer": "below", "line": {"width": 0}}
    box = {"x0": -0.5, "x1": len(columns) - 0.5, "y0": -0.5, "y1": len(rows) - 0.5}
    drawn = {
        "xaxis": _axis(columns, "x") | {"title": {"text": title(axes[1], 32)}, "autotickangles": ANGLES},
        "yaxis": _axis(rows, "y") | {"title": {"text": title(axes[0], 32)}},
        "shapes": [frame | box | {"fillcolor": palette.palette(theme).surface}],
        "showlegend": False,
        "margin": {"t": HEAD, "r": RIGHT},
    }
    return layout.figure(
        [cells, clickable], drawn, theme=theme, height=HEAD + FOOT + cell * len(rows), name=f"matrix {axes[1]}"
    )


def _axis(names: Sequence[str], which: Literal["x", "y"]) -> dict[str, Any]:
    ends = [-0.5, len(names) - 0.5]
    return {
        "range": ends[::-1] if which == "y" else ends,
        "tickvals": list(range(len(names))),
        "ticktext": [title(name, layout.NAME_LIMIT) for name in names],
        "tickfont": {"family": layout.WORDS},
        "fixedrange": True,
        "showgrid": False,
    }


def _short(name: str) -> str:
    """A name of which two fit below an axis."""
    return name if len(name) <= HALF else f"{name[: HALF - 1]}…"


def _signed(change: int) -> str:
    """A change with its sign: +3, −2, 0."""
    return f"+{change:,}" if change > 0 else f"{MINUS}{-change:,}" if change < 0 else "0"
