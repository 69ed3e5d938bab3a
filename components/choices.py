"""The row of choices as a whole: how it stands on a wide screen, and the one button that it folds into on a phone.

Pages fill it: fields one after the other, those of the sample in a group, and at its end the actions.
"""

from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from variantlens.text import visible

FOLD = '<button type="button" class="choices-fold" aria-expanded="false"><span>Choices</span></button>'
STYLE = (Path(__file__).parent / "choices.css").read_text(encoding="utf-8")
"""What Streamlit has no words for: a width from which the row is folded. The whole row is laid out there."""
JS = """
// Whether it is unfolded is what the button says; the style sheet does the rest.
export default function ({ parentElement, data }) {
  const button = parentElement.querySelector("button");
  button.querySelector("span").textContent = data.said;
  button.setAttribute("aria-label", `Choices: ${data.said}`);
  button.onclick = () => {
    button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") === "false"));
  };
}
"""
_fold = st.components.v2.component("variantlens_choices", html=FOLD, css=STYLE, js=JS, isolate_styles=False)


def row(*said: str) -> DeltaGenerator:
    """The row, empty.

    Args:
        said: What is chosen, in few words, which the button says of the folded row.
    """
    with st.container(key="folding"):
        _fold(data={"said": visible(" · ".join(filter(None, said)))}, key="fold of the choices")
    return st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="choices")


def of_the_sample() -> DeltaGenerator:
    """The part of the row that belongs to the sample and stays together."""
    return st.container(horizontal=True, vertical_alignment="bottom", key="choices sample")


def of_the_variants() -> DeltaGenerator:
    """The other part, which goes to a second line where one is not enough."""
    return st.container(horizontal=True, vertical_alignment="bottom", width="content", key="choices variants")


def actions() -> DeltaGenerator:
    """The end of the row, for what is done with all of it."""
    return st.container(horizontal=True, vertical_alignment="bottom", width="content", key="choices actions")
