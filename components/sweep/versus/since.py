"""Says of an old sweep that it is one of another model than today's; found out in the background, and remembered."""

import secrets

import streamlit as st

from components import session
from components.sweep import runs
from components.sweep.runs import Opened
from variantlens.service.memory import Key, Pending
from variantlens.sweeps.versus.since import Since, since
from variantlens.text import plain

LOOK_S = 1.0
"""How often the page looks whether it is known by now."""
UNCHECKED = "Not checked whether this is still today's model: "
SAME = "Models, thresholds and samples are the same today as when"
HOLDS = "The results hold for what was there then; a row opens its sample with what is there now."

_SESSION = "session that asks what changed"


def show(sweep: Opened, whose: str = "this sweep") -> None:
    """Draw what changed since a sweep ran; while nobody knows yet, a line that says so. Never waits.

    Args:
        sweep: A sweep.
        whose: What it is called on the page.
    """
    if not sweep.progress.done:
        return
    request, sweeps = sweep.request, runs.sweeps()
    samples = runs.found(sweep).samples
    pending: Pending[Since] = session.answers(request.service).begin(
        _key(sweep),
        lambda client, pending: since(client, request, samples, sweeps.answers(sweep.run), pending.cancelled),
    )
    if pending.future.done():
        _told(sweep, pending, whose)
    else:
        st.fragment(_watch, run_every=LOOK_S)(sweep, pending, whose)


def _watch(sweep: Opened, pending: Pending[Since], whose: str) -> None:
    """A line until it is known; then the page is drawn once more."""
    if not pending.future.done():
        st.caption(":material/sync: Checking whether this is still today's model …")
    elif pending.future.exception() is not None:
        # What failed is asked again by the next run of the page, not by this one.
        _told(sweep, pending, whose)
    else:
        st.rerun()


def _told(sweep: Opened, pending: Pending[Since], whose: str) -> None:
    if pending.future.exception() is not None:
        st.caption(f":material/info: {UNCHECKED}the check failed.")
        return
    found = pending.future.result()
    if found.unchecked:
        with st.container(horizontal=True, vertical_alignment="center", key="unchecked"):
            st.caption(f":material/info: {UNCHECKED}{plain(found.unchecked.rstrip('.'))}.")
            st.button("Check again", type="tertiary", key="check again", on_click=_ask_again, args=(sweep,))
    elif found.changes:
        with st.container(border=True, gap="xsmall", key="since"):
            st.markdown(f":material/history: **{found.title} since {whose} ran.**")
            st.markdown("\n".join(f"- {plain(change.sentence)}" for change in found.changes))
            st.caption(HOLDS)
    else:
        st.caption(f":material/check: {SAME} {whose} ran, as far as the service tells.")


def _ask_again(sweep: Opened) -> None:
    session.answers(sweep.request.service).forget_begun(_key(sweep))


def _key(sweep: Opened) -> Key:
    """Known within one session: whoever opens the sweep anew finds out anew."""
    return ("since", sweep.run, st.session_state.setdefault(_SESSION, secrets.token_hex(8)))
