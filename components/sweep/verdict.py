"""What a sweep says, first: a sentence to quote for each block and candidate, the worst class, and the rule."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import streamlit as st

from components import words
from components.sweep import address_bar, runs
from components.sweep.earlier import described
from components.sweep.runs import Opened
from variantlens.comparison.kinds import Kind
from variantlens.comparison.wording import number
from variantlens.sweep_address import Terms
from variantlens.sweep_choosing import terms_of
from variantlens.sweeps.findings import worst_part
from variantlens.sweeps.judging import Judgement
from variantlens.sweeps.measures import allowed_loss
from variantlens.sweeps.verdict import Verdict, Word
from variantlens.sweeps.wording import (
    ON_THE_SERVICE,
    coverage_sentences,
    noun,
    rule_sentence,
    verdict_sentence,
    with_unit,
    without_verdict,
)
from variantlens.text import plain

P_VALUES = (
    "A p-value says how likely such a difference is between variants that are equally good. It says nothing of how "
    "large a loss may be; no verdict rests on one."
)
SMALLEST_P = 0.0001


@dataclass(frozen=True)
class Mark:
    """How a verdict's word is shown: a sign and a colour beside it, so that none stands alone."""

    sign: str
    colour: str


MARKS = {
    Word.WITHIN: Mark("✓", "green"),
    Word.LESS: Mark("✓", "green"),
    Word.WORSE: Mark("▼", "red"),
    Word.UNKNOWN: Mark("?", "gray"),
}


def banner(sweep: Opened, judgement: Judgement, terms: Terms) -> None:
    """Draw the verdicts on a run by given terms."""
    judged = [each for each in judgement.verdicts if each.allowed is not None and each.samples]
    several = len({_block(each) for each in judgement.verdicts}) > 1
    with st.container(border=True, key="verdict"):
        _changed(terms, terms_of(sweep.request))
        for at, verdict in enumerate(judged):
            with st.container(gap="xsmall"):
                if several and _block(verdict) not in [_block(each) for each in judged[:at]]:
                    st.caption(f"{plain(verdict.block_name)} · {verdict.kind.value}")
                st.markdown(f"#### {_sentence(verdict)}")
                _group(verdict)
                # Of a single verdict it stands right below, with its chart.
                if len(judged) > 1:
                    _worst_class(sweep, verdict, terms)
        with st.container(gap=None):
            for unjudged in _by_block(each for each in judgement.verdicts if each not in judged):
                name = f"{plain(unjudged[0].block_name)} ({unjudged[0].kind.value}): " if several else ""
                for sentence in without_verdict(unjudged):
                    # Where nothing is judged at all, this is the answer.
                    text = name + words.markdown(sentence)
                    st.caption(text) if judged else st.markdown(f"#### :gray[?] {text}")
        _coverage(judgement.verdicts, several=several)
        st.caption(f"{ON_THE_SERVICE} {described(sweep.request, sweep.progress.total)}.")
        if judged:
            _rules(sweep, judged, terms)


def _coverage(verdicts: Sequence[Verdict], *, several: bool) -> None:
    """What is lost and what is not judged, each thing once for all candidates of which it is true."""
    told: dict[str, list[str]] = {}
    for verdict in verdicts:
        for sentence in coverage_sentences(verdict):
            told.setdefault(words.markdown(sentence), []).append(f"{plain(verdict.block_name)} ({verdict.kind.value})")
    with st.container(gap=None):
        for text, names in told.items():
            where = f"{', '.join(dict.fromkeys(names))}: " if several else ""
            st.markdown(f":material/info: {where}{text}")


def _by_block(verdicts: Iterable[Verdict]) -> list[list[Verdict]]:
    """Those on the same results together."""
    found: dict[tuple[int, Kind], list[Verdict]] = {}
    for verdict in verdicts:
        found.setdefault(_block(verdict), []).append(verdict)
    return list(found.values())


def _block(verdict: Verdict) -> tuple[int, Kind]:
    """Which results are judged."""
    return verdict.block, verdict.kind


def _sentence(verdict: Verdict) -> str:
    """The sentence to quote; its word carries sign and colour."""
    mark = MARKS[verdict.word]
    parts = []
    for span in verdict_sentence(verdict).spans:
        # A number and its unit stay on one line.
        text = plain(span.text.replace(" %", "\N{NO-BREAK SPACE}%"))
        parts.append(f":{mark.colour}[{mark.sign} {text}]" if span.emphasis else text)
    return "".join(parts)


def _group(verdict: Verdict) -> None:
    """Offer to count samples that hang together once, where losses cluster."""
    if verdict.grouped is None:
        return
    st.button(
        f"Group by {plain(verdict.grouped.by)}",
        icon=":material/group_work:",
        type="tertiary",
        key=f"group {verdict.block} {verdict.kind.name} {verdict.candidate}",
        help="What belongs together counts once, in every panel too.",
        on_click=address_bar.change_terms,
        kwargs={"group_by": verdict.grouped.by},
    )


def _worst_class(sweep: Opened, verdict: Verdict, terms: Terms) -> None:
    """The class that loses most, if one does; the panels below say more."""
    classes = runs.classes(sweep, verdict, terms)
    if verdict.allowed is None or not any(each.loss > 0 for each in classes):
        return
    sentence = worst_part(classes, verdict.allowed, noun(verdict))
    if sentence is not None:
        st.caption(f"{words.markdown(sentence)} Exploratory, of {len(classes)} classes.")


def _rules(sweep: Opened, judged: list[Verdict], terms: Terms) -> None:
    """Behind one click: by which rule each bound was found, and the p-value, for those who ask for it."""
    opened = st.expander("By which rule, and p-values", on_change="rerun", key="rules")
    if not opened.open:
        return
    with opened:
        for verdict in judged:
            name = f"**{plain(verdict.candidate)}, {plain(verdict.block_name)} ({verdict.kind.value}).**"
            st.markdown(f"{name} {plain(rule_sentence(verdict))}{_p_value(sweep, verdict, terms)}")
        st.caption(P_VALUES)


def _p_value(sweep: Opened, verdict: Verdict, terms: Terms) -> str:
    found = runs.p_value(sweep, verdict, terms)
    if found is None:
        return ""
    p = f"< {SMALLEST_P:g}" if found.p < SMALLEST_P else f"= {number(found.p)}"
    return plain(f" p {p} ({found.test}).")


def _changed(now: Terms, asked: Terms) -> None:
    """Say what is no longer as it was said before the run."""
    changes = []
    if (now.allowed, now.unit) != (asked.allowed, asked.unit):
        before = allowed_loss(asked.allowed, asked.unit)
        changes.append(f"the allowed loss was {plain(with_unit(before.measure, before.amount))}")
    if now.floor != asked.floor:
        changes.append("there was no floor" if asked.floor is None else f"the floor was {asked.floor:g}")
    if now.group_by != asked.group_by:
        each = "each sample counted by itself"
        changes.append(each if asked.group_by is None else f"samples of one {plain(asked.group_by)} counted once")
    if not changes:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/edit: **Changed after the run:** when it started, {' and '.join(changes)}.")
        st.button(
            "As it was",
            type="tertiary",
            key="terms as they were",
            on_click=address_bar.change_terms,
            kwargs=vars(asked),
        )
