"""The mAP as COCO defines it: boxes matched greedily, precision averaged over recalls, labels and overlaps.

Boxes are matched with labelled objects the best score first, at ten overlaps from 0.5 to 0.95 (Lin et al.,
"Microsoft COCO: Common Objects in Context", 2014, and its evaluation code). Precision is then made to fall with
recall, read at 101 recalls, and averaged over recalls, labels and overlaps. Boxes below a threshold do not count, so
that the tail of the curve is missing and a value is lower than that of the bare model. Of few objects it says little.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from variantlens.comparison.matching import overlaps
from variantlens.comparison.objects import Objects

Floats = npt.NDArray[np.float64]

LEVELS = np.linspace(0.5, 0.95, 10)
"""The overlaps (IoU) at which a box may hit an object."""
RECALLS = np.linspace(0, 1, 101)
"""Where precision is read."""
ROUNDING = 12
"""Decimals of a recall: what is left beyond them comes from adding up weights."""


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


@dataclass(frozen=True, eq=False)
class Pooled:
    """The boxes of one variant in several pictures.

    Attributes:
        labels: Shape (boxes,).
        scores: Shape (boxes,).
        picture: The picture of each, shape (boxes,).
        reached: See :func:`reached`, shape (boxes,).
    """

    labels: npt.NDArray[np.object_]
    scores: Floats
    picture: npt.NDArray[np.intp]
    reached: npt.NDArray[np.intp]


def mean_average_precision(truth: Sequence[Objects], found: Sequence[Objects]) -> float:
    """The mAP of one variant over pictures, 0..1; NaN without a labelled object.

    Args:
        truth: The labelled objects of each picture.
        found: The boxes of the same pictures; one without a score comes last.
    """
    picture = np.repeat(np.arange(len(found)), [len(each) for each in found])
    pooled = Pooled(
        np.concatenate([np.empty(0, dtype=object), *(each.labels for each in found)]),
        np.nan_to_num(np.concatenate([np.empty(0), *(each.scores for each in found)])),
        picture,
        np.concatenate([np.empty(0, dtype=np.intp), *map(reached, truth, found)]),
    )
    labels = [each.labels.tolist() for each in truth]
    return float(average_precision(pooled, labels, np.ones((1, len(truth)))).mean())


def average_precision(found: Pooled, truth: Sequence[Sequence[str]], drawn: Floats) -> Floats:
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


def _area(hits: Floats, boxes: Floats, objects: Floats) -> Floats:
    """Precision read at :data:`RECALLS` and averaged, for each draw, shape (draws,)."""
    if not hits.shape[1]:
        return np.zeros(len(hits))
    precision = np.divide(hits, boxes, out=np.zeros(hits.shape), where=boxes > 0)
    falling = np.maximum.accumulate(precision[:, ::-1], axis=1)[:, ::-1]
    padded = np.concatenate([falling, np.zeros((len(hits), 1))], axis=1)
    recall = np.round(hits / objects[:, None], ROUNDING)
    first = [np.searchsorted(row, RECALLS, side="left") for row in recall]
    read: Floats = np.take_along_axis(padded, np.array(first), axis=1).mean(axis=1)
    return read
