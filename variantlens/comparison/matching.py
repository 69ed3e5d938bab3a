"""Which boxes of two lists belong together: the most pairs that are close enough, and of those the closest.

Found by the Hungarian method, SciPy's ``linear_sum_assignment``, over overlap (intersection over union) or, for
FOMO, which knows centres only, over the distance of centres. The result depends neither on the order of the boxes
nor on which of the two lists is called the first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from variantlens.comparison.coordinates import Boxes
from variantlens.comparison.objects import Objects

Mask = npt.NDArray[np.bool_]
Matrix = npt.NDArray[np.float64]
Pairs = npt.NDArray[np.intp]
"""Index in the first list, index in the second, shape (pairs, 2), ascending by the first."""

TIE = 1e-9
"""Weight of a difference in score: decides only between pairs that are as close as each other."""


@dataclass(frozen=True)
class Closeness:
    """When two boxes may be the same object.

    Attributes:
        centres: Whether centres are compared (FOMO) rather than overlap.
        limit: The least overlap, 0..1; or the largest distance of centres, in 0..1 of the picture's width and height.
    """

    centres: bool
    limit: float

    def allowed(self, measure: Matrix) -> Mask:
        """Where pairs are close enough; limits count as close."""
        return measure <= self.limit if self.centres else measure >= self.limit

    def measure(self, first: Objects, second: Objects) -> Matrix:
        """Overlap or distance of every pair, shape (first, second)."""
        return distances(first, second) if self.centres else overlaps(first.boxes, second.boxes)


@dataclass(frozen=True, eq=False)
class Matching:
    """The boxes of a reference and of a candidate, paired.

    Attributes:
        matched: Pairs with the same label.
        relabelled: Pairs of what is left, across labels.
        lost: Indices of boxes that only the reference has, ascending, shape (lost,).
        new: Indices of boxes that only the candidate has, ascending, shape (new,).
    """

    matched: Pairs
    relabelled: Pairs
    lost: npt.NDArray[np.intp]
    new: npt.NDArray[np.intp]

    @property
    def changed(self) -> int:
        """How many boxes are relabelled, lost or new."""
        return len(self.relabelled) + len(self.lost) + len(self.new)


_NOTHING = np.empty(0, dtype=np.intp)
NO_PAIRS = Matching(_NOTHING.reshape(0, 2), _NOTHING.reshape(0, 2), _NOTHING, _NOTHING)
"""The boxes of a picture that one of the two did not answer."""


def match(reference: Objects, candidate: Objects, closeness: Closeness) -> Matching:
    """The boxes of both, paired: same label first, then what is left across labels."""
    matched = paired(reference, candidate, closeness, same_label=True)
    lost = np.setdiff1d(np.arange(len(reference)), matched[:, 0])
    new = np.setdiff1d(np.arange(len(candidate)), matched[:, 1])
    left = paired(reference.take(lost), candidate.take(new), closeness, same_label=False)
    relabelled = np.column_stack([lost[left[:, 0]], new[left[:, 1]]]).astype(np.intp)
    return Matching(
        matched=matched,
        relabelled=relabelled,
        lost=np.setdiff1d(lost, relabelled[:, 0]),
        new=np.setdiff1d(new, relabelled[:, 1]),
    )


def paired(first: Objects, second: Objects, closeness: Closeness, *, same_label: bool) -> Pairs:
    """Pairs of boxes that are close enough: as many as possible, and of those the closest; scores decide ties.

    Args:
        first: Boxes.
        second: Boxes of the same picture.
        closeness: When two boxes may be a pair.
        same_label: Whether both must have the same label.
    """
    # SciPy's optimisers take a good part of a second to import: too long for the start of the dashboard.
    from scipy.optimize import linear_sum_assignment

    one, two = _ordered(first), _ordered(second)
    swapped = _key(first, one) > _key(second, two)
    measure = closeness.measure(first, second)[np.ix_(one, two)]
    allowed = closeness.allowed(measure)
    if same_label:
        allowed &= first.labels[one][:, None] == second.labels[two][None, :]
    apart = np.abs(_scores(first)[one][:, None] - _scores(second)[two][None, :]).clip(max=1)
    far = measure / max(closeness.limit, TIE) if closeness.centres else 1 - measure
    # A pair that may not be costs more than all that may together.
    cost = np.where(allowed, far + TIE * apart, 3.0 * (1 + min(allowed.shape, default=0)))
    rows, columns = linear_sum_assignment(cost.T if swapped else cost)
    if swapped:
        rows, columns = columns, rows
    kept = allowed[rows, columns]
    pairs = np.column_stack([one[rows[kept]], two[columns[kept]]]).astype(np.intp).reshape(-1, 2)
    return pairs[np.argsort(pairs[:, 0], kind="stable")]


def overlaps(boxes: Boxes, others: Boxes) -> Matrix:
    """Intersection over union of every box with every other, 0..1, shape (boxes, others); 0 where both are empty.

    Args:
        boxes: [x, y, width, height], shape (boxes, 4).
        others: The same, shape (others, 4).
    """
    # Areas from the corners, so that a box overlaps itself by exactly 1.
    one, two = (np.concatenate([each[:, :2], each[:, :2] + each[:, 2:]], axis=1) for each in (boxes, others))
    begin = np.maximum(one[:, None, :2], two[None, :, :2])
    end = np.minimum(one[:, None, 2:], two[None, :, 2:])
    shared = (end - begin).clip(0).prod(axis=2)
    areas = [(each[:, 2:] - each[:, :2]).prod(axis=1) for each in (one, two)]
    union = areas[0][:, None] + areas[1][None, :] - shared
    iou: Matrix = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    return iou.clip(0, 1)


def distances(first: Objects, second: Objects) -> Matrix:
    """Euclidean distance of every centre from every other, in 0..1 of the picture, shape (first, second)."""
    apart: Matrix = np.linalg.norm(first.centres[:, None] - second.centres[None], axis=2)
    return apart


def _scores(objects: Objects) -> npt.NDArray[np.float64]:
    return np.nan_to_num(objects.scores)


def _ordered(objects: Objects) -> npt.NDArray[np.intp]:
    """Indices in an order that does not depend on the order of the list."""
    order = sorted(range(len(objects)), key=_rows(objects).__getitem__)
    return np.array(order, dtype=np.intp)


def _rows(objects: Objects) -> Sequence[tuple[object, ...]]:
    numbers = np.column_stack([objects.boxes, _scores(objects)]).tolist()
    return [(label, *row) for label, row in zip(objects.labels.tolist(), numbers, strict=True)]


def _key(objects: Objects, order: npt.NDArray[np.intp]) -> tuple[int, list[tuple[object, ...]]]:
    """Puts one of two lists first, whichever of them is called so."""
    rows = _rows(objects)
    return len(rows), [rows[at] for at in order.tolist()]
