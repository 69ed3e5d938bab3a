"""p-values, for those who ask for them; no verdict rests on one."""

import streamlit as st

from components.sweep_panel import Results
from variantlens.sweeps.columns import groups_of
from variantlens.sweeps.measuring import evidence
from variantlens.sweeps.significance import Significance, significance
from variantlens.text import plain

ABOUT = (
    "A p-value says how likely a difference like this is if both variants are equally good. It says nothing of how "
    "large a loss may be, and a large one is no proof that there is none: the verdict above rests on bounds instead."
)


def show(results: Results) -> None:
    """The p-value of the candidate in this block."""
    st.caption(ABOUT)
    found = results.once("p", lambda: _significance(results))
    if found is None:
        st.markdown("There is no such test for what is measured here.")
        return
    p = "< 0.0001" if found.p < 0.0001 else f"= {found.p:.4f}"
    st.markdown(f"**{plain(results.candidate)}** against {plain(results.block.reference)}: p {p} ({plain(found.test)})")


def _significance(results: Results) -> Significance | None:
    allowed = results.allowed
    if allowed is None:
        return None
    units, names = groups_of(results.block.samples, results.grouped_by)
    return significance(evidence(results.block, results.candidate, allowed, units, len(names)))
