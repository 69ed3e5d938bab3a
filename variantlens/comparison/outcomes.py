"""Decisions judged: right, abstained or wrong, and what a changed decision means.

A *decision* is what a block says of one window at its threshold; its *outcome* is the decision held against
the expected label. A *flip* is a window that candidate and reference decide differently; its *harm* says
whether the outcome moved down (harmful), up (helpful), not at all (neutral), or cannot be told (unjudged).
A window that only the reference decides is *lost*: that is harm, but no flip. One that only the candidate decides is
unjudged, never a gain.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

from variantlens.comparison.spelling import alike
from variantlens.comparison.windows import joined_labels, split_labels

UNCERTAIN = "uncertain"
"""The decision of a classifier whose best score is below its threshold."""
ANOMALY = "anomaly"
NO_ANOMALY = "no anomaly"
NONE = "none"
"""The decision of a multi-label block whose scores are all below its threshold."""
NO_ANSWER = "no answer"
"""How a sweep calls what a candidate says where only the reference has an answer."""

Indices = npt.NDArray[np.intp]
Decisions = npt.NDArray[np.object_]
"""One decision per window: a text, or None where the window has no usable scores; shape (windows,)."""


class Outcome(IntEnum):
    """A decision held against the expected label; a larger one is better, except UNJUDGED, which is none.

    LOST is only known beside a reference: the reference is judged, and the candidate has no answer.
    """

    LOST = -2
    UNJUDGED = -1
    WRONG = 0
    ABSTAINED = 1
    RIGHT = 2


class Harm(IntEnum):
    """What a flip does to the outcome."""

    UNJUDGED = 0
    NEUTRAL = 1
    HELPFUL = 2
    HARMFUL = 3


HARMS = np.array(
    [
        [Harm.NEUTRAL, Harm.HELPFUL, Harm.HELPFUL, Harm.UNJUDGED],
        [Harm.HARMFUL, Harm.NEUTRAL, Harm.HELPFUL, Harm.UNJUDGED],
        [Harm.HARMFUL, Harm.HARMFUL, Harm.NEUTRAL, Harm.UNJUDGED],
        [Harm.UNJUDGED, Harm.UNJUDGED, Harm.UNJUDGED, Harm.UNJUDGED],
    ],
    dtype=np.int8,
)
"""A harm by the reference's outcome and the candidate's, each at its own value; UNJUDGED, −1, finds the last one."""


@dataclass(frozen=True)
class Flips:
    """The windows of one block that a candidate decides differently from the reference.

    Attributes:
        windows: Indices of the flipped windows, ascending, shape (flips,).
        harm: A :class:`Harm` for each, shape (flips,).
        crossed_threshold: True where one of the two decisions is *uncertain* (or an anomaly score passed its
            threshold), False for a swap of labels, shape (flips,).
        comparable: How many windows both variants decide.
        lost: Indices of the windows that only the reference decides, ascending, shape (lost,).
        unmatched: How many windows only the candidate decides: these are unjudged.
        undecided: How many windows neither decides.
    """

    windows: Indices
    harm: npt.NDArray[np.int8]
    crossed_threshold: npt.NDArray[np.bool_]
    comparable: int
    lost: Indices = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    unmatched: int = 0
    undecided: int = 0

    @property
    def total(self) -> int:
        """How many windows there are."""
        return self.comparable + len(self.lost) + self.unmatched + self.undecided

    def __len__(self) -> int:
        return len(self.windows)

    def count(self, harm: Harm) -> int:
        """How many flips have this harm."""
        return int(np.count_nonzero(self.harm == harm))


class Decided(Protocol):
    """Whatever carries decisions and their outcomes, window by window."""

    @property
    def decisions(self) -> Decisions:
        """One per window, shape (windows,)."""

    @property
    def outcomes(self) -> npt.NDArray[np.int8]:
        """An :class:`Outcome` per window, shape (windows,)."""


def label_decisions(scores: npt.NDArray[np.float64], labels: Sequence[str], threshold: float | None) -> Decisions:
    """The label with the best score of each window, or *uncertain*.

    Args:
        scores: Shape (windows, labels), NaN where there is none.
        labels: Names of the columns, without ``anomaly``. Of equal scores the label whose name sorts first is
            chosen, so that the order of columns does not matter.
        threshold: A best score at or above it passes; None lets every one pass.

    Returns:
        A decision per window, None where no score is a number, shape (windows,).
    """
    decisions = np.full(len(scores), None, dtype=object)
    if not labels:
        return decisions
    order = np.array(sorted(range(len(labels)), key=lambda column: labels[column]))
    ordered = np.where(np.isnan(scores), -np.inf, scores)[:, order]
    top = ordered.argmax(axis=1)
    best = ordered[np.arange(len(scores)), top]
    usable = np.isfinite(best)
    decisions[usable] = np.array(labels, dtype=object)[order[top[usable]]]
    if threshold is not None:
        decisions[usable & (best < threshold)] = UNCERTAIN
    return decisions


def multi_label_decisions(scores: npt.NDArray[np.float64], labels: Sequence[str], threshold: float | None) -> Decisions:
    """All labels of each window whose scores are at or above the threshold, joined by ", ", or *none*.

    Args:
        scores: Shape (windows, labels), NaN where there is none.
        labels: Names of the columns, without ``anomaly``.
        threshold: What a score has to reach; without one nothing can be decided.

    Returns:
        A decision per window, None where no score is a number, shape (windows,).
    """
    decisions = np.full(len(scores), None, dtype=object)
    usable = ~np.isnan(scores).all(axis=1)
    if threshold is None or not usable.any():
        return decisions
    patterns, index = np.unique(scores[usable] >= threshold, axis=0, return_inverse=True)
    names = np.array(labels, dtype=object)
    texts = np.array([joined_labels(names[pattern]) or NONE for pattern in patterns], dtype=object)
    decisions[usable] = texts[index]
    return decisions


def anomaly_decisions(scores: npt.NDArray[np.float64], threshold: float | None) -> Decisions:
    """*anomaly* where a score is at or above the threshold, else *no anomaly*; None where either is missing."""
    decisions = np.full(len(scores), None, dtype=object)
    if threshold is None:
        return decisions
    usable = ~np.isnan(scores)
    decisions[usable] = np.where(scores[usable] >= threshold, ANOMALY, NO_ANOMALY)
    return decisions


def known_labels(
    expected: npt.NDArray[np.object_], labels: Iterable[str], *, multi_label: bool = False
) -> npt.NDArray[np.bool_]:
    """Where the model knows what is expected (of a multi-label block: all of it), shape (windows,).

    A model with one label knows every other one too, as what it must not find; but not its own label in another
    spelling.
    """
    names = tuple(labels)
    known = set()
    for text in set(expected.tolist()) - {None}:
        wanted = split_labels(text) if multi_label else [text]
        strange = [each for each in wanted if each not in names]
        if not strange or (len(names) == 1 and not any(alike(each, names[0]) for each in strange)):
            known.add(text)
    return np.array([text in known for text in expected.tolist()], dtype=np.bool_)


def wanted_decisions(
    expected: npt.NDArray[np.object_], labels: Sequence[str], *, abstention: str, multi_label: bool = False
) -> npt.NDArray[np.object_]:
    """What would be right to decide in each window: what is expected, as far as the model has words for it.

    A model with one label is right about all others if it decides nothing, so that its false alarms are seen.

    Args:
        expected: The expected label, None where there is none, shape (windows,).
        labels: The labels that the model knows.
        abstention: The decision that decides nothing, such as *uncertain*.
        multi_label: Whether the expected label may hold several.
    """
    if len(labels) != 1:
        return expected
    holds = [
        None
        if text is None
        else labels[0]
        if labels[0] in (split_labels(text) if multi_label else [text])
        else abstention
        for text in expected.tolist()
    ]
    return np.array(holds, dtype=object)


def outcomes(
    decisions: Decisions, expected: npt.NDArray[np.object_], known: npt.NDArray[np.bool_], *, abstention: str
) -> npt.NDArray[np.int8]:
    """Each decision held against what is expected.

    Args:
        decisions: One per window, shape (windows,).
        expected: What is expected, None where nothing is, shape (windows,).
        known: Where the model can know what is expected, shape (windows,).
        abstention: The decision that decides nothing, such as *uncertain*.

    Returns:
        An :class:`Outcome` per window, shape (windows,).
    """
    judged = known & decided(decisions) & decided(expected)
    right, abstained = equal(decisions, expected), equal(decisions, abstention)
    # Nested, since np.select takes ten times as long for a few windows, and a sweep judges each sample several times;
    # as numbers, since NumPy asks each member of an enum for what arrays have.
    undecided = np.where(abstained, int(Outcome.ABSTAINED), int(Outcome.WRONG))
    return np.where(judged, np.where(right, int(Outcome.RIGHT), undecided), int(Outcome.UNJUDGED)).astype(np.int8)


def flips(reference: Decided, candidate: Decided, *, multi_label: bool = False) -> Flips:
    """The windows that both decide, and decide differently.

    Args:
        reference: Decisions and outcomes of the reference.
        candidate: The same of the candidate, over the same windows.
        multi_label: Whether decisions hold several labels; then a threshold was crossed where the labels of one
            decision include those of the other, and labels were swapped where they do not.
    """
    by_reference, by_candidate = decided(reference.decisions), decided(candidate.decisions)
    where = np.flatnonzero(by_reference & by_candidate & ~equal(reference.decisions, candidate.decisions))
    before, after = reference.decisions[where], candidate.decisions[where]
    crossed = _include_each_other(before, after) if multi_label else _through_threshold(before, after)
    harm = harm_of(reference.outcomes[where], candidate.outcomes[where])
    return flips_at(where, harm, crossed, by_reference, by_candidate)


def flips_at(
    windows: Indices,
    harm: npt.NDArray[np.int8],
    crossed: npt.NDArray[np.bool_],
    by_reference: npt.NDArray[np.bool_],
    by_candidate: npt.NDArray[np.bool_],
) -> Flips:
    """Flips, and which windows only one of two variants decides.

    Args:
        windows: Indices of the flipped windows, shape (flips,).
        harm: A :class:`Harm` for each, shape (flips,).
        crossed: Whether a threshold was crossed, for each, shape (flips,).
        by_reference: Which windows the reference decides, shape (windows, …); of several entries of a window each
            counts.
        by_candidate: Which the candidate decides, of the same shape.
    """
    return Flips(
        windows=windows,
        harm=harm,
        crossed_threshold=crossed,
        comparable=int(np.count_nonzero(by_reference & by_candidate)),
        lost=np.nonzero(by_reference & ~by_candidate)[0],
        unmatched=int(np.count_nonzero(by_candidate & ~by_reference)),
        undecided=int(np.count_nonzero(~by_reference & ~by_candidate)),
    )


def decided(decisions: Decisions) -> npt.NDArray[np.bool_]:
    """Where there is a decision at all, shape (windows,)."""
    return ~equal(decisions, None)


def equal(decisions: Decisions, other: Decisions | str | None) -> npt.NDArray[np.bool_]:
    """Where decisions equal others, or a given one, shape (windows,)."""
    return np.asarray(decisions == other, dtype=np.bool_)


def harm_of(reference: npt.NDArray[np.int8], candidate: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
    """A :class:`Harm` for each pair of outcomes: right > abstained > wrong; unjudged where either is."""
    harm: npt.NDArray[np.int8] = HARMS[reference, candidate]
    return harm


def _through_threshold(before: Decisions, after: Decisions) -> npt.NDArray[np.bool_]:
    """Where one of two decisions is *uncertain*."""
    return equal(before, UNCERTAIN) | equal(after, UNCERTAIN)


def _include_each_other(before: Decisions, after: Decisions) -> npt.NDArray[np.bool_]:
    """Where the labels of one multi-label decision include all of the other's."""
    pairs = [(_label_set(one), _label_set(other)) for one, other in zip(before, after, strict=True)]
    return np.array([one <= other or other <= one for one, other in pairs], dtype=np.bool_)


def _label_set(decision: str) -> set[str]:
    return set() if decision == NONE else set(split_labels(decision))
