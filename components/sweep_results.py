"""The results of a sweep beside its verdict: parts of the data, costs, thresholds, matrices, distributions.

One tab is open at a time, and only that one is computed.
"""

from collections.abc import Callable, Sequence

import streamlit as st

from components import sweep_costs, sweep_distributions, sweep_matrices, sweep_slices, sweep_thresholds
from components.sweep_panel import Results
from variantlens.comparison.kinds import Kind
from variantlens.sweeps.columns import Block
from variantlens.sweeps.outcomes import SampleOutcome
from variantlens.sweeps.request import SweepRequest
from variantlens.sweeps.verdict import Verdict
from variantlens.text import plain

Draw = Callable[[Results], None]

FLIPPING = (Kind.SCORES, Kind.ANOMALY, Kind.VISUAL_ANOMALY, Kind.LABEL_MAP)
THRESHOLDS = (Kind.SCORES, Kind.ANOMALY, Kind.VISUAL_ANOMALY, Kind.DETECTIONS)
SCORED = (Kind.SCORES, Kind.ANOMALY, Kind.VISUAL_ANOMALY, Kind.REGRESSION)


@st.fragment
def show(
    request: SweepRequest,
    blocks: Sequence[Block],
    outcomes: Sequence[SampleOutcome],
    verdicts: Sequence[Verdict],
    run: str | None = None,
) -> None:
    """Draw the panels, for one learn block and one candidate at a time.

    Args:
        request: What the sweep was asked.
        blocks: What was found, as columns.
        outcomes: The same, sample by sample.
        verdicts: The verdicts by the terms that hold now.
        run: The id of the sweep, for links back to it.
    """
    if not blocks or not outcomes:
        return
    st.subheader("Behind the verdict")
    with st.container(horizontal=True):
        block = _block(blocks)
        candidate = _candidate(block)
    if candidate is None:
        return
    results = Results(request, run, outcomes, blocks, block, candidate, verdicts)
    panels = _panels(block)
    for tab, draw in zip(st.tabs(list(panels), on_change="rerun", key="sweep results"), panels.values(), strict=True):
        if tab.open:
            with tab:
                draw(results)


def _panels(block: Block) -> dict[str, Draw]:
    """The panels that a kind of result has, in their order, by the names of their tabs."""
    panels: dict[str, Draw] = {"Classes and slices": sweep_slices.show, "Cost": sweep_costs.show}
    if block.kind in THRESHOLDS and not block.multi_label:
        panels["Thresholds"] = sweep_thresholds.show
    if block.kind in FLIPPING:
        panels["Who is taken for whom"] = sweep_matrices.show
    if block.kind is Kind.DETECTIONS:
        panels["Label by label"] = sweep_matrices.show
    if block.kind in SCORED:
        panels["Distributions"] = sweep_distributions.show
    return panels


def _block(blocks: Sequence[Block]) -> Block:
    """The kind of result that is shown; chosen where there are several."""
    if len(blocks) == 1:
        return blocks[0]
    at = st.selectbox(
        "Learn block",
        range(len(blocks)),
        format_func=lambda at: f"{plain(blocks[at].name)}, {blocks[at].kind.value}",
        key="sweep block",
        width=320,
    )
    return blocks[at]


def _candidate(block: Block) -> str | None:
    """The candidate that is shown; chosen where there are several, None where there is none."""
    if len(block.candidates) < 2:
        return block.candidates[0] if block.candidates else None
    chosen = st.segmented_control(
        "Candidate",
        block.candidates,
        format_func=plain,
        default=block.candidates[0],
        required=True,
        key=f"sweep candidate {block.block}",
    )
    return str(chosen)
