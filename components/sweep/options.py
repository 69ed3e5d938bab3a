"""What is rarely changed about a sweep: reference, unit and floor, grouping, and where the answers come from."""

from collections.abc import Sequence

import streamlit as st

from components.answers import Answers
from components.pickers import LISTED_SAMPLES
from components.sweep import address_bar, runs
from components.sweep.filters import category
from components.sweep.runs import Opened
from variantlens.sweep_address import SweepChoice, Terms
from variantlens.sweeps.columns import keys_in
from variantlens.sweeps.request import SourceKind
from variantlens.text import plain

ALONE = ""
"""Stands for samples that count by themselves."""
DEVICE = "device"


def popover(choice: SweepChoice, units: Sequence[str], answers: Answers, sweep: Opened | None) -> None:
    """The options.

    Args:
        choice: The complete choice.
        units: Units that an allowed loss may have here.
        answers: Asks the service.
        sweep: The run that is shown, if there is one.
    """
    with st.popover("Options", icon=":material/settings:", help="What is rarely changed"):
        _reference(choice)
        if choice.terms is not None:
            _unit(choice.terms, units)
            _floor(choice.terms)
            _groups(choice, choice.terms, answers, sweep)
        _source(choice)


def _reference(choice: SweepChoice) -> None:
    key = "sweep reference"
    st.session_state[key] = choice.reference
    st.segmented_control(
        "Reference",
        list(choice.variants),
        format_func=plain,
        required=True,
        key=key,
        help="The variant that the others are held against.",
        on_change=lambda: address_bar.change(reference=st.session_state[key]),
    )


def _unit(terms: Terms, units: Sequence[str]) -> None:
    key = "sweep unit"
    st.session_state[key] = terms.unit
    st.selectbox(
        "The allowed loss counts",
        list(dict.fromkeys([*units, terms.unit])),
        key=key,
        on_change=lambda: address_bar.change_terms(unit=st.session_state[key]),
    )


def _floor(terms: Terms) -> None:
    key = "sweep floor"
    st.session_state[key] = terms.floor
    st.number_input(
        f"Floor, {plain(terms.unit)}",
        value=None,
        step=1.0,
        format="%g",
        key=key,
        placeholder="none",
        on_change=lambda: address_bar.change_terms(floor=st.session_state[key]),
        help="What a candidate has to reach whatever the reference does, so that two equally bad variants do not "
        "pass. Of an error: what it must not exceed.",
    )


def _groups(choice: SweepChoice, terms: Terms, answers: Answers, sweep: Opened | None) -> None:
    """Metadata keys in which samples hang together: of the run, or else of the first samples."""
    if choice.project is None:
        return
    if sweep is not None and sweep.progress.done:
        keys = keys_in(runs.found(sweep).samples)
    else:
        page = answers.samples(choice.project, category=category(choice), limit=LISTED_SAMPLES)
        keys = tuple(dict.fromkeys(name for sample in page.samples for name in sample.metadata or ()))
    key = "sweep group"
    st.session_state[key] = terms.group_by or ALONE
    st.selectbox(
        "What counts once",
        list(dict.fromkeys([ALONE, DEVICE, *keys, terms.group_by or ALONE])),
        format_func=lambda each: f"all of one {each}" if each else "each sample by itself",
        key=key,
        on_change=lambda: address_bar.change_terms(group_by=st.session_state[key] or None),
        help="Samples of one device or person are not independent: together they are one.",
    )


def _source(choice: SweepChoice) -> None:
    key = "sweep source"
    st.session_state[key] = choice.source
    st.segmented_control(
        "Answers come from",
        list(SourceKind),
        format_func=lambda each: str(each.value),
        required=True,
        key=key,
        on_change=lambda: address_bar.change(source=st.session_state[key]),
        help="Per sample asks for one sample at a time. Model testing lets the service test the whole category in a "
        "job and reads its results: far fewer calls.",
    )
