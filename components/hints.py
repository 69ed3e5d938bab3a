"""What to check: likely causes of what differs, each with its evidence; nothing where there is none."""

import streamlit as st

from components import words
from variantlens.comparison.compare import Comparison
from variantlens.comparison.hints import hints
from variantlens.text import plain


def show(comparison: Comparison) -> None:
    """The hints of all learn blocks, folded."""
    found = hints(comparison)
    if not found:
        return
    names = {each.block.id: each.block.called for each in comparison.blocks}
    with st.expander(f"What to check ({len(found)})", icon=":material/troubleshoot:", key="what to check"):
        for hint in found:
            where = f" :gray[{plain(names[hint.block])}]" if len(comparison.blocks) > 1 else ""
            st.markdown(f"**{plain(hint.title)}**{where}  \n{words.markdown(hint.evidence)}")
            st.caption(f"Look at: {plain(hint.look_at)}")
