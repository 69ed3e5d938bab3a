"""The mAP as COCO defines it, pooled over pictures and recomputed on every resample; for information only.

Boxes are matched with labelled objects greedily, the best score first, at ten overlaps from 0.5 to 0.95 (Lin et al.,
"Microsoft COCO: Common Objects in Context", 2014, and its evaluation code). Precision is then made to fall with
recall, read at 101 recalls, and averaged over recalls, labels and overlaps. Boxes below the service's threshold are
not in its answer, so that the tail of the curve is missing and a value is lower than that of the bare model.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from variantlens.comparison.matching import overlaps
from variantlens.comparison.objects import Objects
from variantlens.sweeps.columns import Block
from variantlens.sweeps.outcomes import VariantObjects
from variantlens.sweeps.resampling import weights

LEVELS = np.linspace(0.5, 0.95, 10)
"""The overlaps (IoU) at which a box may hit an object."""
RECALLS = np.linspace(0, 1, 101)
"""Where precision is read."""
ROUNDING = 12
"""Decimals of a recall: what is left beyond them comes from adding up weights."""
DRAWS = 200


def reached(truth: Objects, found: Objects) -> npt.NDArray[np.intp]:
    """At which overlaps each box hits a labelled object of its label, as bits, the lowest level first.

    Args:
        truth: The labelled objects of one picture.
        found: The boxes of the same picture.

    Returns:
        A number for each box, shape (boxes,).
    """
    iou = overlaps(found.boxes, truth.boxes)
    iou[found.labels[:, None] != truth.labels[None, :]] = 0
    order = np.argsort(-np.nan_to_num(found.scores), kind="stable")
    bits = np.zeros(len(found), dtype=np.intp)
    for level, least in enumerate(LEVELS.tolist()):
        free = np.ones(len(truth), dtype=np.bool_)
        for box in order.tolist():
            open_overlaps = np.where(free, iou[box], 0)
            # Of equal overlaps the last object, as in COCO's evaluation.
            best = len(truth) - 1 - int(open_overlaps[::-1].argmax()) if len(truth) else -1
            if best >= 0 and open_overlaps[best] >= least:
                free[best] = False
                bits[box] |= 1 << level
    return bits


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
    found = [_Found.read([said[at][1] for at in both]) for said in (before, after)]
    whole = [average_precision(each, pictures, np.ones((1, len(both))))[0] for each in found]
    drawn = np.concatenate([each.rows for each in weights(np.ones(len(both)), draws)])
    change = np.subtract(*(average_precision(each, pictures, drawn).mean(axis=1) for each in reversed(found)))
    low, high = np.nanquantile(change, [0.05, 0.95]).tolist()
    one, two = (AveragePrecision(float(each.mean()), float(each[0])) for each in whole)
    return AveragePrecisions(one, two, low, high, len(both))


@dataclass(frozen=True, eq=False)
class _Found:
    """The boxes of one variant in all pictures.

    Attributes:
        labels: Shape (boxes,).
        scores: Shape (boxes,).
        picture: The picture of each, shape (boxes,).
        reached: See :func:`reached`, shape (boxes,).
    """

    labels: npt.NDArray[np.object_]
    scores: npt.NDArray[np.float64]
    picture: npt.NDArray[np.intp]
    reached: npt.NDArray[np.intp]

    @classmethod
    def read(cls, said: Sequence[VariantObjects]) -> "_Found":
        """The boxes of each picture, put together."""
        labels = np.array([label for each in said for label in each.labels], dtype=object)
        scores = np.array([score or 0.0 for each in said for score in each.scores], dtype=np.float64)
        picture = np.repeat(np.arange(len(said)), [len(each.labels) for each in said])
        return cls(labels, scores, picture, np.array([bits for each in said for bits in each.reached], dtype=np.intp))


def average_precision(
    found: _Found, truth: Sequence[Sequence[str]], drawn: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Average precision at each overlap, averaged over labels.

    Args:
        found: The boxes of one variant.
        truth: The labels of each picture's objects.
        drawn: Weights of the pictures, shape (draws, pictures).

    Returns:
        0..1, NaN without labelled objects, shape (draws, levels).
    """
    names = sorted({label for labels in truth for label in labels})
    every = np.full((len(names), len(drawn), len(LEVELS)), np.nan)
    for at, name in enumerate(names):
        objects = drawn @ np.array([list(labels).count(name) for labels in truth], dtype=np.float64)
        own = np.flatnonzero(found.labels == name)
        own = own[np.argsort(-found.scores[own], kind="stable")]
        weight = drawn[:, found.picture[own]]
        for level in range(len(LEVELS)):
            hits = np.cumsum(weight * ((found.reached[own] >> level) & 1), axis=1)
            every[at, :, level] = _area(hits, np.cumsum(weight, axis=1), objects)
    return every.mean(axis=0) if names else np.full((len(drawn), len(LEVELS)), np.nan)


def _area(
    hits: npt.NDArray[np.float64], boxes: npt.NDArray[np.float64], objects: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Precision read at :data:`RECALLS` and averaged, for each draw, shape (draws,)."""
    if not hits.shape[1]:
        return np.zeros(len(hits))
    precision = np.divide(hits, boxes, out=np.zeros(hits.shape), where=boxes > 0)
    falling = np.maximum.accumulate(precision[:, ::-1], axis=1)[:, ::-1]
    padded = np.concatenate([falling, np.zeros((len(hits), 1))], axis=1)
    recall = np.round(hits / objects[:, None], ROUNDING)
    first = [np.searchsorted(row, RECALLS, side="left") for row in recall]
    read: npt.NDArray[np.float64] = np.take_along_axis(padded, np.array(first), axis=1).mean(axis=1)
    return read
