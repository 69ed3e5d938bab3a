"""What each box of a sample belongs to: the labelled object that it lies on, and the reference's box it is paired with.

Boxes and objects of all pictures of a sample stand in one row, picture after picture; an index counts along it.
"""

import numpy as np

from variantlens.comparison.detections import DetectionsComparison, DetectionsPair
from variantlens.comparison.found import VariantDetections
from variantlens.comparison.matching import Closeness, Pairs, paired
from variantlens.comparison.objects import Objects
from variantlens.comparison.truth import Judgement

NOTHING = -1
"""A box that belongs to nothing."""


def objects_under(result: DetectionsComparison, said: VariantDetections) -> tuple[int, ...]:
    """The labelled object that each box lies on: the one it hits, else one of another label that no box hits.

    Args:
        result: The comparison of the sample.
        said: What one variant finds.

    Returns:
        An index into the sample's labelled objects for each box, or :data:`NOTHING`.
    """
    found: list[int] = []
    first = 0
    for boxes, judged, truth in zip(said.found, said.judged, result.truth, strict=True):
        under = np.full(len(boxes), NOTHING, dtype=np.intp)
        if truth is not None and judged is not None:
            taken = np.concatenate([judged.hits, _mistaken(truth, boxes, judged, result.closeness)])
            under[taken[:, 1]] = taken[:, 0] + first
        found += under.tolist()
        first += 0 if truth is None else len(truth)
    return tuple(found)


def reference_boxes(
    result: DetectionsComparison, said: VariantDetections, pair: DetectionsPair | None
) -> tuple[int, ...]:
    """The reference's box that each of a candidate's is paired with, whether of its label or relabelled.

    Args:
        result: The comparison of the sample.
        said: What one variant finds.
        pair: It against the reference; None for the reference itself.

    Returns:
        An index into the reference's boxes for each box, or :data:`NOTHING`.
    """
    if pair is None or not pair.matchings:
        return (NOTHING,) * sum(map(len, said.found))
    found: list[int] = []
    first = 0
    for boxes, before, matching in zip(said.found, result.reference.found, pair.matchings, strict=True):
        of = np.full(len(boxes), NOTHING, dtype=np.intp)
        both = np.concatenate([matching.matched, matching.relabelled])
        of[both[:, 1]] = both[:, 0] + first
        found += of.tolist()
        first += len(before)
    return tuple(found)


def _mistaken(truth: Objects, boxes: Objects, judged: Judgement, closeness: Closeness) -> Pairs:
    """Missed objects and false alarms that lie on each other: the object is taken for something else."""
    missed, alarms = judged.missed, judged.false_alarms
    if not len(missed) or not len(alarms):
        return np.empty((0, 2), dtype=np.intp)
    pairs = paired(truth.take(missed), boxes.take(alarms), closeness, same_label=False)
    return np.column_stack([missed[pairs[:, 0]], alarms[pairs[:, 1]]]).astype(np.intp)
