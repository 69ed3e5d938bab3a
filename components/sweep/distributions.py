"""How scores and values lie: variants against each other, changes, tails of good and bad, errors and bias."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from components import charts, theme, words
from components.sweep import panel
from components.sweep.panel import Results
from variantlens.comparison.kinds import Kind
from variantlens.figures.sweep import distributions as figures
from variantlens.figures.sweep import tails as sweep_tails
from variantlens.sweeps import result_tables
from variantlens.sweeps.distributions import Errors, Scatter, Tails, errors, scatter, tails
from variantlens.sweeps.findings import errors_and_biases, levels

Ends = TypeVar("Ends", Tails, Errors)


def show(results: Results) -> None:
    """Draw the distributions that this kind of result has."""
    found = results.once("scatter", lambda: scatter(results.block, results.candidate))
    what = "value" if results.block.kind is Kind.REGRESSION else "score"
    told = levels(found, results.names, noun=results.thing, what=what)
    if told is None:
        st.caption(f"No {results.thing} has a {what} in both variants.")
        return
    st.markdown(words.markdown(told))
    if not found.alike:
        left, right = st.columns(2)
        with left:
            _against(results, found)
        with right:
            _changes(results, found)
        _listed(results)
    panel.table(results, f"All {results.thing}s as a table", "scores", lambda: _every_window(results))
    _tails(results)
    _errors(results)


def _every_window(results: Results) -> pd.DataFrame:
    every = np.arange(len(results.block.sample))
    return result_tables.windows_behind(results.block, results.candidate, every)


def _against(results: Results, found: Scatter) -> None:
    """The scatter; a click on a point lists its window."""

    def choose(value: object) -> None:
        if isinstance(value, list | tuple) and len(value) == 2:
            st.session_state[results.key("point")] = (int(value[0]), int(value[1]))

    # The error that a regression allows is no threshold of its values.
    threshold = None if results.block.kind is Kind.REGRESSION else results.block.threshold
    charts.chart(
        figures.against(found, results.names, threshold, theme.current(), results.place, results.thing),
        key=results.key(f"scatter {results.candidate}"),
        alt=figures.against_alt(found, results.names, results.thing),
        file=results.named(f"{results.candidate} against {results.block.reference}"),
        selects=choose,
    )


def _changes(results: Results, found: Scatter) -> None:
    """How often scores change by how much."""
    charts.chart(
        figures.changes(found, results.names, theme.current(), results.place, results.thing),
        key=results.key(f"changes {results.candidate}"),
        alt=figures.changes_alt(found, results.names, results.thing),
        file=results.named(f"changes of {results.candidate}"),
    )


def _listed(results: Results) -> None:
    point = st.session_state.get(results.key("point"))
    if point is None:
        st.caption(f"Click a point to list its {results.thing}.")
        return
    block = results.block
    where = np.flatnonzero((block.sample == point[0]) & (block.window == point[1]))
    panel.windows_behind(results, f"**The {results.thing} of that point**", where, "point")


def _tails(results: Results) -> None:
    """The anomaly scores of good and bad."""
    found = results.once("tails", lambda: [each for name in results.variants if (each := tails(results.block, name))])
    if not found:
        return
    st.markdown("**Good and bad, with their tails**")
    _every_variant(results, "tails", found, sweep_tails.tails, sweep_tails.tails_alt)
    panel.table(results, "As a table", "anomaly scores", lambda: result_tables.tails(found))


def _errors(results: Results) -> None:
    """Mean absolute error, bias and the tail of the errors, of all variants."""
    found = results.once("errors", lambda: [each for name in results.variants if (each := errors(results.block, name))])
    if not found:
        return
    st.markdown(
        "**Errors**\n" + "".join(f"\n- {words.markdown(each)}" for each in errors_and_biases(found, results.thing))
    )
    _every_variant(results, "errors", found, sweep_tails.errors, sweep_tails.errors_alt)
    panel.table(results, "As a table", "errors", lambda: result_tables.errors(found))


def _every_variant(
    results: Results,
    name: str,
    found: Sequence[Ends],
    draw: Callable[..., go.Figure],
    alt: Callable[[Sequence[Ends], str], str],
) -> None:
    """The chart of where something ends in each variant, with the threshold or the allowed error."""
    places = results.places(each.variant for each in found)
    charts.chart(
        draw(found, results.block.threshold, theme.current(), places=places, noun=results.thing),
        key=results.key(name),
        alt=alt(found, results.thing),
        file=results.named(name),
    )
