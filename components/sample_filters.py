"""Which samples can be chosen from: filters by category, label and name, which change no number of a comparison.

They live in the session, one for each project, and not in the address: what a link shows does not depend on them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from components.answers import Answers
from variantlens.address import Choice
from variantlens.service import schema
from variantlens.service.schema import Sample
from variantlens.text import visible

LISTED = 1000
"""Samples that are listed at most."""
PAGE = 500
"""Samples of one call."""
EVERY = "all"
CATEGORIES = (*schema.CATEGORIES, EVERY)
_FILTERS = "sample filters"


@dataclass(frozen=True)
class SampleFilter:
    """What samples must have to be listed.

    Attributes:
        category: One of :data:`CATEGORIES`.
        labels: One of these; any where there are none.
        name: Part of the file name.
    """

    category: str = EVERY
    labels: tuple[str, ...] = ()
    name: str = ""

    @property
    def set(self) -> int:
        """How many filters are set."""
        return (self.category != EVERY) + bool(self.labels) + bool(self.name)


@dataclass(frozen=True)
class Listed:
    """The samples that pass the filters.

    Attributes:
        samples: The first ``LISTED`` of them, category by category.
        total: How many there are.
    """

    samples: Sequence[Sample] = ()
    total: int = 0

    @property
    def cut(self) -> bool:
        """Whether there are more than those that are listed."""
        return self.total > len(self.samples)

    @property
    def told(self) -> str:
        """How many are listed, in words."""
        if self.cut:
            return f"The first {len(self.samples):,} of {self.total:,} samples are listed: filter to find the others."
        return f"{self.total:,} sample{'' if self.total == 1 else 's'}"


def current(choice: Choice) -> SampleFilter:
    """The filter that holds for the chosen project."""
    kept: SampleFilter = st.session_state.get(_FILTERS, {}).get(_place(choice), SampleFilter())
    return kept


def listed(choice: Choice, answers: Answers, wanted: SampleFilter) -> Listed:
    """The samples that pass a filter, asked page by page."""
    if choice.project is None:
        return Listed()
    category = None if wanted.category == EVERY else wanted.category
    samples: dict[int, Sample] = {}
    total, passed = LISTED, 0
    while passed < min(total, LISTED):
        page = answers.samples(
            choice.project,
            category=category,
            limit=min(PAGE, LISTED - passed),
            offset=passed,
            labels=wanted.labels,
            filename=wanted.name,
        )
        samples |= {sample.id: sample for sample in page.samples}
        total, passed = page.total_count, passed + len(page.samples)
        if not page.samples:
            break
    return Listed(list(samples.values()), max(total, len(samples)))


def popover(choice: Choice, everything: Listed, found: Listed) -> None:
    """The filters behind one button, which says how many are set.

    Args:
        choice: What the person chose.
        everything: The samples without a filter, whose labels can be chosen.
        found: The samples that pass the filters.
    """
    now = current(choice)
    with st.popover(f"Filter · {now.set} set" if now.set else "Filter", icon=":material/filter_alt:"):
        st.session_state["filter category"] = now.category
        st.segmented_control(
            "Category",
            CATEGORIES,
            required=True,
            key="filter category",
            on_change=lambda: _change(choice, category=st.session_state["filter category"]),
        )
        _labels(choice, now, everything)
        st.session_state["filter name"] = now.name
        st.text_input(
            "File name holds",
            key="filter name",
            placeholder="any text",
            on_change=lambda: _change(choice, name=st.session_state["filter name"].strip()),
        )
        st.caption(found.told if found.samples else "No sample passes these filters.")
        if now.set:
            st.button("Show all samples", key="no filter", on_click=_change, args=(choice,), kwargs=_cleared())


def _labels(choice: Choice, now: SampleFilter, everything: Listed) -> None:
    known = {label for sample in everything.samples for label in (sample.label, *(sample.structured_labels_list or ()))}
    st.session_state["filter labels"] = list(now.labels)
    st.multiselect(
        "Labels",
        sorted({*known, *now.labels} - {""}),
        format_func=visible,
        key="filter labels",
        placeholder="all labels",
        on_change=lambda: _change(choice, labels=tuple(st.session_state["filter labels"])),
        help=f"Labels of the first {LISTED:,} samples." if everything.cut else None,
    )


def _change(choice: Choice, **fields: Any) -> None:
    kept = st.session_state.get(_FILTERS, {})
    st.session_state[_FILTERS] = kept | {_place(choice): replace(current(choice), **fields)}


def _cleared() -> dict[str, Any]:
    return vars(SampleFilter())


def _place(choice: Choice) -> tuple[str | None, int | None]:
    return choice.service, choice.project
