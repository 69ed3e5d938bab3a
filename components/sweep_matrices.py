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
from variantlens.sweeps.confusion import Matrix, agreement, classes, confusion, matrix
from variantlens.text import plain

EXPECTED = "expected"


def show(results: Results) -> None:
    """Draw the matrices, then precision and recall of each label."""
    if results.block.kind is not Kind.DETECTIONS:
        _agreement(results)
        if np.any(results.block.of(results.block.reference).outcomes != Outcome.UNJUDGED):
            _confusions(results)
    _classes(results)


def _agreement(results: Results) -> None:
    """Decisions of the reference against those of the candidate."""
    found = results.once("agreement", lambda: agreement(results.block, results.candidate))
    reference, candidate = results.names
    same, every = int(np.trace(found.counts)), len(found.cell)
    st.markdown(f"**{plain(reference)} against {plain(candidate)}**: the same in {part(same, every, 'window')}")
    if not every:
        return
    _matrix(results, found, reference, candidate, "agreement")
    _listed(results, found, reference, candidate, "agreement")


def _confusions(results: Results) -> None:
    """What is expected against what each says, and the difference; columns that fold on a phone."""
    st.markdown("**Against what is expected**")
    reference, candidate = results.names
    before, after = results.once("confusions", lambda: _over_same_names(results))
    first, second, third = st.columns(3)
    with first:
        st.markdown(plain(reference))
        _matrix(results, before, EXPECTED, reference, "confusion of the reference")
    with second:
        st.markdown(plain(candidate))
        _matrix(results, after, EXPECTED, candidate, "confusion of the candidate")
    with third:
        st.markdown(f"{plain(candidate)} − {plain(reference)}")
        _difference(results, before, after)
    _listed(results, before, EXPECTED, reference, "confusion of the reference")
    _listed(results, after, EXPECTED, candidate, "confusion of the candidate")


def _over_same_names(results: Results) -> tuple[Matrix, Matrix]:
    """Both confusion matrices with the same rows and columns, so that they can be held against each other."""
    block = results.block
    names = tuple(dict.fromkeys(name for variant in results.names for name in confusion(block, variant).names))
    ordered = (*(name for name in block.labels if name in names), *sorted(set(names) - set(block.labels)))
    made = []
    for variant in results.names:
        said = block.of(variant)
        made.append(matrix(block.expected, said.decisions, said.outcomes != Outcome.UNJUDGED, ordered))
    return made[0], made[1]


def _matrix(results: Results, found: Matrix, down: str, across: str, name: str) -> None:
    """A matrix whose cells can be clicked."""
    labels, counts = _drawn([found])
    charts.chart(
        figures.matrix(labels, labels, counts[0], theme.current(), down=down, across=across),
        key=results.key(f"{name} {results.candidate}"),
        alt=figures.matrix_alt(labels, labels, counts[0], down=down, across=across),
        selects=lambda value: _choose(results, name, labels, value),
    )


def _difference(results: Results, before: Matrix, after: Matrix) -> None:
    labels, counts = _drawn([before, after])
    charts.chart(
        figures.difference(labels, labels, counts[0], counts[1], theme.current(), down=EXPECTED, names=results.names),
        key=results.key(f"difference {results.candidate}"),
        alt=figures.difference_alt(labels, labels, counts[0], counts[1], names=results.names),
        selects=lambda value: _choose(results, "confusion of the candidate", labels, value),
    )


def _drawn(found: Sequence[Matrix]) -> tuple[list[str], list[figures.Counts]]:
    """The labels that are drawn, and the counts among them."""
    at = figures.drawn_labels([each.counts for each in found], found[0].names)
    return [found[0].names[place] for place in at], [each.counts[np.ix_(at, at)] for each in found]


def _choose(results: Results, name: str, labels: Sequence[str], value: object) -> None:
    if isinstance(value, list | tuple) and len(value) == 2:
        st.session_state[results.key(f"cell of {name}")] = (labels[int(value[0])], labels[int(value[1])])


def _listed(results: Results, found: Matrix, down: str, across: str, name: str) -> None:
    """The windows behind the cell that was clicked."""
    cell = st.session_state.get(results.key(f"cell of {name}"))
    if cell is None or not set(cell) <= set(found.names):
        if name != "confusion of the reference":
            st.caption("Click a cell to list the windows behind it.")
        return
    where = found.windows(*cell)
    title = f"{plain(down)} **{plain(cell[0])}**, {plain(across)} **{plain(cell[1])}**"
    sweep_panel.windows_behind(results, f"{title}: {counted(len(where), 'window')}", where, name)


def _classes(results: Results) -> None:
    """Precision and recall of each label, a column of each per variant."""
    found = results.once("classes", lambda: [(variant, classes(results.block, variant)) for variant in results.names])
    if not any(qualities for _, qualities in found):
        return
    st.markdown("**Precision and recall, label by label**")
    table: pd.DataFrame = result_tables.classes(found)
    shares = [name for name in table.columns if name.endswith(("precision", "recall"))]
    config = {
        name: st.column_config.ProgressColumn(name, format="%.3f", min_value=0.0, max_value=1.0) for name in shares
    }
    st.dataframe(table, hide_index=True, key=results.key("classes"), column_config=config)
