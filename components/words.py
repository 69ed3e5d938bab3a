"""Sentences of the core as markdown: words of our own as they are, names from the service escaped."""

from variantlens.comparison.outcomes import Harm
from variantlens.comparison.spans import Sentence, Span
from variantlens.figures.palette import sign
from variantlens.text import plain

_COLOURS = {Harm.HARMFUL: "red", Harm.HELPFUL: "green", Harm.NEUTRAL: "gray", Harm.UNJUDGED: "gray"}
_WORDS = {
    Harm.HARMFUL: "harmful",
    Harm.HELPFUL: "helpful",
    Harm.NEUTRAL: "neutral",
    Harm.UNJUDGED: "unjudged",
}


def markdown(sentence: Sentence) -> str:
    """A sentence for Streamlit's markdown; decisions stand out."""
    return "".join(map(_span, sentence.spans))


def badge(harm: Harm) -> str:
    """A harm as sign, word and colour: all three, so that none carries the meaning alone."""
    return f":{_COLOURS[harm]}[{sign(harm)} {_WORDS[harm]}]"


def _span(span: Span) -> str:
    text = plain(span.text)
    return f"***{text}***" if span.emphasis else text
