"""Light or dark, large or small, as the person sees it."""

import streamlit as st

from variantlens.figures.palette import Theme, palette

NARROW = "narrow window"
WIDTH = "width of the window"
STYLE = ".st-key-width-of-the-window { display: none; }"
JS = """
// Streamlit knows the browser, not how wide its window is; its own columns give way at the same width.
export default function ({ data, setStateValue }) {
  const narrow = window.matchMedia("(max-width: 640px)");
  const tell = () => setStateValue("narrow", narrow.matches);
  if (narrow.matches !== data.narrow) tell();
  narrow.addEventListener("change", tell);
  return () => narrow.removeEventListener("change", tell);
}
"""
_width = st.components.v2.component("variantlens_width", css=STYLE, js=JS, isolate_styles=False)


def current() -> Theme:
    """The theme that the page is shown in; light until the browser has said."""
    return "dark" if st.context.theme.type == "dark" else "light"


def small_screen() -> bool:
    """Whether the page is as narrow as on a phone; until the browser has said, whether it is a phone's."""
    return bool(st.session_state.get(NARROW, phone()))


def phone() -> bool:
    """Whether the page is seen on a phone, as far as the browser says; a phone has no keys to press."""
    return "Mobi" in (st.context.headers.get("user-agent") or "")


def follow_width() -> None:
    """Let the page be drawn anew where its width passes what a phone has."""

    def passed() -> None:
        st.session_state[NARROW] = st.session_state[WIDTH]["narrow"]

    _width(key=WIDTH, data={"narrow": small_screen()}, on_narrow_change=passed)


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
