"""The raw values of the chosen window, folded: what the processing blocks and the models had before them."""

from typing import Any

import pandas as pd
import streamlit as st

from components import charts, notices, theme
from components.answers import Answers
from variantlens.address import Choice
from variantlens.comparison.compare import Comparison
from variantlens.figures import window_values as figures
from variantlens.figures.signal import Signal, signal
from variantlens.service.errors import ServiceError
from variantlens.service.explanations import explain
from variantlens.text import visible

AT = "at, in s"


def show(choice: Choice, comparison: Comparison, answers: Answers) -> None:
    """A line for each sensor, and all values as a table; nothing while no window is chosen."""
    windows, window = comparison.windows, choice.window
    if window is None or window >= windows.count or not windows.timed:
        return
    title = f"Raw values of window {window}"
    opened = st.expander(title, on_change="rerun", key="window values", icon=":material/show_chart:")
    if not opened.open:
        return
    begin_s = float(windows.start_ms[window]) / 1000
    with opened:
        values = _values(choice, comparison, answers, window)
        if values is None:
            return
        charts.chart(
            figures.lines(values, begin_s, theme.current()),
            key="window lines",
            alt=figures.lines_alt(values, begin_s),
            file=f"raw values of window {window}",
        )
        table = _table(values, begin_s)
        st.dataframe(table, hide_index=True, height=240, key="window values table", column_config=_decimals(table))


def _values(choice: Choice, comparison: Comparison, answers: Answers, window: int) -> Signal | None:
    """From the answer that is there; from the service where that holds no or not all values."""
    recording = signal(comparison.sample)
    part = figures.part(recording, comparison.windows, window) if recording else None
    if part is not None:
        return part
    try:
        asked = signal(answers.window(choice, window))
    except ServiceError as error:
        notices.hint(f"The values of this window cannot be had: {explain(error).cause}")
        return None
    if asked is None:
        notices.hint("The service sent no values of this window that can be drawn.")
    return asked


def _decimals(table: pd.DataFrame) -> dict[str, Any]:
    """Numbers that line up: whole ones without decimals, others with as many as tell values apart."""
    whole = {name: bool((table.iloc[:, place] % 1 == 0).all()) for place, name in enumerate(table.columns)}
    formats = {name: "%d" if each else "%.4f" for name, each in whole.items()} | {AT: "%.3f"}
    return {name: st.column_config.NumberColumn(format=each) for name, each in formats.items()}


def _table(values: Signal, begin_s: float) -> pd.DataFrame:
    table = pd.DataFrame(values.values, columns=[visible(name) for name in values.sensors])
    table.insert(0, AT, begin_s + table.index * values.interval_ms / 1000, allow_duplicates=True)
    return table
