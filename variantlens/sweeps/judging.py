"""A sweep's verdicts, one for each block, kind of result and candidate, and the one word that sums them up."""

from collections.abc import Sequence
from dataclasses import dataclass

from variantlens.sweeps.collecting import resting
from variantlens.sweeps.columns import blocks_of
from variantlens.sweeps.measures import allowed_loss
from variantlens.sweeps.outcomes import SampleOutcome
from variantlens.sweeps.request import SweepRequest
from variantlens.sweeps.verdict import Verdict, Word, judge

MOST_FAILED = 0.05
"""Where a larger part of the samples failed, nobody knows what these would have said."""

WEIGHTS = (Word.WITHIN, Word.LESS, Word.UNKNOWN, Word.WORSE)
"""The word that is last here holds for the whole."""


@dataclass(frozen=True)
class Judgement:
    """What a sweep says in all.

    Attributes:
        verdicts: One for each block, kind of result and candidate.
        samples: How many samples were answered.
        failed: How many were not.
    """

    verdicts: tuple[Verdict, ...]
    samples: int
    failed: int

    @property
    def too_many_failed(self) -> bool:
        """Whether so many samples failed that no verdict can be good."""
        return self.failed > MOST_FAILED * (self.samples + self.failed)

    @property
    def word(self) -> Word:
        """The weightiest verdict of those that could be judged; unknown without any.

        A block without expected labels, or without a loss that was allowed for it, says nothing for or against.
        """
        words = [verdict.word for verdict in self.verdicts if verdict.allowed is not None and verdict.samples]
        if self.too_many_failed or not words:
            words.append(Word.UNKNOWN)
        return max(words, key=WEIGHTS.index)


def judgement(outcomes: Sequence[SampleOutcome], request: SweepRequest, failed: int = 0) -> Judgement:
    """Judge a sweep by what its request allows.

    Args:
        outcomes: The samples that were answered.
        request: What was asked.
        failed: How many samples were not answered.

    Raises:
        ValueError: The unit of the allowed loss names no measure.
    """
    allowed = allowed_loss(request.allowed_loss.value, request.allowed_loss.unit)
    with resting():
        verdicts = tuple(
            judge(block, candidate, allowed, floor=request.floor, by=request.group_by)
            for block in blocks_of(outcomes)
            for candidate in request.candidates
        )
    return Judgement(verdicts, len(outcomes), failed)
