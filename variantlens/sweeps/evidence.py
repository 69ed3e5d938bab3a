"""What the samples say about a measure of two variants, and which imagined sample goes with it.

A unit is a sample, or a group of samples that hang together; its windows are never taken for independent. The
imagined unit is as long as the one in which a window drawn at random is expected to lie, Σw² ÷ Σw windows, so that
it weighs one of (Σw)² ÷ Σw² units (Kish, "Survey Sampling", 1965, section 8.2): with units of equal length, of n.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from variantlens.sweeps.measures import Measure
from variantlens.sweeps.resampling import MOST_DRAWS, Floats, Indices, Units, draws_for, resampled_sums, units_of

MANY = 20
"""Units that differ, from which on gains count against losses."""


class Evidence(Protocol):
    """What the samples say about a measure of two variants."""

    @property
    def measure(self) -> Measure:
        """Which measure."""

    @property
    def unit(self) -> Indices:
        """Which units are judged, as indices into the list of all units, ascending, shape (judged,)."""

    @property
    def windows(self) -> int:
        """How many windows are judged; of detection, labelled objects."""

    @property
    def values(self) -> tuple[float, float]:
        """The measure of the reference and of the candidate; NaN without a judged unit."""

    @property
    def worse(self) -> int:
        """How many units have a harmful flip; of errors and ranks, a loss."""

    @property
    def better(self) -> int:
        """How many of the others have a helpful flip; of errors and ranks, a gain."""

    @property
    def lost(self) -> Floats:
        """What each unit loses as a bound counts it, below 0 what it gains, in a scale of its own, shape (judged,)."""

    def shares(self, copies: float = 1.0) -> tuple[float, float] | None:
        """Where units are all alike but for being wholly lost: how many are lost, and of how many; else None.

        Args:
            copies: As if there were this many times as many units like these.
        """

    @property
    def assumed_worst(self) -> float | None:
        """The loss per window beyond which no unit is assumed to go; None where the measure has an end of its own."""

    def resampled(self, *, worst: bool, copies: float = 1.0, most: int = MOST_DRAWS) -> Floats:
        """The measure over many possible data sets, an imagined unit among them.

        Args:
            worst: Whether that has turned out as badly as one can; else as well.
            copies: As if there were this many times as many units like these.
            most: No more draws than this.

        Returns:
            Of the reference and of the candidate, shape (draws, 2).
        """


def losses(measure: Measure, values: Floats) -> Floats:
    """How much worse the candidate is than the reference; shape (…, 2) → (…)."""
    change: Floats = values[..., 0] - values[..., 1]
    return change if measure.higher_is_better else -change


@dataclass(frozen=True, eq=False)
class Sums:
    """A measure that follows from sums over units.

    Attributes:
        measure: Which: accuracy, F1, or an error.
        unit: Which units are judged, as indices into the list of all units, shape (judged,).
        rows: What each judged unit contributes, shape (judged, columns). Accuracy: windows, right ones of the
            reference, of the candidate. Errors: windows, sum of the errors of the reference, of the candidate. F1:
            labelled objects, hits and false alarms of the reference, hits and false alarms of the candidate.
        worst: What the imagined unit contributes if it turns out as badly as one can, shape (columns,).
        best: The same if it turns out as well as one can.
        worse: How many units have a harmful flip; of errors, a larger one.
        better: How many of the others have a helpful flip; of errors, a smaller one.
        harm: What each unit would contribute if gains did not count, shape (judged, columns); None to count them.
        assumed_worst: The loss per window beyond which no unit is assumed to go; None where there is an end.
    """

    measure: Measure
    unit: Indices
    rows: Floats
    worst: Floats
    best: Floats
    worse: int
    better: int
    harm: Floats | None = None
    assumed_worst: float | None = None

    @property
    def windows(self) -> int:
        """How many windows are judged; of detection, labelled objects."""
        return int(self.rows[:, 0].sum())

    @property
    def values(self) -> tuple[float, float]:
        """The measure of the reference and of the candidate; NaN without a judged unit."""
        reference, candidate = self.measured(self.rows.sum(axis=0)).tolist()
        return reference, candidate

    @property
    def lost(self) -> Floats:
        """What each unit loses: of F1 what counts against it, else as much per window, shape (judged,)."""
        rows = self.counted()
        if self.measure is Measure.F1:
            return twice_missed(rows)
        return losses(self.measure, rows[:, 1:]) / rows[:, 0]

    def shares(self, copies: float = 1.0) -> tuple[float, float] | None:
        """Where units are all alike but for being wholly lost: how many are lost, and of how many; else None."""
        if self.measure is not Measure.ACCURACY or not len(self.rows):
            return None
        rows = self.counted(copies)
        windows, gone = rows[:, 0], rows[:, 1] - rows[:, 2]
        alike = bool((windows == windows[0]).all()) and bool(((gone == 0) | (gone == windows)).all())
        return (np.count_nonzero(gone) * copies, len(self.rows) * copies) if alike else None

    def counted(self, copies: float = 1.0) -> Floats:
        """What each unit contributes to an upper bound: without its gains where few differ; shape (judged, columns)."""
        return self._harm if self._few(copies) else self.rows

    def _few(self, copies: float) -> bool:
        """Whether so few units differ that gains do not count: too few were seen to rely on them."""
        return self.harm is not None and (self.worse + self.better) * copies < MANY

    @property
    def _harm(self) -> Floats:
        return self.rows if self.harm is None else self.harm

    @cached_property
    def _units(self) -> tuple[Units, Units]:
        return units_of(self._harm), units_of(self.rows)

    def resampled(self, *, worst: bool, copies: float = 1.0, most: int = MOST_DRAWS) -> Floats:
        """The measure over many possible data sets, shape (draws, 2); see :class:`Evidence`."""
        units = self._units[0] if worst and self._few(copies) else self._units[1]
        imagined = self.worst if worst else self.best
        draws = min(draws_for(len(units.rows)), most)
        return self.measured(resampled_sums(units, imagined, draws, copies))

    def measured(self, sums: Floats) -> Floats:
        """The measure of the reference and of the candidate from sums, shape (…, columns) → (…, 2)."""
        if self.measure is Measure.F1:
            objects = sums[..., :1]
            hits, alarms = sums[..., 1::2], sums[..., 2::2]
            return ratio(2 * hits, hits + alarms + objects)
        return ratio(sums[..., 1:], sums[..., :1])


def twice_missed(rows: Floats) -> Floats:
    """What F1 counts against a candidate at the same objects: twice a missed object's hit, and a false alarm.

    Args:
        rows: As of F1 in :class:`Sums`, shape (units, 5).
    """
    changes: Floats = 2 * (rows[:, 1] - rows[:, 3]) + rows[:, 4] - rows[:, 2]
    return changes


def ratio(part: Floats, whole: Floats) -> Floats:
    """Part ÷ whole, NaN where the whole is 0; shapes broadcast."""
    part, whole = np.broadcast_arrays(part, whole)
    found: Floats = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole != 0)
    return found


def typical_length(lengths: Floats) -> float:
    """Σw² ÷ Σw: the length of the unit that a window drawn at random is expected to lie in; 1 without any."""
    total = float(lengths.sum())
    return float((lengths**2).sum()) / total if total else 1.0
