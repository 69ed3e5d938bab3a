"""A figure on the page: in the theme, with words for screen readers, and windows that can be chosen by a click."""

from collections.abc import Callable

import plotly.graph_objects as go
import streamlit as st

from components import address_bar, file_names
from variantlens.figures import layout


def chart(figure: go.Figure, *, key: str, alt: str, file: str, selects: Callable[[object], None] | None = None) -> None:
    """Draw a figure.

    Args:
        figure: What to draw; it carries its theme.
        key: Stable over reruns; the zoom stays as long as the figure does.
        alt: What it shows, in words.
        file: What it shows, in few words, for the name of a picture that is saved; unescaped.
        selects: Told the ``customdata`` of a point that is clicked; None where nothing can be chosen.
    """
    config = layout.config(file_names.stem(file))
    if selects is None:
        st.plotly_chart(figure, theme=None, key=key, alt=alt, config=config)
        return

    def clicked() -> None:
        points = st.session_state[key].selection.points
        if points and points[0].get("customdata") is not None:
            selects(points[0]["customdata"])

    st.plotly_chart(figure, theme=None, key=key, alt=alt, config=config, on_select=clicked, selection_mode="points")


def choose_window(value: object) -> None:
    """Choose the window that a clicked marker stands for."""
    first = value[0] if isinstance(value, list | tuple) else value
    if isinstance(first, int | float):
        address_bar.change(window=int(first))
