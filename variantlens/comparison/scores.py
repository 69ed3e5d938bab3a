"""Scores per label and window, variant against variant."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from variantlens.comparison.outcomes import Decisions, Flips

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True)
class VariantScores:
    """What one variant says.

    Attributes:
        variant: Its name.
        scores: One row per window, one column per label, NaN where there is no number, shape (windows, labels).
        decisions: A label or *uncertain* per window, None without usable scores, shape (windows,). For a
            multi-label block: the labels that pass the threshold, joined by ", ", or *none*.
        outcomes: An :class:`~variantlens.comparison.outcomes.Outcome` per window, shape (windows,).
    """

    variant: str
    scores: Scores
    decisions: Decisions
    outcomes: npt.NDArray[np.int8]


@dataclass(frozen=True)
class LargestChange:
    """The largest score change of a pair: where, and how much (candidate − reference)."""

    window: int
    label: str
    change: float


@dataclass(frozen=True)
class ScoresPair:
    """A candidate against the reference.

    Attributes:
        candidate: What the candidate says.
        change: Candidate score − reference score, NaN where either is missing, shape (windows, labels).
        flips: Where the decisions differ.
        largest: The largest change by magnitude; None without a comparable score.
        mean_change: Mean magnitude of the changes; NaN without a comparable score.
        step: The smallest difference that the pair's outputs can express, None where it is not known.
    """

    candidate: VariantScores
    change: Scores
    flips: Flips
    largest: LargestChange | None
    mean_change: float
    step: float | None


@dataclass(frozen=True)
class ScoresComparison:
    """The scores of one block, the reference against each candidate.

    Attributes:
        labels: Names of the columns; ``anomaly`` is never among them.
        threshold: Below it the best score is *uncertain*; None where the block has none.
        expected: The expected label of each window or None, shape (windows,).
        known: True where the model knows the expected label, shape (windows,).
        multi_label: Whether several labels may hold at once.
        reference: What the reference says.
        pairs: One for each candidate, in the order chosen.
    """

    labels: tuple[str, ...]
    threshold: float | None
    expected: npt.NDArray[np.object_]
    known: npt.NDArray[np.bool_]
    multi_label: bool
    reference: VariantScores
    pairs: tuple[ScoresPair, ...]

    @property
    def variants(self) -> tuple[VariantScores, ...]:
        """The reference first, then the candidates."""
        return (self.reference, *(pair.candidate for pair in self.pairs))
