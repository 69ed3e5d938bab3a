"""The samples whose raw outputs are farthest from the reference's, where a model decides nothing that could flip."""

import streamlit as st

from components.sweep.panel import Results
from variantlens import address
from variantlens.address import Choice
from variantlens.comparison.kinds import Kind
from variantlens.comparison.wording import number
from variantlens.sweeps import result_tables
from variantlens.text import plain

LISTED = 10


def fits(results: Results) -> bool:
    """Whether there are raw outputs alone, so that nothing is decided."""
    return all(block.kind is Kind.FREEFORM for block in results.blocks)


def show(results: Results) -> None:
    """Draw the list, the farthest first; each opens on the Compare page."""
    st.subheader("Where they differ most")
    reference, candidate = map(plain, results.names)
    st.markdown(
        f"Raw outputs decide nothing, so that nothing can flip. These {results.noun}s have the largest mean squared "
        f"error of {candidate} against {reference}."
    )
    rows = result_tables.farthest(results.block, results.candidate).head(LISTED)
    with st.container(gap=None, key="farthest"):
        for name, sample, error in rows.itertuples(index=False):
            choice = Choice(
                service=results.request.service,
                project=results.request.project,
                impulse=results.request.impulse,
                sample=int(sample),
                variants=results.names,
                reference=results.block.reference,
                run=results.run,
            )
            st.page_link(
                "compare.py",
                label=f"{number(float(error))} · {plain(str(name))}",
                icon=":material/chevron_right:",
                query_params=address.write(choice),
            )
