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


@dataclass(frozen=True, eq=False)
class Ranks:
    """The anomaly scores of two variants in all judged windows.

    Attributes:
        unit: Which units are judged, as indices into the list of all units, shape (judged,).
        member: The unit of each window, as an index into ``unit``, shape (windows,).
        anomalous: Whether an anomaly is expected, shape (windows,).
        scores: Of the reference and of the candidate, shape (2, windows).
    """

    unit: Indices
    member: Indices
    anomalous: Mask
    scores: Floats
    measure: Measure = Measure.AUROC
    shares: None = None
    assumed_worst: None = None

    @property
    def windows(self) -> int:
        """How many windows are judged."""
        return len(self.member)

    @property
    def values(self) -> tuple[float, float]:
        """The area of the reference and of the candidate; NaN where one of the classes is missing."""
        whole = np.ones((1, len(self.unit)))
        reference, candidate = (float(self._areas(whole, order)[0]) for order in self._orders)
        return reference, candidate

    @cached_property
    def _placements(self) -> Floats:
        """The loss of each unit: by how much its windows' share of well-ordered pairs falls, shape (judged,)."""
        placed = [_placements(scores, self.anomalous) for scores in self.scores]
        fallen = np.bincount(self.member, weights=placed[0] - placed[1], minlength=len(self.unit))
        rounded: Floats = np.round(fallen, 12)
        return rounded

    @property
    def worse(self) -> int:
        """How many units the candidate does worse in: orders fewer of their pairs well."""
        return int(np.count_nonzero(self._placements > 0))

    @property
    def better(self) -> int:
        """How many units the candidate does better in."""
        return int(np.count_nonzero(self._placements < 0))

    def resampled(self, *, worst: bool, copies: float = 1.0, most: int = MOST_DRAWS) -> Floats:
        """The areas over many possible data sets, shape (draws, 2).

        Args:
            worst: Whether the imagined unit has turned out as badly as one can; else as well.
            copies: As if there were this many times as many units like these.
            most: No more draws than this.
        """
        lengths = [np.bincount(self.member[self.anomalous == side], minlength=len(self.unit)) for side in (True, False)]
        effective = [each.sum() / typical_length(each.astype(np.float64)) for each in lengths]
        smaller = lengths[int(np.argmin(effective))].astype(np.float64)
        length = typical_length(smaller)
        usual = self.values[0]
        parts = []
        for drawn in weights(np.ones(len(self.unit)), min(draws_for(len(self.member)), most), copies):
            weight = drawn.imagined * length
            share = weight / (weight + drawn.rows @ smaller)
            areas = np.stack([self._areas(drawn.rows, order) for order in self._orders], axis=1)
            imagined = np.array([1.0, 0.0] if worst else [usual, 1.0])
            parts.append(areas * (1 - share[:, None]) + imagined * share[:, None])
        return np.concatenate(parts)

    @cached_property
    def _orders(self) -> tuple["_Order", ...]:
        return tuple(_order(scores, self.anomalous) for scores in self.scores)

    def _areas(self, drawn: Floats, order: "_Order") -> Floats:
        """The weighted area for each draw; ``drawn`` has shape (draws, judged)."""
        each = drawn[:, self.member[order.places]]
        negative = np.where(order.anomalous, 0.0, each)
        below = np.cumsum(negative, axis=1)
        before = np.concatenate([np.zeros((len(drawn), 1)), below], axis=1)
        # Of equal scores half counts: the mean of what lies before the first of them and up to the last.
        lower = (before[:, order.first] + before[:, order.last + 1]) / 2
        positive = each[:, order.anomalous]
        area = (positive * lower[:, order.anomalous]).sum(axis=1)
        pairs = positive.sum(axis=1) * below[:, -1] if below.shape[1] else np.zeros(len(drawn))
        areas: Floats = np.divide(area, pairs, out=np.full(len(drawn), np.nan), where=pairs > 0)
        return areas


@dataclass(frozen=True, eq=False)
class _Order:
    """Windows from the lowest score to the highest.

    Attributes:
        places: Their indices, shape (windows,).
        anomalous: Whether an anomaly is expected, in this order, shape (windows,).
        first: Place of the first window with an equal score, shape (windows,).
        last: Place of the last, shape (windows,).
    """

    places: Indices
    anomalous: Mask
    first: Indices
    last: Indices


def _order(scores: Floats, anomalous: Mask) -> _Order:
    places = np.argsort(scores, kind="stable")
    ordered = scores[places]
    return _Order(
        places,
        anomalous[places],
        np.searchsorted(ordered, ordered, side="left"),
        np.searchsorted(ordered, ordered, side="right") - 1,
    )


def _placements(scores: Floats, anomalous: Mask) -> Floats:
    """For each window the share of the other class that it is well ordered with, shape (windows,)."""
    placed = np.zeros(len(scores))
    for side in (True, False):
        own, others = scores[anomalous == side], np.sort(scores[anomalous != side])
        low = np.searchsorted(others, own, side="left") + np.searchsorted(others, own, side="right")
        share = low / max(2 * len(others), 1)
        placed[anomalous == side] = share if side else 1 - share
    return placed
