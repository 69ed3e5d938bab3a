"""A choice that is in the session and in the address bar at once: the address is always the link to share.

The choice lives in the session; widgets are views of it. At the start of a run the address is read if it is
not the one that was written last (a link, the back button); at the end it is written back, whole.
"""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import streamlit as st

from variantlens.address import Parameters

Chosen = TypeVar("Chosen")


class Addressed(Generic[Chosen]):
    """The choice of one page.

    Args:
        name: Tells it from those of other pages, in the session.
        read: The choice that an address describes.
        write: The parameters that describe a choice.
        nothing: The choice before anything is chosen.
    """

    def __init__(
        self,
        name: str,
        read: Callable[[Parameters], Chosen],
        write: Callable[[Chosen], Mapping[str, Any]],
        nothing: Chosen,
    ) -> None:
        self._key = f"{name}: choice"
        self._written = f"{name}: address written last"
        self._read = read
        self._write = write
        self._nothing = nothing

    @property
    def choice(self) -> Chosen:
        """The choice that holds now."""
        return st.session_state.setdefault(self._key, self._nothing)  # type: ignore[no-any-return] # session state is untyped

    @choice.setter
    def choice(self, choice: Chosen) -> None:
        st.session_state[self._key] = choice

    def received(self) -> Chosen:
        """The choice that holds now, read from the address if that has changed.

        Raises:
            AddressError: The address cannot be understood; the choice of before is kept.
        """
        address = _in_the_bar()
        if address and address != st.session_state.get(self._written):
            self.choice = self._read(address)
            st.session_state[self._written] = address
        return self.choice

    def keep(self, shown: Chosen, addressed: Chosen) -> None:
        """Remember the completed choice, and write an address into the bar.

        Args:
            shown: What the widgets show.
            addressed: What the link says.
        """
        self.choice = shown
        parameters = self._write(addressed).items()
        written = {name: value if isinstance(value, list) else [value] for name, value in parameters}
        if written != _in_the_bar():
            st.query_params.from_dict(written)
        st.session_state[self._written] = written

    def begin_anew(self) -> None:
        """Forget the choice and the address."""
        self.choice = self._nothing
        st.query_params.clear()


def _in_the_bar() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}
