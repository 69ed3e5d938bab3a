"""The sentences that people quote."""

from dataclasses import replace

import pytest

from tests.sweeps.kept import CANDIDATE, anomalies, block_of, classified, decisions, objects, outputs, sample, values
from variantlens.comparison.outcomes import Harm
from variantlens.sweeps.columns import Block
from variantlens.sweeps.measures import Measure, allowed_loss
from variantlens.sweeps.verdict import judge
from variantlens.sweeps.wording import (
    amount,
    measured_apart,
    question,
    rounded_up,
    rule_sentence,
    verdict_sentence,
    without_verdict,
)

POINT = "points of accuracy"


def said(block: Block, value: float, unit: str = POINT, floor: float | None = None) -> str:
    """The sentence on a block."""
    return verdict_sentence(judge(block, CANDIDATE, allowed_loss(value, unit), floor=floor)).text


def test_not_enough_data_says_what_would_be() -> None:
    """Effect, bound, n, and how many recordings would do under which assumption."""
    assert said(classified([0] * 40, windows=17), 1.0) == (
        "Not enough data to say that int8 loses less than 1.0 point of accuracy: accuracy 100.0 % → 100.0 %, "
        "0 of 40 recordings got worse; that excludes a loss of more than 7.2 points at 95 %. "
        "About 300 recordings would do, if none of them got worse."
    )


def test_a_pass_says_what_it_excludes() -> None:
    """With the counts behind it."""
    assert said(classified([1] + [0] * 596), 1.0) == (
        "int8 is within the allowed loss of 1.0 point of accuracy: accuracy 100.0 % → 99.8 %, "
        "1 of 597 recordings got worse; that excludes a loss of more than 0.8 points at 95 %."
    )


@pytest.mark.parametrize(
    ("measure", "values", "texts"),
    [
        (Measure.ACCURACY, (0.9312, 0.9308), ("93.12 %", "93.08 %")),
        (Measure.ACCURACY, (0.931, 0.931), ("93.1 %", "93.1 %")),
        (Measure.ACCURACY, (1.0, 0.99998), ("100.000 %", "99.998 %")),
        (Measure.F1, (0.92, 0.9203), ("0.9200", "0.9203")),
        (Measure.F1, (0.9, float("nan")), ("0.900", "none")),
        (Measure.MAE, (20.0, 20.37), ("20.00", "20.37")),
    ],
)
def test_measures_that_differ_read_differently(
    measure: Measure, values: tuple[float, float], texts: tuple[str, str]
) -> None:
    """With the same decimals for both variants."""
    assert measured_apart(measure, *values) == texts
    assert measured_apart(measure, *values[::-1]) == texts[::-1]


def test_a_fail_says_by_how_much() -> None:
    """The loss and its lower bound."""
    text = said(classified([1] * 30 + [0] * 70), 3.0)
    assert text.startswith("int8 is worse than allowed: accuracy 100.0 % → 70.0 %, 30 of 100 recordings got worse.")
    assert "It loses 30.0 points of accuracy, at least 22." in text
    assert text.endswith("at 95 %; allowed: 3.0.")


def test_a_small_loss_is_told_with_both_ends() -> None:
    """Worse, but by less than allowed."""
    text = said(classified([1] * 400, windows=100), 3.0)
    assert "is worse, but by less than allowed: accuracy 100.0 % → 99.0 %, all 400 recordings got worse." in text
    assert "It loses 1.0 point of accuracy, at least 1.0 and at most 1." in text


def test_a_loss_that_is_unclear_is_told_as_such() -> None:
    """More data would show that it is worse, not that it passes."""
    text = said(classified([1] * 2 + [0] * 98), 1.0)
    assert "2 of 100 recordings got worse. It loses 2.0 points of accuracy here, which may be anything between" in text
    assert text.endswith("recordings would show that it loses more, if they behaved like these.")


def test_errors_speak_in_their_own_unit() -> None:
    """MAE and distances have no points."""
    made = block_of(*[sample(at, values([0.0], [1.0], [1.0]), image=True) for at in range(400)])
    assert said(made, 0.5, "MAE").startswith(
        "int8 is within the allowed loss of 0.500 in mean absolute error: mean absolute error 1.00 → 1.00 over "
        "400 pictures; that excludes a rise of more than "
    )
    far = block_of(*[sample(at, outputs([0.012])) for at in range(400)])
    assert said(far, 0.001, "mean squared error") == (
        "int8 is worse than allowed: mean squared error 0.012 from float32, at least 0.012 at 95 %; allowed: 0.001."
    )


def test_auroc_and_f1_have_three_decimals() -> None:
    """Absolute before relative: 0.921 → 0.922."""
    ranked = block_of(*[sample(at, anomalies([at % 2 == 0], [float(at % 2 == 0)], [1.0])) for at in range(40)])
    assert "AUROC 1.000 → 0.500 over 40 recordings" in said(ranked, 1.0, "AUROC")
    found = [("coin", 0.9, True)]
    boxes = block_of(*[sample(at, objects(["coin"], found, found), image=True) for at in range(400)])
    assert "F1 1.000 → 1.000, 0 of 400 pictures got worse" in said(boxes, 2.0, "F1")
    assert "400 labelled objects" in rule_sentence(judge(boxes, CANDIDATE, allowed_loss(2, "F1")))


