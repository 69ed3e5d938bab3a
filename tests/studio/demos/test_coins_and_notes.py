"""The demo of a single-shot detector: what its pictures and models are, and what the service makes of them."""

from collections import Counter

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from tests.studio.demos import detectors, plain

FOLDER = plain.ROOT / "coins-and-notes"
VARIANTS = ("float32", "int8", "int8-calibrated-on-empty-ground")


def test_pictures_of_each_half(demo: plain.Demo) -> None:
    """400 test pictures come first, then 40 of those that were trained on; no two are alike."""
    assert [entry["category"] for entry in demo.files()] == ["testing"] * 400 + ["training"] * 40
    assert len(detectors.pictures_by_content(demo)) == 440


def test_objects_are_small_and_large(demo: plain.Demo) -> None:
    """Both labels come in sizes from 13 to 52 pixels, inside the picture."""
    boxes = [box for entry in demo.files("testing") for box in entry["boundingBoxes"]]
    longest = [max(box["width"], box["height"]) for box in boxes]
    assert (min(longest), max(longest)) == (13, 52)
    assert min(Counter(box["label"] for box in boxes).values()) > 400
    assert max(box["x"] + box["width"] for box in boxes) <= 96
    assert max(box["y"] + box["height"] for box in boxes) <= 96


@pytest.mark.parametrize("variant", VARIANTS)
def test_outputs_are_where_the_project_says(demo: plain.Demo, variant: str) -> None:
    """Differences and scores for 360 anchors are told apart by the order in the project file, in every model."""
    order = demo.learning({"impulse": 1, "block": 3})["decoding"]["outputs"]
    interpreter = Interpreter(str(FOLDER / "models" / f"{variant}.tflite"))
    outputs = interpreter.get_output_details()
    assert outputs[order["differences"]]["shape"].tolist() == [1, 360, 4]
    assert outputs[order["scores"]]["shape"].tolist() == [1, 360, 2]
    assert outputs[0]["dtype"] == (np.float32 if variant == "float32" else np.int8)


@pytest.mark.parametrize("number", [1, 33, 222, 440])
def test_the_service_finds_what_a_plain_run_finds(demo: plain.Demo, number: int) -> None:
    """Objects, boxes and scores of every variant are those of LiteRT's outputs, decoded independently."""
    for variant, answer in detectors.answers(demo, number, VARIANTS).items():
        found, expected = detectors.said(answer), detectors.plainly(demo, number, variant)
        assert [thing.label for thing in found] == [thing.label for thing in expected]
        for one, two in zip(found, expected, strict=True):
            assert one[1:] == pytest.approx(two[1:], abs=1e-5)


def test_details_say_the_same_in_numbers(demo: plain.Demo) -> None:
    """Details hold the same boxes and scores, with labels as numbers from 1."""
    (answer,) = detectors.answers(demo, 1, ("float32",)).values()
    (result,), (details,) = answer.structured_result or [], answer.details or []
    assert (details.boxes, details.scores) == (result.boxes, result.scores)
    assert [("coin", "note")[int(number or 0) - 1] for number in details.labels] == result.labels
    assert answer.object_detection_last_layer == "mobilenet-ssd"


def test_the_story_can_be_seen(demo: plain.Demo) -> None:
    """On the demo's picture float32 finds every object, and the badly calibrated variant does not."""
    number = 1 + [entry["path"] for entry in demo.files()].index(demo.project["demo"]["sample"])
    answers = detectors.answers(demo, number, ("float32", "int8-calibrated-on-empty-ground"))
    recalls = [result.recall for answer in answers.values() for result in answer.structured_result or []]
    assert recalls[0] == 1
    assert (recalls[1] or 0) < 1
