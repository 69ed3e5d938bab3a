"""Two sweeps beside each other, before and after a fix: what differs in their set-up, then what the samples say."""

from datetime import UTC

import streamlit as st

from components import notices, words
from components.sweep import address_bar, runs
from components.sweep.earlier import described
from components.sweep.runs import Opened
from components.sweep.verdict import MARKS
from components.sweep.versus import lists, since
from variantlens.comparison.wording import counted
from variantlens.sweep_address import SweepChoice, Terms
from variantlens.sweep_choosing import terms_of
from variantlens.sweeps.verdict import Verdict
from variantlens.sweeps.versus.comparing import Broken, Contrast, Side, Versus, broken, versus
from variantlens.sweeps.versus.setups import differences, setup_of
from variantlens.sweeps.versus.wording import (
    NEITHER_IS_A_TEST,
    answer_sentence,
    bound_line,
    common,
    gain_sentence,
    reference_sentence,
)
from variantlens.sweeps.wording import ON_THE_SERVICE, noun
from variantlens.text import plain

NOTHING_DIFFERS = "Set up alike: the same models, thresholds, filters and allowed loss, as far as the service tells."
SIDES = ("Before", "After")


def show(before: Opened, after: Opened, addressed: SweepChoice) -> None:
    """Draw two sweeps beside each other.

    Args:
        before: The earlier one.
        after: The later one, whose terms both are judged by.
        addressed: What the address says; its terms are those that changed since the later run started.
    """
    _head(before, after)
    if not (before.progress.done and after.progress.done):
        st.markdown("One of the two has no answered sample yet, so that there is nothing to compare.")
        return
    terms = addressed.terms or terms_of(after.request)
    found = _versus(before.run, before.progress.done, after.run, after.progress.done, terms)
    _setups(before, after, terms)
    since.show(after, "the later sweep")
    image = runs.found(after).samples[0].image
    with st.container(border=True, key="versus"):
        st.markdown(f"**{words.markdown(common(found.paired, image))}**")
        for contrast in found.contrasts:
            _contrast(contrast, (before, after), several=len(found.contrasts) > 1)
        _alone(found)
        st.caption(f"{NEITHER_IS_A_TEST} {ON_THE_SERVICE}")
    lists.show(found, before, after)


def between(before: Opened, after: Opened) -> tuple[Broken, ...]:
    """The samples that each candidate breaks in one of two sweeps or in both."""
    return _broken(before.run, before.progress.done, after.run, after.progress.done)


@st.cache_resource(show_spinner="Comparing the sweeps …", max_entries=8)
def _versus(before: str, before_done: int, after: str, after_done: int, terms: Terms) -> Versus:
    return versus(_side(before, before_done), _side(after, after_done), terms)


@st.cache_resource(show_spinner="Comparing the sweeps …", max_entries=8)
def _broken(before: str, before_done: int, after: str, after_done: int) -> tuple[Broken, ...]:
    return broken(_side(before, before_done), _side(after, after_done))


def _side(run: str, done: int) -> Side:
    return Side(runs.sweeps().request(run), runs.first(run, done).samples)


def _head(before: Opened, after: Opened) -> None:
    """Which two, each a click away, and the way out."""
    with st.container(horizontal=True, vertical_alignment="center", key="versus head"):
        st.subheader("Before and after", width="content")
        st.button(
            "Swap",
            icon=":material/swap_horiz:",
            type="tertiary",
            key="swap sweeps",
            on_click=address_bar.compare,
            args=(before.run, after.run),
        )
    with st.container(gap=None, key="versus sides"):
        for name, side in zip(SIDES, (before, after), strict=True):
            when = side.request.created.astimezone(UTC).strftime("%d %b %Y, %H:%M UTC")
            st.button(
                f"**{name}** · {when} · {described(side.request, side.progress.total)}",
                type="tertiary",
                icon=":material/chevron_right:",
                key=f"open {name.lower()}",
                help="Open this sweep by itself",
                on_click=address_bar.open_run,
                args=(side.run,),
            )


def _setups(before: Opened, after: Opened, terms: Terms) -> None:
    """What else than the fix may explain a difference."""
    sweeps = runs.sweeps()
    sides = [setup_of(sweeps.get(side.run), side.progress.done) for side in (before, after)]
    found = differences(*sides)
    if not found:
        notices.hint(NOTHING_DIFFERS)
        return
    st.markdown("**What differs in how the two were set up**")
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in found))
    judged = [terms_of(side.request) for side in (before, after)]
    if judged != [terms, terms]:
        st.caption(f"Below both are judged by the same: an allowed loss of {terms.allowed:g} {plain(terms.unit)}.")


def _contrast(contrast: Contrast, sides: tuple[Opened, Opened], *, several: bool) -> None:
    """One candidate in one block: whether it became better, then both verdicts beside each other."""
    if not any(_judged(verdict) for verdict in contrast.verdicts):
        return
    verdict = contrast.verdicts[1]
    with st.container(gap="xsmall"):
        if several:
            st.caption(f"{plain(verdict.block_name)} · {verdict.kind.value}")
        told = gain_sentence(contrast)
        if told is not None:
            st.markdown(f"#### {words.markdown(told)}")
        st.markdown(words.markdown(answer_sentence(contrast)))
        for column, name, each, side in zip(st.columns(2), SIDES, contrast.verdicts, sides, strict=True):
            with column:
                _verdict(name, each, side)
        changed = reference_sentence(contrast)
        if changed is not None:
            st.caption(words.markdown(changed))


def _judged(verdict: Verdict) -> bool:
    return verdict.allowed is not None and verdict.samples > 0


def _verdict(name: str, verdict: Verdict, side: Opened) -> None:
    """One verdict: its word with sign and colour, then effect, bound, n and rule."""
    mark = MARKS[verdict.word]
    candidate = plain(verdict.candidate)
    st.markdown(f"**{name}:** {candidate} :{mark.colour}[{mark.sign} {verdict.word.value}]")
    st.caption(plain(bound_line(verdict)))
    own = _own(verdict, side)
    if own is not None and (own.samples, own.word) != (verdict.samples, verdict.word):
        by_itself = f"By itself, over {counted(own.samples, noun(own))} and by its own terms: {own.word.value}."
        st.caption(by_itself)


def _own(verdict: Verdict, side: Opened) -> Verdict | None:
    """The verdict of a sweep by itself."""
    wanted = (verdict.block, verdict.kind, verdict.candidate)
    verdicts = runs.judged(side, terms_of(side.request)).verdicts
    return next((each for each in verdicts if (each.block, each.kind, each.candidate) == wanted), None)


def _alone(found: Versus) -> None:
    """Candidates and blocks that only one of the two has."""
    for names, when in zip(found.alone, ("before", "after"), strict=True):
        if names:
            st.caption(f"Only {when}, so that it is compared with nothing: {plain(', '.join(names))}.")
