"""The panel of a regression: each variant's value against the expected one, within the allowed absolute error."""

import numpy as np
import streamlit as st

from components import charts, notices, panel, pictures, theme
from components.panel import Panel
from variantlens.comparison.regression import RegressionComparison, VariantValues
from variantlens.comparison.value_tables import values_table
from variantlens.comparison.wording import decimals_of, number, part
from variantlens.figures import regression as figures
from variantlens.text import plain

LARGEST_REACH = 4.0
"""The slider reaches at least so many times the allowed error."""


def show(drawn: Panel, result: RegressionComparison) -> None:
    """Draw the values of one learn block, the answer first and the details folded."""
    panel.heading(drawn, result.threshold_key, 0.0, _reach(result), result.threshold)
    if result.threshold is None:
        notices.hint("The block has no allowed error, so no value is called right or wrong.")
    panel.flips(drawn, result)
    windows = drawn.comparison.windows
    if windows.count > 1:
        charts.chart(
            figures.timeline(windows, result, theme.current()),
            key=drawn.key("values"),
            alt=figures.timeline_alt(windows, result),
            file=drawn.named("values"),
            selects=charts.choose_window,
        )
        st.markdown("\n".join(f"- {_facts(result, said)}" for said in result.variants))
    window = _shown(drawn)
    if window is not None and windows.image:
        pictures.beside(drawn, lambda: _dots(drawn, result, window))
    elif window is not None and pictures.filmed(drawn):
        pictures.beside(drawn, lambda: _dots(drawn, result, window), window)
    elif window is not None:
        _dots(drawn, result, window)
    elif windows.count > 1:
        st.caption("Click a window in the chart to see its values side by side.")
    panel.folded_table(drawn, "All windows as a table", "values table", lambda: values_table(drawn.comparison, result))


def _dots(drawn: Panel, result: RegressionComparison, window: int) -> None:
    charts.chart(
        figures.dots(result, theme.current(), window),
        key=drawn.key("dots"),
        alt=figures.dots_alt(result, window),
        file=drawn.named("values side by side", window),
    )


def _shown(drawn: Panel) -> int | None:
    """The window whose values stand side by side: the only one, or the chosen one."""
    count, chosen = drawn.comparison.windows.count, drawn.choice.window
    if count == 1:
        return 0
    if chosen is None or chosen >= count:
        return None
    start = "" if not drawn.comparison.windows.timed else f", at {drawn.comparison.windows.start_ms[chosen] / 1000:g} s"
    st.markdown(f"**Window {chosen}**{start}")
    return chosen


def _reach(result: RegressionComparison) -> float:
    """As far as moving the allowed error can change something."""
    errors = [each.errors for each in result.variants]
    errors += [pair.change for pair in result.pairs]
    largest = float(np.fmax.reduce(np.abs(np.concatenate(errors)), initial=0))
    reach = max(largest * 1.1, (result.threshold or 0) * LARGEST_REACH)
    magnitude = 10.0 ** np.floor(np.log10(reach)) if reach > 0 else 1.0
    return float(np.ceil(reach / magnitude) * magnitude) or 1.0


def _facts(result: RegressionComparison, said: VariantValues) -> str:
    """How well a variant does, in counts and in its own unit."""
    name = f"**{plain(said.variant)}**"
    moved = next((pair for pair in result.pairs if pair.candidate is said), None)
    told = []
    if said.judged:
        told.append(f"within {number(result.threshold or 0)} in {part(said.within, said.judged, 'window')}")
    if said.mean_absolute_error == said.mean_absolute_error:
        errors = decimals_of(*(each.mean_absolute_error for each in result.variants))
        told.append(f"mean absolute error {number(said.mean_absolute_error, errors)}")
        told.append(f"bias {number(said.bias, decimals_of(*(each.bias for each in result.variants)))}")
    if moved is not None and moved.largest is not None:
        told.append(f"changes by {number(moved.mean_change)} in the mean, {number(abs(moved.largest_change))} at most")
    return f"{name}: {' · '.join(told)}" if told else name
