"""From a sweep to the comparison with another one of its project, of which the older is the one before."""

import streamlit as st

from components.sweep import earlier as sweep_earlier
from components.sweep import runs
from components.sweep.runs import Opened

LISTED = 12


def button(sweep: Opened) -> None:
    """A popover with the sweeps that this one can be compared with; nothing where there is none."""
    earlier = runs.earlier(sweep.request.service, sweep.request.project)
    others = [each for each in earlier if each.id != sweep.run and sweep_earlier.has_results(each)]
    if not others:
        return
    shown = runs.sweeps().get(sweep.run)
    with st.popover("Compare with another sweep", icon=":material/compare:", key="versus picker"):
        st.markdown("**Before and after a fix:** what was mended, what broke, and did the answer change?")
        for each in others[:LISTED]:
            sweep_earlier.compare(each, shown, label=sweep_earlier.line(each), key="pick")
