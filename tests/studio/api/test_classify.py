"""The main call and its one-variant sister: every number against LiteRT alone, and every field."""

import csv
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter, OpResolverType
from PIL import Image

from studio.api import create_app
from variantlens.service import schema

FILES = {
    "float32": ("dense-float32.tflite", OpResolverType.AUTO),
    "int8": ("dense-int8.tflite", OpResolverType.AUTO),
    "int8-reference-kernels": ("dense-int8.tflite", OpResolverType.BUILTIN_REF),
}


def windows_of(path: Path) -> list[list[list[float]]]:
    """Windows of 4 rows every 2 rows, axes y and x in this order, read with Python's own csv module."""
    with path.open() as file:
        rows = [[float(row["y [m/s2]"]), float(row["x"])] for row in csv.DictReader(file)]
    return [rows[start : start + 4] for start in range(0, len(rows) - 3, 2)]


def plain_scores(folder: Path, variant: str, windows: list[list[list[float]]]) -> list[list[float]]:
    """Scores by LiteRT alone, one window at a time."""
    name, resolver = FILES[variant]
    interpreter = Interpreter(str(folder / "models" / name), experimental_op_resolver_type=resolver)
    interpreter.allocate_tensors()
    taken, given_out = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    scores = []
    for window in windows:
        tensor = np.array([window], dtype=np.float32)
        if taken["dtype"] == np.int8:
            tensor = np.round(tensor / np.float32(taken["quantization"][0])) + taken["quantization"][1]
        interpreter.set_tensor(taken["index"], np.clip(tensor, -128, 127).astype(taken["dtype"]))
        interpreter.invoke()
        row = interpreter.get_tensor(given_out["index"])[0].tolist()
        if given_out["dtype"] == np.int8:
            row = [(value - given_out["quantization"][1]) * given_out["quantization"][0] for value in row]
        scores.append(row)
    return scores


@pytest.mark.parametrize("variant", list(FILES))
def test_scores_are_those_of_the_model(studio: Any, variant: str) -> None:
    """Each score of each window is exactly what LiteRT says of these values, under its label."""
    (result,) = studio.classify(1, [variant])["results"]
    windows = windows_of(studio.folder / "samples" / "wave.csv")
    assert len(windows) == 9
    scores = [list(row.items()) for row in result["classifications"][0]["result"]]
    wanted = plain_scores(studio.folder, variant, windows)
    assert scores == [list(zip(("idle", "wave", "snake"), row, strict=True)) for row in wanted]


def test_anomaly_scores_are_the_same_in_every_variant(studio: Any) -> None:
    """K-means computes in float over the means of the axes, whatever the variant."""
    answer = studio.classify(1)
    means = [np.mean(window, axis=0) for window in windows_of(studio.folder / "samples" / "wave.csv")]
    wanted = [float(np.hypot(y, x / 2)) - 0.5 for y, x in means]
    for result in answer["results"]:
        scores = [row["anomaly"] for row in result["classifications"][1]["result"]]
        assert scores == pytest.approx(wanted, abs=1e-6)


def test_variants_stand_in_the_order_asked_for(studio: Any) -> None:
    """The answer has each variant once, in the caller's order."""
    answer = studio.classify(1, ["int8", "float32", "int8"])
    assert [result["variant"] for result in answer["results"]] == ["int8", "float32"]


def test_every_field_of_a_classification(studio: Any) -> None:
    """A classification has its block, thresholds, times, expectations and the identity of its model."""
    answer = studio.classify(2, ["int8"])
    scores, anomaly = answer["results"][0]["classifications"]
    assert (scores["learnBlock"]["id"], scores["learnBlock"]["type"], scores["learnBlock"]["dsp"]) == (4, "keras", [2])
    assert scores["learnBlock"]["createdAt"] == "2026-01-02T03:04:05Z"
    assert scores["thresholds"] == [
        {"key": "min_score", "description": "", "helpText": "", "suggestedValue": 0.6, "value": 0.6}
    ]
    assert (scores["minimumConfidenceRating"], scores["isMultiLabel"]) == (0.6, False)
    assert (scores["intervalMs"], scores["frequencyHz"], scores["resultCount"]) == (200, 5, 9)
    assert scores["expectedLabels"] == [
        {"startIndex": 0, "endIndex": 2, "label": "idle"},
        {"startIndex": 4, "endIndex": 8, "label": "wave"},
    ]
    assert "expectedAnomalyOutcome" not in scores
    assert anomaly["expectedAnomalyOutcome"] == [
        {"startIndex": 0, "endIndex": 2, "label": "no anomaly"},
        {"startIndex": 4, "endIndex": 8, "label": "anomaly"},
    ]
    model = scores["model"]
    assert model["sizeBytes"] == (studio.folder / "models" / "dense-int8.tflite").stat().st_size
    assert (model["outputs"][0]["scale"], model["outputs"][0]["zeroPoint"]) == (1 / 256, -128)
    assert (model["reproducible"], model["notices"]) == (True, [])
    assert "model" not in anomaly


