"""AUROC of two variants, and how it would vary with other samples.

The area under the ROC curve is how often an anomaly scores higher than what is none, equal scores counting half
(Hanley and McNeil, Radiology 143, 1982). Windows are weighted by their unit's weight. The imagined unit holds
windows of the class that has fewer units, since one of them moves the area more: at worst the reference ranks them
perfectly and the candidate the other way round; at best the reference as well as the others and the candidate
perfectly.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from variantlens.sweeps.evidence import typical_length
from variantlens.sweeps.measures import Measure
from variantlens.sweeps.resampling import MOST_DRAWS, Floats, Indices, draws_for, weights

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Mask = npt.NDArray[np.bool_]

COST = 4
"""An area takes as long as so many sums."""
ROUNDING = 12
"""Decimals of a share of pairs: what is left beyond them comes from adding up."""


@dataclass(frozen=True, eq=False)
class Ranks:
    """The anomaly scores of two variants in all judged windows.

    Attributes:
        unit: Which units are judged, as indices into the list of all units, shape (judged,).
        member: The unit of each window, as an index into ``unit``, shape (windows,).
        anomalous: Whether an anomaly is expected, shape (windows,).
        scores: Of the reference and of the candidate, shape (2, windows).
        measure: Always AUROC.
        assumed_worst: Never there: an area has an end of its own.
    """

    unit: Indices
    member: Indices
    anomalous: Mask
    scores: Floats
    measure: Measure = Measure.AUROC
    assumed_worst: None = None

    @property
    def windows(self) -> int:
        """How many windows are judged."""
        return len(self.member)

    def shares(self, copies: float = 1.0) -> None:
        """Never there: an area is no share of samples."""

    @cached_property
    def values(self) -> tuple[float, float]:
        """The area of the reference and of the candidate; NaN where one of the classes is missing."""
        whole = np.ones((len(self.unit), 1))
        reference, candidate = (float(_areas(whole, order)[0]) for order in self._orders)
        return reference, candidate

    @cached_property
    def lost(self) -> Floats:
        """By how much each unit's windows' shares of well-ordered pairs fall, shape (judged,)."""
        before, after = (_placements(scores, self.anomalous) for scores in self.scores)
        fallen = np.bincount(self.member, weights=before - after, minlength=len(self.unit)).astype(np.float64)
        return np.round(fallen, ROUNDING)

    @property
    def worse(self) -> int:
        """How many units are ordered worse against the others."""
        return int(np.count_nonzero(self.lost > 0))

    @property
    def better(self) -> int:
        """How many units are ordered better against the others."""
        return int(np.count_nonzero(self.lost < 0))

    def resampled(self, *, worst: bool, copies: float = 1.0, most: int = MOST_DRAWS) -> Floats:
        """The areas over many possible data sets, shape (draws, 2).

        Args:
            worst: Whether the imagined unit has turned out as badly as one can; else as well.
            copies: As if there were this many times as many units like these.
            most: No more draws than this.
        """
        draws = min(draws_for(COST * len(self.member)), most)
        areas, share = self._drawn if (copies, most) == (1.0, MOST_DRAWS) else self._draw(draws, copies)
        imagined = np.array([1.0, 0.0] if worst else [self.values[0], 1.0])
        return areas * (1 - share) + imagined * share

    @cached_property
    def _drawn(self) -> tuple[Floats, Floats]:
        """What both ends of a bound need alike."""
        return self._draw(draws_for(COST * len(self.member)), 1.0)

    def _draw(self, draws: int, copies: float) -> tuple[Floats, Floats]:
        """The areas without the imagined unit, shape (draws, 2), and its share of the weight, shape (draws, 1)."""
        smaller = self.smaller_class
        length = typical_length(smaller)
        parts, shares = [], []
        for drawn in weights(np.ones(len(self.unit)), draws, copies):
            weight = drawn.imagined * length
            shares.append(weight / (weight + drawn.rows @ smaller))
            # Units first: whole rows are added up then, which is several times as fast.
            turned = np.ascontiguousarray(drawn.rows.T)
            first, second = self._orders
            area = _areas(turned, first)
            # Blocks that compute in float whatever the variant score alike: one area does for both.
            parts.append(np.stack([area, area if second is first else _areas(turned, second)], axis=1))
        return np.concatenate(parts), np.concatenate(shares)[:, None]

    @property
    def smaller_class(self) -> Floats:
        """How many windows each unit has of the class that fewer units make up, shape (judged,)."""
        classes = [
            np.bincount(self.member[self.anomalous == side], minlength=len(self.unit)).astype(np.float64)
            for side in (True, False)
        ]
        return min(classes, key=lambda counts: float(counts.sum()) / typical_length(counts))

    @cached_property
    def _orders(self) -> tuple["_Order", "_Order"]:
        reference, candidate = self.scores
        first = _order(reference, self.member, self.anomalous, len(self.unit))
        if np.array_equal(reference, candidate):
            return first, first
        return first, _order(candidate, self.member, self.anomalous, len(self.unit))


@dataclass(frozen=True, eq=False)
class _Order:
    """Where windows lie among the distinct scores of the class that has fewer windows, so that sums do for areas.

    Attributes:
        own: How many of its windows each unit has at each distinct score, from the lowest, shape (scores, units).
        others: How many of the other class each unit has below the first score, at it, between it and the next one,
            at that, and so on, shape (2 · scores + 1, units).
        anomalous: Whether that class is the anomalies.
    """

    own: "csr_array"
    others: "csr_array"
    anomalous: bool


def _order(scores: Floats, member: Indices, anomalous: Mask, units: int) -> _Order:
    few = bool(2 * np.count_nonzero(anomalous) <= len(anomalous))
    mine = anomalous == few
    distinct, own = np.unique(scores[mine], return_inverse=True)
    below = np.searchsorted(distinct, scores[~mine], side="left")
    others = below + np.searchsorted(distinct, scores[~mine], side="right")
    return _Order(
        _counted(own, member[mine], (len(distinct), units)),
        _counted(others, member[~mine], (2 * len(distinct) + 1, units)),
        few,
    )


def _counted(rows: Indices, columns: Indices, shape: tuple[int, int]) -> "csr_array":
    """How often each row meets each column."""
    from scipy.sparse import csr_array  # a tenth of a second to import, and only AUROC needs it

    return csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)


def _areas(drawn: Floats, order: _Order) -> Floats:
    """The weighted area for each draw; ``drawn`` has shape (units, draws)."""
    draws = drawn.shape[1]
    own, others = order.own @ drawn, order.others @ drawn
    below = np.cumsum(others, axis=0, out=others)
    # Of equal scores half counts: the mean of what lies below, and of that and what is equal.
    area = np.einsum("ij,ij->j", own, below[:-1:2] + below[1::2]) / 2
    pairs = own.sum(axis=0) * below[-1]
    areas: Floats = np.divide(area, pairs, out=np.full(draws, np.nan), where=pairs > 0)
    return areas if order.anomalous else 1 - areas


def _placements(scores: Floats, anomalous: Mask) -> Floats:
    """For each window the share of the other class that it is well ordered with, shape (windows,)."""
    placed = np.zeros(len(scores))
    for side in (True, False):
        own, others = scores[anomalous == side], np.sort(scores[anomalous != side])
        below = np.searchsorted(others, own, side="left") + np.searchsorted(others, own, side="right")
        share = below / max(2 * len(others), 1)
        placed[anomalous == side] = share if side else 1 - share
    return placed
