"""The panel of a freeform block: the raw output of each variant, and how far apart they are."""

import streamlit as st

from components import charts, panel, theme
from components.panel import Panel
from variantlens.comparison.freeform import FreeformComparison, FreeformPair
from variantlens.comparison.value_tables import output_table, outputs_table
from variantlens.comparison.wording import number
from variantlens.figures import freeform as figures
from variantlens.text import plain


def show(drawn: Panel, result: FreeformComparison) -> None:
    """Draw the outputs of one learn block."""
    panel.heading(drawn, "", 0.0, 1.0, None)
    windows = drawn.comparison.windows
    if result.pairs:
        st.markdown("\n".join(f"- {_facts(result, pair)}" for pair in result.pairs))
    if windows.count > 1 and result.pairs:
        charts.chart(
            figures.distances(windows, result, theme.current()),
            key=drawn.key("distances"),
            alt=figures.distances_alt(windows, result),
            file=drawn.named("distances"),
            selects=charts.choose_window,
        )
    window = _shown(drawn, result)
    charts.chart(
        figures.output(result, window, theme.current(), 2 if theme.small_screen() else None),
        key=drawn.key("output"),
        alt=figures.output_alt(result, window),
        file=drawn.named("outputs", window),
    )
    panel.folded_table(
        drawn, f"Output of window {window} as a table", "output table", lambda: output_table(result, window)
    )
    if windows.count > 1 and result.pairs:
        panel.folded_table(
            drawn, "All windows as a table", "distances table", lambda: outputs_table(drawn.comparison, result)
        )


def _shown(drawn: Panel, result: FreeformComparison) -> int:
    """The window that is drawn: the chosen one, else the one that is furthest apart."""
    count, chosen = drawn.comparison.windows.count, drawn.choice.window
    if count <= 1:
        return 0
    if chosen is not None and chosen < count:
        st.markdown(f"**Window {chosen}**")
        return chosen
    why = ", where the outputs are furthest apart" if result.pairs else ""
    st.markdown(f"**Window {result.furthest}**{why}")
    return result.furthest


def _facts(result: FreeformComparison, pair: FreeformPair) -> str:
    """How far a candidate's output is from the reference's."""
    name = f"**{plain(pair.candidate.variant)}** against {plain(result.reference.variant)}"
    if not pair.comparable:
        return f"{name}: nothing can be compared"
    if pair.largest_change == 0:
        return f"{name}: the same numbers"
    told = [f"mean squared error {number(pair.mean_squared_error)}"]
    if pair.cosine_similarity == pair.cosine_similarity:
        told.append(f"cosine similarity {number(pair.cosine_similarity)}")
    told.append(f"largest change {number(abs(pair.largest_change))}")
    return f"{name}: {' · '.join(told)}"
