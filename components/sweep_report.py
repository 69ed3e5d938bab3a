"""What a sweep found, in order: the verdicts, the worst part, costs, the flipped samples, then panels of figures."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import (
    sweep_downloads,
    sweep_farthest,
    sweep_flips,
    sweep_results,
    sweep_runs,
    sweep_subject,
    sweep_verdict,
    sweep_versus_picker,
)
from components.sweep_runs import Opened
from variantlens.choosing import Options
from variantlens.sweep_address import SweepChoice
from variantlens.sweep_choosing import terms_of


def show(sweep: Opened, addressed: SweepChoice, options: Options, row: DeltaGenerator) -> None:
    """Draw the results of a run.

    Args:
        sweep: The run.
        addressed: What the address says; its terms are those that changed since the run started.
        options: What the service has, which names things.
        row: The row of choices, which gets a button to take the results away.
    """
    terms = addressed.terms or terms_of(sweep.request)
    # One container: what is shown only while something is computed must not move the fragments that follow, since a
    # fragment is known by its place, and a click on one that has moved is lost.
    with st.container():
        judgement = sweep_runs.judged(sweep, terms)
        found = sweep_runs.found(sweep)
        with row:
            sweep_downloads.button(sweep, addressed, options, found, judgement)
            sweep_versus_picker.button(sweep)
        sweep_verdict.banner(sweep, judgement, terms)
        results = sweep_subject.choose(sweep.request, found.blocks, found.outcomes, judgement.verdicts, sweep.run)
    if results is None:
        return
    sweep_results.parts(results)
    sweep_results.costs(results)
    if sweep_farthest.fits(results):
        sweep_farthest.show(results)
    else:
        sweep_flips.show(sweep, found, judgement, results.candidate)
    sweep_results.show(results)
