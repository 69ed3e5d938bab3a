"""The choice of a sweep and the address bar, kept the same; see :mod:`components.address_bar` for how."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from variantlens import sweep_address
from variantlens.sweep_address import SweepChoice

_CHOICE = "sweep choice"
_WRITTEN = "sweep address written last"


def choice() -> SweepChoice:
    """The choice that holds now, read from the address if that has changed.

    Raises:
        AddressError: The address cannot be understood; the choice of before is kept.
    """
    received = {name: st.query_params.get_all(name) for name in st.query_params}
    if received and received != st.session_state.get(_WRITTEN):
        st.session_state[_CHOICE] = sweep_address.read(received)
        st.session_state[_WRITTEN] = received
    return st.session_state.setdefault(_CHOICE, SweepChoice())  # type: ignore[no-any-return] # session state is untyped


def change(**fields: Any) -> None:
    """Change parts of the choice, from a widget's callback; what depends on them is chosen anew."""
    if "project" in fields:
        fields = {"run": None, "before": None, "impulse": None, "labels": (), "name_filter": "", "limit": None} | fields
    if "impulse" in fields:
        fields = {"variants": (), "reference": None, "terms": None} | fields
    if "category" in fields:
        fields = {"labels": ()} | fields
    old: SweepChoice = st.session_state[_CHOICE]
    reference = fields.get("reference", old.reference)
    if "variants" in fields and reference not in fields["variants"]:
        fields["reference"] = None
    st.session_state[_CHOICE] = replace(old, **fields)


def change_terms(**fields: Any) -> None:
    """Change parts of what is judged by; recomputed at once, also after a run."""
    old: SweepChoice = st.session_state[_CHOICE]
    if old.terms is not None:
        st.session_state[_CHOICE] = replace(old, terms=replace(old.terms, **fields))


def keep(shown: SweepChoice, addressed: SweepChoice) -> None:
    """Remember the completed choice and write the address.

    Args:
        shown: What the widgets show.
        addressed: What the link says: the same, or the run with what was changed since.
    """
    st.session_state[_CHOICE] = shown
    written = _as_received(sweep_address.write(addressed))
    if written != {name: st.query_params.get_all(name) for name in st.query_params}:
        st.query_params.from_dict(written)
    st.session_state[_WRITTEN] = written


def open_run(run: str) -> None:
    """Show a run, with the choices that it was started with."""
    st.session_state[_CHOICE] = SweepChoice(run=run)


def compare(run: str, before: str) -> None:
    """Show a run beside an earlier one."""
    st.session_state[_CHOICE] = SweepChoice(run=run, before=before)


def begin_anew() -> None:
    """Forget the choice and the address."""
    st.session_state[_CHOICE] = SweepChoice()
    st.query_params.clear()


def link(addressed: SweepChoice, base: str) -> str:
    """The address of a sweep, to be opened by somebody else.

    Args:
        addressed: What is shown.
        base: Where the dashboard is reached.
    """
    return base + sweep_address.path(addressed)


def _as_received(written: Mapping[str, Any]) -> dict[str, list[str]]:
    return {name: value if isinstance(value, list) else [value] for name, value in written.items()}
