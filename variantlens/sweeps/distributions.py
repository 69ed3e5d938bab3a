"""How scores and values lie: variants against each other, changes in steps, distinct levels, tails, error and bias."""

from dataclasses import dataclass

import numpy as np

from variantlens.comparison.kinds import Kind
from variantlens.comparison.outcomes import ANOMALY, NO_ANOMALY
from variantlens.sweeps.columns import Block
from variantlens.sweeps.resampling import Floats, Indices

QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
"""Where tails are read."""


@dataclass(frozen=True, eq=False)
class Scatter:
    """The reference's scores against a candidate's: of the label that the reference ranks first; or values.

    Attributes:
        reference: Shape (windows,).
        candidate: Shape (windows,).
        sample: The sample of each window, as an index into the block's, shape (windows,).
        window: Which of its windows, shape (windows,).
        step: The smallest difference that the pair's outputs can express; None where it is not known.
    """

    reference: Floats
    candidate: Floats
    sample: Indices
    window: Indices
    step: float | None

    @property
    def change(self) -> Floats:
        """Candidate − reference, shape (windows,)."""
        change: Floats = self.candidate - self.reference
        return change

    @property
    def change_in_steps(self) -> Floats | None:
        """The same in steps; None where the step is not known."""
        return None if self.step is None else self.change / self.step

    @property
    def alike(self) -> bool:
        """Whether every window has the same score in both."""
        return not self.change.any()

    @property
    def levels(self) -> tuple[int, int]:
        """How many distinct scores the reference and the candidate have."""
        return len(np.unique(self.reference)), len(np.unique(self.candidate))


@dataclass(frozen=True, eq=False)
class Tails:
    """The anomaly scores of one variant where an anomaly is expected, and where none is.

    Attributes:
        variant: Its name.
        good: Scores where no anomaly is expected, ascending, shape (good,).
        bad: Scores where one is, ascending, shape (bad,).
        good_at: The same at :data:`QUANTILES`, NaN without any.
        bad_at: The same.
    """

    variant: str
    good: Floats
    bad: Floats
    good_at: Floats
    bad_at: Floats


@dataclass(frozen=True, eq=False)
class Errors:
    """The errors of one variant of a regression.

    Attributes:
        variant: Its name.
        errors: Value − expected value, shape (windows,).
        mean_absolute: Mean magnitude; NaN without any.
        bias: Mean; above 0 where values are too large.
        at: The magnitude at :data:`QUANTILES`.
    """

    variant: str
    errors: Floats
    mean_absolute: float
    bias: float
    at: Floats


def scatter(block: Block, candidate: str) -> Scatter:
    """The windows that both score."""
    said = block.of(candidate)
    before, after = block.of(block.reference).scores, said.shared
    both = ~np.isnan(before) & ~np.isnan(after)
    return Scatter(before[both], after[both], block.sample[both], block.window[both], said.step)


def tails(block: Block, variant: str) -> Tails | None:
    """Anomaly scores of good and bad; None for other kinds, and where nothing is expected."""
    if block.kind not in (Kind.ANOMALY, Kind.VISUAL_ANOMALY):
        return None
    scores = block.of(variant).scores
    good, bad = (np.sort(scores[(block.expected == name) & ~np.isnan(scores)]) for name in (NO_ANOMALY, ANOMALY))
    return Tails(variant, good, bad, _at(good), _at(bad)) if good.size or bad.size else None


def errors(block: Block, variant: str) -> Errors | None:
    """The errors of a regression; None for other kinds, and where nothing is expected."""
    if block.kind is not Kind.REGRESSION:
        return None
    every = block.of(variant).scores - block.expected_values
    known = every[~np.isnan(every)]
    if not known.size:
        return None
    return Errors(variant, known, float(np.abs(known).mean()), float(known.mean()), _at(np.abs(known)))


def _at(values: Floats) -> Floats:
    return np.quantile(values, QUANTILES) if values.size else np.full(len(QUANTILES), np.nan)
