"""What recipes call a hit, a changed picture and a harmed one."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from studio.learning.boxes import paired
from studio.learning.scenes import Found, Objects
from training.detections import Question, expected_verdict, facts, telling, truths
from training.scenes import Placed, Scene

LEFT, RIGHT, BELOW = (0.0, 0.0, 0.2, 0.2), (0.5, 0.0, 0.2, 0.2), (0.0, 0.5, 0.2, 0.2)
Places = Sequence[tuple[float, float, float, float]]


def found(*places: tuple[float, float, float, float]) -> Found:
    """Objects of one label."""
    return Found(np.array(places).reshape(-1, 4), np.ones(len(places), dtype=np.int64), np.ones(len(places)))


def against(reference: Places, candidate: Places) -> dict[str, Any]:
    """What a candidate changes in a picture with one object on the left and one on the right."""
    question = Question(0.5, [found(LEFT, RIGHT)], paired)
    both = {"float32": [found(*reference)], "int8": [found(*candidate)]}
    changes: dict[str, Any] = facts(question, both, {"float32": 2, "int8": 1})["candidates"]["int8"]
    return changes


@pytest.mark.parametrize(
    ("candidate", "changes"),
    [
        ([LEFT, BELOW], {}),
        ([BELOW], {"objectsLost": 1, "imagesHarmed": 1}),
        ([LEFT, RIGHT, BELOW], {"objectsFound": 1}),
        ([LEFT], {"falseAlarmsGone": 1}),
        ([LEFT, BELOW, BELOW], {"falseAlarmsNew": 1, "imagesHarmed": 1}),
        ([RIGHT, BELOW], {"objectsLost": 1, "objectsFound": 1, "imagesHarmed": 1}),
    ],
)
def test_changes(candidate: Places, changes: dict[str, int]) -> None:
    """Against a reference that finds one of two objects and raises one false alarm."""
    none = dict.fromkeys(["objectsLost", "objectsFound", "falseAlarmsNew", "falseAlarmsGone", "imagesHarmed"], 0)
    assert against([LEFT, BELOW], candidate) == none | changes | {"imagesChanged": int(bool(changes))}


def test_a_variant_alone() -> None:
    """Hits, false alarms and missed objects give the three shares."""
    question = Question(0.5, [found(LEFT, RIGHT), found(LEFT)], paired)
    stated = facts(question, {"float32": [found(LEFT, BELOW), found(LEFT)]}, {"float32": 7})
    alone = stated["variants"]["float32"]
    assert (stated["samples"], stated["objects"], alone["sizeBytes"]) == (2, 3, 7)
    assert (alone["hit"], alone["falseAlarms"], alone["missed"]) == (2, 1, 1)
    assert (alone["f1"], alone["precision"], alone["recall"]) == pytest.approx((0.6667, 0.6667, 0.6667))


def test_fingerprint_tells_which_object_is_hit() -> None:
    """Two variants that find one object each, but not the same one, have other fingerprints."""
    question = Question(0.5, [found(LEFT, RIGHT)], paired)
    both = facts(question, {"float32": [found(LEFT)], "int8": [found(RIGHT)]}, {"float32": 1, "int8": 1})["variants"]
    assert both["float32"]["decisionsSha256"] != both["int8"]["decisionsSha256"]


def test_fingerprint_does_not_know_the_order_of_objects() -> None:
    """Scores that change the order of objects change no decision."""
    question = Question(0.5, [found(LEFT, RIGHT)], paired)
    both = {"float32": [found(LEFT, RIGHT)], "int8": [found(RIGHT, LEFT)]}
    stated = facts(question, both, {"float32": 1, "int8": 1})["variants"]
    assert stated["float32"]["decisionsSha256"] == stated["int8"]["decisionsSha256"]


def test_a_telling_picture_was_right_before() -> None:
    """Of two pictures that lose an object, the one is shown in which the reference had found all."""
    question = Question(0.5, [found(LEFT, RIGHT), found(LEFT)], paired)
    before, after = [found(LEFT), found(LEFT)], [found(), found()]
    assert telling(question, {"float32": before, "int8": after}, "int8") == 1


@pytest.mark.parametrize(("harmed", "verdict"), [(3, "within the allowed loss"), (4, "not enough data")])
def test_verdict_by_the_bound(harmed: int, verdict: str) -> None:
    """Of 400 pictures three may be harmed if two points are allowed: the bound of four is at 2.3 %."""
    block = {"samples": 400, "candidates": {"int8": {"imagesHarmed": harmed}}}
    assert expected_verdict(block, "int8", 2.0) == verdict


def test_truth_is_in_parts_of_the_picture() -> None:
    """Placed things become boxes in 0..1 with the number of their label."""
    (truth,) = truths([Scene(b"", (Placed("b", 24, 48, 12, 6),), "grass")], ["a", "b"], 96)
    assert isinstance(truth, Objects)
    assert (truth.boxes.tolist(), truth.classes.tolist()) == ([[0.25, 0.5, 0.125, 0.0625]], [2])
