"""What a sweep found, in order: the verdicts, the flips behind them, then the panels of figures."""

from dataclasses import dataclass

import streamlit as st

from components import sweep_bar, sweep_flips, sweep_runs, words
from components.sweep_earlier import described
from components.sweep_runs import Opened
from variantlens.comparison.wording import counted
from variantlens.sweep_address import SweepChoice, Terms
from variantlens.sweep_choosing import terms_of
from variantlens.sweeps.judging import Judgement
from variantlens.sweeps.verdict import Verdict, Word
from variantlens.sweeps.wording import ON_THE_SERVICE, rule_sentence, verdict_sentence
from variantlens.text import plain


@dataclass(frozen=True)
class Mark:
    """How a verdict is shown beside its word: a sign and a colour, so that none stands alone."""

    sign: str
    colour: str


MARKS = {
    Word.WITHIN: Mark("✓", "green"),
    Word.LESS: Mark("✓", "green"),
    Word.WORSE: Mark("▼", "red"),
    Word.UNKNOWN: Mark("?", "gray"),
}


def show(sweep: Opened, choice: SweepChoice) -> None:
    """Draw the results of a run by the terms of the choice."""
    terms = choice.terms or terms_of(sweep.request)
    judgement = sweep_runs.judged(sweep, terms)
    found = sweep_runs.found(sweep)
    with st.container(border=True, key="verdict"):
        _changed(terms, terms_of(sweep.request))
        for verdict in judgement.verdicts:
            _verdict(verdict, several=len(found.blocks) > 1)
        _rules(judgement)
        st.caption(f"{ON_THE_SERVICE} {described(sweep.request, sweep.progress.total)}.")
    if judgement.too_many_failed:
        st.markdown(
            f":red[**{counted(judgement.failed, 'sample')} of {judgement.failed + judgement.samples:,} failed**]: "
            "too many to say anything of all of them."
        )
    sweep_flips.show(sweep, found, judgement)


def _verdict(verdict: Verdict, *, several: bool) -> None:
    """The word with its mark, then the sentence to quote."""
    mark = MARKS[verdict.word]
    name = f"**{plain(verdict.block_name)}** · {verdict.kind.value} · " if several else ""
    judged = verdict.allowed is not None and verdict.samples > 0
    badge = f":{mark.colour}[**{mark.sign} {verdict.word.value}**]" if judged else ":gray[not judged]"
    st.markdown(f"{name}{plain(verdict.candidate)}: {badge}")
    sentence = words.markdown(verdict_sentence(verdict))
    st.markdown(f"#### {sentence}" if judged else sentence)


def _rules(judgement: Judgement) -> None:
    """Behind one click: by which rule each bound was found."""
    judged = [each for each in judgement.verdicts if each.allowed is not None and each.samples]
    if not judged:
        return
    with st.expander("By which rule"):
        for verdict in judged:
            name = f"**{plain(verdict.candidate)}, {plain(verdict.block_name)} ({verdict.kind.value}).**"
            st.markdown(f"{name} {plain(rule_sentence(verdict))}")


def _changed(now: Terms, asked: Terms) -> None:
    """Say what is no longer as it was said before the run."""
    changes = []
    if (now.allowed, now.unit) != (asked.allowed, asked.unit):
        changes.append(f"the allowed loss was {asked.allowed:g} {plain(asked.unit)}")
    if now.floor != asked.floor:
        changes.append("there was no floor" if asked.floor is None else f"the floor was {asked.floor:g}")
    if now.group_by != asked.group_by:
        each = "each sample counted by itself"
        changes.append(each if asked.group_by is None else f"samples of one {plain(asked.group_by)} counted once")
    if not changes:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/edit: **Changed after the run:** when it started, {' and '.join(changes)}.")
        st.button("As it was", type="tertiary", key="terms as they were", on_click=sweep_bar.change_terms,
                  kwargs=vars(asked))  # fmt: skip
