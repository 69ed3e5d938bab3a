"""Scores per label and window, variant against variant."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from variantlens.comparison.outcomes import (
    NONE,
    UNCERTAIN,
    Decisions,
    Flips,
    flips,
    known_labels,
    label_decisions,
    multi_label_decisions,
    outcomes,
    wanted_decisions,
)
from variantlens.comparison.rows import Side, described
from variantlens.comparison.steps import pair_step, variant_step
from variantlens.comparison.thresholds import MIN_SCORE, MovedThresholds, threshold_of
from variantlens.comparison.windows import expected_labels

Scores = npt.NDArray[np.float64]

SAME_CHANGE = 1e-9
"""Changes closer than this are equal but for rounding."""


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
    """A candidate against the reference. Figures over all windows are computed when they are asked for.

    Attributes:
        reference: What the reference says.
        candidate: What the candidate says.
        labels: Names of the columns.
        change: Candidate score − reference score, NaN where either is missing, shape (windows, labels).
        flips: Where the decisions differ.
        step: The smallest difference that the pair's outputs can express, None where it is not known.
    """

    reference: VariantScores
    candidate: VariantScores
    labels: tuple[str, ...]
    change: Scores
    flips: Flips
    step: float | None

    @cached_property
    def largest(self) -> LargestChange | None:
        """The largest change by magnitude; None without a comparable score."""
        return _largest(self.reference.scores, self.candidate.scores, self.labels)

    @cached_property
    def mean_change(self) -> float:
        """Mean magnitude of the changes; NaN without a comparable score."""
        magnitude = np.abs(self.change[~np.isnan(self.change)])
        return float(magnitude.mean()) if magnitude.size else float("nan")


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
        reachable: Whether a score can reach the threshold at all; else nothing is decided.
    """

    labels: tuple[str, ...]
    threshold: float | None
    expected: npt.NDArray[np.object_]
    known: npt.NDArray[np.bool_]
    multi_label: bool
    reference: VariantScores
    pairs: tuple[ScoresPair, ...]
    reachable: bool = True

    @property
    def variants(self) -> tuple[VariantScores, ...]:
        """The reference first, then the candidates."""
        return (self.reference, *(pair.candidate for pair in self.pairs))


@dataclass(frozen=True)
class _Rule:
    """How the scores of a block are decided and judged; the same for every variant."""

    labels: tuple[str, ...]
    threshold: float | None
    expected: npt.NDArray[np.object_]
    known: npt.NDArray[np.bool_]
    multi_label: bool
    reachable: bool

    def judge(self, variant: str, scores: Scores) -> VariantScores:
        """What a variant's scores decide, and whether that is right."""
        decide = multi_label_decisions if self.multi_label else label_decisions
        decisions = decide(scores if self.reachable else np.full_like(scores, np.nan), self.labels, self.threshold)
        abstention = NONE if self.multi_label else UNCERTAIN
        wanted = wanted_decisions(self.expected, self.labels, abstention=abstention, multi_label=self.multi_label)
        judged = outcomes(decisions, wanted, self.known, abstention=abstention)
        return VariantScores(variant, scores, decisions, judged)


def compare_scores(sides: Sequence[Side], count: int, moved: MovedThresholds) -> ScoresComparison:
    """The scores of one block, the reference against each candidate.

    Args:
        sides: What each variant says, the reference first. Labels are matched by name, windows by index; what
            one variant lacks is NaN there.
        count: How many windows there are.
        moved: Thresholds that the person moved.

    Raises:
        ValueError: No side has a classification.
    """
    rule = _rule(sides, count, moved)
    judged = [rule.judge(side.variant, side.table.whole(rule.labels, count)) for side in sides]
    steps = [variant_step(side.classification, each.scores) for side, each in zip(sides, judged, strict=True)]
    pairs = tuple(
        _pair(rule, judged[0], candidate, pair_step(steps[0], step))
        for candidate, step in zip(judged[1:], steps[1:], strict=True)
    )
    return ScoresComparison(
        rule.labels, rule.threshold, rule.expected, rule.known, rule.multi_label, judged[0], pairs, rule.reachable
    )


def _rule(sides: Sequence[Side], count: int, moved: MovedThresholds) -> _Rule:
    """How the block's scores are decided, as its description says."""
    block = described(sides)
    labels = tuple(dict.fromkeys(label for side in sides for label in side.table.labels))
    multi_label = bool(block.is_multi_label)
    expected = expected_labels(block.expected_labels, count, joined=multi_label)
    known = known_labels(expected, labels, multi_label=multi_label)
    threshold = threshold_of(block, MIN_SCORE, moved)
    highest = max(float(np.nanmax(side.table.scores(labels, count), initial=1.0)) for side in sides)
    return _Rule(labels, threshold, expected, known, multi_label, threshold is None or threshold <= highest)


def _pair(rule: _Rule, reference: VariantScores, candidate: VariantScores, step: float | None) -> ScoresPair:
    """A candidate against the reference."""
    return ScoresPair(
        reference=reference,
        candidate=candidate,
        labels=rule.labels,
        change=candidate.scores - reference.scores,
        flips=flips(reference, candidate, multi_label=rule.multi_label),
        step=step,
    )


def _largest(reference: Scores, candidate: Scores, labels: Sequence[str]) -> LargestChange | None:
    """The largest change by magnitude.

    Of equal ones the earliest window's; there the label that scores highest in either variant, since what one
    of two labels loses the other one gains; then the first by name.
    """
    change = candidate - reference
    if np.isnan(change).all():
        return None
    magnitude = np.nan_to_num(np.abs(change), nan=-1.0)
    largest = magnitude >= magnitude.max() - SAME_CHANGE
    window = int(largest.any(axis=1).argmax())
    score = np.maximum(reference[window], candidate[window])
    columns = np.flatnonzero(largest[window]).tolist()
    column = min(columns, key=lambda each: (-score[each], labels[each]))
    return LargestChange(window, labels[column], float(change[window, column]))
