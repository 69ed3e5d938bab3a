"""Scores per label and window, variant against variant."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, mean_absolute_error

from tests.answers import Row, scored
from variantlens.comparison.compare import compare
from variantlens.comparison.outcomes import Harm, Outcome
from variantlens.comparison.scores import LargestChange, ScoresComparison

NAN = float("nan")


def two(walking: float) -> dict[str, float | None]:
    """A window's scores of two activities."""
    return {"walking": walking, "idle": 1 - walking}


def scores_of(by_variant: Mapping[str, Sequence[Row]], **common: Any) -> ScoresComparison:
    """The only result of an answer with one block of scores."""
    (block,) = compare(scored(by_variant, **common)).blocks
    (result,) = block.results
    assert isinstance(result, ScoresComparison)
    return result


def test_three_windows_by_hand() -> None:
    """Decisions, outcomes, changes and flips of a small answer are those worked out on paper."""
    result = scores_of(
        {"float32": [two(0.9), two(0.7), two(0.2)], "int8": [two(0.8), two(0.5), two(0.3)]},
        expected=[(0, 1, "walking"), (2, 2, "idle")],
        thresholds={"min_score": 0.6},
    )
    (pair,) = result.pairs
    assert result.labels == ("walking", "idle")
    assert result.threshold == 0.6
    assert result.expected.tolist() == ["walking", "walking", "idle"]
    assert result.reference.decisions.tolist() == ["walking", "walking", "idle"]
    assert pair.candidate.decisions.tolist() == ["walking", "uncertain", "idle"]
    assert pair.candidate.outcomes.tolist() == [Outcome.RIGHT, Outcome.ABSTAINED, Outcome.RIGHT]
    np.testing.assert_allclose(pair.change, [[-0.1, 0.1], [-0.2, 0.2], [0.1, -0.1]])
    assert pair.flips.windows.tolist() == [1]
    assert pair.flips.harm.tolist() == [Harm.HARMFUL]
    assert pair.flips.crossed_threshold.tolist() == [True]
    assert pair.flips.comparable == 3
    assert pair.mean_change == pytest.approx(0.4 / 3)


@pytest.mark.parametrize("number", [None, math.nan, math.inf, 1e308])
@pytest.mark.parametrize("several", [False, True])
def test_a_window_with_a_score_that_is_no_number_has_no_answer(number: float | None, several: bool) -> None:
    """It may be the best one: the candidate has lost the window, and of the reference it helps nobody."""
    good: list[Row] = [{"a": 0.9, "b": 0.1}]
    bad: list[Row] = [{"a": number, "b": 0.9}]
    common: dict[str, Any] = {"expected": [(0, 0, "a")], "thresholds": {"min_score": 0.5}, "isMultiLabel": several}
    (there,) = scores_of({"float32": good, "int8": bad}, **common).pairs
    assert (there.flips.lost.tolist(), there.flips.comparable) == ([0], 0)
    (back,) = scores_of({"float32": bad, "int8": good}, **common).pairs
    assert (len(back.flips), back.flips.unmatched) == (0, 1)


@pytest.mark.parametrize(
    ("reference", "candidate", "largest"),
    [
        ([two(0.9)], [two(0.7)], LargestChange(0, "walking", -0.2)),  # both change alike: the one that scores higher
        ([two(0.1)], [two(0.3)], LargestChange(0, "idle", -0.2)),
        ([two(0.9), two(0.9)], [two(0.8), two(0.6)], LargestChange(1, "walking", -0.3)),
        ([two(0.9), two(0.8)], [two(0.7), two(0.6)], LargestChange(0, "walking", -0.2)),  # the earliest of equals
        ([{"a": 0.5, "b": 0.5}], [{"a": 0.5, "b": 0.5}], LargestChange(0, "a", 0.0)),  # nothing changed
        ([{"b": 0.5}], [{"a": 0.9, "b": 0.4}], LargestChange(0, "b", -0.1)),  # only comparable scores
        ([{"a": None}], [{"a": 0.9}], None),  # none is comparable
        ([{"a": 0.9}], [{"b": 0.9}], None),
        ([{}], [{}], None),  # no labels at all
        ([], [], None),  # no windows at all
    ],
)
def test_largest_change(reference: list[Row], candidate: list[Row], largest: LargestChange | None) -> None:
    """The largest change by magnitude, with its sign, its window and its label."""
    (pair,) = scores_of({"float32": reference, "int8": candidate}).pairs
    if largest is None or pair.largest is None:
        assert pair.largest is largest
        assert np.isnan(pair.mean_change)
    else:
        assert (pair.largest.window, pair.largest.label) == (largest.window, largest.label)
        assert pair.largest.change == pytest.approx(largest.change)