def test_the_sample_comes_with_the_answer(studio: Any) -> None:
    """The answer holds the sample and its values as the sample's own call does, and says where it belongs."""
    answer = studio.classify(5, ["int8"])
    alone = studio.get("/raw-data/5")
    assert answer["sample"]["sample"] == alone["sample"]
    assert answer["sample"]["payload"] == alone["payload"]
    assert (answer["windowSizeMs"], answer["windowIncreaseMs"]) == (400, 200)
    assert isinstance(answer["windowSizeMs"], int)
    assert answer["alreadyInDatabase"] is True
    assert studio.classify(1, ["int8"])["alreadyInDatabase"] is False


def test_structured_labels_are_truncated_on_request(own_studio: Any) -> None:
    """A sample with many labels is answered with the first ten, if asked so; expectations stay whole."""
    info = own_studio.folder / "samples" / "info.labels"
    content = json.loads(info.read_text())
    content["files"][1]["label"]["labels"] = [
        {"startIndex": row, "endIndex": row, "label": f"label {row % 2}"} for row in range(20)
    ]
    info.write_text(json.dumps(content))
    whole = own_studio.classify(2, ["int8"])
    cut = own_studio.classify(2, ["int8"], truncateStructuredLabels="true")
    assert len(whole["sample"]["sample"]["structuredLabels"]) == 20
    assert len(cut["sample"]["sample"]["structuredLabels"]) == 10
    assert cut["sample"]["sample"]["structuredLabelsList"] == ["label 0", "label 1"]
    expected = [answer["results"][0]["classifications"][0]["expectedLabels"] for answer in (whole, cut)]
    assert expected[0] == expected[1]


def test_debug_information_may_be_asked_of_any_block(studio: Any) -> None:
    """Blocks that have no debug information answer as they do without."""
    assert studio.classify(1, includeDebugInfo="true") == studio.classify(1, includeDebugInfo="false")


def test_one_variant_alone_is_the_same_answer(studio: Any) -> None:
    """The one-variant call answers the same classifications, by default those of the reference variant."""
    both = studio.classify(1)
    for variant, parameters in (("int8", {"variant": "int8"}), ("float32", {})):
        answer = studio.http.post("/api/7/classify/v2/1", params=parameters).json()
        (wanted,) = [result for result in both["results"] if result["variant"] == variant]
        assert answer["classifications"] == wanted["classifications"]
        assert answer["sample"] == both["sample"]
        schema.OneVariantAnswer.model_validate(answer)


def test_calls_at_the_same_time_get_the_same_answer(studio: Any) -> None:
    """Many callers at once, with different samples and variants, each get what a lone caller gets."""
    wishes = [(sample, variants) for sample in (1, 2, 5) for variants in (["int8"], ["float32", "int8"], list(FILES))]
    alone = [studio.classify(*wish) for wish in wishes]
    with ThreadPoolExecutor(16) as callers:
        answers = list(callers.map(lambda number: studio.classify(*wishes[number % len(wishes)]), range(90)))
    for number, answer in enumerate(answers):
        assert answer == alone[number % len(wishes)]


def test_the_answer_reads_as_the_wire_schema(studio: Any) -> None:
    """The answer is what the dashboard's own schema reads, without a field that it does not know."""
    answer = schema.ClassifyAnswer.model_validate(studio.classify(2))
    assert not answer.model_extra
    assert not answer.sample.sample.model_extra
    for result in answer.results:
        for classification in result.classifications:
            assert not classification.model_extra


def test_a_picture_is_one_window(
    tmp_path: Path, project_at: Callable[..., Path], project_json: dict[str, Any], served: Any
) -> None:
    """An image project resizes and scales a picture as its project file says, and answers with one window."""
    impulse = project_json["impulses"][0]
    impulse["input"] = {"id": 1, "type": "image", "imageWidth": 2, "imageHeight": 4, "resizeMethod": "nearest"}
    impulse["processing"] = [{"id": 2, "type": "image", "name": "Image", "parameters": {"channels": "grayscale"}}]
    impulse["learning"] = impulse["learning"][:1]
    folder = project_at(tmp_path / "mine", project_json)
    pixels = np.arange(0, 240, 30, dtype=np.uint8).reshape(4, 2)
    Image.fromarray(np.repeat(np.repeat(pixels, 3, axis=0), 3, axis=1)).save(folder / "samples" / "picture.png")
    label = {"type": "label", "label": "wave"}
    files = [{"path": "picture.png", "name": "picture.png", "category": "testing", "label": label}]
    (folder / "samples" / "info.labels").write_text(json.dumps({"version": 1, "files": files}))
    with served(create_app([folder])) as running:
        answer = httpx.post(f"{running.address}/api/7/classify/v2/1/variants", params={"variants": '["float32"]'})
    content = answer.json()
    assert answer.status_code == 200, answer.text
    (classification,) = content["results"][0]["classifications"]
    scores = list(classification["result"][0].values())
    assert scores == pytest.approx(plain_scores(folder, "float32", [(pixels / 255).tolist()])[0], abs=1e-6)
    assert classification["expectedLabels"] == [{"startIndex": 0, "endIndex": 0, "label": "wave"}]
    sample = content["sample"]["sample"]
    assert (sample["imageDimensions"], sample["chartType"]) == ({"width": 6, "height": 12}, "image")
    payload = content["sample"]["payload"]
    assert (payload["values"], [sensor["name"] for sensor in payload["sensors"]]) == ([], ["image"])
    assert content["sample"]["totalPayloadLength"] == 72
