"""What the result panels of a sweep share: what they are drawn from, what is remembered, and lists of samples."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from components import table_files
from variantlens import address
from variantlens.address import Choice
from variantlens.comparison.kinds import Kind
from variantlens.sweeps import result_tables
from variantlens.sweeps.columns import Block, groups_of
from variantlens.sweeps.measures import AllowedLoss
from variantlens.sweeps.outcomes import SampleOutcome
from variantlens.sweeps.request import SweepRequest
from variantlens.sweeps.verdict import Verdict

Value = TypeVar("Value")

LISTED = 500
"""Rows of a list of samples; the file holds all."""
LIST_HEIGHT = 300

_remembered: WeakKeyDictionary[Block, dict[Hashable, Any]] = WeakKeyDictionary()
"""What was computed of a block, for as long as the block is kept; blocks never change."""


@dataclass(frozen=True)
class Results:
    """What the panels are drawn from.

    Attributes:
        request: What the sweep was asked.
        run: Its id; None where it has none.
        outcomes: What was kept of each sample.
        blocks: All kinds of result of all learn blocks.
        block: The one that is shown.
        candidate: The candidate that is shown.
        verdicts: The verdicts on it, of all blocks and candidates.
    """

    request: SweepRequest
    run: str | None
    outcomes: Sequence[SampleOutcome]
    blocks: Sequence[Block]
    block: Block
    candidate: str
    verdicts: Sequence[Verdict]

    @property
    def verdict(self) -> Verdict | None:
        """The verdict on the candidate in this block."""
        return self.verdict_on(self.candidate)

    @property
    def allowed(self) -> AllowedLoss | None:
        """The allowed loss as this kind of result takes it; None where none was given in a unit that fits."""
        return None if self.verdict is None else self.verdict.allowed

    @property
    def names(self) -> tuple[str, str]:
        """The reference and the candidate."""
        return self.block.reference, self.candidate

    @property
    def variants(self) -> tuple[str, ...]:
        """The reference and all candidates."""
        return self.block.reference, *self.block.candidates

    @property
    def place(self) -> int:
        """The candidate's place among the variants, which its colour follows; 1 is the first candidate."""
        return self.variants.index(self.candidate)

    def places(self, variants: Iterable[str]) -> list[int]:
        """The places of several variants; 0 is the reference."""
        return [self.variants.index(variant) for variant in variants]

    @property
    def noun(self) -> str:
        """What a sample is called."""
        return "picture" if self.outcomes[0].image else "recording"

    @property
    def thing(self) -> str:
        """What is counted in this block: objects, pictures, or the windows of recordings."""
        if self.block.kind is Kind.DETECTIONS:
            return "object"
        return "picture" if self.outcomes[0].image else "window"

    @property
    def grouped_by(self) -> str | None:
        """What units are groups by; None for samples."""
        return self.verdict.grouped_by if self.verdict is not None else self.request.group_by

    @property
    def units(self) -> npt.NDArray[np.intp]:
        """The unit of each sample, shape (samples,)."""
        return groups_of(self.block.samples, self.grouped_by)[0]

    def verdict_on(self, candidate: str) -> Verdict | None:
        """The verdict on a candidate in this block."""
        wanted = (self.block.block, self.block.kind, candidate)
        return next((each for each in self.verdicts if (each.block, each.kind, each.candidate) == wanted), None)

    def key(self, name: str) -> str:
        """A widget key of this block and kind of result, the same over reruns."""
        return f"sweep {name} {self.block.block} {self.block.kind.name}"

    def named(self, what: str) -> str:
        """What a file of this block holds, for its name: the block, and what of it; unescaped."""
        return f"{self.block.name} {self.block.kind.value} {what}"

    def once(self, name: Hashable, make: Callable[[], Value]) -> Value:
        """A value that is made once for the block, the candidate, and the terms of the verdict."""
        key = (name, self.candidate, self.allowed, self.grouped_by)
        known = _remembered.setdefault(self.block, {})
        if key not in known:
            with st.spinner("Computing …"):
                known[key] = make()
        value: Value = known[key]
        return value


def table(results: Results, title: str, name: str, make: Callable[[], pd.DataFrame]) -> None:
    """A table behind a chart, folded, to sort and to take away; made only when it is opened."""
    key = results.key(f"table {name}")
    opened = st.expander(title, on_change="rerun", key=key, icon=":material/table_rows:")
    if not opened.open:
        return
    made = make()
    with opened:
        st.dataframe(made, hide_index=True, key=f"shown {key}")
        _files(results, made, name, key)


def windows_behind(results: Results, title: str, where: npt.NDArray[np.intp], name: str) -> None:
    """The windows behind a number, as a list in which a row opens the sample on the Compare page."""
    listed = result_tables.windows_behind(results.block, results.candidate, where)
    behind(results, title, listed, name)


def samples_behind(results: Results, title: str, members: Sequence[int], name: str) -> None:
    """The same of samples."""
    listed = result_tables.samples_behind(results.block, results.candidate, members)
    behind(results, title, listed, name)


def behind(results: Results, title: str, listed: pd.DataFrame, name: str) -> None:
    """What stands behind a number, as a list in which a row opens the sample on the Compare page.

    Args:
        results: What the panels are drawn from.
        title: What is listed, as markdown.
        listed: A row each, with the id of its sample.
        name: Its place in widget keys and file names.
    """
    hidden = [result_tables.SAMPLE, *([result_tables.WINDOW] if results.outcomes[0].image else [])]
    with st.container(border=True, key=results.key(f"behind {name}")):
        st.markdown(title)
        more = f" The first {LISTED:,} are shown, the file holds all." if len(listed) > LISTED else ""
        st.caption(f"Select a row to open it on the Compare page.{more}")
        key = results.key(f"list {name}")
        event = st.dataframe(
            listed.iloc[:LISTED],
            hide_index=True,
            height=min(LIST_HEIGHT, 38 + 35 * max(len(listed), 1)),
            key=key,
            on_select="rerun",
            selection_mode="single-row",
            column_config=dict.fromkeys(hidden),
        )
        _files(results, listed, name, key)
    rows = event["selection"]["rows"]
    if rows:
        _open(results, listed.iloc[rows[0]])


def _open(results: Results, row: "pd.Series[Any]") -> None:
    """Show a sample on the Compare page, with the block's variants as they were swept."""
    timed = result_tables.WINDOW in row.index and not results.outcomes[0].image
    choice = Choice(
        service=results.request.service,
        project=results.request.project,
        impulse=results.request.impulse,
        sample=int(row[result_tables.SAMPLE]),
        variants=results.names,
        reference=results.block.reference,
        window=int(row[result_tables.WINDOW]) if timed else None,
        thresholds=results.request.moved_thresholds,
        run=results.run,
    )
    st.switch_page("compare.py", query_params=address.write(choice))


def _files(results: Results, made: pd.DataFrame, name: str, key: str) -> None:
    """The table as files, made when they are asked for."""
    with st.container(horizontal=True):
        table_files.buttons(made, results.named(name), key)
