"""The samples that became better or worse from one sweep to another: lists that open on the Compare page."""

import pandas as pd
import streamlit as st

from components import table_files, theme, words
from components.sweep.runs import Opened
from variantlens import address
from variantlens.address import Choice
from variantlens.sweeps.versus import tables as versus_tables
from variantlens.sweeps.versus.comparing import Broken, Names, Versus
from variantlens.sweeps.versus.mending import Mended, MendedSample
from variantlens.sweeps.versus.wording import HARM_OF, became, row_line
from variantlens.text import plain

LISTED = 10
BROKEN_MEANS = (
    "Broken is a sample in which a candidate has a harmful flip: a decision that is worse than its own reference's. "
    "Changed otherwise: never broken, but with more or fewer right. A row opens the sample with today's model."
)
NONE = {
    Mended.MENDED: "Nothing that was broken before is mended.",
    Mended.BROKEN: "Nothing that was whole before is broken now.",
    Mended.STILL: "Nothing that was broken before is still broken.",
    Mended.CHANGED: "",
}


def show(found: Versus, before: Opened, after: Opened) -> None:
    """Draw what became of the samples that are broken in either sweep, and everything as files."""
    st.subheader("Which samples changed")
    listed = _chosen(found.broken)
    if listed is not None:
        if not listed.rows:
            st.markdown(
                f":green[**✓**] {_named(listed.candidates)} breaks no common sample, before or after, and none changed."
            )
        else:
            _lists(listed, before, after)
            st.caption(BROKEN_MEANS)
    with st.container(horizontal=True, vertical_alignment="center", key="versus files"):
        _files("verdicts", versus_tables.verdicts(found))
        _files("samples", versus_tables.samples(found))


def choice_of(row: MendedSample, candidate: str, before: Opened, after: Opened) -> Choice:
    """What the Compare page shows of a sample."""
    request = after.request
    return Choice(
        service=request.service,
        project=request.project,
        impulse=request.impulse,
        sample=row.pair.after.sample,
        variants=(request.reference, candidate),
        reference=request.reference,
        window=row.window,
        thresholds=request.moved_thresholds,
        run=after.run,
        before=before.run,
        became=row.what,
    )


def _chosen(every: tuple[Broken, ...]) -> Broken | None:
    """The candidate whose samples are listed: chosen where there are several."""
    if len(every) < 2:
        return every[0] if every else None
    at = st.segmented_control(
        "Candidate",
        range(len(every)),
        format_func=lambda at: _named(every[at].candidates),
        default=0,
        required=True,
        key="versus candidate",
        label_visibility="collapsed",
    )
    return every[int(at or 0)]


def _named(names: Names) -> str:
    return plain(names[0] if names[0] == names[1] else f"{names[0]} → {names[1]}")


def _lists(listed: Broken, before: Opened, after: Opened) -> None:
    """The lists, each with most harm first."""
    image = listed.rows[0].pair.after.image
    for what in Mended:
        rows = listed.which(what)
        head = f"{words.sign(HARM_OF[what])} **{became(rows, image)} {what.value}**"
        if not rows:
            if NONE[what]:
                st.caption(NONE[what])
            continue
        st.markdown(head)
        with st.container(gap=None, key=f"became {what.value}"):
            for row in rows[:LISTED]:
                choice = choice_of(row, listed.candidates[1], before, after)
                st.page_link(
                    "compare.py", label=_line(row), icon=":material/chevron_right:", query_params=address.write(choice)
                )
        if len(rows) > LISTED:
            st.caption(f"The {LISTED} with most harm of {len(rows):,}; the first leads to all the others, one by one.")


def _line(row: MendedSample) -> str:
    """A row in words; on a phone, where a link does not wrap, only the flips."""
    sample = row.pair.after
    if theme.small_screen():
        counts = row.harmful if any(row.harmful) else [right.right for right in row.right]
        return f"{' → '.join(map(str, counts))} · {plain(sample.filename)}"
    expected = f" · expected {plain(sample.label)}" if sample.label else ""
    return f"{plain(sample.filename)}{expected} · {plain(row_line(row))}"


def _files(name: str, table: pd.DataFrame) -> None:
    """A table as CSV and as Parquet."""
    if not table.empty:
        table_files.buttons(table, name, f"versus {name}", of=name.capitalize())
