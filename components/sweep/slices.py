"""Which part of the data suffers most: classes first, then slices by label, device, metadata and length."""

from collections.abc import Sequence

import streamlit as st

from components import charts, theme, words
from components.sweep import panel
from components.sweep.panel import Results
from variantlens.figures.sweep import slices as figures
from variantlens.sweeps import result_tables
from variantlens.sweeps.findings import EXPLORATORY, worst_part
from variantlens.sweeps.measures import AllowedLoss
from variantlens.sweeps.slices import Slice, classes_apart, slices, ways_to_slice
from variantlens.text import brief, plain

CLASS = "class"


def show(results: Results) -> None:
    """Draw the parts of the data, the one that loses most first."""
    allowed = results.allowed
    if allowed is None:
        st.caption("No loss was allowed in a unit that fits this kind of result, so that parts cannot be compared.")
        return
    by = _by(results, allowed)
    found = _parts(results, allowed, by) if by else ()
    sentence = worst_part(found, allowed, results.noun)
    if sentence is None or by is None:
        st.caption("Nothing is judged here, or there is nothing to part the samples by.")
        return
    # A number and its unit stay on one line.
    st.markdown(words.markdown(sentence).replace(" %", "\N{NO-BREAK SPACE}%"))
    st.caption(EXPLORATORY)
    chosen = results.key(f"slice by {by}")

    def choose(value: object) -> None:
        if isinstance(value, int | float):
            st.session_state[chosen] = found[int(value)].name

    charts.chart(
        figures.losses(found, allowed, results.noun, theme.current(), results.place),
        key=results.key(f"slices {by} {results.candidate}"),
        alt=figures.losses_alt(found, allowed),
        file=results.named(f"loss of {results.candidate} by {by}"),
        selects=choose,
    )
    part = next((each for each in found if each.name == st.session_state.get(chosen)), None)
    if part is not None:
        panel.samples_behind(results, f"**{brief(part.name)}**", part.members, f"slice by {by}")
    else:
        st.caption("Click a diamond to list the samples behind it.")
    panel.table(
        results, "As a table", f"slices by {by}", lambda: result_tables.slices(found, results.names, allowed.measure)
    )


def _by(results: Results, allowed: AllowedLoss) -> str | None:
    """What the data is parted by; chosen where there are several ways."""
    apart = _parts(results, allowed, CLASS)
    ways = [*([CLASS] if apart else []), *ways_to_slice(results.outcomes)]
    if "label" in ways and _same(results, apart):
        ways.remove("label")
    if len(ways) < 2:
        return ways[0] if ways else None
    chosen = st.segmented_control(
        "Part the data by", ways, format_func=plain, default=ways[0], required=True, key=results.key("part by")
    )
    return str(chosen)


def _same(results: Results, classes: Sequence[Slice]) -> bool:
    """Whether every sample has one class, which is its label, so that both part the samples alike."""
    by_label: dict[str, list[int]] = {}
    for at, sample in enumerate(results.outcomes):
        by_label.setdefault(sample.label, []).append(at)
    return {each.name: list(each.members) for each in classes} == by_label


def _parts(results: Results, allowed: AllowedLoss, by: str) -> tuple[Slice, ...]:
    block, candidate, group = results.block, results.candidate, results.grouped_by
    if by == CLASS:
        return results.once(by, lambda: classes_apart(block, candidate, allowed, by=group))
    return results.once(("slices", by), lambda: slices(block, candidate, allowed, by, group=group))
