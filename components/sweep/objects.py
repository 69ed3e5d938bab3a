"""What becomes of objects: the reference's boxes against the candidate's, then both against the labelled objects."""

from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st

from components.sweep import cells as sweep_cells
from components.sweep import labels, matrices
from components.sweep.cells import Cells
from components.sweep.panel import Results
from variantlens.comparison.wording import part
from variantlens.sweeps import result_tables
from variantlens.sweeps.confusion import over
from variantlens.sweeps.object_pairs import (
    AGAINST_LABELS,
    AMONG_VARIANTS,
    ObjectPairs,
    against_reference,
    against_truth,
    in_order,
)
from variantlens.text import plain

ONE_PLACE = (
    "A box and an object that lie on each other are one entry, whatever their labels. A box on nothing is a false "
    "alarm, an object under nothing is missed."
)


def show(results: Results) -> None:
    """Draw the matrices, then precision and recall of each label."""
    _boxes(results)
    _truth(results)
    labels.show(results)


def _boxes(results: Results) -> None:
    """The boxes of both, and which of them change most."""
    pairs = results.once("boxes", lambda: against_reference(results.block, results.candidate))
    found, (reference, candidate) = pairs.matrix, results.names
    same, every = int(np.trace(found.counts)), len(found.cell)
    if not every:
        st.markdown(f"Neither {plain(reference)} nor {plain(candidate)} finds anything.")
        return
    st.markdown(f"**{plain(reference)} against {plain(candidate)}**: the same in {part(same, every, results.thing)}")
    cells = _cells(results, pairs, results.names, "agreement", AMONG_VARIANTS)
    sweep_cells.with_swaps(results, cells)


def _truth(results: Results) -> None:
    """Labelled objects against what each finds; nothing where no picture is labelled."""
    made = results.once("truth", lambda: [against_truth(results.block, name) for name in results.names])
    if not any(len(pairs.sample) for pairs in made):
        return
    places = (matrices.OF_REFERENCE, matrices.OF_CANDIDATE)
    before, after = (
        _cells(results, pairs, (matrices.EXPECTED, name), place, AGAINST_LABELS)
        for pairs, name, place in zip(made, results.names, places, strict=True)
    )
    ordered = in_order({*before.found.names, *after.found.names})
    same = (replace(each, found=over(each.found, ordered)) for each in (before, after))
    matrices.against_expected(results, *same)
    st.caption(ONE_PLACE)


def _cells(results: Results, pairs: ObjectPairs, axes: tuple[str, str], name: str, nothing: tuple[str, str]) -> Cells:
    behind = partial(result_tables.objects_behind, results.block, pairs, axes=axes, nothing=nothing)
    return Cells(pairs.matrix, axes, name, results.thing, behind, nothing)
