"""Answers that several people wait for."""

from streamlit.testing.v1 import AppTest


def page() -> None:
    """Waits for a call that somebody else gives up the first time."""
    import streamlit as st

    from components import waiting
    from variantlens.service.errors import Silence, Unreachable
    from variantlens.service.memory import Pending

    calls: list[Pending[str]] = []

    def call(pending: Pending[str]) -> str:
        calls.append(pending)
        if len(calls) == 1:
            pending.cancelled.set()
            raise Unreachable(address="https://service.test/v1", reason=Silence.GIVEN_UP)
        return "the answer"

    st.text(waiting.answer("Asking", ("a service", "given up by somebody else"), call))


def test_what_somebody_else_gave_up_is_asked_anew() -> None:
    """Two people wait for one call; one of them cancels it, and the other still gets an answer."""
    app = AppTest.from_function(page, default_timeout=60).run()
    assert not app.exception
    assert app.text[0].value == "the answer"
