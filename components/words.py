"""Sentences of the core as markdown: words of our own as they are, names from the service escaped."""

from variantlens.comparison.outcomes import Harm
from variantlens.comparison.spans import Sentence, Span
from variantlens.figures import palette
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
    return f":{_COLOURS[harm]}[{palette.sign(harm)} {_WORDS[harm]}]"


def sign(harm: Harm) -> str:
    """A harm as sign and colour, where its word stands nearby."""
    return f":{_COLOURS[harm]}[{palette.sign(harm)}]"


def _span(span: Span) -> str:
    text = plain(span.text)
    return f"***{text}***" if span.emphasis else text
