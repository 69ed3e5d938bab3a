"""The FOMO demo: what its pictures and models are, and that the service finds what a plain run finds."""

import json
from collections import Counter

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from tests.studio.demos import detectors, plain

FOLDER = plain.ROOT / "digits-on-textures"
VARIANTS = ("float32", "int8", "int8-reference-kernels", "int8-calibrated-in-the-dark")
LABELS = {"0", "3", "4", "7"}


def test_pictures_of_each_half(demo: plain.Demo) -> None:
    """400 test pictures come first, then 40 of those that were trained on; no two are alike."""
    assert [entry["category"] for entry in demo.files()] == ["testing"] * 400 + ["training"] * 40
    assert len(detectors.pictures_by_content(demo)) == 440


def test_every_picture_has_labelled_digits_on_some_ground(demo: plain.Demo) -> None:
    """Each shows one to four digits inside the picture; all labels and all grounds come often."""
    labels = Counter(box["label"] for entry in demo.files("testing") for box in entry["boundingBoxes"])
    grounds = Counter(entry["metadata"]["background"] for entry in demo.files("testing"))
    assert (set(labels), set(grounds)) == (LABELS, {"brick", "grass", "gravel", "cell"})
    assert min(*labels.values(), *grounds.values()) > 50
    for entry in demo.files():
        assert 1 <= len(entry["boundingBoxes"]) <= 4
        for box in entry["boundingBoxes"]:
            assert min(box["x"], box["y"]) >= 0
            assert max(box["x"] + box["width"], box["y"] + box["height"]) <= 96


def test_both_kinds_of_kernels_run_one_file(demo: plain.Demo) -> None:
    """The reference kernels' variant is the int8 file itself."""
    models = demo.learning({"impulse": 1, "block": 3})["models"]
    assert models["int8-reference-kernels"] == {"file": models["int8"]["file"], "kernels": "reference"}


def test_models_are_what_their_names_say() -> None:
    """float32 is float throughout; int8 takes and gives integers, and in the dark it learnt a darker world."""
    inputs = {}
    for name in ("float32", "int8", "int8-calibrated-in-the-dark"):
        interpreter = Interpreter(str(FOLDER / "models" / f"{name}.tflite"))
        (into,), (out,) = interpreter.get_input_details(), interpreter.get_output_details()
        inputs[name] = into
        assert out["dtype"] == into["dtype"] == (np.float32 if name == "float32" else np.int8)
        assert out["shape"].tolist() == [1, 12, 12, 5]
    dark, well = (inputs[name]["quantization"][0] for name in ("int8-calibrated-in-the-dark", "int8"))
    assert dark == pytest.approx(0.3 * well, rel=0.05)


@pytest.mark.parametrize("number", [1, 17, 250, 420])
def test_the_service_finds_what_a_plain_run_finds(demo: plain.Demo, number: int) -> None:
    """Objects, boxes and scores of every variant are those of LiteRT's output, read independently."""
    for variant, answer in detectors.answers(demo, number, VARIANTS).items():
        found, expected = detectors.said(answer), detectors.plainly(demo, number, variant)
        assert [thing.label for thing in found] == [thing.label for thing in expected]
        for one, two in zip(found, expected, strict=True):
            assert one[1:] == pytest.approx(two[1:], abs=1e-5)


def test_the_story_can_be_debugged(demo: plain.Demo) -> None:
    """On the demo's picture float32 finds every digit and the dark variant misses some, as the debug view says."""
    number = 1 + [entry["path"] for entry in demo.files()].index(demo.project["demo"]["sample"])
    answers = detectors.answers(demo, number, ("float32", "int8-calibrated-in-the-dark"))
    missed = {}
    for variant, answer in answers.items():
        (result,) = answer.structured_result or []
        missed[variant] = len(json.loads(result.debug_info_json or "")["unassigned_y_true_idxs"])
        assert answer.object_detection_last_layer == "fomo"
        assert (result.mean_average_precision == 1) == (result.recall == 1) == (missed[variant] == 0)
    assert missed["float32"] == 0
    assert missed["int8-calibrated-in-the-dark"] > 0
