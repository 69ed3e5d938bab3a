"""K-means and GMM anomaly scores per window, variant against variant.

Decisions and ranks are compared rather than the largest change: log-likelihoods have enormous tails. Both
kinds of block run in float whatever the variant, so that a difference points to something other than the
quantization of weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from variantlens.comparison.notices import Notice
from variantlens.comparison.outcomes import (
    ANOMALY,
    NO_ANOMALY,
    Decisions,
    Flips,
    anomaly_decisions,
    flips,
    known_labels,
    outcomes,
)
from variantlens.comparison.rows import Side, described
from variantlens.comparison.thresholds import MIN_ANOMALY_SCORE, MovedThresholds, threshold_of
from variantlens.comparison.windows import Windows, expected_labels
from variantlens.service.schema import Classification, LearnBlock, StructuredLabel


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
    """A candidate against the reference. Figures over all windows are computed when they are asked for.

    Attributes:
        reference: What the reference says.
        candidate: What the candidate says.
        change: Candidate score − reference score, shape (windows,).
        flips: Where the decisions differ.
    """

    reference: VariantAnomaly
    candidate: VariantAnomaly
    change: npt.NDArray[np.float64]
    flips: Flips

    @cached_property
    def rank_correlation(self) -> float:
        """Spearman's, −1..1; NaN where fewer than three windows vary."""
        return rank_correlation(self.reference.scores, self.candidate.scores)

    @property
    def median_change(self) -> float:
        """Median magnitude of the change in interquartile ranges of the reference's scores; NaN where that is 0."""
        return self._changes_in_ranges[0]

    @property
    def p95_change(self) -> float:
        """The 95th percentile of the same."""
        return self._changes_in_ranges[1]

    @cached_property
    def _changes_in_ranges(self) -> tuple[float, float]:
        return _changes_in_ranges(self.reference.scores, self.change)


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


FLOAT_TYPES = frozenset({"anomaly", "anomaly-gmm"})
"""Learn blocks that compute in float whatever the variant."""

ROUNDING = 1e-5
"""Relative to a score, smaller differences are left to the order of additions and to printing."""

FEWEST_RANKED = 3
"""Fewer windows than this have no rank correlation to speak of."""


def compare_anomaly(sides: Sequence[Side], count: int, moved: MovedThresholds) -> AnomalyComparison:
    """The anomaly scores of one block, the reference against each candidate.

    Args:
        sides: What each variant says, the reference first; windows are matched by index.
        count: How many windows there are.
        moved: Thresholds that the person moved.

    Raises:
        ValueError: No side has a classification.
    """
    block = described(sides)
    # What replaced minimumConfidenceRating is two thresholds where a block scores labels too: there it is theirs.
    alone = not any(side.table.labels for side in sides)
    threshold = threshold_of(block, MIN_ANOMALY_SCORE, moved, older=alone)
    expected = expected_anomalies(block, count)
    known = known_labels(expected, (ANOMALY, NO_ANOMALY))
    judged = []
    for side in sides:
        scores = side.table.scores((ANOMALY,), count)[:, 0]
        decisions = anomaly_decisions(scores, threshold)
        judgement = outcomes(decisions, expected, known, abstention="")
        judged.append(VariantAnomaly(side.variant, scores, decisions, judgement))
    pairs = tuple(_pair(judged[0], candidate) for candidate in judged[1:])
    return AnomalyComparison(threshold, expected, judged[0], pairs)


def expected_anomalies(block: Classification, count: int) -> npt.NDArray[np.object_]:
    """*anomaly*, *no anomaly* or None per window; other labels say nothing about anomalies, shape (count,)."""
    return expected_labels(anomaly_labels(block), count)


def anomaly_labels(block: Classification) -> list[StructuredLabel]:
    """The expected labels that say something about anomalies."""
    wire = block.expected_anomaly_outcome
    labels = block.expected_labels if wire is None else wire
    return [label for label in labels if label.label in (ANOMALY, NO_ANOMALY)]


def drift_notice(comparison: AnomalyComparison, block: LearnBlock, windows: Windows) -> Notice | None:
    """Says that scores of K-means or GMM over a processed signal differ at all: these run in float in every variant."""
    differs = any(drifting(comparison, pair).any() for pair in comparison.pairs)
    if block.type not in FLOAT_TYPES or windows.image or not differs:
        return None
    text = (
        "This block computes in float whatever the variant, yet its scores differ: "
        "something other than quantized weights is behind it, such as the features or another model."
    )
    return Notice(text, block.id)


def drifting(comparison: AnomalyComparison, pair: AnomalyPair) -> npt.NDArray[np.bool_]:
    """Where scores differ by more than the order of additions and printing explain, shape (windows,)."""
    beyond = np.abs(pair.change) > ROUNDING * np.maximum(1, np.abs(comparison.reference.scores))
    return np.asarray(beyond, dtype=np.bool_)


def rank_correlation(reference: npt.NDArray[np.float64], candidate: npt.NDArray[np.float64]) -> float:
    """Spearman's rank correlation: Pearson's, of ranks in which equal values share the mean of their places.

    Args:
        reference: Scores, NaN where there are none, shape (windows,).
        candidate: The same, from the other variant.

    Returns:
        −1..1 over the windows that both score; NaN where these are fewer than three, or all alike in one variant.
    """
    both = ~np.isnan(reference) & ~np.isnan(candidate)
    if np.count_nonzero(both) < FEWEST_RANKED:
        return float("nan")
    first, second = (_centred_ranks(scores[both]) for scores in (reference, candidate))
    spread = np.sqrt((first @ first) * (second @ second))
    return float(np.clip(first @ second / spread, -1, 1)) if spread else float("nan")


def _centred_ranks(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Ranks of the values with their mean taken off; equal values share the mean of their places."""
    _, index, repeats = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(repeats)
    ranks: npt.NDArray[np.float64] = (last - (repeats - 1) / 2)[index] - (len(values) + 1) / 2
    return ranks


def _pair(reference: VariantAnomaly, candidate: VariantAnomaly) -> AnomalyPair:
    """A candidate against the reference."""
    change = candidate.scores - reference.scores
    flipped = flips(reference, candidate)
    return AnomalyPair(
        reference=reference,
        candidate=candidate,
        change=change,
        flips=replace(flipped, crossed_threshold=np.ones(len(flipped), dtype=np.bool_)),
    )


def _changes_in_ranges(reference: npt.NDArray[np.float64], change: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Median and 95th percentile of the changes' magnitude, in interquartile ranges of the reference's scores."""
    magnitude = np.abs(change[~np.isnan(change)])
    if not magnitude.size:
        return float("nan"), float("nan")
    lower, upper = np.percentile(reference[~np.isnan(reference)], [25, 75])
    if not upper > lower:
        return float("nan"), float("nan")
    median, p95 = np.percentile(magnitude, [50, 95]) / (upper - lower)
    return float(median), float(p95)
