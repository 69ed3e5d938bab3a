"""Who is taken for whom, window by window: reference against candidate, then both against what is expected."""

from functools import partial

import numpy as np
import streamlit as st

from components.sweep import cells as sweep_cells
from components.sweep import labels, panel
from components.sweep.cells import Cells
from components.sweep.panel import Results
from variantlens.comparison.outcomes import Outcome
from variantlens.comparison.wording import part
from variantlens.sweeps import result_tables
from variantlens.sweeps.confusion import Matrix, agreement, confusion, over
from variantlens.text import plain

EXPECTED = "expected"
OF_REFERENCE, OF_CANDIDATE = "confusion of the reference", "confusion of the candidate"


def show(results: Results) -> None:
    """Draw the matrices, then precision and recall of each label."""
    _agreement(results)
    if np.any(results.block.of(results.block.reference).outcomes != Outcome.UNJUDGED):
        _confusions(results)
    labels.show(results)


def _cells(results: Results, found: Matrix, axes: tuple[str, str], name: str) -> Cells:
    behind = partial(result_tables.windows_behind, results.block, results.candidate)
    return Cells(found, axes, name, results.thing, behind)


def _agreement(results: Results) -> None:
    """Decisions of the reference against those of the candidate, and which are swapped most."""
    found = results.once("agreement", lambda: agreement(results.block, results.candidate))
    reference, candidate = results.names
    same, every = int(np.trace(found.counts)), len(found.cell)
    st.markdown(f"**{plain(reference)} against {plain(candidate)}**: the same in {part(same, every, results.thing)}")
    if not every:
        return
    cells = _cells(results, found, results.names, "agreement")
    sweep_cells.with_swaps(results, cells)


def _confusions(results: Results) -> None:
    """What is expected against what each says, and the difference; below each other on a phone."""
    made = results.once("confusions", lambda: _over_same_names(results))
    against_expected(
        results,
        _cells(results, made[0], (EXPECTED, results.names[0]), OF_REFERENCE),
        _cells(results, made[1], (EXPECTED, results.names[1]), OF_CANDIDATE),
    )


def against_expected(results: Results, before: Cells, after: Cells) -> None:
    """Two matrices over the same names side by side, their difference, and what stands behind a cell."""
    st.markdown("**Against what is expected**")
    first, second, third = st.columns(3)
    with first:
        sweep_cells.draw(results, before, beside=after)
    with second:
        sweep_cells.draw(results, after, beside=before)
    with third:
        sweep_cells.difference(results, before, after)
    sweep_cells.listed(results, before, after)
    panel.table(
        results,
        "As a table",
        "confusions",
        lambda: result_tables.confusions(before.found, after.found, results.names, nothing=after.nothing),
    )


def _over_same_names(results: Results) -> tuple[Matrix, Matrix]:
    """Both confusion matrices over the same names, so that they can be held against each other."""
    block = results.block
    made = [confusion(block, variant) for variant in results.names]
    known = {*made[0].names, *made[1].names}
    ordered = (*(name for name in block.labels if name in known), *sorted(known.difference(block.labels)))
    return over(made[0], ordered), over(made[1], ordered)
