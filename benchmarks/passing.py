"""Whether many test sets pass, found out at once: the product's rule, in as few operations as it takes.

A sweep judges one data set and can take its time; a simulation judges half a million. Four things save time, and
none of them changes the rule (tests hold both against :func:`variantlens.sweeps.verdict.upper_bound`):

- Sets of equally many units share their random weights, so that all sums are one matrix product. A sweep puts units
  that are alike together and draws their weight at once: a sum of exponential numbers is a gamma number.
- An area under the ROC curve only matters as the difference of two: pairs of units whose order differs between the
  variants, weighted, which is a matrix product too.
- Once so many draws lie above the allowed loss that the 95th percentile must, the rest need not be made.
- Whether losses cluster is only asked where samples pass or fail, since only that can change.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from benchmarks.populations import TestSet
from variantlens.sweeps.bounds import LEVEL, clopper_pearson_upper
from variantlens.sweeps.evidence import Evidence, Sums, losses, typical_length
from variantlens.sweeps.grouping import Grouping, clusterings
from variantlens.sweeps.ranks import Ranks
from variantlens.sweeps.resampling import Floats, Indices, Units, Weights, resampled_sums, weights
from variantlens.sweeps.verdict import TIGHT, beyond_chance

Decided = npt.NDArray[np.bool_]

DRAWS = 1000
"""Fewer than a sweep makes; each bound is less exact then, but no more often too low."""
STEP = 125
"""Draws after which an area is asked whether it can still pass."""


def held_by_persons(sets: Sequence[TestSet], decided: Decided, allowed: float, seed: int, *, passing: bool) -> Decided:
    """What is left of passes, or of fails, where losses that cluster have to pass, or fail, by persons too.

    Args:
        sets: Test sets.
        decided: Whether each passes, or fails, by its samples, shape (sets,).
        allowed: The allowed loss.
        seed: Of the weights.
        passing: Whether these are passes; else fails.
    """
    held = decided.copy()
    decide = passes if passing else fails
    for at in np.flatnonzero(decided).tolist():
        of_persons = sets[at].of_persons
        if of_persons is not None and clusters(sets[at]):
            held[at] = decide([of_persons], allowed, seed)[0]
    return held


def clusters(made: TestSet) -> bool:
    """Whether losses cluster by person in a test set whose samples are all of one label."""
    if made.persons is None:
        return False
    persons = np.unique(made.persons, return_inverse=True)[1]
    way = Grouping("person", persons, int(persons.max()) + 1)
    return bool(clusterings(made.seen.lost, [way], np.zeros(len(persons), dtype=np.intp)))


def passes(sets: Sequence[Evidence], allowed: float, seed: int, *, imagined: bool = True) -> Decided:
    """Whether the upper bound of the loss is at most what is allowed, shape (sets,).

    Args:
        sets: Test sets with equally many units, all of one measure.
        allowed: The allowed loss.
        seed: Of the weights.
        imagined: Whether an imagined unit is among them; without it this is a plain bootstrap.
    """
    sums = [each for each in sets if isinstance(each, Sums)]
    if sums:
        bounds = upper_bounds(sums, seed) if imagined else plain_bounds(sums, seed)
        return np.asarray(bounds <= allowed + TIGHT, dtype=np.bool_)
    ranks = [each for each in sets if isinstance(each, Ranks)]
    drawn = together(weights(np.ones(len(ranks[0].unit)), DRAWS, seed=seed))
    drawn = drawn if imagined else replace(drawn, imagined=np.zeros(DRAWS))
    return np.array([rank_passes(each, drawn, allowed) for each in ranks], dtype=np.bool_)


def upper_bounds(sets: Sequence[Sums], seed: int, draws: int = DRAWS) -> Floats:
    """The upper bound of each set's loss, shape (sets,)."""
    bounds = np.full(len(sets), np.nan)
    left = []
    for at, each in enumerate(sets):
        shares = each.shares()
        if shares is None:
            left.append(at)
        else:
            bounds[at] = clopper_pearson_upper(*shares)
    if left:
        chosen = [sets[at] for at in left]
        bounds[left] = _percentiles(
            chosen, [each.counted() for each in chosen], [each.worst for each in chosen], seed, draws
        )
    return bounds


def plain_bounds(sets: Sequence[Sums], seed: int, draws: int = DRAWS) -> Floats:
    """The upper ends of a bootstrap over units without an imagined one, shape (sets,)."""
    return _percentiles(sets, [each.rows for each in sets], [np.zeros_like(each.worst) for each in sets], seed, draws)


def _percentiles(
    sets: Sequence[Sums],
    rows: Sequence[Floats],
    imagined: Sequence[Floats],
    seed: int,
    draws: int,
    *,
    level: float = LEVEL,
) -> Floats:
    """A percentile of each set's loss, the 95th unless said otherwise, all sets side by side in one matrix."""
    units = Units(np.concatenate(rows, axis=1), np.ones(len(rows[0])))
    sums = resampled_sums(units, np.concatenate(imagined), draws, seed=seed)
    lost = losses(sets[0].measure, sets[0].measured(sums.reshape(draws, len(sets), -1)))
    percentiles: Floats = np.quantile(lost, level, axis=0)
    return percentiles


def together(parts: Iterator[Weights]) -> Weights:
    """All draws in one piece."""
    every = list(parts)
    return Weights(np.concatenate([each.rows for each in every]), np.concatenate([each.imagined for each in every]))


