"""Many possible data sets from one: samples are weighted at random, and one imagined sample is always among them.

Weights are those of the Bayesian bootstrap (Rubin, "The Bayesian Bootstrap", Annals of Statistics 9, 1981): one
exponential number for each sample. The imagined sample has turned out as badly as one can (for an upper end of a
loss), or as well (for a lower end). With it the 95th percentile is Gaffke's bound of a mean (Gaffke, "Three test
statistics for a nonparametric one-sided hypothesis on the mean of a nonnegative variable", Mathematical Methods of
Statistics 14, 2005; see Learned-Miller and Thomas, "A New Confidence Interval for the Mean of a Bounded Random
Variable", 2019): for samples that are either wholly lost or not, it is exactly Clopper and Pearson's; for many
samples that all differ a little it is the bootstrap's. A plain bootstrap cannot know of harm that no sample happens
to show.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

SEED = 20260722
"""The same data gives the same bounds."""
MOST_DRAWS = 20_000
FEWEST_DRAWS = 1_000
MOST_NUMBERS = 10_000_000
"""Draws × different samples: as many as take about a tenth of a second."""
AT_ONCE = 1_000_000
"""Numbers that are held in memory at once."""


@dataclass(frozen=True, eq=False)
class Weights:
    """Some of the draws.

    Attributes:
        rows: Total weight of all samples that share a row, shape (draws, rows).
        imagined: Weight of the imagined sample, shape (draws,).
    """

    rows: Floats
    imagined: Floats


@dataclass(frozen=True, eq=False)
class Units:
    """What is resampled: samples, or groups of them; those that are alike are drawn together.

    Attributes:
        rows: What each different unit contributes, shape (rows, columns).
        repeats: How many units share a row, shape (rows,).
    """

    rows: Floats
    repeats: Floats

    @cached_property
    def total(self) -> Floats:
        """The sum over all units, shape (columns,)."""
        total: Floats = self.repeats @ self.rows
        return total

    def __len__(self) -> int:
        return int(self.repeats.sum())


def units_of(rows: Floats) -> Units:
    """Units with equal rows put together, which changes nothing but saves time.

    Args:
        rows: Shape (units, columns).
    """
    if not len(rows):
        return Units(rows, np.empty(0))
    different, repeats = np.unique(rows, axis=0, return_counts=True)
    return Units(different, repeats.astype(np.float64))


def draws_for(rows: int) -> int:
    """How many draws there is time for."""
    return int(np.clip(MOST_NUMBERS // max(rows, 1), FEWEST_DRAWS, MOST_DRAWS))


def weights(repeats: Floats, draws: int, copies: float = 1.0, seed: int = SEED) -> Iterator[Weights]:
    """Random weights, some draws at a time; the same ones whenever they are asked for.

    Args:
        repeats: How many units share a row, shape (rows,).
        draws: How many draws in all.
        copies: As if there were this many times as many samples like these.
        seed: Of the draws; only a simulation needs others.
    """
    random = np.random.default_rng(seed)
    alone = copies == 1 and bool((repeats == 1).all())
    step = max(1, AT_ONCE // max(len(repeats), 1))
    for start in range(0, draws, step):
        size = min(step, draws - start)
        shape = (size, len(repeats))
        rows = random.standard_exponential(shape) if alone else random.standard_gamma(repeats * copies, size=shape)
        yield Weights(rows, random.standard_exponential(size))


def resampled_sums(units: Units, imagined: Floats, draws: int, copies: float = 1.0, seed: int = SEED) -> Floats:
    """Weighted sums over units and the imagined one, shape (draws, columns).

    Args:
        units: What is resampled.
        imagined: What the imagined sample contributes, shape (columns,).
        draws: How many draws.
        copies: As if there were this many times as many samples like these.
        seed: Of the draws.
    """
    drawn = weights(units.repeats, draws, copies, seed)
    return np.concatenate([each.rows @ units.rows + each.imagined[:, None] * imagined for each in drawn])
