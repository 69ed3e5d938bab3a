"""Errors and hints in words: what happened, why, and what to do next. No stack trace reaches a person."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType

import streamlit as st

from components import address_bar, waiting
from variantlens.address import AddressError
from variantlens.choosing import UnknownChoiceError
from variantlens.service.errors import ServiceError
from variantlens.service.explanations import explain
from variantlens.store.errors import StoreError, UnknownSweep
from variantlens.text import plain

STORE_FAILED = "What is kept cannot be reached"

_OFFERED = 8


@contextmanager
def explained(bar: ModuleType = address_bar) -> Iterator[None]:
    """Show an error of the service, of a choice, an address or the store as a notice, and end the run there.

    Args:
        bar: The module that keeps this page's choice, which the ways out change.
    """
    try:
        yield
    except ServiceError as error:
        told = explain(error)
        show(told.title, told.cause, told.next_step)
    except UnknownChoiceError as error:
        _unknown_choice(error, bar)
    except AddressError as error:
        _wrong_address(error, bar)
    except waiting.GivenUp as error:
        show(
            "Cancelled",
            f"{error.doing} was given up; nothing was changed.",
            "Ask again, or choose something else.",
            ways_out=_ask_again,
        )
    except UnknownSweep as error:
        show(
            f"There is no sweep {error.run}",
            "It was removed, or it belongs to a project that your key does not open.",
            "Ask for the link again, or enter the key of its service in Settings.",
            ways_out=lambda: _begin_anew(bar),
        )
    except StoreError as error:
        show(STORE_FAILED, str(error), error.next_step)
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
                st.button("Try again", icon=":material/refresh:", on_click=waiting.try_again)
            st.page_link("demos.py", label="Demos", icon=":material/grid_view:")
            st.page_link("settings.py", label="Settings", icon=":material/tune:")


def hint(text: str) -> None:
    """Something that a reader should know, in one plain sentence."""
    st.caption(f":material/info: {plain(text)}")


def unexpected(error: Exception) -> None:
    """An error that nobody expected where it happened; without a trace.

    What the store says for people is told as it is, anything else is an error of our own. Draws nothing that could fail
    in its turn, such as page links.
    """
    if isinstance(error, StoreError):
        told = f"**{STORE_FAILED}.** {plain(str(error))}\n\n**Next:** {plain(error.next_step)}"
        st.error(told, icon=":material/error:")
        return
    st.error(
        f"**Something went wrong in the dashboard.** An unexpected {type(error).__name__} stopped this page; the log "
        "has the details.\n\n**Next:** reload the page. If it happens again, report it with the address of this page.",
        icon=":material/error:",
    )


def _wrong_address(error: AddressError, bar: ModuleType) -> None:
    show(
        "This link cannot be understood",
        f"Its part {error.parameter}={error.value} is wrong: {error.wanted}.",
        "Ask for the link again, or begin anew.",
        ways_out=lambda: _begin_anew(bar),
    )


def _ask_again() -> None:
    st.button("Ask again", icon=":material/refresh:", on_click=waiting.ask_again)


def _begin_anew(bar: ModuleType) -> None:
    st.button("Begin anew", icon=":material/restart_alt:", on_click=bar.begin_anew)


def _unknown_choice(error: UnknownChoiceError, bar: ModuleType) -> None:
    if error.value is None:
        cause = error.why or "The service lists none."
        show(f"There is no {error.what} to choose", cause, "Choose another project, or add one.")
        return
    show(
        f"There is no {error.what} {error.value}",
        f"The service does not have it, or the key may not see it. It has {len(error.available)} to choose from.",
        f"Choose a {error.what} that is there, or ask for the link again.",
        ways_out=lambda: _offer(error, bar),
    )


def _offer(error: UnknownChoiceError, bar: ModuleType) -> None:
    """A button for each of the first things that there are instead."""
    for value, name in list(error.available.items())[:_OFFERED]:
        change = {"variants": (value,)} if error.what == "variant" else {error.what: value}
        st.button(plain(name), key=f"offer {value}", on_click=bar.change, kwargs=change)
