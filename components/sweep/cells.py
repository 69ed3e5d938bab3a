"""A matrix on the page whose cells answer to clicks, and the list of what stands behind the chosen one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from components import charts, theme
from components.sweep import panel
from components.sweep.panel import Results
from variantlens.comparison.wording import counted
from variantlens.figures.sweep import matrices as figures
from variantlens.sweeps import result_tables
from variantlens.sweeps.confusion import Matrix
from variantlens.sweeps.object_pairs import NOTHING
from variantlens.sweeps.resampling import Indices
from variantlens.text import brief, plain

MOST_HEIGHT = 260
HINT = "Click a cell to list what stands behind it."


@dataclass(frozen=True)
class Cells:
    """A matrix that can be clicked.

    Attributes:
        found: What is counted.
        axes: What the rows and the columns are.
        name: Its place in widget keys.
        noun: What is counted.
        behind: Lists what stands behind a cell, given as indices that the matrix opens.
        nothing: How a row, and how a column is called where there is no counterpart; of objects.
    """

    found: Matrix
    axes: tuple[str, str]
    name: str
    noun: str
    behind: Callable[[Indices], pd.DataFrame]
    nothing: tuple[str, str] = ("", "")

    def shown(self, names: Sequence[str], axis: int) -> list[str]:
        """Names of rows (axis 0) or columns (1) as they are shown."""
        return [self.nothing[axis] if name == NOTHING else name for name in names]


def draw(results: Results, cells: Cells, beside: Cells | None = None) -> None:
    """Draw a matrix with the rows and columns that it, or the one beside it, needs.

    Args:
        results: What the panels are drawn from.
        cells: The matrix.
        beside: Another one over the same names, of which no row and column shall be missing here.
    """
    drawn = figures.drawn([each.found.counts for each in (cells, beside) if each is not None])
    names = drawn.names(cells.found.names)
    rows, columns = (cells.shown(each, axis) for axis, each in enumerate(names))
    counts = drawn.of(cells.found.counts)
    down, across = cells.axes
    charts.chart(
        figures.matrix(rows, columns, counts, theme.current(), down=down, across=across, noun=cells.noun),
        key=results.key(f"{cells.name} {results.candidate}"),
        alt=figures.matrix_alt(rows, columns, counts, down=down, across=across, noun=cells.noun),
        file=results.named(f"{cells.name} {results.candidate}"),
        selects=lambda value: choose(results, cells, names, value),
    )


def difference(results: Results, before: Cells, after: Cells) -> None:
    """Draw what changes from one matrix to the other; a click lists what stands behind the other one's cell."""
    drawn = figures.drawn([before.found.counts, after.found.counts])
    names = drawn.names(after.found.names)
    rows, columns = (after.shown(each, axis) for axis, each in enumerate(names))
    counts = drawn.of(before.found.counts), drawn.of(after.found.counts)
    charts.chart(
        figures.difference(rows, columns, *counts, theme.current(), down=after.axes[0], names=results.names),
        key=results.key(f"difference {results.candidate}"),
        alt=figures.difference_alt(rows, columns, *counts, names=results.names),
        file=results.named(f"{after.name} difference of {results.candidate}"),
        selects=lambda value: choose(results, after, names, value),
    )


def with_swaps(results: Results, cells: Cells) -> None:
    """A matrix, its most frequent swaps beside it, and below them what stands behind the chosen cell."""
    left, right = st.columns(2)
    with left:
        draw(results, cells)
    with right:
        _swaps(results, cells)
    listed(results, cells)


def _swaps(results: Results, cells: Cells) -> None:
    """The cells off the diagonal, the largest first; a selected row is a chosen cell, for those who use no mouse."""
    every = result_tables.cells(cells.found, *cells.axes, noun=cells.noun, nothing=(NOTHING, NOTHING))
    named = result_tables.cells(cells.found, *cells.axes, noun=cells.noun, nothing=cells.nothing)
    off = (every[cells.axes[0]] != every[cells.axes[1]]).to_numpy()
    if not off.any():
        return
    key = results.key(f"swaps {results.candidate}")
    pairs = list(every[off][list(cells.axes)].itertuples(index=False, name=None))

    def selected() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows:
            st.session_state[_key(results, cells)] = pairs[rows[0]]

    st.dataframe(
        named[off],
        hide_index=True,
        height=min(MOST_HEIGHT, 40 + 35 * len(pairs)),
        key=key,
        on_select=selected,
        selection_mode="single-row",
    )


def choose(results: Results, cells: Cells, names: tuple[Sequence[str], Sequence[str]], value: object) -> None:
    """Remember a cell that was clicked.

    Args:
        results: What the panels are drawn from.
        cells: The matrix whose list shall open.
        names: Of the drawn rows and columns.
        value: What the click brought: the indices of row and column.
    """
    if isinstance(value, list | tuple) and len(value) == 2:
        st.session_state[_key(results, cells)] = (names[0][int(value[0])], names[1][int(value[1])])


def listed(results: Results, *matrices: Cells) -> None:
    """What stands behind the chosen cell of each matrix, or how to choose one."""
    chosen = [(cells, st.session_state.get(_key(results, cells))) for cells in matrices]
    known = [(cells, cell) for cells, cell in chosen if cell is not None and set(cell) <= set(cells.found.names)]
    if not known:
        st.caption(HINT)
    for cells, cell in known:
        where = cells.found.windows(*cell)
        first, second = cells.shown(cell[:1], 0)[0], cells.shown(cell[1:], 1)[0]
        title = f"{plain(cells.axes[0])} **{brief(first)}**, {plain(cells.axes[1])} **{brief(second)}**"
        panel.behind(results, f"{title}: {counted(len(where), cells.noun)}", cells.behind(where), cells.name)


def _key(results: Results, cells: Cells) -> str:
    return results.key(f"cell of {cells.name}")
