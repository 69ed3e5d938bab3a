"""What is known of trained models, and their files."""

import json
from pathlib import Path
from typing import Any

import pytest

from variantlens.service import schema

STATEMENT = "Measured on the test's computer. That is no microcontroller."
MEASURED: dict[str, Any] = {
    "format": 1,
    "blocks": [
        {
            "impulse": 1,
            "block": 4,
            "category": "testing",
            "kind": "scores",
            "threshold": 0.6,
            "samples": 2,
            "windows": 18,
            "variants": {
                "float32": {"sizeBytes": 4000, "accuracy": 0.75, "right": 12, "wrong": 4, "decisionsSha256": "ab"},
                "int8-reference-kernels": {"sizeBytes": 2000, "arenaBytes": 1234, "f1": 0.5},
            },
        }
    ],
    "latency": {"statement": STATEMENT, "microsecondsPerWindow": {"float32": 2.5}},
}


@pytest.fixture
def measured(own_studio: Any) -> Any:
    """The service over a small project of which two of three variants were measured."""
    path: Path = own_studio.folder / "project.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "measured": "measured.json"}))
    (own_studio.folder / "measured.json").write_text(json.dumps(MEASURED))
    return own_studio


def metadata(studio: Any, **parameters: str) -> schema.TrainingAnswer:
    """What is known of block 4."""
    return schema.TrainingAnswer.model_validate(studio.get("/training/keras/4/metadata", **parameters))


def test_what_was_measured_is_told(measured: Any) -> None:
    """Accuracy, size and latency are those of the file, and nothing stands in for what was not measured."""
    known = metadata(measured)
    assert known.available_model_types == ["float32", "int8"]
    assert known.class_names == ["idle", "wave", "snake"]
    (metrics,) = known.model_validation_metrics
    assert (metrics.type, metrics.accuracy, metrics.loss) == ("float32", 0.75, 0.25)
    assert {metric.name: metric.full_precision_value for metric in metrics.additional_metrics} == {
        "accuracy": 0.75,
        "right": 12,
        "wrong": 4,
    }
    loss = metrics.report.pop("loss")
    assert "1 − accuracy" in loss
    assert metrics.report == {"category": "testing", "kind": "scores", "threshold": 0.6, "samples": 2, "windows": 18}
    (device,) = metrics.on_device_performance
    assert (device.latency, device.has_performance) == (0.0025, True)
    assert device.tflite is not None
    assert (device.tflite.model_size, device.tflite.arena_size, device.tflite.ram_required) == (4000, 0, 0)


def test_it_is_no_microcontroller(measured: Any) -> None:
    """Whoever reads the figures learns on what they were measured, in fields and in words."""
    metrics = metadata(measured).model_validation_metrics[0]
    device = metrics.on_device_performance[0]
    assert (device.is_microcontroller, metrics.is_supported_on_mcu) == (False, False)
    assert "no microcontroller" in device.mcu
    assert STATEMENT in [one.value for one in device.custom_metrics or []]


def test_every_variant_on_request(measured: Any) -> None:
    """Variants with other names are told on request; without a measured latency there is none."""
    known = metadata(measured, all="true")
    assert known.available_model_types == ["float32", "int8", "int8-reference-kernels"]
    other = known.model_validation_metrics[1]
    assert (other.type, other.loss, other.accuracy) == ("int8-reference-kernels", 0.5, None)
    device = other.on_device_performance[0]
    assert device.has_performance is False
    assert device.tflite is not None
    assert device.tflite.arena_size == 1234
    assert "Latency" not in {one.name for one in device.custom_metrics or []}


@pytest.mark.parametrize(
    ("own", "loss"),
    [
        ({"meanAbsoluteError": 1.5}, 1.5),
        ({"reconstructionError": 0.25}, 0.25),
        ({"accuracy": 0.5, "f1": 0.9}, 0.5),
        ({"something": 3}, None),
    ],
)
def test_what_stands_for_the_loss(measured: Any, own: dict[str, float], loss: float | None) -> None:
    """A loss is told where something that can stand for it was measured, and says what; otherwise there is none."""
    block = {**MEASURED["blocks"][0], "variants": {"float32": own}}
    replaced(measured, {**MEASURED, "blocks": [block]})
    (metrics,) = metadata(measured).model_validation_metrics
    assert metrics.loss == loss
    assert ("loss" in metrics.report) == (loss is not None)


