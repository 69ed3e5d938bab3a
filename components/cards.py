"""A card for each demo project: its story in a sentence, and one click to the comparison."""

import streamlit as st

from variantlens import address
from variantlens.address import Choice
from variantlens.service.identity import EMBEDDED
from variantlens.service.schema import Project
from variantlens.text import plain


def demo(project: Project) -> None:
    """Draw the card of a demo project."""
    story = project.demo
    if story is None:
        return
    with st.container(border=True, key=f"demo {project.id}", height="stretch"):
        st.subheader(plain(project.name))
        st.caption(plain(story.kind))
        st.markdown(f"**{plain(story.headline)}**")
        st.markdown(plain(story.summary))
        st.page_link(
            "compare.py",
            label="Open the comparison",
            icon=":material/compare_arrows:",
            query_params=address.write(
                Choice(
                    service=EMBEDDED,
                    project=project.id,
                    impulse=story.impulse,
                    sample=story.sample,
                    variants=tuple(story.variants),
                    reference=story.variants[0],
                )
            ),
        )
