"""Something to check, with its evidence."""

from dataclasses import dataclass

from variantlens.comparison.compare import BlockComparison
from variantlens.comparison.spans import Parts, Sentence, from_service, spans_of


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


def of_variant(variant: str, counts: str, verb: str) -> Parts:
    """Such as "3 of 68 scores of int8 are at"."""
    return [f"{counts[0].upper()}{counts[1:]} of ", from_service(variant), f" {verb}"]
