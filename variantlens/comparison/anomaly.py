"""K-means and GMM anomaly scores per window, variant against variant.

Decisions and ranks are compared rather than the largest change: log-likelihoods have enormous tails. Both
kinds of block run in float whatever the variant, so that a difference points to something other than the
quantization of weights.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from variantlens.comparison.outcomes import Decisions, Flips


@dataclass(frozen=True)
class VariantAnomaly:
    """What one variant says.

    Attributes:
        variant: Its name.
        scores: One per window, NaN where there is none, shape (windows,). Higher is stranger.
        decisions: *anomaly* where score ≥ threshold, else *no anomaly*; None without a score, shape (windows,).
        outcomes: An :class:`~variantlens.comparison.outcomes.Outcome` per window, shape (windows,).
    """

    variant: str
    scores: npt.NDArray[np.float64]
    decisions: Decisions
    outcomes: npt.NDArray[np.int8]


@dataclass(frozen=True)
class AnomalyPair:
    """A candidate against the reference.

    Attributes:
        candidate: What the candidate says.
        change: Candidate score − reference score, shape (windows,).
        flips: Where the decisions differ.
        rank_correlation: Spearman's, −1..1; NaN where fewer than three windows vary.
        median_change: Median magnitude of the change in interquartile ranges of the reference's scores; NaN
            where that range is zero.
        p95_change: The 95th percentile of the same.
    """

    candidate: VariantAnomaly
    change: npt.NDArray[np.float64]
    flips: Flips
    rank_correlation: float
    median_change: float
    p95_change: float


@dataclass(frozen=True)
class AnomalyComparison:
    """The anomaly scores of one block, the reference against each candidate.

    Attributes:
        threshold: At or above it a window is an *anomaly*; None where the block has none.
        expected: *anomaly*, *no anomaly* or None per window, shape (windows,).
        reference: What the reference says.
        pairs: One for each candidate, in the order chosen.
    """

    threshold: float | None
    expected: npt.NDArray[np.object_]
    reference: VariantAnomaly
    pairs: tuple[AnomalyPair, ...]

    @property
    def variants(self) -> tuple[VariantAnomaly, ...]:
        """The reference first, then the candidates."""
        return (self.reference, *(pair.candidate for pair in self.pairs))
