"""On the Compare page: the way through the samples that a sweep found to flip, one after the other."""

from dataclasses import dataclass

import streamlit as st

from components import address_bar, notices
from components.sweep import runs
from components.sweep.runs import Opened
from components.sweep.versus import page
from variantlens import sweep_address
from variantlens.address import Choice
from variantlens.store.errors import StoreError
from variantlens.sweep_address import SweepChoice
from variantlens.sweeps.flipped import flipped
from variantlens.sweeps.versus.mending import Mended
from variantlens.sweeps.versus.wording import row_line
from variantlens.text import plain


@dataclass(frozen=True)
class Steps:
    """A list that is walked through.

    Attributes:
        name: What one of them is called on the buttons.
        stops: Sample and window of each, in the order of the list.
        listed: How many there are, in words: "28 flipped".
        order: How they are ordered, or what is said of the sample that is shown.
    """

    name: str
    stops: tuple[tuple[int, int | None], ...]
    listed: str
    order: str


def show(choice: Choice) -> None:
    """Draw where in a sweep's list this sample stands, and the way to the next; nothing without a sweep.

    Where the sweep cannot be read, the sample is shown all the same, with a sentence on why.

    Args:
        choice: The complete choice, whose project the service has answered for.
    """
    try:
        _show(choice)
    except StoreError as error:
        notices.hint(f"The way through the sweep cannot be shown. {error} {error.next_step}")


def _show(choice: Choice) -> None:
    if choice.run is None or choice.service is None or choice.project is None:
        return
    sweep = runs.walked(choice.run, choice.service, choice.project)
    if sweep is None:
        return
    earlier = runs.walked(choice.before, choice.service, choice.project) if choice.before else None
    steps = _flips(choice, sweep) if earlier is None else _changed(choice, earlier, sweep)
    ids = [sample for sample, _ in steps.stops]
    at = ids.index(choice.sample) if choice.sample in ids else -1
    with st.container(horizontal=True, vertical_alignment="center", key="walk"):
        back = SweepChoice(run=sweep.run, before=earlier.run if earlier else None)
        st.page_link(
            "sweep.py",
            label="Back to the sweep" if earlier is None else "Back to the two sweeps",
            icon=":material/arrow_back:",
            query_params=sweep_address.write(back),
        )
        for name, to in (("previous", at - 1), ("next", at + 1)):
            there = 0 <= to < len(ids)
            sample, window = steps.stops[to] if there else (choice.sample, choice.window)
            st.button(
                f"{name.capitalize()} {steps.name}",
                key=f"{name} flip",
                icon=":material/chevron_left:" if name == "previous" else ":material/chevron_right:",
                disabled=not there,
                on_click=address_bar.change,
                kwargs={"sample": sample, "window": window},
            )
        of = f"{at + 1} of {steps.listed}, {steps.order}" if at >= 0 else f"not among the {steps.listed}"
        st.caption(of)


def _flips(choice: Choice, sweep: Opened) -> Steps:
    """The samples that one sweep found to flip."""
    candidates = [name for name in choice.variants if name != sweep.request.reference]
    rows = flipped(runs.found(sweep).contents, candidates)
    stops = tuple((row.sample, None if row.image else row.window) for row in rows)
    return Steps("flip", stops, f"{len(rows):,} flipped", "the worst first")


def _changed(choice: Choice, before: Opened, after: Opened) -> Steps:
    """The samples of which one thing became since an earlier sweep."""
    what = choice.became or Mended.MENDED
    rows = [
        row for each in page.between(before, after) if each.candidates[1] in choice.variants for row in each.which(what)
    ]
    shown = next((row for row in rows if row.pair.after.sample == choice.sample), None)
    stops = tuple((row.pair.after.sample, row.window) for row in rows)
    return Steps("sample", stops, f"{len(rows):,} {what.value}", "" if shown is None else plain(row_line(shown)))
