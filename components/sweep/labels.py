"""Precision and recall of each label, a column of each per variant; a cell opens what stands behind it."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from components.sweep import panel
from components.sweep.panel import Results
from variantlens.comparison.kinds import Kind
from variantlens.comparison.wording import counted, decimals_apart
from variantlens.sweeps import result_tables
from variantlens.sweeps.confusion import classes, of_label
from variantlens.sweeps.object_pairs import AGAINST_LABELS, against_truth
from variantlens.text import plain

EXPECTED = "expected"
HINT = "Select a cell to list what stands behind it, what is wrong first."


@dataclass(frozen=True)
class Share:
    """A column of the table: a variant's precision or recall.

    Attributes:
        variant: Whose.
        precision: Of what it says; else of what is expected.
    """

    variant: str
    precision: bool

    @property
    def column(self) -> str:
        """Its heading."""
        return f"{self.variant} {'precision' if self.precision else 'recall'}"


def show(results: Results) -> None:
    """Draw the table; nothing where nothing is judged."""
    found = results.once("classes", lambda: [(variant, classes(results.block, variant)) for variant in results.names])
    if not any(qualities for _, qualities in found):
        return
    st.markdown("**Precision and recall, label by label**")
    table: pd.DataFrame = result_tables.classes(found)
    shares = [Share(variant, precision) for precision in (True, False) for variant in results.names]
    decimals = max(
        int(decimals_apart(table[[each.column for each in shares if each.precision is of]].to_numpy(float), 3, 6).max())
        for of in (True, False)
    )
    numbers = {each.column: st.column_config.NumberColumn(format=f"%.{decimals}f") for each in shares}
    event = st.dataframe(
        table,
        hide_index=True,
        key=results.key(f"labels {results.candidate}"),
        column_config=numbers,
        column_order=["label", EXPECTED, *numbers],
        on_select="rerun",
        selection_mode="single-cell",
    )
    cells = event["selection"]["cells"]
    if cells:
        row, column = cells[0]
        share = next((each for each in shares if each.column == column), Share(results.names[0], precision=False))
        behind(results, str(table["label"].iloc[row]), share)
    else:
        st.caption(HINT)
    panel.table(results, "With all counts", "classes", lambda: table)


def behind(results: Results, label: str, share: Share) -> None:
    """List what a share of a label is a share of: what a variant says is it, or what is expected to be."""
    block = results.block
    if block.kind is Kind.DETECTIONS:
        pairs = against_truth(block, share.variant)
        where = pairs.of_label(label, given=share.precision)
        axes = (EXPECTED, share.variant)
        listed = result_tables.objects_behind(block, pairs, where, axes=axes, nothing=AGAINST_LABELS)
    else:
        where = of_label(block, share.variant, label, given=share.precision)
        listed = result_tables.windows_behind(block, results.candidate, where)
    what = f"{plain(share.variant)} says" if share.precision else "Expected"
    title = (
        f"{what} **{plain(label)}**: {counted(len(where), results.thing)}, what {plain(share.variant)} has wrong first"
    )
    panel.behind(results, title, listed, "label")
