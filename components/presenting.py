"""The large view for a room: the verdict's sentence, the pictures of one learn block, and nothing else.

The page draws this view alone while it is on; P opens it, Esc closes it.
"""

import plotly.graph_objects as go
import streamlit as st

from components import theme, words
from components.panel import Panel
from variantlens.address import Choice
from variantlens.comparison.compare import Comparison
from variantlens.comparison.sentences import headline
from variantlens.figures.enlarged import enlarged

PRESENTED = "presented block"
NOTHING_ELSE = "<style>[data-testid=stHeader] {display: none} .stMainBlockContainer {padding-top: 24px}</style>"
"""Hides the pages' names; goes with the view."""


def button(drawn: Panel) -> None:
    """Open the large view of this learn block."""
    clicked = st.button(
        "Present",
        icon=":material/slideshow:",
        shortcut="P",
        key=drawn.key("present"),
        help="The pictures large, and nothing else on the page",
    )
    if clicked:
        st.session_state[PRESENTED] = (_of(drawn.choice), drawn.block.block.id)
        st.rerun()


def on(choice: Choice) -> bool:
    """Whether the large view of a learn block of this impulse is open."""
    presented = st.session_state.get(PRESENTED)
    return presented is not None and presented[0] == _of(choice)


def close() -> None:
    """A button that brings the whole page back."""
    st.html(NOTHING_ELSE)
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button("Close", icon=":material/close:", shortcut="Esc", key="stop presenting", on_click=_closed)


def large(figure: go.Figure) -> go.Figure:
    """The figure for a room; on a phone its width is what holds it back."""
    return figure if theme.small_screen() else enlarged(figure)


def sentence(comparison: Comparison) -> None:
    """What the pictures prove."""
    st.markdown(f"### {words.markdown(headline(comparison))}")


def block() -> int:
    """Id of the learn block that is presented."""
    return int(st.session_state[PRESENTED][1])


def _of(choice: Choice) -> tuple[int | None, int | None]:
    return choice.project, choice.impulse


def _closed() -> None:
    st.session_state.pop(PRESENTED, None)
