"""Cost beside quality: what each variant needs of a device, held against limits that the person enters."""

from collections.abc import Sequence

import streamlit as st

from components import session, words
from components.sweep import panel
from components.sweep.panel import Results
from variantlens.service.errors import ServiceError
from variantlens.service.explanations import explain
from variantlens.sweeps import result_tables
from variantlens.sweeps.costs import QUANTITIES, Cost, Limit, Place, Quantity, amount, costs_of, unmeasured
from variantlens.sweeps.findings import broken_limits
from variantlens.sweeps.wording import measured_apart
from variantlens.text import plain

LIMITED = (Quantity.FLASH, Quantity.RAM, Quantity.LATENCY)
NO_MICROCONTROLLER = (
    "This is no microcontroller: the size of a model holds anywhere, a latency only compares the variants."
)


def show(results: Results) -> None:
    """Draw what is known of each variant's cost, place by place."""
    try:
        found = _costs(results)
    except ServiceError as error:
        # What follows does not depend on it.
        told = explain(error)
        st.caption(f"What the models need is not known now. {plain(told.title)}: {plain(told.cause)}")
        return
    if not found:
        st.caption("The service has measured nothing of this block's models.")
        return
    limits = _limits()
    for broken in broken_limits(found, limits):
        st.markdown(f":red[▼] {words.markdown(broken)}")
    for place in dict.fromkeys(cost.place for cost in found):
        _place(results, place, [cost for cost in found if cost.place == place], limits)
    missing = unmeasured(found, results.variants)
    if missing:
        st.caption(f"Nothing is known of {plain(', '.join(missing))}.")
    for how in dict.fromkeys(cost.how for cost in found if cost.how):
        st.caption(plain(how))
    panel.table(results, "As a table", "cost", lambda: result_tables.costs(found))


def _costs(results: Results) -> tuple[Cost, ...]:
    """What the service says; nothing of blocks that it has no such call for."""
    service = session.answers(results.request.service)
    return costs_of(service, results.request.project, [(results.block.block, results.block.name)], results.variants)


def _limits() -> tuple[Limit, ...]:
    """What the person's device has to spare; nothing until it is entered."""
    found = []
    entered = [each for each in LIMITED if st.session_state.get(_key(each))]
    told = ", ".join(f"{each.value} {st.session_state[_key(each)]:g} {each.unit}" for each in entered)
    with st.popover(f"Your limits{f': {told}' if told else ''}", icon=":material/straighten:", key="sweep limits"):
        st.caption("What your device has to spare; the table then says which variant keeps within it.")
        for quantity in LIMITED:
            most = st.number_input(
                f"{quantity.value[:1].upper()}{quantity.value[1:]}, {quantity.unit}",
                min_value=0.0,
                value=None,
                placeholder="none",
                key=_key(quantity),
            )
            if most:
                found.append(Limit(quantity, most))
    return tuple(found)


def _key(quantity: Quantity) -> str:
    return f"sweep limit {quantity.name}"


def _place(results: Results, place: Place, found: list[Cost], limits: tuple[Limit, ...]) -> None:
    """A table of one place: the variants with their quality and what they need there."""
    st.markdown(f"**{plain(place.text)}**")
    if place.microcontroller is False:
        st.caption(NO_MICROCONTROLLER)
    limited = {limit.quantity for limit in limits}
    shown = [each for each in QUANTITIES if each in limited or any(cost.of(each) is not None for cost in found)]
    quality = results.allowed.measure.value if results.allowed is not None else "quality"
    head = ["variant", quality, *(each.value for each in shown)]
    qualities = _qualities(results, [cost.variant for cost in found])
    rows = [
        [f"**{plain(cost.variant)}**", plain(quality), *(_cell(cost, each, limits) for each in shown)]
        for cost, quality in zip(found, qualities, strict=True)
    ]
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    st.markdown("\n".join(f"| {' | '.join(line)} |" for line in lines))


def _cell(cost: Cost, quantity: Quantity, limits: tuple[Limit, ...]) -> str:
    """How much is needed, and whether the limit is kept: as sign, word and colour."""
    kept = next((limit.keeps(cost) for limit in limits if limit.quantity is quantity), None)
    mark = {True: " :green[▲ within]", False: " :red[▼ over]", None: ""}[kept]
    # A number and its unit stay on one line.
    return plain(amount(cost, quantity)).replace(" ", "\N{NO-BREAK SPACE}") + mark


def _qualities(results: Results, variants: Sequence[str]) -> list[str]:
    """The verdict's measure of each variant, with as many digits as tell them all apart."""
    reference = results.block.reference
    verdicts = [results.verdict_on(results.candidate if name == reference else name) for name in variants]
    judged = {
        name: (verdict.allowed.measure, verdict.values[name != reference])
        for name, verdict in zip(variants, verdicts, strict=True)
        if verdict is not None and verdict.allowed is not None
    }
    if not judged:
        return ["not judged"] * len(variants)
    measure = next(iter(judged.values()))[0]
    texts = dict(zip(judged, measured_apart(measure, *(value for _, value in judged.values())), strict=True))
    return [texts.get(name, "not judged") for name in variants]
