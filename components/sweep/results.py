"""The results of a sweep around its flips: parts of the data and costs before them, the panels of figures after.

Of the panels one tab is open at a time, and only that one is computed.
"""

from collections.abc import Callable

import streamlit as st

from components.sweep import costs as sweep_costs
from components.sweep import distributions, matrices, objects, slices, thresholds
from components.sweep.panel import Results
from variantlens.comparison.kinds import Kind
from variantlens.sweeps.columns import Block

Draw = Callable[[Results], None]

FLIPPING = (Kind.SCORES, Kind.ANOMALY, Kind.VISUAL_ANOMALY, Kind.LABEL_MAP)
THRESHOLDS = (Kind.SCORES, Kind.ANOMALY, Kind.VISUAL_ANOMALY, Kind.DETECTIONS)
SCORED = (Kind.SCORES, Kind.ANOMALY, Kind.VISUAL_ANOMALY, Kind.REGRESSION)


@st.fragment
def parts(results: Results) -> None:
    """Draw which part of the data suffers most."""
    st.subheader("Which part suffers most")
    slices.show(results)


@st.fragment
def costs(results: Results) -> None:
    """Draw what each variant needs, beside its quality."""
    st.subheader("Cost beside quality")
    sweep_costs.show(results)


@st.fragment
def show(results: Results) -> None:
    """Draw the panels of figures, one at a time; nothing where the kind of result has none."""
    panels = _panels(results.block)
    if not panels:
        return
    st.subheader("Behind the numbers")
    for tab, draw in zip(st.tabs(list(panels), on_change="rerun", key="sweep results"), panels.values(), strict=True):
        if tab.open:
            with tab:
                draw(results)


def _panels(block: Block) -> dict[str, Draw]:
    """The panels that a kind of result has, in their order, by the names of their tabs."""
    panels: dict[str, Draw] = {}
    if block.kind in THRESHOLDS:
        panels["Thresholds"] = thresholds.show
    if block.kind in FLIPPING:
        panels["Who is taken for whom"] = matrices.show
    if block.kind is Kind.DETECTIONS:
        panels["Object by object"] = objects.show
    if block.kind in SCORED:
        panels["Distributions"] = distributions.show
    return panels