@dataclass(frozen=True, eq=False)
class Turned:
    """Pairs of an anomaly and what is none, summed by unit, as far as the variants order them differently.

    Attributes:
        up: The units that hold anomalies, shape (up,).
        down: The units that hold others, shape (down,).
        windows: How many of each they hold, shapes (up,) and (down,).
        pairs: Pairs that the reference alone orders well − those that the candidate alone does, shape (up, down).
        smaller: How many windows each unit has of the smaller class, shape (units,).
    """

    up: Indices
    down: Indices
    windows: tuple[Floats, Floats]
    pairs: Floats
    smaller: Floats

    def losses(self, drawn: Weights, imagined_loss: float = 1.0) -> Floats:
        """By how much the area falls on each draw, shape (draws,).

        Args:
            drawn: Weights of the units and of an imagined one.
            imagined_loss: By how much the area of that one falls; at worst from 1 to 0.
        """
        above, below = drawn.rows[:, self.up], drawn.rows[:, self.down]
        fallen = np.einsum("ij,ij->i", above @ self.pairs, below)
        lost = fallen / ((above @ self.windows[0]) * (below @ self.windows[1]))
        imagined = drawn.imagined * typical_length(self.smaller)
        share = imagined / (imagined + drawn.rows @ self.smaller)
        found: Floats = lost * (1 - share) + imagined_loss * share
        return found


def turned(seen: Ranks) -> Turned:
    """The pairs of a test set that the variants order differently; equal scores count half."""
    bad, good = np.flatnonzero(seen.anomalous), np.flatnonzero(~seen.anomalous)
    # By unit, so that the windows of a unit lie side by side and can be summed.
    bad = bad[np.argsort(seen.member[bad], kind="stable")]
    up, starts, many = np.unique(seen.member[bad], return_index=True, return_counts=True)
    down, owner, others = np.unique(seen.member[good], return_inverse=True, return_counts=True)
    first, second = (_twice_ordered(scores[bad], scores[good], owner, len(down)) for scores in seen.scores)
    pairs = np.add.reduceat(first - second, starts, axis=0) / 2
    return Turned(up, down, (many.astype(np.float64), others.astype(np.float64)), pairs, seen.smaller_class)


def _twice_ordered(bad: Floats, good: Floats, owner: Indices, units: int) -> npt.NDArray[np.int32]:
    """Twice how many of each unit's windows score lower than an anomaly, equal ones half; shape (bad, units)."""
    places = np.argsort(good, kind="stable")
    below = np.zeros((len(good) + 1, units), dtype=np.int32)
    below[np.arange(1, len(good) + 1), owner[places]] = 1
    np.cumsum(below, axis=0, out=below)
    lower, upper = (np.searchsorted(good[places], bad, side=side) for side in ("left", "right"))
    found: npt.NDArray[np.int32] = below[lower] + below[upper]
    return found


def rank_passes(seen: Ranks, drawn: Weights, allowed: float) -> bool:
    """Whether the upper bound of the loss of area is at most what is allowed."""
    pairs, draws = turned(seen), len(drawn.imagined)
    # The percentile lies between two draws; it exceeds the allowed loss once the lower of them does.
    too_many = draws - int(LEVEL * (draws - 1))
    lost: list[Floats] = []
    above = 0
    for part in _steps(draws):
        lost.append(pairs.losses(Weights(drawn.rows[part], drawn.imagined[part])))
        above += int(np.count_nonzero(lost[-1] > allowed + TIGHT))
        if above >= too_many:
            return False
    return bool(np.quantile(np.concatenate(lost), LEVEL) <= allowed + TIGHT)


def fails(sets: Sequence[Evidence], allowed: float, seed: int) -> Decided:
    """Whether the lower bound of the loss exceeds what is allowed, shape (sets,); arguments as of :func:`passes`."""
    counted = np.array([beyond_chance(each) for each in sets], dtype=np.bool_)
    sums = [each for each in sets if isinstance(each, Sums)]
    if sums:
        bounds = lower_bounds(sums, seed)
        return np.asarray((bounds > allowed + TIGHT) & counted, dtype=np.bool_)
    ranks = [each for each in sets if isinstance(each, Ranks)]
    drawn = together(weights(np.ones(len(ranks[0].unit)), DRAWS, seed=seed))
    return np.array([rank_fails(each, drawn, allowed) for each in ranks], dtype=np.bool_)


def lower_bounds(sets: Sequence[Sums], seed: int, draws: int = DRAWS) -> Floats:
    """The lower bound of each set's loss before its units are counted, shape (sets,)."""
    return _percentiles(sets, [each.rows for each in sets], [each.best for each in sets], seed, draws, level=1 - LEVEL)


def rank_fails(seen: Ranks, drawn: Weights, allowed: float) -> bool:
    """Whether the lower bound of the loss of area exceeds what is allowed."""
    pairs, draws = turned(seen), len(drawn.imagined)
    # At best the imagined unit takes the reference's usual area to the candidate's 1.
    gained = seen.values[0] - 1
    # Once so many draws lie at or below the allowed loss, so does the percentile.
    too_many = int((1 - LEVEL) * (draws - 1)) + 2
    lost: list[Floats] = []
    below = 0
    for part in _steps(draws):
        lost.append(pairs.losses(Weights(drawn.rows[part], drawn.imagined[part]), gained))
        below += int(np.count_nonzero(lost[-1] <= allowed + TIGHT))
        if below >= too_many:
            return False
    return bool(np.quantile(np.concatenate(lost), 1 - LEVEL) > allowed + TIGHT)


def _steps(draws: int) -> Iterator[slice]:
    """Some draws at a time."""
    return (slice(start, start + STEP) for start in range(0, draws, STEP))
