"""What recipes call a decision, an outcome and a flip."""

import numpy as np
import pytest

from training.measure import Question, anomaly, classifier, digest

EXPECTED = np.array(["a", "a", "b", "b"], dtype=object)
SAMPLES = np.array(["1", "1", "2", "2"], dtype=object)
QUESTION = Question(["a", "b"], 0.6, EXPECTED, SAMPLES)
REFERENCE = np.array([[0.9, 0.1], [0.5, 0.5], [0.7, 0.3], [0.2, 0.8]])


def test_a_score_on_the_threshold_passes() -> None:
    """At the threshold the label is given, below it the answer is uncertain."""
    decisions = QUESTION.decide(np.array([[0.6, 0.4], [0.41, 0.59]]))
    assert decisions.tolist() == ["a", "uncertain"]


def test_outcomes_are_counted() -> None:
    """Uncertain is not right, and not wrong either."""
    facts = classifier(QUESTION, {"float32": REFERENCE}, {"float32": 10})["variants"]["float32"]
    assert (facts["right"], facts["abstained"], facts["wrong"], facts["accuracy"]) == (2, 1, 1, 0.5)
    assert facts["sizeBytes"] == 10


@pytest.mark.parametrize(
    ("window", "scores", "side", "sample"),
    [
        (0, [0.1, 0.9], "harmful", "1"),  # right → wrong
        (0, [0.5, 0.5], "harmful", "1"),  # right → abstained
        (1, [0.1, 0.9], "harmful", "1"),  # abstained → wrong
        (1, [0.9, 0.1], "helpful", "1"),  # abstained → right
        (2, [0.5, 0.5], "helpful", "2"),  # wrong → abstained
    ],
)
def test_flips_by_harm(window: int, scores: list[float], side: str, sample: str) -> None:
    """A flip harms when the outcome moves down right > abstained > wrong, and is counted for its sample."""
    candidate = REFERENCE.copy()
    candidate[window] = scores
    facts = classifier(QUESTION, {"float32": REFERENCE, "int8": candidate}, {"float32": 1, "int8": 1})
    flips = facts["candidates"]["int8"]
    assert (flips["flips"], flips[side], flips["flipsBySample"]) == (1, 1, {sample: 1})


def test_wrong_in_another_way_is_neutral() -> None:
    """From one wrong label to another the outcome stays."""
    question = Question(["a", "b", "c"], 0.6, np.array(["a"], dtype=object), np.array(["1"], dtype=object))
    scores = {"float32": np.array([[0.0, 0.9, 0.1]]), "int8": np.array([[0.0, 0.1, 0.9]])}
    flips = classifier(question, scores, {"float32": 1, "int8": 1})["candidates"]["int8"]
    assert (flips["flips"], flips["neutral"]) == (1, 1)


def test_digest_knows_the_order() -> None:
    """Two windows that swap their decisions give another fingerprint."""
    decisions = np.array(["a", "b"], dtype=object)
    assert digest(decisions) != digest(decisions[::-1])


def test_anomalies_are_counted_by_sample() -> None:
    """A score at the threshold is an anomaly."""
    facts = anomaly(np.array([0.5, 0.4, 0.6, -1.0]), 0.5, SAMPLES)
    assert (facts["anomalies"], facts["anomaliesBySample"]) == (2, {"1": 1, "2": 1})
