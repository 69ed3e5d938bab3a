"""Answers that are remembered, and waited for in sight: progress and cancel instead of a frozen page."""

from collections.abc import Callable
from concurrent.futures import wait
from typing import TypeVar

import streamlit as st

from variantlens.service.jobs import JobProgress
from variantlens.service.memory import Key, Memory, Pending
from variantlens.service.pace import one_probe
from variantlens.text import plain

Answer = TypeVar("Answer")

QUIET_S = 0.3
"""Answers that come sooner than this show no sign of waiting, so that nothing flickers."""
LOOK_S = 0.4
"""How often the page looks for progress while it waits."""
_GIVEN_UP = "call given up"
_PROBE = "call to be sent to a held service"


class GivenUp(Exception):
    """The person did not want to wait any longer; nothing is asked again until they say so.

    Attributes:
        doing: What was being done.
    """

    def __init__(self, doing: str) -> None:
        super().__init__(doing)
        self.doing = doing


@st.cache_resource(show_spinner=False)
def _memory() -> Memory:
    return Memory()


def answer(doing: str, key: Key, call: Callable[[Pending[Answer]], Answer]) -> Answer:
    """The answer with this key: remembered, or waited for in sight.

    Args:
        doing: What is being done, such as "Listing projects".
        key: What the answer belongs to: service, fingerprint of the key, call and arguments.
        call: Makes the call.

    Raises:
        GivenUp: The person cancelled it.
        ServiceError: The call failed.
    """
    if st.session_state.get(_GIVEN_UP) == key:
        raise GivenUp(doing)
    while True:
        pending = _asked(key, call)
        wait([pending.future], timeout=QUIET_S)
        if not pending.future.done():
            _wait_in_sight(doing, key, pending)
        given_up = pending.cancelled.is_set() and pending.future.exception() is not None
        # Somebody else gave up the call that both waited for: asked anew, since here it is still wanted.
        if not given_up or st.session_state.get(_GIVEN_UP) == key:
            return pending.future.result()


def begin(key: Key, call: Callable[[Pending[Answer]], Answer]) -> Pending[Answer]:
    """The call with this key, begun if it is not known yet; whoever asks looks later whether it has ended."""
    return _memory().ask(key, call)


def forget(key: Key) -> None:
    """Ask for this anew the next time."""
    _memory().forget(key)


def ask_again() -> None:
    """Take back that a call was given up."""
    st.session_state.pop(_GIVEN_UP, None)


def try_again() -> None:
    """Send the next call even if its service asked us to wait: somebody wants to know whether it still does."""
    st.session_state[_PROBE] = True


def _asked(key: Key, call: Callable[[Pending[Answer]], Answer]) -> Pending[Answer]:
    memory = _memory()
    probe = not memory.knows(key) and st.session_state.pop(_PROBE, False)
    return memory.ask(key, _probing(call) if probe else call)


def _probing(call: Callable[[Pending[Answer]], Answer]) -> Callable[[Pending[Answer]], Answer]:
    def probing(pending: Pending[Answer]) -> Answer:
        with one_probe():
            return call(pending)

    return probing


def _wait_in_sight(doing: str, key: Key, pending: Pending[Answer]) -> None:
    """Show what is waited for until the answer is there; a button gives it up."""
    place = st.empty()
    # One run may wait several times.
    with place.container(border=True, key=f"waiting {id(pending)}"):
        line = st.empty()
        bar = st.progress(0.0)
        st.button(
            "Cancel", icon=":material/close:", key=f"cancel {id(pending)}", on_click=_give_up, args=(key, pending)
        )
    while not pending.future.done():
        line.markdown(f"{plain(doing)} … {_told(pending.progress)}")
        bar.progress(min(1.0, (pending.progress and pending.progress.fraction) or 0.0))
        wait([pending.future], timeout=LOOK_S)
    place.empty()


def _give_up(key: Key, pending: Pending[Answer]) -> None:
    """End the call and close its connection; where a job is waited for, the service is told to cancel it."""
    pending.cancelled.set()
    st.session_state[_GIVEN_UP] = key


def _told(progress: JobProgress | None) -> str:
    if progress is None:
        return ""
    share = "" if progress.fraction is None else f", {progress.fraction:.0%} done"
    return plain(f"the service runs job {progress.job_id}: {progress.status}{share}, {progress.elapsed_s:.0f} s")
