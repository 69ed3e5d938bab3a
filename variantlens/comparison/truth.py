"""Boxes held against the labelled ones of the sample: what is found, missed, and raised in error.

A labelled object is *hit* by the box that is paired with it: same label, close enough. A box that hits nothing is
a *false alarm*. What a candidate changes is counted per object: true ones *lost* and *found*, false alarms *new*
and *gone*; false alarms of both variants that belong together are neither.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from variantlens.comparison.matching import Closeness, Matching, Pairs, paired
from variantlens.comparison.objects import Objects
from variantlens.comparison.outcomes import Harm

Indices = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Quality:
    """How well boxes agree with labelled objects.

    Attributes:
        hits: Labelled objects that are found.
        false_alarms: Boxes that hit nothing.
        missed: Labelled objects that are not found.
    """

    hits: int
    false_alarms: int
    missed: int

    @property
    def precision(self) -> float:
        """Hits ÷ boxes; NaN without boxes."""
        boxes = self.hits + self.false_alarms
        return self.hits / boxes if boxes else float("nan")

    @property
    def recall(self) -> float:
        """Hits ÷ labelled objects; NaN without any."""
        true = self.hits + self.missed
        return self.hits / true if true else float("nan")

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; NaN where there is neither a box nor an object."""
        every = 2 * self.hits + self.false_alarms + self.missed
        return 2 * self.hits / every if every else float("nan")


@dataclass(frozen=True, eq=False)
class Judgement:
    """The boxes of one variant held against the labelled objects of a picture.

    Attributes:
        hits: Index of a labelled object, index of the box that hits it.
        missed: Indices of labelled objects without a box.
        false_alarms: Indices of boxes without a labelled object.
    """

    hits: Pairs
    missed: Indices
    false_alarms: Indices

    @property
    def quality(self) -> Quality:
        """How many of each there are."""
        return Quality(len(self.hits), len(self.false_alarms), len(self.missed))


@dataclass(frozen=True, eq=False)
class Effect:
    """What a candidate changes for better and worse in one picture.

    Attributes:
        lost: Labelled objects that only the reference hits, by index.
        found: Labelled objects that only the candidate hits, by index.
        alarms_new: False alarms of the candidate that the reference does not raise, by index of its box.
        alarms_gone: False alarms of the reference that the candidate does not raise, by index of its box.
    """

    lost: Indices
    found: Indices
    alarms_new: Indices
    alarms_gone: Indices


def judge(truth: Objects, found: Objects, closeness: Closeness) -> Judgement:
    """Boxes of one variant held against the labelled objects of the same picture."""
    hits = paired(truth, found, closeness, same_label=True)
    return Judgement(
        hits=hits,
        missed=np.setdiff1d(np.arange(len(truth)), hits[:, 0]),
        false_alarms=np.setdiff1d(np.arange(len(found)), hits[:, 1]),
    )


def effect(reference: Objects, before: Judgement, candidate: Objects, after: Judgement, closeness: Closeness) -> Effect:
    """What the candidate changes, object by object.

    Args:
        reference: The reference's boxes.
        before: How these are judged.
        candidate: The candidate's boxes.
        after: How these are judged.
        closeness: When two false alarms are the same one; they must have the same label too.
    """
    alarms = reference.take(before.false_alarms), candidate.take(after.false_alarms)
    shared = paired(*alarms, closeness, same_label=True)
    return Effect(
        lost=np.setdiff1d(before.hits[:, 0], after.hits[:, 0]),
        found=np.setdiff1d(after.hits[:, 0], before.hits[:, 0]),
        alarms_new=np.delete(after.false_alarms, shared[:, 1]),
        alarms_gone=np.delete(before.false_alarms, shared[:, 0]),
    )


def fates(
    matching: Matching, changed: Effect | None, before: Judgement | None, after: Judgement | None
) -> list[tuple[Harm, bool]]:
    """The harm of every object whose fate changes, the weightiest first, then of every other box that changes.

    Args:
        matching: The boxes of both, paired.
        changed: What the candidate changes; None where nobody can judge it.
        before: How the reference's boxes are judged.
        after: How the candidate's are.

    Returns:
        A harm for each, and whether its box came or went rather than changed its label.
    """
    boxes = [*map(tuple, matching.relabelled.tolist()), *((box, None) for box in matching.lost.tolist())]
    boxes += [(None, box) for box in matching.new.tolist()]
    if changed is None or before is None or after is None:
        return [(Harm.UNJUDGED, None in box) for box in boxes]
    relabelled = set(matching.relabelled[:, 0].tolist()), set(matching.relabelled[:, 1].tolist())
    lost, found = _hitting(before, changed.lost), _hitting(after, changed.found)
    new, gone = changed.alarms_new.tolist(), changed.alarms_gone.tolist()
    harmful = [box not in relabelled[0] for box in lost] + [box not in relabelled[1] for box in new]
    helpful = [box not in relabelled[1] for box in found] + [box not in relabelled[0] for box in gone]
    told = {*lost, *gone}, {*found, *new}
    neutral = [None in box for box in boxes if box[0] not in told[0] and box[1] not in told[1]]
    every = ((Harm.HARMFUL, harmful), (Harm.HELPFUL, helpful), (Harm.NEUTRAL, neutral))
    return [(harm, crossed) for harm, all_crossed in every for crossed in all_crossed]


def _hitting(judged: Judgement, objects: Indices) -> list[int]:
    """The boxes that hit some labelled objects."""
    boxes: list[int] = judged.hits[np.isin(judged.hits[:, 0], objects), 1].tolist()
    return boxes