def test_labels_are_matched_by_name_not_by_order() -> None:
    """A variant that sends its labels in another order says the same."""
    turned = [dict(reversed(two(0.9).items()))]
    (pair,) = scores_of({"float32": [two(0.9)], "int8": turned}).pairs
    assert pair.change.tolist() == [[0, 0]]


def test_what_one_variant_lacks_is_empty_not_zero() -> None:
    """Fewer windows and fewer labels leave gaps, which are neither changes nor flips."""
    result = scores_of({"float32": [two(0.9), two(0.9)], "int8": [{"walking": 0.2}]})
    (pair,) = result.pairs
    np.testing.assert_allclose(pair.change, [[-0.7, NAN], [NAN, NAN]])
    assert pair.candidate.decisions.tolist() == ["walking", None]
    assert pair.flips.comparable == 1
    assert len(pair.flips) == 0


def test_anomaly_is_never_the_top_label() -> None:
    """An anomaly score of 9 stands beside the labels and decides nothing among them."""
    comparison = compare(scored({"float32": [two(0.9) | {"anomaly": 9.0}]}))
    scores = comparison.blocks[0].results[0]
    assert isinstance(scores, ScoresComparison)
    assert scores.labels == ("walking", "idle")
    assert scores.reference.decisions.tolist() == ["walking"]


def test_a_label_that_the_model_does_not_know_is_unjudged() -> None:
    """What cannot be right cannot be wrong either."""
    result = scores_of({"float32": [two(0.9)], "int8": [two(0.1)]}, expected=[(0, 0, "swimming")])
    assert result.known.tolist() == [False]
    assert result.pairs[0].flips.harm.tolist() == [Harm.UNJUDGED]


def test_multi_label_blocks_decide_sets() -> None:
    """Every label that passes counts; right is the whole set, none abstains."""
    rows = [{"a": 0.9, "b": 0.8}, {"a": 0.9, "b": 0.1}, {"a": 0.1, "b": 0.2}]
    result = scores_of(
        {"float32": rows, "int8": [rows[1], rows[1], rows[2]]},
        expected=[(0, 2, "b"), (0, 2, "a")],
        thresholds={"min_score": 0.5},
        isMultiLabel=True,
    )
    assert result.multi_label
    assert result.expected.tolist() == ["a, b"] * 3
    assert result.reference.decisions.tolist() == ["a, b", "a", "none"]
    assert result.reference.outcomes.tolist() == [Outcome.RIGHT, Outcome.WRONG, Outcome.ABSTAINED]
    assert result.pairs[0].flips.windows.tolist() == [0]
    assert result.pairs[0].flips.crossed_threshold.tolist() == [True]


@pytest.mark.parametrize(
    ("scale", "step"),
    [(1 / 128, 1 / 128), (None, None)],  # known from the model; not known, and the scores are on no lattice
)
def test_step(scale: float | None, step: float | None) -> None:
    """The pair's step comes with the pair."""
    (pair,) = scores_of({"float32": [two(0.9)], "int8": [two(0.7)]}, scale=scale).pairs
    assert pair.step == step


def test_three_variants() -> None:
    """The reference stands against each candidate, in their order."""
    result = scores_of({"a": [two(0.9)], "float32": [two(0.8)], "c": [two(0.1)]})
    assert [said.variant for said in result.variants] == ["float32", "a", "c"]
    assert [len(pair.flips) for pair in result.pairs] == [0, 1]


def test_accuracy_and_mean_change_agree_with_scikit_learn() -> None:
    """Right windows and mean changes are those that another library counts."""
    generator = np.random.default_rng(7)
    labels = ["a", "b", "c"]
    tables = generator.dirichlet(np.ones(3), size=(2, 200))
    expected = generator.choice(labels, 200)
    rows = [[dict(zip(labels, row, strict=True)) for row in table.tolist()] for table in tables]
    result = scores_of(
        {"float32": rows[0], "int8": rows[1]},
        expected=[(window, window, label) for window, label in enumerate(expected.tolist())],
    )
    for said, table in zip(result.variants, tables, strict=True):
        top = np.array(labels)[table.argmax(axis=1)]
        assert np.mean(said.outcomes == Outcome.RIGHT) == pytest.approx(accuracy_score(expected, top))
    (pair,) = result.pairs
    assert pair.mean_change == pytest.approx(mean_absolute_error(tables[0], tables[1]))
    assert len(pair.flips) == np.count_nonzero(tables[0].argmax(axis=1) != tables[1].argmax(axis=1))
