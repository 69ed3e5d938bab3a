"""Decisions, outcomes, flips and harm."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from variantlens.comparison.outcomes import (
    Decisions,
    Harm,
    Outcome,
    anomaly_decisions,
    flips,
    harm_of,
    known_labels,
    label_decisions,
    multi_label_decisions,
    outcomes,
)

NAN = float("nan")
Decide = Callable[[npt.NDArray[np.float64], Sequence[str], float | None], Decisions]
R, A, W, U = Outcome.RIGHT, Outcome.ABSTAINED, Outcome.WRONG, Outcome.UNJUDGED


@dataclass(frozen=True)
class Said:
    """Decisions with their outcomes."""

    decisions: Decisions
    outcomes: npt.NDArray[np.int8]


def said(decisions: Sequence[str | None], judged: Sequence[Outcome] | None = None) -> Said:
    """Decisions, unjudged unless told otherwise."""
    return Said(np.array(decisions, dtype=object), np.array(judged or [U] * len(decisions), dtype=np.int8))


@pytest.mark.parametrize(
    ("scores", "threshold", "decision"),
    [
        ([0.2, 0.8], 0.6, "b"),  # the best one passes
        ([0.4, 0.6], 0.6, "b"),  # equal to the threshold passes
        ([0.41, 0.59], 0.6, "uncertain"),  # the best one is below
        ([0.41, 0.59], None, "b"),  # without a threshold every one passes
        ([0.5, 0.5], 0.5, "a"),  # a tie: the first by name
        ([NAN, 0.7], 0.6, "b"),  # what is left decides
        ([NAN, 0.1], 0.6, "uncertain"),
        ([NAN, NAN], 0.6, None),  # nothing to decide by
        ([NAN, NAN], None, None),
        ([-3.0, -2.0], None, "b"),  # scores need not be probabilities
        ([-3.0, -2.0], -2.0, "b"),
    ],
)
def test_label_decisions(scores: list[float], threshold: float | None, decision: str | None) -> None:
    """The best label at or above the threshold, else uncertain, else nothing."""
    assert label_decisions(np.array([scores]), ("a", "b"), threshold).tolist() == [decision]


def test_ties_go_by_name_not_by_column() -> None:
    """The order in which a service sends its labels does not decide a tie."""
    assert label_decisions(np.array([[0.5, 0.5]]), ("b", "a"), None).tolist() == ["a"]


@pytest.mark.parametrize(
    ("scores", "threshold", "decision"),
    [
        ([0.6, 0.7, 0.1], 0.6, "a, b"),  # all that reach it, by name
        ([0.1, 0.1, 0.9], 0.6, "c"),
        ([0.1, 0.1, 0.1], 0.6, "none"),
        ([NAN, 0.7, NAN], 0.6, "b"),  # no number never passes
        ([NAN, NAN, NAN], 0.6, None),
        ([0.6, 0.7, 0.1], None, None),  # without a threshold nothing can pass
    ],
)
def test_multi_label_decisions(scores: list[float], threshold: float | None, decision: str | None) -> None:
    """Every label at or above the threshold, none, or nothing to decide by."""
    columns = np.array([scores])[:, [2, 1, 0]]
    assert multi_label_decisions(columns, ("c", "b", "a"), threshold).tolist() == [decision]


@pytest.mark.parametrize(
    ("score", "threshold", "decision"),
    [
        (0.3, 0.3, "anomaly"),  # equal passes
        (0.29, 0.3, "no anomaly"),
        (-0.4, -0.5, "anomaly"),  # inside a cluster, yet above a threshold below 0
        (NAN, 0.3, None),
        (0.3, None, None),
    ],
)
def test_anomaly_decisions(score: float, threshold: float | None, decision: str | None) -> None:
    """An anomaly at or above the threshold; nothing without score or threshold."""
    assert anomaly_decisions(np.array([score]), threshold).tolist() == [decision]


@pytest.mark.parametrize("decide", [label_decisions, multi_label_decisions])
@pytest.mark.parametrize("shape", [(0, 0), (0, 2), (3, 0)])
def test_nothing_decides_nothing(decide: Decide, shape: tuple[int, int]) -> None:
    """No windows or no labels give as many empty decisions as there are windows."""
    assert decide(np.empty(shape), ("a", "b")[: shape[1]], 0.5).tolist() == [None] * shape[0]


@pytest.mark.parametrize(
    ("decision", "expected", "known", "outcome"),
    [
        ("a", "a", True, R),
        ("b", "a", True, W),
        ("uncertain", "a", True, A),
        (None, "a", True, U),  # nothing was decided
        ("a", None, False, U),  # nothing is expected
        ("a", "z", False, U),  # the model does not know what is expected
        ("uncertain", "z", False, U),
    ],
)
def test_outcomes(decision: str | None, expected: str | None, known: bool, outcome: Outcome) -> None:
    """A decision is right, abstained or wrong, and judged only against what the model can know."""
    judged = outcomes(
        np.array([decision], dtype=object),
        np.array([expected], dtype=object),
        np.array([known]),
        abstention="uncertain",
    )
    assert judged.tolist() == [outcome]


def test_known_labels() -> None:
    """A model knows the labels it scores; of several expected ones it has to know all."""
    expected = np.array(["a", "z", None, "a, b", "a, z"], dtype=object)
    assert known_labels(expected, ["a", "b"]).tolist() == [True, False, False, False, False]
    assert known_labels(expected, ["a", "b"], multi_label=True).tolist() == [True, False, False, True, False]


@pytest.mark.parametrize(
    ("reference", "candidate", "harm"),
    [
        (R, A, Harm.HARMFUL),
        (R, W, Harm.HARMFUL),
        (A, W, Harm.HARMFUL),
        (A, R, Harm.HELPFUL),
        (W, R, Harm.HELPFUL),
        (W, A, Harm.HELPFUL),
        (W, W, Harm.NEUTRAL),
        (U, U, Harm.UNJUDGED),
        (U, W, Harm.UNJUDGED),
        (R, U, Harm.UNJUDGED),
    ],
)
def test_harm(reference: Outcome, candidate: Outcome, harm: Harm) -> None:
    """Down right > abstained > wrong is harmful, up is helpful, the same is neutral, no judgement is counted apart."""
    assert harm_of(np.array([reference], dtype=np.int8), np.array([candidate], dtype=np.int8)).tolist() == [harm]


def test_flips_of_comparable_windows_only() -> None:
    """A window that only one variant decides is no flip and not comparable."""
    found = flips(said(["a", None, "a", "a", "b"]), said(["b", "a", None, "a", "b"]))
    assert found.windows.tolist() == [0]
    assert found.comparable == 3
    assert len(found) == 1


def test_swaps_and_crossed_thresholds_are_told_apart() -> None:
    """Uncertain on either side is a crossed threshold, another label is a swap."""
    found = flips(said(["a", "uncertain", "a"]), said(["uncertain", "b", "b"]))
    assert found.crossed_threshold.tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("reference", "candidate", "crossed"),
    [
        ("a", "a, b", True),  # one more
        ("none", "a", True),
        ("a, b", "none", True),
        ("a", "b", False),  # another one
        ("a, b", "b, c", False),
    ],
)
def test_multi_label_flips(reference: str, candidate: str, crossed: bool) -> None:
    """Labels that only come or only go crossed their threshold; both at once is a swap."""
    assert flips(said([reference]), said([candidate]), multi_label=True).crossed_threshold.tolist() == [crossed]


def test_flips_are_counted_by_harm() -> None:
    """Each flip has the harm of its two outcomes."""
    decisions = ["a", "a", "a", "b"]
    found = flips(said(decisions, [R, W, W, U]), said(["b", "b", "c", "b"], [W, R, W, U]))
    assert [found.count(harm) for harm in (Harm.HARMFUL, Harm.HELPFUL, Harm.NEUTRAL, Harm.UNJUDGED)] == [1, 1, 1, 0]


def decide_by_hand(row: list[float], labels: Sequence[str], threshold: float | None) -> str | None:
    """One window's decision, in plain Python."""
    numbers = {label: score for label, score in zip(labels, row, strict=True) if score == score}
    if not numbers:
        return None
    best = max(numbers.values())
    if threshold is not None and best < threshold:
        return "uncertain"
    return min(label for label, score in numbers.items() if score == best)


@given(
    rows=st.lists(st.lists(st.sampled_from([NAN, 0.0, 0.25, 0.5, 0.75, 1.0]), min_size=3, max_size=3), max_size=20),
    labels=st.permutations(["a", "b", "c"]),
    threshold=st.sampled_from([None, 0.0, 0.5, 0.6]),
)
def test_decisions_agree_with_plain_python(rows: list[list[float]], labels: list[str], threshold: float | None) -> None:
    """The vectorised decisions are those that a loop over windows finds."""
    scores = np.array(rows).reshape(-1, 3)
    assert label_decisions(scores, labels, threshold).tolist() == [
        decide_by_hand(row, labels, threshold) for row in rows
    ]


def test_harm_mirrors_for_every_pair_of_outcomes() -> None:
    """What is harmful one way is helpful the other way, and nothing else changes."""
    mirror = {Harm.HARMFUL: Harm.HELPFUL, Harm.HELPFUL: Harm.HARMFUL}
    one, other = (np.array(side, dtype=np.int8) for side in zip(*product(Outcome, Outcome), strict=True))
    there, back = harm_of(one, other).tolist(), harm_of(other, one).tolist()
    assert back == [mirror.get(Harm(harm), harm) for harm in there]
