"""Light or dark, large or small, as the person sees it."""

import streamlit as st

from variantlens.figures.palette import Theme, palette


def current() -> Theme:
    """The theme that the page is shown in; light until the browser has said."""
    return "dark" if st.context.theme.type == "dark" else "light"


def small_screen() -> bool:
    """Whether the page is seen on a phone, as far as the browser says."""
    return "Mobi" in (st.context.headers.get("user-agent") or "")


def legible_buttons() -> None:
    """Write on the strongest buttons in the page's colour: Streamlit's white cannot be read on light blue."""
    colour = palette(current()).background
    st.html(f"<style>[data-testid=stBaseButton-primary]:enabled {{color: {colour} !important}}</style>")
