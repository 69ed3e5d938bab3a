"""What is damaged fails alone: a clear error for that call or project, and the others go on."""

import json
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from studio.api import create_app

IMAGES = {
    "input": {"id": 1, "type": "image", "imageWidth": 2, "imageHeight": 4},
    "processing": [{"id": 2, "type": "image", "name": "Image", "parameters": {"channels": "grayscale"}}],
}


@pytest.fixture
def pictures(tmp_path: Path, project_at: Any, project_json: dict[str, Any], served: Any) -> Any:
    """A service over pictures: one is right, one is cut off, one has 100 million pixels, one is no picture at all."""
    impulse = project_json["impulses"][0]
    impulse.update(IMAGES)
    impulse["learning"] = impulse["learning"][:1]
    folder = project_at(tmp_path / "projects" / "pictures", project_json)
    samples = folder / "samples"
    Image.fromarray(np.full((8, 16), 90, dtype=np.uint8)).save(samples / "right.png")
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    Image.fromarray(noise).save(samples / "cut.png")
    (samples / "cut.png").write_bytes((samples / "cut.png").read_bytes()[:3000])
    Image.new("1", (10_000, 10_000)).save(samples / "huge.png")
    (samples / "text.jpg").write_text("no picture")
    names = ["right.png", "cut.png", "huge.png", "text.jpg"]
    files = [{"path": name, "category": "testing", "label": {"type": "label", "label": "idle"}} for name in names]
    (samples / "info.labels").write_text(json.dumps({"version": 1, "files": files}))
    with served(create_app([folder])) as running, httpx.Client(base_url=f"{running.address}/api/7") as http:
        yield http


CALLS = ['POST /classify/v2/{}/variants?variants=["int8"]', "GET /raw-data/{}", "GET /raw-data/{}/image"]


@pytest.mark.parametrize(
    ("sample", "message"),
    [
        (2, "pictures/samples/cut.png: the picture is damaged or cut off"),
        (3, "pictures/samples/huge.png: 10000 × 10000 are more pixels"),
        (4, "pictures/samples/text.jpg: this is not a PNG, JPEG, WebP, BMP, TIFF, PPM or AVIF picture"),
    ],
)
@pytest.mark.parametrize("call", CALLS)
def test_a_picture_that_cannot_be_used(pictures: httpx.Client, call: str, sample: int, message: str) -> None:
    """Each call that needs it says what is wrong with which file, and the same call for another sample works."""
    method, path = call.split(" ")
    answer = pictures.request(method, path.format(sample))
    assert (answer.status_code, answer.json()["success"]) == (422, False)
    assert message in answer.json()["error"]
    assert pictures.request(method, path.format(1)).status_code == 200


def test_damaged_pictures_are_listed(pictures: httpx.Client) -> None:
    """A list has them all, each with its reason."""
    samples = pictures.get("/raw-data").json()["samples"]
    assert [sample["processingError"] for sample in samples] == [False, True, True, True]


@pytest.mark.parametrize("kept", [0, 10, 100, 2000])
def test_a_recording_that_was_cut_off(own_studio: Any, kept: int) -> None:
    """A file that ends anywhere is refused by name, or read as far as it is whole; other samples go on."""
    path = own_studio.folder / "samples" / "idle.csv"
    whole = path.read_bytes()
    path.write_bytes(whole[:kept])
    answer = own_studio.http.post("/api/7/classify/v2/5/variants", params={"variants": '["int8"]'})
    assert answer.status_code in ({200} if kept >= len(whole) else {400, 422})
    assert answer.status_code == 200 or "idle.csv" in answer.json()["error"]
    assert own_studio.classify(1)["success"] is True


@pytest.mark.parametrize("size", [0, 8, 500, 1500])
def test_a_model_that_was_cut_off(own_studio: Any, size: int) -> None:
    """A model of any length but its own is refused by name, for model testing too; the other variant goes on."""
    path = own_studio.folder / "models" / "dense-int8.tflite"
    path.write_bytes(path.read_bytes()[:size])
    answer = own_studio.http.post("/api/7/classify/v2/1/variants", params={"variants": '["int8"]'})
    assert answer.status_code == 422
    assert "models/dense-int8.tflite" in answer.json()["error"]
    assert own_studio.classify(1, ["float32"])["success"] is True


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"format": 2}, "format"),
        ({"colour": "red"}, "colour"),
        ({"impulses": []}, "impulses"),
        ({"variants": {"float32": 3}}, "variants.float32"),
        ({"samples": "../elsewhere"}, "samples"),
    ],
)
def test_a_wrong_field_stops_its_project_alone(
    tiny: Path, project_at: Any, project_json: dict[str, Any], served: Any, change: dict[str, Any], field: str
) -> None:
    """The project's calls name file and field, and the project beside it is served."""
    project_at(tiny.parent / "wrong", {**project_json, "id": 8, **change})
    with served(create_app([tiny.parent])) as running, httpx.Client(base_url=running.address) as http:
        assert [project["id"] for project in http.get("/api/projects").json()["projects"]] == [7]
        for call in ("/api/8", "/api/8/impulses", "/api/8/raw-data", "/api/8/downloads"):
            answer = http.get(call)
            assert answer.status_code == 422
            assert answer.json()["error"].startswith(f"wrong/project.json: {field}: ")
        assert http.get("/api/7/raw-data/1").status_code == 200
