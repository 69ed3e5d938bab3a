"""What another threshold would do for each variant, and what moving the candidate's would give back."""

import streamlit as st

from components import charts, theme, words
from components.sweep import panel
from components.sweep.panel import Results
from variantlens.comparison.kinds import Kind
from variantlens.figures.sweep import thresholds as figures
from variantlens.sweeps import result_tables
from variantlens.sweeps.findings import threshold_gain
from variantlens.sweeps.thresholds import Curve, curve
from variantlens.text import visible

CROSS_FITTED = (
    "Rings mark the threshold that balances precision and recall best. Its F1 is cross-fitted: chosen on four fifths "
    "of the samples, measured on the rest, five times, so that it does not flatter itself."
)
STARTS = "Boxes below the service's threshold are not in its answer: the curves start there."
TOGETHER = "all labels together"
SEVERAL = "Several labels may hold at once: each label of each window counts by itself, at one threshold for all."


def show(results: Results) -> None:
    """Draw the curves of all variants."""
    label = _label(results)
    found = results.once(("thresholds", label), lambda: _curves(results, label))
    if not found:
        st.caption("Nothing is judged here, so that no threshold can be better than another.")
        return
    st.markdown("\n".join(f"- {words.markdown(threshold_gain(each))}" for each in found))
    charts.chart(
        figures.curves(found, theme.current(), places=results.places(each.variant for each in found)),
        key=results.key("thresholds"),
        alt=figures.curves_alt(found),
        file=results.named("thresholds"),
    )
    st.caption(f"{CROSS_FITTED} {STARTS if results.block.kind is Kind.DETECTIONS else ''}")
    panel.table(results, "As a table", "thresholds", lambda: result_tables.curves(found))


def _label(results: Results) -> str | None:
    """Where several labels may hold at once, the one whose threshold is looked at; None for all together."""
    if not results.block.multi_label:
        return None
    chosen = st.selectbox(
        "Label",
        [None, *results.block.labels],
        format_func=lambda label: TOGETHER if label is None else visible(label),
        key=results.key("threshold of"),
        width=320,
    )
    st.caption(SEVERAL)
    return chosen


def _curves(results: Results, label: str | None) -> tuple[Curve, ...]:
    units = results.units
    made = (curve(results.block, variant, units, label) for variant in results.variants)
    return tuple(each for each in made if each is not None)
