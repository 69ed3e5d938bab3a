"""The panel of a label map: the label under each key, variant by variant."""

from typing import Literal

import pandas as pd
import streamlit as st

from components import panel
from components.panel import Panel
from variantlens.comparison.label_map import LabelMapComparison
from variantlens.comparison.value_tables import labels_table
from variantlens.comparison.wording import part
from variantlens.text import plain

ROWS_IN_SIGHT = 12


def show(drawn: Panel, result: LabelMapComparison) -> None:
    """Draw the labels of one learn block: what changed first, then the keys of one window."""
    if drawn.block.results[0] is result:
        panel.heading(drawn, "", 0.0, 1.0, None)
    else:
        st.markdown("**Label map**")
    for pair in result.pairs:
        st.markdown(f"- **{plain(pair.candidate.variant)}**: {_changed(pair.changed, len(result.keys))}")
    panel.flips(drawn, result)
    _window(drawn, result)
    panel.folded_table(
        drawn, "All windows and keys as a table", "labels table", lambda: labels_table(drawn.comparison, result)
    )


def _changed(changed: tuple[str, ...], keys: int) -> str:
    """Which keys change their label."""
    if not changed:
        return "no key changes its label"
    named = ", ".join(map(plain, changed[:ROWS_IN_SIGHT]))
    more = f" and {len(changed) - ROWS_IN_SIGHT} more" if len(changed) > ROWS_IN_SIGHT else ""
    return f"{part(len(changed), keys, 'key')} changed: {named}{more}"


def _window(drawn: Panel, result: LabelMapComparison) -> None:
    """The label under each key in one window, changed keys first."""
    count = drawn.comparison.windows.count
    if not count or not result.keys:
        return
    flipped = [
        (-harm, window)
        for pair in result.pairs
        for harm, window in zip(pair.flips.harm.tolist(), pair.flips.windows.tolist(), strict=True)
    ]
    chosen = drawn.choice.window
    window = chosen if chosen is not None and chosen < count else min(flipped, default=(0, 0))[1]
    if count > 1:
        st.markdown(f"**Window {window}**")
    table = labels_table(drawn.comparison, result)
    shown: pd.DataFrame = table[table["window"] == window].drop(columns=["window", "start s"])
    height: Literal["content"] | int = "content" if len(shown) <= ROWS_IN_SIGHT else 420
    st.dataframe(shown.dropna(axis="columns", how="all"), hide_index=True, height=height, key=drawn.key("labels"))
