"""How the service paired FOMO's centres, folded: a picture and every distance; a way to ask for it."""

from collections.abc import Mapping

import streamlit as st

from components import address_bar, charts, theme
from components.panel import Panel
from variantlens.comparison.boxes import debug_of, distances_table
from variantlens.comparison.debug_info import DebugInfo
from variantlens.comparison.detections import DetectionsComparison
from variantlens.figures import debug_info as figures
from variantlens.figures.pictures import Picture


def show(drawn: Panel, result: DetectionsComparison, picture: Picture, at: int) -> None:
    """How the service paired FOMO's centres; a way to ask for it where it was not sent."""
    said = debug_of(result, at)
    if not result.closeness.centres and not said:
        return
    opened = st.expander("How the service paired centres (FOMO)", on_change="rerun", key=drawn.key("debug"))
    if not opened.open:
        return
    with opened:
        if not said:
            st.caption("It was not asked for, or there is none: without labelled boxes there is nothing to pair.")
            if not drawn.choice.include_debug_info:
                st.button(
                    "Ask for debug information",
                    key=drawn.key("ask debug"),
                    on_click=address_bar.change,
                    kwargs={"include_debug_info": True},
                )
            return
        charts.chart(
            figures.assignments(picture, said, theme.current(), narrow=theme.small_screen()),
            key=drawn.key("assignments"),
            alt=figures.assignments_alt(said),
            file=drawn.named("paired centres", at),
        )
        _distances(drawn, said)


def _distances(drawn: Panel, said: Mapping[str, tuple[int, DebugInfo]]) -> None:
    """Every pair that the service considered."""
    table = distances_table(said)
    limits = {info.min_distance for _, info in said.values() if info.min_distance == info.min_distance}
    told = f" Centres farther apart than {min(limits):g} are no pair." if limits else ""
    st.caption(
        f"Distances are parts of the picture's width and height; classes count from 1, 0 is the background.{told}"
    )
    if len(table):
        st.dataframe(table, hide_index=True, key=drawn.key("distances"))
