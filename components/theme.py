"""Light or dark, large or small, as the person sees it."""

import streamlit as st

from variantlens.figures.palette import Theme, palette


def current() -> Theme:
    """The theme that the page is shown in; light until the browser has said."""
    return "dark" if st.context.theme.type == "dark" else "light"


def small_screen() -> bool:
    """Whether the page is seen on a phone, as far as the browser says."""
    return "Mobi" in (st.context.headers.get("user-agent") or "")


LEGIBLE = """<style>
[data-testid=stBaseButton-primary]:enabled {{color: {background} !important}}
[data-testid=stBaseButton-tertiary] p {{text-align: start}}
[data-testid=stRadioOption]:not([data-selected=true]) > div > div:first-child {{border-color: {muted}}}
@media (max-width: 640px) {{[data-testid=stButtonGroup] > [role=radiogroup] {{flex-wrap: wrap; row-gap: 4px}}}}
</style>"""
"""Streamlit's white cannot be read on light blue; it centres each line of a sentence that is a button; the circle of an
option that is not chosen can hardly be seen; and the last ones of a choice that is wider than a phone are hidden."""


def legible() -> None:
    """Let what can be pressed be seen and read."""
    now = palette(current())
    st.html(LEGIBLE.format(background=now.background, muted=now.muted))
