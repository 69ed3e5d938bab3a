"""Something to check, with its evidence."""

from dataclasses import dataclass

from variantlens.comparison.compare import BlockComparison
from variantlens.comparison.spans import Parts, Sentence, from_service, spans_of
from variantlens.comparison.wording import part


@dataclass(frozen=True)
class Hint:
    """Something to check.

    Attributes:
        title: What was seen, in a few words.
        evidence: The numbers behind it.
        look_at: What to look at.
        block: The learn block it concerns.
    """

    title: str
    evidence: Sentence
    look_at: str
    block: int


def hint(block: BlockComparison, title: str, evidence: Parts, look_at: str) -> Hint:
    """A hint about a learn block."""
    return Hint(title, Sentence(spans_of(evidence)), look_at, block.block.id)


def of_variant(variant: str, number: int, whole: int, noun: str) -> Parts:
    """The begin of a sentence, such as "3 of 68 scores of int8"."""
    counts = part(number, whole, noun)
    return [f"{counts[0].upper()}{counts[1:]} of ", from_service(variant)]


def verb(number: int, one: str, several: str) -> str:
    """The verb that fits a number."""
    return one if number == 1 else several
