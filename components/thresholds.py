"""All thresholds of a learn block in words, folded: what they are for, their value, what the service suggests."""

import streamlit as st

from components.panel import Panel
from variantlens.comparison.thresholds import threshold_lines
from variantlens.text import plain


def show(drawn: Panel) -> None:
    """The thresholds of a block; nothing where it has none."""
    if not drawn.block.thresholds:
        return
    with st.expander("Thresholds", icon=":material/tune:", key=drawn.key("thresholds")):
        for threshold in drawn.block.thresholds:
            moved = drawn.choice.thresholds.get((drawn.block.block.id, threshold.key))
            st.markdown(f"**{plain(threshold.description or threshold.key)}** :gray[{plain(threshold.key)}]")
            if threshold.help_text:
                st.caption(plain(threshold.help_text))
            st.markdown("\n".join(f"- {plain(line)}" for line in threshold_lines(threshold, moved)))
