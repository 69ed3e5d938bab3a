"""Errors and hints in words: what happened, why, and what to do next. No stack trace reaches a person."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from variantlens.address import AddressError
from variantlens.choosing import UnknownChoiceError
from variantlens.service.errors import ServiceError
from variantlens.service.explanations import explain
from variantlens.text import plain

_LISTED = 12


@contextmanager
def explained() -> Iterator[None]:
    """Show an error of the service, of a choice or of an address as a notice, and end the run there."""
    try:
        yield
    except ServiceError as error:
        told = explain(error)
        show(told.title, told.cause, told.next_step)
    except UnknownChoiceError as error:
        _unknown_choice(error)
    except AddressError as error:
        show(
            "This link cannot be understood",
            f"Its part {error.parameter}={error.value} is wrong: {error.wanted}.",
            "Ask for the link again, or begin at Demos.",
        )
    else:
        return
    st.stop()


def show(title: str, cause: str, next_step: str) -> None:
    """An error notice; all three are plain text and are shown as such."""
    with st.container(border=True, key="notice"):
        st.markdown(f":red[**{plain(title)}**]")
        st.markdown(plain(cause))
        st.markdown(f"**Next:** {plain(next_step)}")
        with st.container(horizontal=True):
            if st.button("Try again", icon=":material/refresh:"):
                st.rerun()
            st.page_link("demos.py", label="Demos", icon=":material/grid_view:")
            st.page_link("settings.py", label="Settings", icon=":material/tune:")


def hint(text: str) -> None:
    """Something that a reader should know, in one plain sentence."""
    st.caption(f":material/info: {plain(text)}")


def unexpected(error: Exception) -> None:
    """An error of our own: say so, without a trace."""
    show(
        "Something went wrong in the dashboard",
        f"An unexpected {type(error).__name__} stopped this page; the log has the details.",
        "Try again. If it happens again, report it with the address of this page.",
    )


def _unknown_choice(error: UnknownChoiceError) -> None:
    listed = ", ".join(error.available[:_LISTED]) + (" …" if len(error.available) > _LISTED else "")
    if error.value is None:
        show(f"There is no {error.what} to choose", "The service lists none.", "Choose another project, or add one.")
    else:
        show(
            f"There is no {error.what} {error.value}",
            f"The service has: {listed}." if listed else f"The service has no {error.what} at all.",
            f"Choose a {error.what} that is there, or ask for the link again.",
        )
