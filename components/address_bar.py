"""The choice and the address bar, kept the same: the address is always the link to share.

The choice lives in the session; widgets are views of it. At the start of a run the address is read if it is
not the one that was written last (a link, the back button); at the end it is written back, whole.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from variantlens import address
from variantlens.address import Choice

_CHOICE = "choice"
_WRITTEN = "address written last"


def choice() -> Choice:
    """The choice that holds now, read from the address if that has changed.

    Raises:
        AddressError: The address cannot be understood; the choice of before is kept.
    """
    received = {name: st.query_params.get_all(name) for name in st.query_params}
    if received and received != st.session_state.get(_WRITTEN):
        st.session_state[_CHOICE] = address.read(received)
        st.session_state[_WRITTEN] = received
    return st.session_state.setdefault(_CHOICE, Choice())  # type: ignore[no-any-return] # session state is untyped


def change(**fields: Any) -> None:
    """Change parts of the choice, from a widget's callback; what depends on them is chosen anew."""
    if "project" in fields:
        fields = {"impulse": None, "sample": None, "run": None, "before": None, "became": None} | fields
    if "impulse" in fields:
        fields = {"variants": (), "reference": None, "thresholds": {}, "window": None} | fields
    if "sample" in fields:
        fields = {"window": None} | fields
    old: Choice = st.session_state[_CHOICE]
    reference = fields.get("reference", old.reference)
    if reference not in fields.get("variants", old.variants):
        fields["reference"] = None
    st.session_state[_CHOICE] = replace(old, **fields)


def begin_anew() -> None:
    """Forget the choice and the address."""
    st.session_state[_CHOICE] = Choice()
    st.query_params.clear()


def keep(complete: Choice) -> None:
    """Remember the completed choice and write it into the address bar."""
    st.session_state[_CHOICE] = complete
    written = _as_received(address.write(complete))
    if written != {name: st.query_params.get_all(name) for name in st.query_params}:
        st.query_params.from_dict(written)
    st.session_state[_WRITTEN] = written


def link(complete: Choice, base: str) -> str:
    """The address of a comparison, complete, to be opened by somebody else.

    Args:
        complete: What is shown.
        base: Where the dashboard is reached, such as ``http://127.0.0.1:8501``.
    """
    return base + address.path(complete)


def _as_received(written: Mapping[str, Any]) -> dict[str, list[str]]:
    return {name: value if isinstance(value, list) else [value] for name, value in written.items()}
