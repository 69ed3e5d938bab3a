"""What is known of the sample, and the answer as it came."""

from functools import partial

import streamlit as st

from components.answers import Answers
from variantlens.address import Choice
from variantlens.comparison.compare import Comparison
from variantlens.reports import tables
from variantlens.service.identity import ServiceId, identity
from variantlens.service.schema import ClassifyAnswer
from variantlens.text import plain


def details(comparison: Comparison) -> None:
    """Name, label, category, sensors, length, device and metadata of the sample."""
    sample = comparison.sample.sample
    facts = {
        "file": sample.filename,
        "label": sample.label,
        "category": sample.category,
        "length": f"{sample.total_length_ms / 1000:g} s" if sample.total_length_ms else "",
        "frequency": f"{sample.frequency:g} Hz" if sample.frequency else "",
        "sensors": ", ".join(f"{each.name} [{each.units}]" if each.units else each.name for each in sample.sensors),
        "device": " ".join(part for part in (sample.device_name, sample.device_type) if part),
        **(sample.metadata or {}),
    }
    with st.expander("The sample", icon=":material/description:"):
        st.markdown("\n".join(f"- {plain(name)}: {plain(value)}" for name, value in facts.items() if value))


def raw(choice: Choice, answer: ClassifyAnswer, answers: Answers) -> None:
    """The answer as it came, what it belongs to, and a way to ask again; made only when it is opened."""
    opened = st.expander("Raw answer", on_change="rerun", key="raw answer", icon=":material/data_object:")
    if not opened.open:
        return
    with opened:
        if choice.service is not None and choice.project is not None:
            belongs = identity(answer, ServiceId(choice.service), choice.project, choice.impulse)
            st.caption(f"Answer {belongs.digest[:16]} of {plain(choice.service)}")
        with st.container(horizontal=True):
            st.download_button(
                "JSON",
                partial(tables.wire_json, answer),
                file_name="answer.json",
                mime="application/json",
                icon=":material/download:",
                on_click="ignore",
            )
            st.button("Ask again", icon=":material/refresh:", on_click=answers.forget, args=(choice,))
        st.json(_shortened(answer), expanded=2)


def _shortened(answer: ClassifyAnswer) -> dict[str, object]:
    """The answer without what a screen cannot show: long lists are cut to their first items."""
    shortened = _cut(answer.model_dump(mode="json", by_alias=True, exclude_unset=True))
    return shortened if isinstance(shortened, dict) else {}


def _cut(value: object, items: int = 20) -> object:
    if isinstance(value, dict):
        return {name: _cut(each, items) for name, each in value.items()}
    if isinstance(value, list):
        rest = [f"… and {len(value) - items} more"] if len(value) > items else []
        return [_cut(each, items) for each in value[:items]] + rest
    return value
