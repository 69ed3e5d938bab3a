"""Errors and hints in words: what happened, why, and what to do next. No stack trace reaches a person."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from components import address_bar
from variantlens.address import AddressError
from variantlens.choosing import UnknownChoiceError
from variantlens.service.errors import ServiceError
from variantlens.service.explanations import explain
from variantlens.text import plain

_OFFERED = 8


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
        _wrong_address(error)
    else:
        return
    st.stop()


def show(title: str, cause: str, next_step: str, *, ways_out: Callable[[], None] | None = None) -> None:
    """An error notice; the texts are plain and are shown as such.

    Args:
        title: What happened.
        cause: Why, as far as it is known.
        next_step: What to do.
        ways_out: Draws buttons of its own; without it there is *Try again*.
    """
    with st.container(border=True, key="notice"):
        st.markdown(f":red[**{plain(title)}**]")
        st.markdown(plain(cause))
        st.markdown(f"**Next:** {plain(next_step)}")
        with st.container(horizontal=True, vertical_alignment="center"):
            if ways_out is not None:
                ways_out()
            else:
                st.button("Try again", icon=":material/refresh:")
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


def _wrong_address(error: AddressError) -> None:
    show(
        "This link cannot be understood",
        f"Its part {error.parameter}={error.value} is wrong: {error.wanted}.",
        "Ask for the link again, or begin anew.",
        ways_out=_begin_anew,
    )


def _begin_anew() -> None:
    st.button("Begin anew", icon=":material/restart_alt:", on_click=address_bar.begin_anew)


def _unknown_choice(error: UnknownChoiceError) -> None:
    if error.value is None:
        show(f"There is no {error.what} to choose", "The service lists none.", "Choose another project, or add one.")
        return
    show(
        f"There is no {error.what} {error.value}",
        f"The service does not have it, or the key may not see it. It has {len(error.available)} to choose from.",
        f"Choose a {error.what} that is there, or ask for the link again.",
        ways_out=lambda: _offer(error),
    )


def _offer(error: UnknownChoiceError) -> None:
    """A button for each of the first things that there are instead."""
    for value, name in list(error.available.items())[:_OFFERED]:
        change = {"variants": (value,)} if error.what == "variant" else {error.what: value}
        st.button(plain(name), key=f"offer {value}", on_click=address_bar.change, kwargs=change)
