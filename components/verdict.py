"""The answer, first: what the candidates decide differently, and whether it matters."""

import streamlit as st

from components import notices, words
from variantlens.comparison.compare import Comparison
from variantlens.comparison.outcomes import Harm
from variantlens.comparison.sentences import block_line, headline, largest_change
from variantlens.figures import palette
from variantlens.glossary import meaning, named
from variantlens.service.schema import ClassifyAnswer
from variantlens.text import plain

IN_LINES = ("rank correlation", "lost", "new", "relabelled", "harmful", "helpful", "neutral", "unjudged")
"""Words of the lines on learn blocks that are explained."""


def banner(comparison: Comparison, answer: ClassifyAnswer) -> None:
    """One sentence in large, the counts by harm, the largest change, the model files; then a line per block."""
    first = headline(comparison)
    with st.container(border=True, key="verdict"):
        st.markdown(f"#### {words.markdown(first)}")
        change = largest_change(comparison)
        facts = [
            *_harms(comparison),
            *([words.markdown(change).removesuffix(plain("."))] if change else []),
            *_sizes(comparison, answer),
        ]
        if facts:
            st.markdown(" · ".join(facts), help=meaning(*_unfamiliar(comparison)))
        if len(comparison.blocks) > 1:
            _blocks(comparison)
        what = "picture" if comparison.windows.image else "recording"
        st.caption(f"This is one {what}. It shows an effect; it does not decide for the whole data set.")
    for notice in comparison.notices:
        notices.hint(notice.text)


def _blocks(comparison: Comparison) -> None:
    """A line per learn block; a word that a newcomer may not know is explained where it is first met."""
    explained = set(_unfamiliar(comparison))
    with st.container(gap=None):
        for block in comparison.blocks:
            line = block_line(comparison, block)
            unknown = [word for word in named(line.text, *IN_LINES) if word not in explained]
            explained.update(unknown)
            st.markdown(f"- {words.markdown(line)}", help=meaning(*unknown) if unknown else None)


def _harms(comparison: Comparison) -> list[str]:
    flips = [pair.flips for block in comparison.blocks for result in block.results for pair in result.pairs]
    counts = {harm: sum(each.count(harm) for each in flips) for harm in reversed(Harm)}
    return [f"{count} {words.badge(harm)}" for harm, count in counts.items() if count]


def _unfamiliar(comparison: Comparison) -> list[str]:
    """The words of the lines above that a newcomer may not know."""
    pairs = [pair for block in comparison.blocks for result in block.results for pair in result.pairs]
    harms = [palette.word(harm) for harm in reversed(Harm) if any(pair.flips.count(harm) for pair in pairs)]
    steps = any(getattr(pair, "step", None) for pair in pairs)
    return ["reference", *(["flip", *harms] if harms else []), *(["quantization step"] if steps else [])]


def _sizes(comparison: Comparison, answer: ClassifyAnswer) -> list[str]:
    """The size of each variant's model files, where the service says it."""
    sizes = {
        result.variant: sum(part.model.size_bytes for part in result.classifications if part.model)
        for result in answer.results
    }
    told = [
        f"{plain(name)} {sizes[name] / 1000:.0f} kB"
        for name in (comparison.reference, *comparison.candidates)
        if sizes.get(name)
    ]
    return [f"model files: {', '.join(told)}"] if told else []