def test_a_floor_has_a_sentence_of_its_own() -> None:
    """What was demanded, and what is sure."""
    block = block_of(*[sample(at, decisions(["cat"] * 2, ["cat", "dog"], ["cat", "dog"])) for at in range(400)])
    assert "It does not have accuracy of at least 90.0 %, as demanded: at least 49." in said(block, 1.0, floor=90)
    assert "It has accuracy of at least 40.0 %, as demanded:" in said(block, 1.0, floor=40)
    assert "Whether it has accuracy of at least 49.9 %, as demanded, is not known:" in said(block, 1.0, floor=49.9)


def test_nothing_to_judge_is_said_plainly() -> None:
    """No label, one class, no fitting unit."""
    unlabelled = block_of(sample(0, decisions([None], ["cat"], ["cat"])))
    assert said(unlabelled, 1.0) == "Not enough data to say anything of int8: no window is judged."
    one_class = block_of(sample(0, anomalies([True], [1.0], [1.0])))
    assert "only anomalies, or none at all, are expected" in said(one_class, 1.0, "AUROC")
    assert said(block_of(sample(0, outputs([1.0]))), 1.0).startswith("No verdict on Autoencoder: no loss was allowed")


def test_what_is_true_of_several_candidates_is_said_once() -> None:
    """Nothing is judged, of either: one sentence."""
    verdict = judge(block_of(sample(0, decisions([None], ["cat"], ["cat"]))), CANDIDATE, allowed_loss(1, POINT))
    (sentence,) = without_verdict([verdict, replace(verdict, candidate="int4")])
    assert sentence.text == "Not enough data to say anything of int8 and int4: no window is judged."


def test_names_stand_in_spans_of_their_own() -> None:
    """Whoever draws the sentence can escape what came from the service."""
    sentence = verdict_sentence(judge(classified([0] * 40), CANDIDATE, allowed_loss(1, POINT)))
    assert [span.text for span in sentence.spans if span.from_service] == [CANDIDATE]
    assert sentence.harm is None
    failed = verdict_sentence(judge(classified([1] * 40), CANDIDATE, allowed_loss(1, POINT)))
    assert failed.harm is Harm.HARMFUL


def test_the_rule_names_unit_and_assumption() -> None:
    """What stands behind the word Rule."""
    exact = rule_sentence(judge(classified([0] * 40, windows=17), CANDIDATE, allowed_loss(1, POINT)))
    assert "Over 40 recordings, 680 windows" in exact
    assert "Clopper and Pearson" in exact
    made = block_of(*[sample(at, values([float(at)], [at + 1.0], [at + 1.0])) for at in range(400)])
    judged = judge(made, CANDIDATE, allowed_loss(0.5, "MAE"))
    assert "at 95 %, if no recording gets worse by more than 400." in verdict_sentence(judged).text
    drawn = rule_sentence(judged)
    assert "an imagined one among them" in drawn
    assert "Assumed: no recording is worse by more than 400" in drawn


@pytest.mark.parametrize(
    ("block", "unit", "told"),
    [
        (classified([0] * 40, windows=17), POINT, "The recording is the unit, since its windows are not independent."),
        (classified([0] * 40), POINT, "Each recording counts once."),
        (
            block_of(*[sample(at, decisions(["cat"], ["cat"], ["cat"]), image=True) for at in range(9)]),
            POINT,
            "Each picture counts once.",
        ),
        (
            block_of(*[sample(at, objects(["cat"], [], []), image=True) for at in range(9)]),
            "F1",
            "The picture is the unit, since its objects are not independent.",
        ),
    ],
)
def test_the_rule_says_what_counts_once(block: Block, unit: str, told: str) -> None:
    """And why, where it holds several windows or objects."""
    rule = rule_sentence(judge(block, CANDIDATE, allowed_loss(1, unit)))
    assert told in rule
    assert "picture" not in told or "window" not in rule


@pytest.mark.parametrize(
    ("value", "unit", "asked"),
    [
        (1, POINT, "Does int8 or int4 lose more than 1.0 point of accuracy?"),
        (0.5, "MAE", "Does mean absolute error rise by more than 0.500 in int8 or int4?"),
        (
            0.001,
            "MSE",
            "Is the output of int8 or int4 farther than 0.001 from that of float32 (mean squared error)?",
        ),
    ],
)
def test_a_sweep_asks_in_the_unit_of_its_measure(value: float, unit: str, asked: str) -> None:
    """Points are lost, an error rises, a distance is far."""
    assert question(allowed_loss(value, unit), ("int8", "int4"), "float32").text == asked


@pytest.mark.parametrize(("count", "expected"), [(7, 7), (99, 99), (299, 300), (1234, 1300), (86, 86), (100, 100)])
def test_numbers_of_samples_are_rounded_up(count: int, expected: int) -> None:
    """Two digits that say something, never too few samples."""
    assert rounded_up(count) == expected


def test_a_bound_never_looks_like_what_it_exceeds() -> None:
    """1.04 beside an allowed 1.0 takes a decimal more; the same number does not."""
    assert amount(Measure.ACCURACY, 0.0104, beside=0.01) == "1.04"
    assert amount(Measure.ACCURACY, 0.01, beside=0.01) == "1.0"
    assert amount(Measure.ACCURACY, -0.012) == "−1.2"
    assert amount(Measure.ACCURACY, 0.0) == "0.0"
    assert amount(Measure.ACCURACY, 0.00002) == "0.002"
