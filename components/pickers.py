"""One row of choices, in the order in which people think: project, impulse, sample, variants, options."""

from collections.abc import Sequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import address_bar, choices, notices, sample_filters, share, widgets
from components.answers import Answers
from variantlens.address import Choice
from variantlens.choosing import Options, how_to_enable
from variantlens.glossary import TERMS, meaning
from variantlens.service.schema import Sample
from variantlens.text import plain

LISTED_SAMPLES = sample_filters.LISTED
SHORTCUTS = {"previous": "Alt+P", "next": "Alt+N"}


def row(choice: Choice, options: Options, answers: Answers) -> DeltaGenerator:
    """Draw the choice as widgets; each writes itself back into the choice when it is changed.

    Returns:
        The end of the row, to which a page may add what needs the answer.
    """
    everything = sample_filters.listed(choice, answers, sample_filters.SampleFilter())
    with choices.row(*_said(choice, options, everything.samples)):
        widgets.project_and_impulse(choice, options, key="pick", change=address_bar.change)
        with choices.of_the_sample():
            _sample(choice, answers, everything)
        with choices.of_the_variants():
            widgets.variants(
                choice.variants,
                [entry.variant for entry in options.variants],
                key="pick variants",
                not_enabled=options.not_enabled,
                change=address_bar.change,
            )
            drawn = choices.actions()
    with drawn:
        _options(choice)
        share.button(choice)
    if enable := how_to_enable(options.lacking(choice.variants), choice.service):
        notices.hint(enable)
    return drawn


def _said(choice: Choice, options: Options, samples: Sequence[Sample]) -> tuple[str, ...]:
    """What is chosen, in few words: project, sample, variants."""
    project = options.project(choice.project)
    sample = next((each.filename for each in samples if each.id == choice.sample), f"sample {choice.sample}")
    return project.name if project else "", sample, ", ".join(choice.variants)


def _sample(choice: Choice, answers: Answers, everything: sample_filters.Listed) -> None:
    """The sample, its neighbours, and which samples these are."""
    wanted = sample_filters.current(choice)
    found = sample_filters.listed(choice, answers, wanted) if wanted.set else everything
    told = found.told if found.cut else None
    widgets.one(
        "sample",
        choice.sample,
        _names(choice, found.samples, everything.samples),
        key="pick sample",
        width=220,
        change=address_bar.change,
        help_=told,
    )
    ids = [sample.id for sample in found.samples]
    _step("previous", -1, choice, ids)
    _step("next", +1, choice, ids)
    sample_filters.popover(choice, everything, found)


def _names(choice: Choice, samples: Sequence[Sample], everything: Sequence[Sample]) -> dict[int, str]:
    """What the samples are called; the chosen one is always among them."""
    names = {sample.id: f"{sample.filename}{_marked(sample)}" for sample in samples}
    if choice.sample is None or choice.sample in names:
        return names
    known = (f"{sample.filename}{_marked(sample)}" for sample in everything if sample.id == choice.sample)
    return {choice.sample: next(known, f"sample {choice.sample}")} | names


def _marked(sample: Sample) -> str:
    """What sets a sample apart: its category where it is no test sample, and what keeps it from being classified."""
    marks = [
        "" if sample.category in ("testing", "") else sample.category,
        "disabled" if sample.is_disabled else "",
        "in processing" if sample.is_processing else "",
        "processing failed" if sample.processing_error else "",
    ]
    return "".join(f" · {mark}" for mark in marks if mark)


def _step(name: str, by: int, choice: Choice, ids: Sequence[int]) -> None:
    """To the neighbour; from a sample that is not listed, the next one is the first of the list."""
    at = ids.index(choice.sample) + by if choice.sample in ids else min(by, 0) if ids else -1
    there = 0 <= at < len(ids)
    st.button(
        f"{name.capitalize()} sample",
        icon=":material/chevron_left:" if by < 0 else ":material/chevron_right:",
        key=f"{name} sample",
        help=f"The {name} sample ({SHORTCUTS[name]})",
        shortcut=SHORTCUTS[name],
        disabled=not there,
        on_click=address_bar.change,
        kwargs={"sample": ids[at]} if there else None,
    )


def _options(choice: Choice) -> None:
    with st.popover("Options", icon=":material/settings:", help="What is rarely changed"):
        _segmented(
            "Reference",
            "reference",
            choice.reference,
            choice.variants,
            help_=TERMS["reference"],
        )
        _toggle(
            "Ask for debug information",
            "include_debug_info",
            choice.include_debug_info,
            "Object detection with FOMO then says how it matched its centroids with the true ones.\n\n"
            + meaning("FOMO"),
        )
        _toggle(
            "Ask for a slice of the labels only",
            "truncate_structured_labels",
            choice.truncate_structured_labels,
            "For samples with very many labels.",
        )


def _segmented(label: str, field: str, value: Any, choices: Sequence[str], help_: str) -> None:
    key = f"option {field}"
    st.session_state[key] = value
    st.segmented_control(
        label,
        list(choices),
        format_func=plain,
        required=True,
        key=key,
        help=help_,
        on_change=lambda: address_bar.change(**{field: st.session_state[key]}),
    )


def _toggle(label: str, field: str, value: bool, help_: str) -> None:
    key = f"option {field}"
    st.session_state[key] = value
    st.toggle(label, key=key, help=help_, on_change=lambda: address_bar.change(**{field: st.session_state[key]}))
