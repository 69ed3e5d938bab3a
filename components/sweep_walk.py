"""On the Compare page: the way through the samples that a sweep found to flip, one after the other."""

import streamlit as st

from components import address_bar, sweep_runs
from components.sweep_flips import choice_of
from variantlens import sweep_address
from variantlens.address import Choice
from variantlens.sweep_address import SweepChoice
from variantlens.sweeps.flipped import flipped


def show(choice: Choice) -> None:
    """Draw where in a sweep's list this sample stands, and the way to the next; nothing without a sweep.

    Args:
        choice: The complete choice, whose project the service has answered for.
    """
    if choice.run is None or choice.service is None or choice.project is None:
        return
    sweep = sweep_runs.walked(choice.run, choice.service, choice.project)
    if sweep is None:
        return
    candidates = [name for name in choice.variants if name != sweep.request.reference]
    rows = flipped(sweep_runs.found(sweep).outcomes, candidates)
    ids = [row.sample for row in rows]
    at = ids.index(choice.sample) if choice.sample in ids else -1
    with st.container(horizontal=True, vertical_alignment="center", key="walk"):
        st.page_link(
            "sweep.py",
            label="Back to the sweep",
            icon=":material/arrow_back:",
            query_params=sweep_address.write(SweepChoice(run=sweep.run)),
        )
        for name, to in (("previous", at - 1), ("next", at + 1)):
            there = bool(rows) and 0 <= to < len(rows)
            shown = choice_of(sweep, rows[to]) if there else choice
            st.button(
                f"{name.capitalize()} flip",
                key=f"{name} flip",
                icon=":material/chevron_left:" if name == "previous" else ":material/chevron_right:",
                disabled=not there,
                on_click=address_bar.change,
                kwargs={"sample": shown.sample, "window": shown.window},
            )
        st.caption(f"{at + 1} of {len(rows):,}, the worst first" if at >= 0 else f"not among the {len(rows):,} flipped")
