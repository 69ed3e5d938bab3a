"""Who is taken for whom: reference against candidate, both against what is expected, and label by label."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from components import charts, sweep_panel, theme
from components.sweep_panel import Results
from variantlens.comparison.kinds import Kind
from variantlens.comparison.outcomes import Outcome
from variantlens.comparison.wording import counted, part
from variantlens.figures import sweep_matrices as figures
from variantlens.sweeps import result_tables
from variantlens.sweeps.confusion import Matrix, agreement, classes, confusion, over
from variantlens.text import plain

EXPECTED = "expected"
OF_REFERENCE, OF_CANDIDATE = "confusion of the reference", "confusion of the candidate"
MOST_HEIGHT = 260


def show(results: Results) -> None:
    """Draw the matrices, then precision and recall of each label."""
    if results.block.kind is not Kind.DETECTIONS:
        _agreement(results)
        if np.any(results.block.of(results.block.reference).outcomes != Outcome.UNJUDGED):
            _confusions(results)
    _classes(results)


def _agreement(results: Results) -> None:
    """Decisions of the reference against those of the candidate, and which are swapped most."""
    found = results.once("agreement", lambda: agreement(results.block, results.candidate))
    reference, candidate = results.names
    same, every = int(np.trace(found.counts)), len(found.cell)
    st.markdown(f"**{plain(reference)} against {plain(candidate)}**: the same in {part(same, every, 'window')}")
    if not every:
        return
    left, right = st.columns(2)
    with left:
        _matrix(results, found, (reference, candidate), "agreement")
    with right:
        _swaps(results, found)
    _listed(results, found, (reference, candidate), "agreement")


def _swaps(results: Results, found: Matrix) -> None:
    """The decisions that are swapped, the most frequent ones first."""
    cells = result_tables.cells(found, *results.names)
    swaps = cells[cells[results.names[0]] != cells[results.names[1]]]
    if len(swaps):
        st.dataframe(swaps, hide_index=True, height=min(MOST_HEIGHT, 40 + 35 * len(swaps)), key=results.key("swaps"))


def _confusions(results: Results) -> None:
    """What is expected against what each says, and the difference; below each other on a phone."""
    st.markdown("**Against what is expected**")
    reference, candidate = results.names
    before, after = results.once("confusions", lambda: _over_same_names(results))
    first, second, third = st.columns(3)
    with first:
        _matrix(results, before, (EXPECTED, reference), OF_REFERENCE, beside=after)
    with second:
        _matrix(results, after, (EXPECTED, candidate), OF_CANDIDATE, beside=before)
    with third:
        _difference(results, before, after)
    _listed(results, before, (EXPECTED, reference), OF_REFERENCE)
    _listed(results, after, (EXPECTED, candidate), OF_CANDIDATE)
    sweep_panel.table(
        results, "As a table", "confusions", lambda: result_tables.confusions(before, after, results.names)
    )


def _over_same_names(results: Results) -> tuple[Matrix, Matrix]:
    """Both confusion matrices over the same names, so that they can be held against each other."""
    block = results.block
    made = [confusion(block, variant) for variant in results.names]
    known = {*made[0].names, *made[1].names}
    ordered = (*(name for name in block.labels if name in known), *sorted(known.difference(block.labels)))
    return over(made[0], ordered), over(made[1], ordered)


def _matrix(results: Results, found: Matrix, axes: tuple[str, str], name: str, beside: Matrix | None = None) -> None:
    """A matrix whose cells can be clicked, with the rows and columns that it or the one beside it needs."""
    drawn = figures.drawn([found.counts] if beside is None else [found.counts, beside.counts])
    rows, columns = drawn.names(found.names)
    counts = drawn.of(found.counts)
    charts.chart(
        figures.matrix(rows, columns, counts, theme.current(), down=axes[0], across=axes[1]),
        key=results.key(f"{name} {results.candidate}"),
        alt=figures.matrix_alt(rows, columns, counts, down=axes[0], across=axes[1]),
        selects=lambda value: _choose(results, name, rows, columns, value),
    )


def _difference(results: Results, before: Matrix, after: Matrix) -> None:
    drawn = figures.drawn([before.counts, after.counts])
    rows, columns = drawn.names(before.names)
    counts = drawn.of(before.counts), drawn.of(after.counts)
    charts.chart(
        figures.difference(rows, columns, *counts, theme.current(), down=EXPECTED, names=results.names),
        key=results.key(f"difference {results.candidate}"),
        alt=figures.difference_alt(rows, columns, *counts, names=results.names),
        selects=lambda value: _choose(results, OF_CANDIDATE, rows, columns, value),
    )


def _choose(results: Results, name: str, rows: Sequence[str], columns: Sequence[str], value: object) -> None:
    if isinstance(value, list | tuple) and len(value) == 2:
        st.session_state[results.key(f"cell of {name}")] = (rows[int(value[0])], columns[int(value[1])])


def _listed(results: Results, found: Matrix, axes: tuple[str, str], name: str) -> None:
    """The windows behind the cell that was clicked."""
    cell = st.session_state.get(results.key(f"cell of {name}"))
    if cell is None or not set(cell) <= set(found.names):
        if name != OF_REFERENCE:
            st.caption("Click a cell to list the windows behind it.")
        return
    where = found.windows(*cell)
    title = f"{plain(axes[0])} **{plain(cell[0])}**, {plain(axes[1])} **{plain(cell[1])}**"
    sweep_panel.windows_behind(results, f"{title}: {counted(len(where), 'window')}", where, name)


def _classes(results: Results) -> None:
    """Precision and recall of each label, a column of each per variant."""
    found = results.once("classes", lambda: [(variant, classes(results.block, variant)) for variant in results.names])
    if not any(qualities for _, qualities in found):
        return
    st.markdown("**Precision and recall, label by label**")
    table: pd.DataFrame = result_tables.classes(found)
    shares = [f"{variant} {share}" for share in ("precision", "recall") for variant in results.names]
    config = {name: st.column_config.NumberColumn(format="%.3f") for name in shares}
    order = ["label", "expected", *shares]
    st.dataframe(table, hide_index=True, key=results.key("classes"), column_config=config, column_order=order)
    sweep_panel.table(results, "With all counts", "classes", lambda: table)
