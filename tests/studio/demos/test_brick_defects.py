"""The brick demo: what its pictures, its three models and its mixture are."""

from collections import Counter
from typing import Any

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter
from PIL import Image
from scipy import stats

from studio.inference import Runtime
from studio.learning.base import Question
from studio.learning.visual_anomaly import VisualAnomalyFile
from tests.studio.demos import cells, objects, plain

FOLDER = plain.ROOT / "brick-defects"
DEFECTS = ["crack", "hole", "scratch", "stain"]
VARIANTS = ["float32", "int8", "int8-calibrated-in-the-dark"]


def details(variant: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a model's input and output are."""
    interpreter = Interpreter(str(FOLDER / "models" / f"{variant}.tflite"))
    return interpreter.get_input_details()[0], interpreter.get_output_details()[0]


def test_half_of_the_test_pictures_have_a_defect(demo: plain.Demo) -> None:
    """200 good test pictures, 50 of each defect; training pictures are all good."""
    counts = Counter((entry["category"], entry["label"]["label"]) for entry in demo.files())
    defects = {("testing", defect): 50 for defect in DEFECTS}
    assert counts == {("testing", "good"): 200, ("training", "good"): 20} | defects
    assert demo.project["anomalousLabels"] == DEFECTS


def test_no_two_pictures_are_alike(demo: plain.Demo) -> None:
    """No picture is there twice, in particular none for training and for testing."""
    assert len({(FOLDER / "samples" / entry["path"]).read_bytes() for entry in demo.files()}) == 420


def test_pictures_are_of_one_size(demo: plain.Demo) -> None:
    """All pictures are grey and as large as the model's input, so that nothing is resized."""
    kinds = set()
    for entry in demo.files():
        with Image.open(FOLDER / "samples" / entry["path"]) as picture:
            kinds.add((picture.mode, picture.size))
    assert kinds == {("L", (96, 96))}


def test_every_defect_has_its_rectangle(demo: plain.Demo) -> None:
    """A defect has one box with its label inside the picture, a good picture has none."""
    for entry in demo.files():
        boxes, label = entry["boundingBoxes"], entry["label"]["label"]
        assert [box["label"] for box in boxes] == ([label] if label in DEFECTS else [])
        for box in boxes:
            assert 0 <= box["x"] < box["x"] + box["width"] <= 96
            assert 0 <= box["y"] < box["y"] + box["height"] <= 96


def test_float32_sees_defects_where_they_are(demo: plain.Demo) -> None:
    """In most pictures that float32 calls an anomaly, its highest cell touches the rectangle of the defect."""
    stated = demo.measured["blocks"][0]
    entries = [entry for entry in demo.files("testing") if entry["boundingBoxes"]]
    asked = objects.pictures(demo, stated, [FOLDER / "samples" / entry["path"] for entry in entries])
    features = VisualAnomalyFile.model_validate(demo.learning(stated)).ask(
        Question(asked.astype(np.float32), "float32", FOLDER, Runtime())
    )
    hits = []
    for entry, grid in zip(entries, features.anomaly_result, strict=True):
        scores = np.array(grid.scores, dtype=float)
        if scores.max() >= stated["threshold"]:
            row, column = np.unravel_index(scores.argmax(), scores.shape)
            (box,) = entry["boundingBoxes"]
            across = box["x"] - 16 < column * 8 < box["x"] + box["width"] + 8
            down = box["y"] - 16 < row * 8 < box["y"] + box["height"] + 8
            hits.append(across and down)
    assert len(hits) > 150
    assert np.mean(hits) > 0.9


@pytest.mark.parametrize("variant", VARIANTS[1:])
def test_int8_is_int8_throughout(variant: str) -> None:
    """The quantized models take and give 8-bit integers, 12 features for each of 12 × 12 cells."""
    into, out = details(variant)
    assert (into["dtype"], out["dtype"]) == (np.int8, np.int8)
    assert out["shape"].tolist() == [1, 12, 12, 12]


def test_the_dark_knows_a_narrower_world() -> None:
    """The input range learnt from dark pictures is 0.3 of that of pictures as they are."""
    (light, _), (dark, _) = details("int8"), details("int8-calibrated-in-the-dark")
    assert dark["quantization"][0] / light["quantization"][0] == pytest.approx(0.3, abs=0.01)


@pytest.mark.parametrize("variant", VARIANTS)
def test_service_answers_what_the_recipe_measured(demo: plain.Demo, variant: str) -> None:
    """The learn block flags as many cells and misses as many pictures as measured.json says."""
    stated = demo.measured["blocks"][0]
    entries = demo.files("testing")
    asked = objects.pictures(demo, stated, [FOLDER / "samples" / entry["path"] for entry in entries])
    block = VisualAnomalyFile.model_validate(demo.learning(stated))
    answer = block.ask(Question(asked.astype(np.float32), variant, FOLDER, Runtime()))
    scores = np.array([grid.scores for grid in answer.anomaly_result], dtype=float).reshape(len(entries), -1)
    truth = np.array([entry["label"]["label"] != "good" for entry in entries])
    facts = cells.alone(scores, stated["threshold"], truth)
    assert {key: facts[key] for key in ("right", "missed", "falseAlarms", "cellsFlagged", "decisionsSha256")} == {
        key: stated["variants"][variant][key]
        for key in ("right", "missed", "falseAlarms", "cellsFlagged", "decisionsSha256")
    }


def test_verdict_follows_from_the_harmful_flips(demo: plain.Demo) -> None:
    """The upper bound of Clopper and Pearson on int8's harmful flips lies within the allowed loss, just."""
    harmful = demo.measured["blocks"][0]["candidates"]["int8"]["harmful"]
    bound = 100 * stats.binomtest(harmful, 400, alternative="less").proportion_ci(0.95).high
    assert demo.project["demo"]["allowedLoss"] == {"value": 3.0, "unit": "points of accuracy"}
    assert 2.5 < bound <= 3.0
    assert demo.project["demo"]["expectedVerdict"] == "within the allowed loss"


def test_attribution_names_source_licence_and_limits() -> None:
    """The attribution names the picture, its licence, that defects are painted and that crops overlap."""
    text = " ".join((FOLDER / "ATTRIBUTION.md").read_text().split())
    for words in ("scikit-image", "CC0", "paints them in", "overlap", "No pixel is in both"):
        assert words in text
