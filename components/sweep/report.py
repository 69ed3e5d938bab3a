"""What a sweep found, in order: the verdicts, the worst part, costs, the flipped samples, then panels of figures."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.sweep import downloads, farthest, flips, runs, subject, verdict
from components.sweep import results as sweep_results
from components.sweep.runs import Opened
from components.sweep.versus import picker
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
        judgement = runs.judged(sweep, terms)
        found = runs.found(sweep)
        with row:
            downloads.button(sweep, addressed, options, found, judgement)
            picker.button(sweep)
        verdict.banner(sweep, judgement, terms)
        results = subject.choose(sweep.request, found.blocks, found.samples, judgement.verdicts, sweep.run)
    if results is None:
        return
    sweep_results.parts(results)
    sweep_results.costs(results)
    if farthest.fits(results):
        farthest.show(results)
    else:
        flips.show(sweep, found, judgement, results.candidate)
    sweep_results.show(results)
