"""The mAP of two variants, pooled over pictures and recomputed on every resample; for information only.

How it is made: :mod:`variantlens.comparison.average_precision`. Boxes below the service's threshold are not in its
answer, so that a value is lower than that of the bare model.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from variantlens.comparison.average_precision import Pooled, average_precision
from variantlens.sweeps.columns import Block
from variantlens.sweeps.outcomes import VariantObjects
from variantlens.sweeps.resampling import weights

DRAWS = 200


@dataclass(frozen=True)
class AveragePrecision:
    """The mAP of one variant, pooled over all pictures.

    Attributes:
        value: Over the ten overlaps, 0..1; NaN without labelled objects.
        at_half: At an overlap of 0.5 alone.
    """

    value: float
    at_half: float


@dataclass(frozen=True)
class AveragePrecisions:
    """The mAP of a reference and of a candidate, for information.

    Attributes:
        reference: Of the reference.
        candidate: Of the candidate.
        low: The 5th percentile of candidate − reference over resamples of the pictures.
        high: The 95th.
        pictures: How many pictures are judged in both.
    """

    reference: AveragePrecision
    candidate: AveragePrecision
    low: float
    high: float
    pictures: int


def average_precisions(block: Block, candidate: str, draws: int = DRAWS) -> AveragePrecisions | None:
    """The mAP of both variants over the pictures that both are judged in; None for FOMO, which knows centres only.

    Args:
        block: The objects, over all samples.
        candidate: The variant held against the reference.
        draws: How many resamples of the pictures.
    """
    before, after = (
        {at: (kept, said) for at, kept, said in block.objects(variant)} for variant in (block.reference, candidate)
    )
    both = [at for at in before if at in after]
    if not both or any(before[at][0].centres for at in both):
        return None
    pictures = [before[at][0].truth for at in both]
    found = [_pooled([said[at][1] for at in both]) for said in (before, after)]
    whole = [average_precision(each, pictures, np.ones((1, len(both))))[0] for each in found]
    drawn = np.concatenate([each.rows for each in weights(np.ones(len(both)), draws)])
    change = np.subtract(*(average_precision(each, pictures, drawn).mean(axis=1) for each in reversed(found)))
    low, high = np.nanquantile(change, [0.05, 0.95]).tolist()
    one, two = (AveragePrecision(float(each.mean()), float(each[0])) for each in whole)
    return AveragePrecisions(one, two, low, high, len(both))


def _pooled(said: Sequence[VariantObjects]) -> Pooled:
    """The boxes of each picture, put together."""
    labels = np.array([label for each in said for label in each.labels], dtype=object)
    scores = np.array([score or 0.0 for each in said for score in each.scores], dtype=np.float64)
    picture = np.repeat(np.arange(len(said)), [len(each.labels) for each in said])
    return Pooled(labels, scores, picture, np.array([bits for each in said for bits in each.reached], dtype=np.intp))
