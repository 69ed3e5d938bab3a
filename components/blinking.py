"""Two variants at one place, by turns: by the buttons in the figure, or by a key."""

from collections.abc import Sequence

import streamlit as st

from components import charts, presenting, theme
from components.panel import Panel
from variantlens.figures.blink import CHOSEN, Face, blink
from variantlens.figures.palette import palette
from variantlens.text import plain

NAME = "Blink"
KEYS = """
// The figure's own buttons are drawn, not written: no key reaches them. B shows the other variant, Shift+B both by
// turns. Which variant is seen is what the figure says: its first trace belongs to the reference.
export default function () {
  const press = (event) => {
    const at = event.composedPath()[0];
    if (event.code !== "KeyB" || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (at.closest && at.closest("input, textarea, select, [contenteditable=true]")) return;
    for (const place of document.querySelectorAll("[class*='st-key-blinking']")) {
      const figure = place.querySelector(".js-plotly-plot");
      const buttons = place.querySelectorAll(".updatemenu-button");
      if (!figure || buttons.length !== 3) continue;
      const other = figure.data[0].visible ? 1 : 0;
      buttons[event.shiftKey ? 2 : other].dispatchEvent(new MouseEvent("click"));
    }
  };
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}
"""
_keys = st.components.v2.component("variantlens_blink_keys", js=KEYS)


def show(drawn: Panel, faces: Sequence[Face], alt: str, window: int, *, large: bool = False) -> None:
    """Draw the reference and one candidate at one place.

    Args:
        drawn: The panel.
        faces: The reference and a candidate.
        alt: What the figure shows, in words.
        window: Whose pictures these are.
        large: Whether it fills the screen.
    """
    now = theme.current()
    figure = blink(faces[0], faces[1], now, name=NAME)
    st.html(f"<style>.updatemenu-item-rect[style*='{CHOSEN}'] {{fill: {palette(now).border} !important}}</style>")
    charts.chart(
        presenting.large(figure) if large else figure,
        key=drawn.key("blinking"),
        alt=f"{alt} Shown by turns.",
        file=drawn.named("by turns", window),
    )
    if not theme.phone():
        st.caption("`B` shows the other variant, `Shift + B` both by turns.")
    _keys(key=drawn.key("keys of the blink"), height=1)


def candidate(drawn: Panel, names: Sequence[str], usual: int) -> int:
    """Which candidate stands against the reference, by its place among the candidates; asked only of several.

    Args:
        drawn: The panel.
        names: The candidates.
        usual: The one that is taken until another is chosen.
    """
    if len(names) == 1:
        return 0
    chosen = st.segmented_control(
        "Candidate",
        range(len(names)),
        format_func=lambda index: plain(names[index]),
        default=usual,
        required=True,
        key=drawn.key("candidate"),
        label_visibility="collapsed",
    )
    return min(chosen or 0, len(names) - 1)