def test_a_latency_belongs_to_the_first_block(measured: Any) -> None:
    """Recipes measure how long the first block takes; another block has no latency of its own."""
    first = {**MEASURED["blocks"][0], "block": 5}
    replaced(measured, {**MEASURED, "blocks": [first, MEASURED["blocks"][0]]})
    device = metadata(measured).model_validation_metrics[0].on_device_performance[0]
    assert (device.has_performance, device.latency) == (False, 0)


def replaced(studio: Any, content: dict[str, Any]) -> None:
    """Measure anew, which changes the project's folder."""
    (studio.folder / "measured.json").write_text(json.dumps(content))
    path = studio.folder / "project.json"
    path.write_text(path.read_text().replace('"Tiny"', '"Tiny, measured anew"'))


def test_a_project_that_measured_nothing(own_studio: Any) -> None:
    """Without measurements the models are told, and no metrics."""
    known = metadata(own_studio)
    assert (known.available_model_types, known.model_validation_metrics) == (["float32", "int8"], [])


def test_labels_may_be_left_out(measured: Any) -> None:
    """The data set's labels, which may be many, are left out on request."""
    assert metadata(measured).labels == ["damaged", "idle", "short", "wave"]
    assert metadata(measured, excludeLabels="true").labels == []


@pytest.mark.parametrize("block", [5, 9])
def test_a_block_without_models(studio: Any, block: int) -> None:
    """A block that is not there, or that has no models, answers 404 and names those that do."""
    for call in (f"training/keras/{block}/metadata", f"learn-data/{block}/model/int8"):
        answer = studio.http.get(f"/api/7/{call}")
        assert answer.status_code == 404
        assert f"no learn block {block} with models, it has 4" in answer.json()["error"]


def test_model_files(studio: Any) -> None:
    """Each download's link brings the file, byte by byte, and says its size."""
    downloads = schema.DownloadsAnswer.model_validate(studio.get("/downloads")).downloads
    files = {"float32": "dense-float32", "int8": "dense-int8", "int8-reference-kernels": "dense-int8"}
    assert {download.id for download in downloads} == set(files)
    for download in downloads:
        answer = studio.http.get(download.link.removeprefix("/v1"))
        content = (studio.folder / "models" / f"{files[download.id or '']}.tflite").read_bytes()
        assert answer.content == content
        assert answer.headers["content-type"] == "application/octet-stream"
        assert (download.size, download.impulse_id) == (f"{len(content)} bytes", 1)


@pytest.mark.parametrize("variant", ["akida", "../project.json", "..%2Fproject.json", "models/dense-int8.tflite"])
def test_only_models_are_given_out(studio: Any, variant: str) -> None:
    """A name that is no variant answers 404, whatever path it looks like."""
    answer = studio.http.get(f"/api/7/learn-data/4/model/{variant}")
    assert (answer.status_code, answer.json()["success"]) == (404, False)


def test_an_unknown_impulse_has_no_downloads(studio: Any) -> None:
    """Downloads of an impulse that is not there answer 404; of one that is, its own."""
    assert studio.http.get("/api/7/downloads", params={"impulseId": 9}).status_code == 404
    assert len(studio.get("/downloads", impulseId=1)["downloads"]) == 3


def test_anomaly_blocks_tell_their_clusters(studio: Any) -> None:
    """K-means tells how it standardises features, its clusters and its threshold; other blocks have none."""
    known = studio.get("/training/anomaly/5/metadata")
    assert (known["mean"], known["scale"], known["axes"]) == ([0, 0], [1, 2], [0, 1])
    assert known["clusters"] == [{"center": [0, 0], "maxError": 0.5}]
    assert known["defaultMinimumConfidenceRating"] == known["thresholds"][0]["value"] == 0.3
    for path in ("/training/anomaly/4/metadata", "/training/anomaly/5/gmm/metadata"):
        assert studio.http.get(f"/api/7{path}").status_code == 404
