"""How a sweep is doing: followed while it runs; paused, resumed and cancelled; what failed, and why."""

from contextlib import suppress

import streamlit as st

from components import notices, session
from components.sweep import address_bar, runs
from components.sweep.runs import Opened
from variantlens.comparison.wording import counted
from variantlens.store.errors import StoreError
from variantlens.store.values import State
from variantlens.sweeps.running.lease import AlreadyRunning
from variantlens.sweeps.running.progress import Progress
from variantlens.text import plain

LOOK_S = 1.0
"""How often the page looks while a sweep runs."""

LISTED_FAILURES = 20


def show(sweep: Opened) -> bool:
    """Draw how it is doing; returns whether there are results to draw: not while it runs, nor without any sample."""
    progress = sweep.progress
    if _alive(progress):
        _running(sweep.run)
        return False
    if progress.state is not State.FINISHED:
        _halted(sweep)
    elif progress.failed:
        _failures(sweep)
    for note in progress.notes:
        notices.hint(note)
    return progress.done > 0


def _alive(progress: Progress) -> bool:
    return progress.state is State.RUNNING and not progress.interrupted


@st.fragment(run_every=LOOK_S)
def _running(run: str) -> None:
    """The bar, drawn again every second without the rest of the page."""
    try:
        progress = runs.sweeps().progress(run)
    except StoreError as error:
        # Drawn again in a second: where the error passes, the bar is back.
        notices.hint(f"{error} {error.next_step}")
        return
    if not _alive(progress):
        st.rerun()
    with st.container(border=True, key="progress"):
        st.markdown(f"**{plain(_doing(progress))}**")
        st.progress(progress.fraction, text=" · ".join(_facts(progress)))
        with st.container(horizontal=True, vertical_alignment="center"):
            _button("Pause", "pause", run)
            _button("Cancel", "cancel", run)
            st.caption("Closing this page loses nothing: its address shows the run again.")
        _errors(progress)


def _doing(progress: Progress) -> str:
    text = progress.doing or "running"
    return f"{text[:1].upper()}{text[1:]} …"


def _facts(progress: Progress) -> list[str]:
    over = progress.done + progress.failed
    facts = [f"{over:,} of {progress.total:,}" if progress.total else "counting"]
    if progress.failed:
        facts.append(f":red[{progress.failed:,} failed so far]")
    if progress.per_second:
        facts.append(f"{progress.per_second:.1f} per second")
    if progress.seconds_left is not None:
        facts.append(f"{_time(progress.seconds_left)} left")
    return facts


def _time(seconds: float) -> str:
    """A time as people say it: "8 s", "3 min", "2 h 5 min"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def _halted(sweep: Opened) -> None:
    """A sweep that did not come to its end: why, and how it goes on."""
    progress = sweep.progress
    total = "" if progress.total is None else f" after {progress.done:,} of {progress.total:,} samples"
    what = {
        State.PAUSED: f"Paused{total}",
        State.CANCELLED: f"Cancelled{total}",
        State.STOPPED: f"Stopped{total}",
        State.RUNNING: f"Interrupted{total}: the process that ran it is gone",
    }.get(progress.state, "Not started yet")
    with st.container(border=True, key="progress"):
        st.markdown(f"**{what}.** {plain(progress.message)}")
        if progress.total:
            st.progress(progress.fraction)
        with st.container(horizontal=True, vertical_alignment="center"):
            if progress.total != progress.done:
                _resume(sweep, "Resume")
            if progress.state not in {State.CANCELLED, State.STOPPED}:
                _button("Cancel", "cancel", sweep.run)
            if progress.done:
                st.caption("What follows is of the samples that are done.")
        _errors(progress)


def _failures(sweep: Opened) -> None:
    """The samples that failed in a finished sweep, and a second chance."""
    progress = sweep.progress
    with st.container(border=True, key="failed"):
        st.markdown(f":red[**{counted(progress.failed, 'sample')} failed**] and count in no number below.")
        _resume(sweep, "Ask for them again")
        _errors(progress)


def _errors(progress: Progress) -> None:
    if not progress.errors:
        return
    with st.expander(f"What failed ({progress.failed:,})", icon=":material/error:"):
        lines = [
            f"- {plain(each.filename or f'sample {each.sample}')}: {plain(each.error)}"
            for each in progress.errors[:LISTED_FAILURES]
        ]
        st.markdown("\n".join(lines))


def _button(label: str, action: str, run: str) -> None:
    icons = {"pause": ":material/pause:", "cancel": ":material/close:"}
    if st.button(label, icon=icons[action], key=f"{action} run"):
        with notices.explained(address_bar):
            sweeps = runs.sweeps()
            (sweeps.pause if action == "pause" else sweeps.cancel)(run)
        # What is on its way is waited for; the page follows.
        st.rerun()


def _resume(sweep: Opened, label: str) -> None:
    if st.button(label, icon=":material/play_arrow:", key="resume run", type="primary"):
        service = sweep.request.service
        # Where somebody was faster it runs already, which is what was wanted.
        with notices.explained(address_bar), suppress(AlreadyRunning):
            runs.sweeps().resume(
                sweep.run,
                session.client(service),
                own_key=session.has_typed_key(service),
                failed_too=True,
            )
        st.rerun()
