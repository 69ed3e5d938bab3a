"""Which samples a sweep takes: labels, names, and how many of them, behind one button."""

import streamlit as st

from components.answers import Answers
from components.pickers import LISTED_SAMPLES
from components.sweep import address_bar
from variantlens import no_samples
from variantlens.sweep_address import SweepChoice
from variantlens.sweep_choosing import EVERYTHING


def popover(choice: SweepChoice, answers: Answers) -> None:
    """The filters; the button says how many are set."""
    number = bool(choice.labels) + bool(choice.name_filter) + (choice.limit is not None)
    with st.popover(f"Samples · {number} set" if number else "All samples", icon=":material/filter_alt:"):
        _labels(choice, answers)
        _name(choice)
        _how_many(choice)


def category(choice: SweepChoice) -> str | None:
    """The category as the service is asked for it."""
    return None if choice.category == EVERYTHING else choice.category


def matching(choice: SweepChoice, answers: Answers) -> int:
    """How many samples pass the filters, before a random subset is drawn."""
    if choice.project is None:
        return 0
    return answers.matching(choice.project, category(choice), choice.labels, choice.name_filter)


def why_none(choice: SweepChoice, answers: Answers) -> str:
    """Why no sample passes the filters: what the project has instead."""
    if choice.project is None:
        return ""
    return no_samples.why_none(answers.samples(choice.project, limit=LISTED_SAMPLES), category(choice))


def _labels(choice: SweepChoice, answers: Answers) -> None:
    if choice.project is None:
        return
    key = "sweep labels"
    page = answers.samples(choice.project, category=category(choice), limit=LISTED_SAMPLES)
    known = sorted({sample.label for sample in page.samples if sample.label} | set(choice.labels))
    st.session_state[key] = list(choice.labels)
    st.multiselect(
        "Labels",
        known,
        key=key,
        placeholder="all labels",
        on_change=lambda: address_bar.change(labels=tuple(st.session_state[key])),
        help=f"Those of the first {LISTED_SAMPLES} samples are listed.",
    )


def _name(choice: SweepChoice) -> None:
    key = "sweep name"
    st.session_state[key] = choice.name_filter
    st.text_input(
        "File name holds",
        key=key,
        placeholder="any text",
        on_change=lambda: address_bar.change(name_filter=st.session_state[key]),
    )


def _how_many(choice: SweepChoice) -> None:
    key = "sweep limit"
    st.session_state[key] = choice.limit
    st.number_input(
        "How many, drawn at random",
        min_value=1,
        step=10,
        value=None,
        key=key,
        placeholder="all",
        on_change=lambda: address_bar.change(limit=st.session_state[key]),
    )
    if choice.limit is None:
        return
    seed = "sweep seed"
    st.session_state[seed] = choice.seed
    st.number_input(
        "Seed",
        min_value=0,
        step=1,
        key=seed,
        on_change=lambda: address_bar.change(seed=int(st.session_state[seed] or 0)),
        help="The same seed draws the same samples.",
    )
