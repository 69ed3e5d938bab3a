"""Sentences in pieces: names from the service apart from words of our own, so that whoever draws them can escape."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from variantlens.comparison.outcomes import Harm
from variantlens.text import shortened


@dataclass(frozen=True)
class Span:
    """A piece of a sentence.

    Attributes:
        text: The words.
        from_service: Whether they came from the service and have to be escaped where markup is read.
        emphasis: Whether they stand out: a decision.
    """

    text: str
    from_service: bool = False
    emphasis: bool = False


@dataclass(frozen=True)
class Sentence:
    """One or more sentences.

    Attributes:
        spans: Their pieces, in order.
        harm: The weightiest harm of the flips they speak of (harmful, helpful, neutral, unjudged), None without.
    """

    spans: tuple[Span, ...]
    harm: Harm | None = None

    @property
    def text(self) -> str:
        """The words, unescaped and without emphasis."""
        return "".join(span.text for span in self.spans)


Parts: TypeAlias = list[str | Span]


def from_service(name: str) -> Span:
    """A name as the service sent it."""
    return Span(name, from_service=True)


def names_joined(names: Sequence[str], last: str = "and") -> Parts:
    """Names in a row: "float32, int8 and int16"."""
    parts: Parts = []
    for index, name in enumerate(names):
        joint = "" if index == 0 else f" {last} " if index == len(names) - 1 else ", "
        parts += [joint, from_service(name)]
    return parts


def spans_of(parts: Iterable[str | Span]) -> tuple[Span, ...]:
    """Parts as spans; empty ones fall out, and names from the service that would fill a page are shortened."""
    spans = (Span(each) if isinstance(each, str) else each for each in parts)
    return tuple(replace(span, text=shortened(span.text)) if span.from_service else span for span in spans if span.text)
