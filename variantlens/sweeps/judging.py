"""A sweep's verdicts, one for each block, kind of result and candidate, and the one word that sums them up."""

from collections.abc import Sequence
from dataclasses import dataclass

from variantlens.sweeps.collecting import resting
from variantlens.sweeps.columns import SweepData
from variantlens.sweeps.measures import AllowedLoss, allowed_loss
from variantlens.sweeps.request import SweepRequest
from variantlens.sweeps.verdict import Verdict, Word, judge

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
    def word(self) -> Word:
        """The weightiest verdict of those that could be judged; unknown without any.

        A block without expected labels, or without a loss that was allowed for it, says nothing for or against; but
        where a fault keeps it from being judged, nobody knows.
        """
        words = [verdict.word for verdict in self.verdicts if verdict.allowed is not None and verdict.samples]
        if not words or any(verdict.cannot_pass for verdict in self.verdicts):
            words.append(Word.UNKNOWN)
        return max(words, key=WEIGHTS.index)


def judgement(
    data: SweepData,
    candidates: Sequence[str],
    allowed: AllowedLoss,
    *,
    floor: float | None = None,
    by: str | None = None,
    failed: int = 0,
) -> Judgement:
    """Judge a sweep: the one way to its verdicts, for the dashboard and the command line.

    Args:
        data: The samples that were answered.
        candidates: Which variants are held against the reference.
        allowed: How much worse they may be.
        floor: What their measure has to reach whatever the reference does, in the unit of the allowed loss.
        by: What units are groups by; None for samples.
        failed: How many samples were not answered.
    """
    with resting():
        verdicts = tuple(
            judge(block, candidate, allowed, floor=floor, by=by, failed=failed)
            for block in data.blocks
            for candidate in candidates
        )
    return Judgement(verdicts, len(data.samples), failed)


def judged_as_asked(data: SweepData, request: SweepRequest, failed: int = 0) -> Judgement:
    """Judge a sweep by what its request allows.

    Args:
        data: The samples that were answered.
        request: What was asked.
        failed: How many samples were not answered.

    Raises:
        ValueError: The unit of the allowed loss names no measure.
    """
    allowed = allowed_loss(request.allowed_loss.value, request.allowed_loss.unit)
    return judgement(data, request.candidates, allowed, floor=request.floor, by=request.group_by, failed=failed)
