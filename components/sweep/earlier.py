"""Earlier sweeps of a project; each opens by a click, and then has its address."""

from datetime import UTC, datetime

import streamlit as st

from components.sweep import address_bar, runs
from variantlens.store.values import State, StoredSweep
from variantlens.sweep_address import SweepChoice
from variantlens.sweep_choosing import EVERYTHING
from variantlens.sweeps.request import SourceKind, SweepRequest
from variantlens.text import plain

LISTED = 12
ASKED = {SourceKind.PER_SAMPLE: "asked sample by sample", SourceKind.MODEL_TESTING: "results of model testing"}
"""Where answers came from, in words."""


def show(choice: SweepChoice) -> None:
    """List the sweeps of the chosen project, which the session may see; the newest first.

    Args:
        choice: The complete choice, whose project the service has just listed for this session's key.
    """
    if choice.service is None or choice.project is None:
        return
    others = [each for each in runs.earlier(choice.service, choice.project) if each.id != choice.run]
    if not others:
        return
    st.subheader("Earlier sweeps of this project")
    shown = runs.sweeps().get(choice.run) if choice.run else None
    with st.container(gap=None, key="earlier"):
        for each in others[:LISTED]:
            _row(each, shown)
    if len(others) > LISTED:
        st.caption(f"and {len(others) - LISTED} older ones")


def described(request: SweepRequest, total: int | None) -> str:
    """What a sweep takes, in one line; names from the service are escaped.

    Args:
        request: What was asked.
        total: How many samples there are; None until they are listed.
    """
    facts = [
        f"{plain(request.reference)} against {', '.join(map(plain, request.candidates))}",
        f"{request.category or EVERYTHING}, {total:,} samples" if total is not None else request.category or EVERYTHING,
    ]
    if request.labels:
        facts.append(f"labels {', '.join(map(plain, request.labels))}")
    if request.name_filter:
        facts.append(f"names with {plain(request.name_filter)}")
    if request.limit is not None:
        facts.append(f"drawn with seed {request.seed}")
    return " · ".join([*facts, ASKED[request.source] + (", as stored at the service" if request.reuse else "")])


def line(sweep: StoredSweep) -> str:
    """When a sweep was made, what it takes, and how it is doing, in one line of markdown."""
    request = SweepRequest.from_json(sweep.request)
    when = datetime.fromtimestamp(sweep.created, UTC).strftime("%d %b %Y, %H:%M UTC")
    state = "interrupted" if sweep.interrupted else sweep.state.value
    return f"{when} · {described(request, sweep.total)} · {state}"


def has_results(sweep: StoredSweep) -> bool:
    """Whether there is something to compare: not of a sweep that has not begun, or still runs."""
    return bool(sweep.total) and sweep.state not in (State.WAITING, State.RUNNING)


def compare(other: StoredSweep, shown: StoredSweep, *, label: str, key: str) -> None:
    """A button that compares two sweeps, the older one as the one before.

    Args:
        other: The sweep that is not shown.
        shown: The sweep that is.
        label: What the button says.
        key: Tells the places apart in which such buttons stand.
    """
    before, after = sorted((other, shown), key=lambda sweep: (sweep.created, sweep.id))
    st.button(
        label,
        type="tertiary",
        key=f"{key} {other.id}",
        help="Compare the shown sweep with this one: what was mended, what broke",
        on_click=address_bar.compare,
        args=(after.id, before.id),
    )


def _row(sweep: StoredSweep, shown: StoredSweep | None) -> None:
    """A sweep that opens by a click, and beside it the way to compare it with the one that is shown."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        # No page link: one from a page to itself leaves the browser's address as it was.
        st.button(line(sweep), type="tertiary", key=f"open {sweep.id}", on_click=address_bar.open_run, args=(sweep.id,))
        if shown is not None and has_results(shown) and has_results(sweep):
            compare(sweep, shown, label=":material/compare: Compare", key="compare")
