"""AUROC of two variants, and how it would vary with other samples.

The area under the ROC curve is how often an anomaly scores higher than what is none, equal scores counting half
(Hanley and McNeil, Radiology 143, 1982). Windows are weighted by their unit's weight. The imagined unit holds
windows of the class that has fewer units, since one of them moves the area more: at worst the reference ranks them
perfectly and the candidate the other way round; at best the reference as well as the others and the candidate
perfectly.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from variantlens.sweeps.evidence import typical_length
from variantlens.sweeps.measures import Measure
from variantlens.sweeps.resampling import MOST_DRAWS, Floats, Indices, draws_for, weights

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
        smaller = self.smaller_class
        length = typical_length(smaller)
        imagined = np.array([1.0, 0.0] if worst else [self.values[0], 1.0])
        parts = []
        for drawn in weights(np.ones(len(self.unit)), min(draws_for(COST * len(self.member)), most), copies):
            weight = drawn.imagined * length
            share = (weight / (weight + drawn.rows @ smaller))[:, None]
            # Units first: whole rows are picked then, which is several times as fast.
            turned = np.ascontiguousarray(drawn.rows.T)
            areas = np.stack([_areas(turned, order) for order in self._orders], axis=1)
            parts.append(areas * (1 - share) + imagined * share)
        return np.concatenate(parts)

    @property
    def smaller_class(self) -> Floats:
        """How many windows each unit has of the class that fewer units make up, shape (judged,)."""
        classes = [
            np.bincount(self.member[self.anomalous == side], minlength=len(self.unit)).astype(np.float64)
            for side in (True, False)
        ]
        return min(classes, key=lambda counts: float(counts.sum()) / typical_length(counts))

    @cached_property
    def _orders(self) -> tuple["_Order", ...]:
        return tuple(_order(scores, self.member, self.anomalous) for scores in self.scores)


@dataclass(frozen=True, eq=False)
class _Order:
    """Windows in an order that serves cumulative sums.

    Attributes:
        normal: The units of the windows in which no anomaly is expected, from the lowest score, shape (normal,).
        anomalous: The units of the others, from the lowest score, shape (anomalous,).
        lower: How many normal windows score lower than each anomalous one, shape (anomalous,).
        upper: How many score no higher, shape (anomalous,).
    """

    normal: Indices
    anomalous: Indices
    lower: Indices
    upper: Indices


def _order(scores: Floats, member: Indices, anomalous: Mask) -> _Order:
    normal, own = scores[~anomalous], scores[anomalous]
    places, own_places = np.argsort(normal, kind="stable"), np.argsort(own, kind="stable")
    ordered, own = normal[places], own[own_places]
    return _Order(
        member[~anomalous][places],
        member[anomalous][own_places],
        np.searchsorted(ordered, own, side="left"),
        np.searchsorted(ordered, own, side="right"),
    )


def _areas(drawn: Floats, order: _Order) -> Floats:
    """The weighted area for each draw; ``drawn`` has shape (units, draws)."""
    draws = drawn.shape[1]
    below = np.zeros((len(order.normal) + 1, draws))
    np.cumsum(drawn[order.normal], axis=0, out=below[1:])
    own = drawn[order.anomalous]
    # Of equal scores half counts: the mean of what lies below, and of that and what is equal.
    area = np.einsum("ij,ij->j", own, below[order.lower] + below[order.upper]) / 2
    pairs = own.sum(axis=0) * below[-1]
    areas: Floats = np.divide(area, pairs, out=np.full(draws, np.nan), where=pairs > 0)
    return areas


def _placements(scores: Floats, anomalous: Mask) -> Floats:
    """For each window the share of the other class that it is well ordered with, shape (windows,)."""
    placed = np.zeros(len(scores))
    for side in (True, False):
        own, others = scores[anomalous == side], np.sort(scores[anomalous != side])
        below = np.searchsorted(others, own, side="left") + np.searchsorted(others, own, side="right")
        share = below / max(2 * len(others), 1)
        placed[anomalous == side] = share if side else 1 - share
    return placed
