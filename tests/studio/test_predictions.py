"""Decisions and accuracy against hand-made answers, kind by kind."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter

from studio import predictions
from studio.learning import AnyLearnFile, LearnFile
from variantlens.service import schema

BLOCKS: TypeAdapter[LearnFile] = TypeAdapter(AnyLearnFile)
MODELS = {"float32": {"file": "a.tflite"}}
CLASSIFIER = {"type": "keras", "labels": ["idle", "wave"], "models": MODELS}
KMEANS = {"type": "anomaly", "clusters": "clusters.json"}
REGRESSION = {"type": "keras-regression", "models": MODELS}
FREEFORM = {"type": "keras-freeform", "models": MODELS}


def block(entry: dict[str, Any], number: int = 3) -> LearnFile:
    """A learn block as a project file has it."""
    return BLOCKS.validate_python({"id": number, "name": "Block", "processing": [2], **entry})


def said(result: Sequence[Mapping[str, float | None]], limit: float = 0.6, **more: Any) -> schema.Classification:
    """What a block says."""
    rows = [dict(row) for row in result]
    learn_block = schema.LearnBlock(id=3, type="keras")
    return schema.Classification(learn_block=learn_block, result=rows, minimum_confidence_rating=limit, **more)


def labels(*parts: tuple[int, int, str]) -> list[schema.StructuredLabel]:
    """Labels over windows."""
    return [schema.StructuredLabel(start_index=first, end_index=last, label=label) for first, last, label in parts]


def decided(blocks: list[LearnFile], answers: list[schema.Classification]) -> list[schema.Prediction]:
    """The decisions about sample 9, in windows of 400 ms every 200 ms."""
    sample = schema.Sample(id=9, created=datetime(2026, 1, 1, tzinfo=UTC))
    data = schema.SampleData(sample=sample, payload=schema.Payload())
    whole = schema.ClassifyAnswer(results=[], sample=data, window_size_ms=400, window_increase_ms=200)
    return predictions.of_sample(whole, blocks, answers)


def short(found: list[schema.Prediction]) -> list[tuple[str | None, str, bool | None]]:
    """Expected label, prediction, and whether it is right."""
    return [(one.label, one.prediction, one.prediction_correct) for one in found]


def test_labels_at_their_threshold() -> None:
    """The label with the largest score is predicted if it reaches the threshold, ties included; else uncertain."""
    rows = [{"idle": 0.6, "wave": 0.4}, {"idle": 0.59, "wave": 0.41}, {"idle": 0.1, "wave": 0.9}]
    found = decided([block(CLASSIFIER)], [said(rows, expected_labels=labels((0, 1, "idle"), (2, 2, "idle")))])
    assert short(found) == [("idle", "idle", True), ("idle", "uncertain", False), ("idle", "wave", False)]
    assert [(one.start_ms, one.end_ms, one.sample_id) for one in found] == [(0, 400, 9), (200, 600, 9), (400, 800, 9)]


def test_what_nobody_can_judge() -> None:
    """A window without a label, or with one that the block does not know, is neither right nor wrong."""
    rows = [{"idle": 0.9, "wave": 0.1}] * 2
    found = decided([block(CLASSIFIER)], [said(rows, expected_labels=labels((1, 1, "jump")))])
    assert short(found) == [(None, "idle", None), ("jump", "idle", None)]


def test_scores_that_are_no_numbers() -> None:
    """A score that is null is never the largest; without any score nothing is certain."""
    rows: list[dict[str, float | None]] = [{"idle": None, "wave": 0.7}, {"idle": None, "wave": None}]
    found = decided([block(CLASSIFIER)], [said(rows)])
    assert [one.prediction for one in found] == ["wave", "uncertain"]


def test_an_anomaly_beside_a_classifier_changes_no_label() -> None:
    """The classifier speaks for the impulse; what is expected of the anomaly block is said beside it."""
    anomaly = said([{"anomaly": 5.0}], 0.3, expected_anomaly_outcome=labels((0, 0, "no anomaly")))
    scores = said([{"idle": 0.9, "wave": 0.1}], expected_labels=labels((0, 0, "idle")))
    for blocks, answers in (
        ([block(CLASSIFIER), block(KMEANS, 4)], [scores, anomaly]),
        ([block(KMEANS, 4), block(CLASSIFIER)], [anomaly, scores]),
    ):
        (found,) = decided(blocks, answers)
        assert (found.prediction, found.prediction_correct, found.expected_anomaly_outcome) == (
            "idle",
            True,
            "no anomaly",
        )


def test_an_anomaly_block_alone() -> None:
    """A score at the threshold is an anomaly; a score that is no number is none."""
    rows: list[dict[str, float | None]] = [{"anomaly": 0.3}, {"anomaly": 0.29}, {"anomaly": None}]
    answer = said(rows, 0.3, expected_anomaly_outcome=labels((0, 1, "anomaly")), expected_labels=labels((0, 2, "wave")))
    found = decided([block(KMEANS)], [answer])
    assert short(found) == [("wave", "anomaly", True), ("wave", "no anomaly", False), ("wave", "no anomaly", None)]
    told = predictions.anomalies([block(KMEANS)], [answer])
    assert told == Counter({("anomaly", True): 1, ("anomaly", False): 1})
    assert predictions.accuracy(found, told, numbers=False).anomaly_accuracy_score == 0.5


def test_values_within_the_allowed_error() -> None:
    """A value is right within the allowed error of its label; without a number as label nobody knows."""
    rows: list[dict[str, float | None]] = [{"value": 2.5}, {"value": 2.6}, {"value": 2.0}, {"value": None}]
    answer = said(rows, 0.5, expected_labels=labels((0, 1, "3"), (1, 1, "2"), (2, 2, "three"), (3, 3, "3")))
    found = decided([block(REGRESSION)], [answer])
    assert [one.prediction_correct for one in found] == [True, False, None, None]
    accuracy = predictions.accuracy(found, Counter(), numbers=True)
    assert accuracy.mse_score == pytest.approx((0.25 + 0.36) / 2)
    assert (accuracy.summary_per_class, accuracy.confusion_matrix_values) == ({}, {})


def test_found_objects() -> None:
    """Labels of found objects are the prediction, right where nothing is missed or wrong; boxes stay in 0..1."""
    one = schema.Detections(boxes=[[0.1, 0.2, 0.3, 0.4]], labels=["nut"], scores=[0.7], f1=1.0)
    none = schema.Detections(boxes=[], labels=[], scores=[], f1=0.0)
    unknown = schema.Detections(boxes=[], labels=[], scores=[])
    found = decided([block(CLASSIFIER)], [said([{}, {}, {}], structured_result=[one, none, unknown])])
    assert [(each.prediction, each.prediction_correct, each.f1_score) for each in found] == [
        ("nut", True, 1.0),
        ("nothing", False, 0.0),
        ("nothing", None, None),
    ]
    boxes = found[0].bounding_boxes or []
    assert [box.model_dump() for box in boxes] == [
        {"label": "nut", "x": 0.1, "y": 0.2, "width": 0.3, "height": 0.4, "score": 0.7}
    ]


def test_several_labels_at_once() -> None:
    """Where several labels may be right, all that reach the threshold are predicted, and nobody judges them."""
    found = decided(
        [block(CLASSIFIER)], [said([{"idle": 0.9, "wave": 0.7}, {"idle": 0, "wave": 0}], is_multi_label=True)]
    )
    assert short(found) == [(None, "idle, wave", None), (None, "uncertain", None)]


def test_a_label_for_each_key() -> None:
    """A label map is predicted key by key."""
    found = decided([block(CLASSIFIER)], [said([{}], label_map_result=[{"room": "hall", "noise": "low"}])])
    assert (found[0].prediction, found[0].label_map_predictions) == ("hall, low", {"room": "hall", "noise": "low"})


def test_freeform_decides_nothing() -> None:
    """Raw output is no decision."""
    assert decided([block(FREEFORM)], [said([{"0": 0.5}])]) == []


def test_accuracy_by_hand() -> None:
    """Shares, the mean over classes and the confusion matrix, against a case counted by hand."""
    rows = [{"idle": 0.9, "wave": 0.1}] * 3 + [{"idle": 0.5, "wave": 0.5}, {"idle": 0.1, "wave": 0.9}]
    answer = said(rows, expected_labels=labels((0, 1, "idle"), (2, 4, "wave")))
    accuracy = predictions.accuracy(decided([block(CLASSIFIER)], [answer]), Counter(), numbers=False)
    assert (accuracy.total_summary.good, accuracy.total_summary.bad) == (3, 2)
    assert accuracy.accuracy_score == pytest.approx(3 / 5)
    assert accuracy.balanced_accuracy_score == pytest.approx((1 + 1 / 3) / 2)
    assert accuracy.confusion_matrix_values == {"idle": {"idle": 2}, "wave": {"idle": 1, "uncertain": 1, "wave": 1}}
    assert accuracy.all_labels == ["idle", "uncertain", "wave"]
    assert accuracy.summary_per_class["wave"].model_dump() == {"good": 1, "bad": 2}


def test_nothing_to_judge() -> None:
    """Without windows there are no shares."""
    accuracy = predictions.accuracy([], Counter(), numbers=False)
    assert (accuracy.accuracy_score, accuracy.balanced_accuracy_score, accuracy.mse_score) == (None, None, None)
