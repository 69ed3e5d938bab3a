"""Light or dark, as the person sees it."""

import streamlit as st

from variantlens.figures.palette import Theme


def current() -> Theme:
    """The theme that the page is shown in; light until the browser has said."""
    return "dark" if st.context.theme.type == "dark" else "light"
