"""The samples behind a verdict: one row each, worst first; a row opens the sample, and a text goes into a ticket."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components import share, theme, words
from components.sweep import address_bar
from components.sweep.runs import Opened
from variantlens import address
from variantlens.address import Choice
from variantlens.comparison.outcomes import Harm
from variantlens.comparison.wording import counted, part
from variantlens.glossary import meaning
from variantlens.sweep_address import SweepChoice
from variantlens.sweeps.columns import SweepData
from variantlens.sweeps.flipped import FlippedSample, flipped, is_compared
from variantlens.sweeps.judging import Judgement
from variantlens.sweeps.ticket import BROKEN, Links, ticket
from variantlens.text import brief, plain

LISTED = 10
FITS_A_PHONE = 30
"""Letters of file name and decisions that fit on a line of a phone, beside the sign of the flip."""
TABLED = 2000
"""Rows of the table; whoever needs more takes the export."""


def show(sweep: Opened, found: SweepData, judgement: Judgement, candidate: str) -> None:
    """Draw the list of flipped samples of one candidate, in all learn blocks together."""
    st.subheader("Where they decide differently", help=meaning("flip", "harmful", "helpful"))
    rows = flipped(found.contents, (candidate,))
    noun = "picture" if found.contents[0].image else "recording"
    if not rows:
        compared = sum(is_compared(each, candidate) for each in found.contents)
        where = "everywhere" if compared == len(found.contents) else "wherever both answer"
        st.markdown(
            f":green[**✓**] {plain(sweep.request.reference)} and {plain(candidate)} agree {where}: in "
            f"{part(compared, len(found.contents), noun)}."
        )
        return
    together = ", all learn blocks together" if len(found.blocks) > 1 else ""
    st.markdown(_counted(rows, len(found.contents), noun) + together)
    several = len({row.of_block for row in rows if row.change}) > 1
    with st.container(gap=None, key="flipped"):
        for row in rows[:LISTED]:
            link = choice_of(sweep, row)
            st.page_link(
                "compare.py",
                label=line(row, several=several, short=theme.small_screen()),
                icon=":material/chevron_right:",
                query_params=address.write(link),
            )
    if len(rows) > LISTED:
        _table(sweep, rows)
    _ticket(sweep, rows, judgement, candidate)


def choice_of(sweep: Opened, row: FlippedSample) -> Choice:
    """What the Compare page shows of a flipped sample."""
    request = sweep.request
    return Choice(
        service=request.service,
        project=request.project,
        impulse=request.impulse,
        sample=row.sample,
        variants=(request.reference, row.candidate),
        reference=request.reference,
        window=None if row.image else row.window,
        thresholds=request.moved_thresholds,
        run=sweep.run,
    )


def _counted(rows: tuple[FlippedSample, ...], samples: int, noun: str) -> str:
    counts = {
        Harm.HARMFUL: sum(row.harmful for row in rows),
        Harm.HELPFUL: sum(row.helpful for row in rows),
        Harm.NEUTRAL: sum(row.neutral for row in rows),
        Harm.UNJUDGED: sum(row.unjudged for row in rows),
    }
    told = " · ".join(f"{count:,} {words.badge(harm)}" for harm, count in counts.items() if count)
    return f"In {part(len(rows), samples, noun)}: {told}"


def line(row: FlippedSample, *, several: bool, short: bool) -> str:
    """A row in words, as Markdown: how many flips of which harm, whose, and what changes.

    Args:
        row: The sample.
        several: Whether several blocks flip, so that it has to be said where.
        short: Whether it is for a phone.
    """
    counts = [(row.harmful, Harm.HARMFUL), (row.helpful, Harm.HELPFUL), (row.neutral, Harm.NEUTRAL)]
    found = [(count, harm) for count, harm in [*counts, (row.unjudged, Harm.UNJUDGED)] if count]
    if short:
        # A link does not wrap. The words of the signs stand above the list.
        told = " ".join(words.sign(harm) + ("" if row.image else f" {count}") for count, harm in found)
        before, after = row.change or ("", "")
        fits = len(row.filename + before + after) <= FITS_A_PHONE
        change = f" · {brief(before) + ' ' if fits else ''}→ **{brief(after)}**" if row.change else ""
        return f"{told} · {plain(row.filename)}{change}"
    alone = row.image and row.flips == 1
    told = " ".join(words.badge(harm) + ("" if alone else f" {count}") for count, harm in found)
    of = "" if row.image else of_windows(row, alone=len(found) == 1)
    where = f"{brief(row.of_block)}: " if several else ""
    change = f" · {where}{brief(row.change[0])} → **{brief(row.change[1])}**" if row.change else ""
    # What the reference decides is what is expected, most of the time.
    expected = f" · expected {brief(row.label)}" if row.label and row.label not in (row.change or ()) else ""
    return f"{told}{of} · {plain(row.filename)}{expected}{change}"


def of_windows(row: FlippedSample, *, alone: bool) -> str:
    """In how many of its windows a recording flips.

    Args:
        row: The recording.
        alone: Whether the number of flips stands right before, with nothing between.
    """
    if alone and row.flips == row.flipped:
        return f" of {counted(row.comparable, 'window')}"
    return f" in {part(row.flipped, row.comparable, 'window')}"


def _table(sweep: Opened, rows: tuple[FlippedSample, ...]) -> None:
    """All of them, to sort; a selected row opens the sample."""
    opened = st.expander(
        f"All {len(rows):,} as a table", on_change="rerun", key="all flipped", icon=":material/table_rows:"
    )
    if not opened.open:
        return
    table = table_of(rows[:TABLED], sweep.request.reference)
    with opened:
        st.caption("Select a row to open it on the Compare page.")
        event = st.dataframe(
            table, hide_index=True, height=360, key="flipped table", on_select="rerun", selection_mode="single-row"
        )
    chosen = event["selection"]["rows"]
    if chosen:
        st.switch_page("compare.py", query_params=address.write(choice_of(sweep, rows[chosen[0]])))


def table_of(rows: Sequence[FlippedSample], reference: str) -> pd.DataFrame:
    """The flipped samples as a table, one row each.

    Args:
        rows: The samples.
        reference: The variant that the candidates are held against.
    """
    return pd.DataFrame(
        [
            {
                "name": row.filename,
                "sample": row.sample,
                "expected": row.label,
                "candidate": row.candidate,
                "harmful": row.harmful,
                "helpful": row.helpful,
                "neutral": row.neutral,
                "unjudged": row.unjudged,
                "flipped windows": row.flipped,
                "windows": row.comparable,
                f"{reference} says": row.change[0] if row.change else None,
                "it says": row.change[1] if row.change else None,
            }
            for row in rows
        ]
    )


def _ticket(sweep: Opened, rows: tuple[FlippedSample, ...], judgement: Judgement, candidate: str) -> None:
    """The worst of them as text."""
    harmful = [row for row in rows if row.harmful]
    if not harmful:
        return
    noun = "picture" if rows[0].image else "recording"
    count = min(BROKEN, len(harmful))
    title = f"The {counted(count, noun)} that {plain(candidate)} breaks{' most' if len(harmful) > BROKEN else ''}"
    opened = st.expander(
        f"{title}, as text for a ticket", on_change="rerun", key="ticket", icon=":material/content_copy:"
    )
    if not opened.open:
        return
    base = share.base()
    links = Links(
        sweep=address_bar.link(SweepChoice(run=sweep.run), base),
        sample=lambda row: share.link(choice_of(sweep, row)),
    )
    verdicts = [each for each in judgement.verdicts if each.candidate == candidate]
    with opened:
        st.code(ticket(harmful, verdicts, links), language="markdown", wrap_lines=True)
