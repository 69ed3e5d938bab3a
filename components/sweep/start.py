"""The button that starts a sweep, what it needs before, and what stands in its way."""

import streamlit as st

from components import notices, session, words
from components.answers import Answers
from components.sweep import address_bar, filters, runs
from components.sweep.runs import Opened
from variantlens import sweep_address
from variantlens.address import Choice
from variantlens.comparison.wording import counted
from variantlens.service.identity import EMBEDDED
from variantlens.service.schema import Impulse
from variantlens.sweep_address import SweepChoice
from variantlens.sweep_choosing import differs, request_of
from variantlens.sweeps import wording
from variantlens.sweeps.measures import allowed_loss
from variantlens.sweeps.request import SourceKind, SweepRequest
from variantlens.text import plain


def bar(choice: SweepChoice, impulse: Impulse | None, answers: Answers, sweep: Opened | None) -> None:
    """Draw the button that runs what is chosen.

    Args:
        choice: The complete choice.
        impulse: The chosen impulse.
        answers: Asks the service.
        sweep: The run that is shown, if there is one.
    """
    changed = sweep is not None and differs(choice, sweep.run, sweep.request)
    count = filters.matching(choice, answers)
    count = count if choice.limit is None else min(count, choice.limit)
    with st.container(horizontal=True, vertical_alignment="center", key="start"):
        request = _request(choice, answers)
        label = f"Run {counted(count, noun(impulse))}"
        pressed = st.button(
            f"{label} again" if sweep is not None and not changed else label,
            type="primary" if sweep is None or changed else "secondary",
            icon=":material/play_arrow:",
            disabled=request is None or not count,
            key="run",
        )
        if not count:
            st.markdown(plain(f"No sample passes the filters. {filters.why_none(choice, answers)}".strip()))
        if changed:
            st.markdown(":material/edit: **These choices differ from the run below.**")
        if sweep is not None:
            st.button(
                "Back to the choices of this run" if changed else "Close this run",
                type="tertiary",
                key="as run" if changed else "close run",
                on_click=address_bar.open_run if changed else address_bar.change,
                kwargs={"run": sweep.run if changed else None},
            )
    if pressed and request is not None:
        _start(request)


def noun(impulse: Impulse | None) -> str:
    """What the samples of an impulse are: pictures or recordings."""
    image = impulse is not None and any(block.type == "image" for block in impulse.input_blocks)
    return "picture" if image else "recording"


def _start(request: SweepRequest) -> None:
    with notices.explained(address_bar):
        service = request.service
        run = runs.sweeps().start(request, session.client(service), own_key=session.has_typed_key(service))
    address_bar.open_run(run)
    st.rerun()


def _request(choice: SweepChoice, answers: Answers) -> SweepRequest | None:
    """The request, or None with the reason on the page where it cannot be made yet."""
    try:
        request = request_of(choice)
    except ValueError as problem:
        text = str(problem)
        st.markdown(f":material/info: {plain(text[:1].upper() + text[1:])}.")
        return None
    if request.source is SourceKind.PER_SAMPLE or request.service == EMBEDDED:
        return request
    return _with_consent(choice, request, answers)


def _with_consent(choice: SweepChoice, request: SweepRequest, answers: Answers) -> SweepRequest | None:
    """Model testing on a service that is not ours: stored results first, a new test only when somebody agrees."""
    stored = answers.tested(request)
    complete = all(stored.get(variant) for variant in request.variants)
    with st.container(gap=None, width="content"):
        reuse = complete and st.toggle(
            f"Read the results that the service has stored ({counted(min(stored.values()), 'sample')})",
            value=True,
            key="reuse",
        )
        if not complete:
            st.markdown("The service has no stored results of all these variants.")
        agreed = not reuse and st.checkbox(
            "Test the models anew. This **replaces the results that the team has stored** at the service.",
            key="consent",
        )
    return request_of(choice, consent=agreed, reuse=reuse) if reuse or agreed else None


def question(choice: SweepChoice, impulse: Impulse | None) -> None:
    """What a sweep would answer, where none is shown yet."""
    candidates = [name for name in choice.variants if name != choice.reference]
    if not candidates or choice.terms is None or choice.reference is None:
        return
    with st.container(border=True, key="question"):
        allowed = allowed_loss(choice.terms.allowed, choice.terms.unit)
        st.markdown(f"#### {words.markdown(wording.question(allowed, candidates, choice.reference))}")
        st.markdown(
            f"One {noun(impulse)} shows an effect; a data set decides. A sweep runs every chosen {noun(impulse)} "
            f"through every variant, in the background, and ends in a verdict with effect, bound and n. It says "
            f"*not enough data* where nobody could know. Every number leads to the {noun(impulse)}s behind it."
        )


def link(choice: Choice) -> None:
    """The way from one sample to the whole data set, with the same project, impulse and variants."""
    if choice.run is not None or len(choice.variants) < 2:
        return
    same = SweepChoice(
        service=choice.service,
        project=choice.project,
        impulse=choice.impulse,
        variants=choice.variants,
        reference=choice.reference,
    )
    st.page_link(
        "sweep.py",
        label="Judge the whole data set",
        icon=":material/checklist:",
        query_params=sweep_address.write(same),
    )
