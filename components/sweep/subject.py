"""Which candidate and which learn block the results below the verdict are about: chosen once, for all of them."""

from collections.abc import Sequence

import streamlit as st

from components.sweep.panel import Results
from variantlens.comparison.outcomes import Harm
from variantlens.sweeps.columns import Block
from variantlens.sweeps.flipped import flipped
from variantlens.sweeps.outcomes import SampleOutcome
from variantlens.sweeps.request import SweepRequest
from variantlens.sweeps.verdict import Verdict
from variantlens.text import plain, visible


def choose(
    request: SweepRequest,
    blocks: Sequence[Block],
    outcomes: Sequence[SampleOutcome],
    verdicts: Sequence[Verdict],
    run: str | None = None,
) -> Results | None:
    """Draw the row of choices, where there is anything to choose; None where nothing was answered.

    Args:
        request: What the sweep was asked.
        blocks: What was found, as columns.
        outcomes: The same, sample by sample.
        verdicts: The verdicts by the terms that hold now.
        run: The id of the sweep, for links back to it.
    """
    if not blocks or not outcomes:
        return None
    with st.container(horizontal=True, key="subject"):
        candidate = _candidate(request, outcomes, verdicts, run)
        block = _block(blocks, run)
    return Results(request, run, outcomes, blocks, block, candidate, verdicts)


def _candidate(
    request: SweepRequest, outcomes: Sequence[SampleOutcome], verdicts: Sequence[Verdict], run: str | None
) -> str:
    """Chosen where there are several, at first the one that does most harm."""
    if len(request.candidates) == 1:
        return request.candidates[0]
    kept = f"candidate of sweep {run}"
    before = st.session_state.get(kept)
    chosen = st.segmented_control(
        "Candidate",
        request.candidates,
        format_func=plain,
        default=before if before in request.candidates else _worst(request, outcomes, verdicts),
        required=True,
        key=f"{kept} among {request.candidates}",
        help="All that follows is about this candidate, held against the reference.",
    )
    # A widget is forgotten with its page; the way back from a sample leads to the same candidate.
    st.session_state[kept] = chosen
    return str(chosen)


def _worst(request: SweepRequest, outcomes: Sequence[SampleOutcome], verdicts: Sequence[Verdict]) -> str:
    """The candidate that does most harm; where none does any, the one whose loss is largest."""
    harm = {each: sum(row.harmful for row in flipped(outcomes, (each,))) for each in request.candidates}
    loss = {each: max((of.loss for of in verdicts if of.candidate == each and of.samples), default=0) for each in harm}
    return max(harm, key=lambda each: (harm[each], loss[each]))


def _block(blocks: Sequence[Block], run: str | None) -> Block:
    """The kind of result that is shown; chosen where there are several, at first the one with most harm."""
    if len(blocks) == 1:
        return blocks[0]
    kept = f"block of sweep {run}"
    before = st.session_state.get(kept, len(blocks))
    at = st.selectbox(
        "Learn block",
        range(len(blocks)),
        index=before if before < len(blocks) else max(range(len(blocks)), key=lambda at: _harm(blocks[at])),
        format_func=lambda at: f"{visible(blocks[at].name)}, {blocks[at].kind.value}",
        key=f"{kept} of {len(blocks)}",
        width=320,
    )
    st.session_state[kept] = at
    return blocks[at]


def _harm(block: Block) -> int:
    """How many flips of any candidate do harm."""
    return sum(flips.harm.count(Harm.HARMFUL) for each in block.candidates for _, flips in block.flips(each))
