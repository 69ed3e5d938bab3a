"""Project folders: what may stand in them, and that a broken one stops no other."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from studio.errors import BadRequest, Damaged, NotFound
from studio.projects import Projects, load

DEMO = {"headline": "One window flips", "sample": "wave.csv", "variants": ["float32", "int8"]}


def test_a_folder_of_projects_and_a_project_folder(tiny: Path) -> None:
    """Both the folder above and the folder itself lead to the project."""
    assert [project.file.name for project in Projects([tiny.parent]).all()] == ["Tiny"]
    assert [project.file.name for project in Projects([tiny]).all()] == ["Tiny"]


def changed(project: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """The project with another value at a path such as ``impulses.0.name``; None takes the field away."""
    *parents, last = path.split(".")
    place: Any = project
    for part in parents:
        place = place[int(part)] if part.isdigit() else place[part]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return project


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("name", None, "name: Field required"),
        ("id", 0, "id: "),
        ("format", 2, "format: "),
        ("created", "yesterday", "created: "),
        ("colour", "red", "colour: "),
        ("samples", "../elsewhere", "samples: should be a path inside"),
        ("samples", "elsewhere", "elsewhere"),
        ("measured", "measured.json", r"measured\.json: cannot be read"),
        ("variants", {"int8": ""}, "referenceVariant “float32” is not among the variants"),
        ("variants", {"float32": "", "int8": ""}, "not described: .*int8-reference-kernels"),
        ("disabledVariants", ["int4"], "disabledVariants names variants that are not described: .*int4"),
        ("disabledVariants", ["float32"], "referenceVariant “float32” is among the disabledVariants"),
        ("impulses.0.input.windowSizeMs", "long", r"impulses\.0\.input\.time-series\.windowSizeMs"),
        ("impulses.0.input.windowIncreaseMs", 0, r"impulses\.0\.input\.time-series\.windowIncreaseMs"),
        ("impulses.0.input.type", "smell", r"impulses\.0\.input"),
        ("impulses.0.learning.0.type", "magic", r"impulses\.0\.learning\.0"),
        ("impulses.0.learning.0.labels", [], r"impulses\.0\.learning\.0\.keras\.labels"),
        ("impulses.0.learning.0.processing", [9], r"impulses\.0: learn block 4 names processing blocks"),
        ("impulses.0.learning.0.id", 5, r"impulses\.0: every block needs an id of its own"),
        ("impulses.0.learning.0.models.int8.file", "models/no.tflite", r"learning\.0\.models\.int8\.file: there is no"),
        ("impulses.0.learning.0.models.int8.file", "models\\x.tflite", "forward slashes, “models/x.tflite”"),
        ("impulses.0.learning.0.models.int8.file", "/etc/passwd", "is not inside the project's folder"),
        ("impulses.0.learning.1.clusters", "../../x.json", r"learning\.1\.clusters: .* is not inside"),
        ("impulses.0.learning.0.models.int8.kernels", "fast", r"models\.int8\.kernels"),
        (
            "impulses.0.input.axes",
            ["x"],
            r"models\.float32\.file: models/dense-float32\.tflite takes \(4, 2\).*\(4, 1\)",
        ),
        ("impulses.0.learning.0.labels", ["idle", "wave"], r"outputs of shape \(3,\), but the project has 2 labels"),
        ("demo", {**DEMO, "sample": "gone.csv"}, r"demo\.sample: there is no sample “gone\.csv”"),
        ("demo", {**DEMO, "variants": ["int4"]}, "the demo names variants that are not there"),
        ("demo", {**DEMO, "impulse": 3}, "the demo names impulse 3"),
    ],
)
def test_a_wrong_field_is_named(
    tmp_path: Path,
    project_at: Callable[..., Path],
    project_json: dict[str, Any],
    path: str,
    value: object,
    message: str,
) -> None:
    """An error names the project's file and the field in it."""
    folder = project_at(tmp_path / "mine", changed(project_json, path, value))
    with pytest.raises(Damaged, match=rf"^mine/.*{message}"):
        load(folder)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_project_file_as_windows_saves_it(tiny: Path, encoding: str) -> None:
    """A byte order mark is skipped, and UTF-16 is read; what is neither says so."""
    text = (tiny / "project.json").read_text()
    (tiny / "project.json").write_text(text, encoding)
    assert load(tiny).file.id == 7
    (tiny / "project.json").write_bytes(text.replace("Tiny", "Gr\u00fcn").encode("latin-1"))
    with pytest.raises(Damaged, match="not a text file in UTF-8, nor in UTF-16"):
        load(tiny)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("net.onnx", b"\x08\x08\x12\x07pytorch", "a model of ONNX, .* convert it with onnx2tf"),
        ("net.h5", b"\x89HDF\r\n\x1a\n", "a model of Keras, .*TFLiteConverter.from_keras_model"),
        ("net.tflite", b"\x89HDF\r\n\x1a\n", "a model of Keras"),
        ("net.keras", b"PK\x03\x04", "a model of Keras"),
        ("net.pt", b"PK\x03\x04", "a model of PyTorch, .* litert-torch"),
    ],
)
def test_models_of_other_frameworks_say_what_to_do(
    tmp_path: Path,
    project_at: Callable[..., Path],
    project_json: dict[str, Any],
    name: str,
    content: bytes,
    words: str,
) -> None:
    """Such a project says at once, and once, how its model becomes one that LiteRT runs."""
    path = "impulses.0.learning.0.models.int8.file"
    folder = project_at(tmp_path / "mine", changed(project_json, path, f"models/{name}"))
    (folder / "models" / name).write_bytes(content)
    with pytest.raises(Damaged, match=rf"models\.int8\.file: “{name}” is {words}"):
        load(folder)


def test_project_file_that_is_no_json(tmp_path: Path) -> None:
    """A file that was cut off says so."""
    (tmp_path / "project.json").write_text('{"format": 1, "id"')
    with pytest.raises(Damaged, match=r"project\.json: .*JSON"):
        load(tmp_path)


def test_measured_must_be_an_object(
    tmp_path: Path, project_at: Callable[..., Path], project_json: dict[str, Any]
) -> None:
    """What was measured is a JSON object; anything else is named."""
    folder = project_at(tmp_path / "mine", {**project_json, "measured": "measured.json"})
    (folder / "measured.json").write_text("[]")
    with pytest.raises(Damaged, match=r"^mine/measured\.json: a JSON object is expected"):
        load(folder)


def test_a_broken_project_stops_no_other(
    tiny: Path, project_at: Callable[..., Path], project_json: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """It is in no list, its calls say what is wrong with it, and the log says it once."""
    project_at(tiny.parent / "broken", {**project_json, "id": 8, "name": ""})
    projects = Projects([tiny.parent])
    for _ in range(3):
        assert [project.file.id for project in projects.all()] == [7]
    with pytest.raises(Damaged, match=r"broken/project\.json: name: "):
        projects.get(8)
    assert len(caplog.records) == 1


def pictures(project: dict[str, Any], width: int, height: int, model: str) -> dict[str, Any]:
    """The project with pictures of a size, and one model for all variants."""
    impulse = project["impulses"][0]
    impulse["input"] = {"id": 1, "type": "image", "imageWidth": width, "imageHeight": height}
    impulse["processing"] = [{"id": 2, "type": "image", "name": "Image"}]
    impulse["learning"] = impulse["learning"][:1]
    for each in impulse["learning"][0]["models"].values():
        each["file"] = f"models/{model}.tflite"
    return {**project, "samples": "pictures"}


def test_width_and_height_that_are_swapped(
    tiny: Path, project_at: Callable[..., Path], project_json: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """A project whose pictures would only fit its model by their count of values is refused, once, with both shapes."""
    project_at(tiny.parent / "rect", pictures({**project_json, "id": 8}, 4, 6, "channels-last"))
    projects = Projects([tiny.parent])
    for _ in range(3):
        assert [project.file.id for project in projects.all()] == [7]
    with pytest.raises(Damaged, match=r"float32\.file: .*takes \(4, 6, 3\).* give \(6, 4, 3\).*width for height"):
        projects.get(8)
    assert len(caplog.records) == 1


@pytest.mark.parametrize("model", ["channels-last", "channels-first"])
def test_a_model_that_takes_channels_first(tiny: Path, project_json: dict[str, Any], model: str) -> None:
    """Channels first or last: either fits the pictures."""
    (tiny / "pictures").mkdir()
    (tiny / "project.json").write_text(json.dumps(pictures(project_json, 6, 4, model)))
    assert load(tiny).file.id == 7


def test_a_model_file_that_was_replaced_repairs_a_project(tiny: Path) -> None:
    """A project that was refused for a model is looked at again when another file takes the model's place."""
    good = (tiny / "models" / "dense-int8.tflite").read_bytes()
    (tiny / "models" / "dense-int8.tflite").write_bytes((tiny / "models" / "channels-last.tflite").read_bytes())
    projects = Projects([tiny.parent])
    assert projects.all() == []
    (tiny / "models" / "dense-int8.tflite").write_bytes(good)
    os.utime(tiny / "models" / "dense-int8.tflite", ns=(1, 1))
    assert projects.get(7).file.id == 7


def test_a_model_that_cannot_be_read_is_left_to_its_calls(tiny: Path) -> None:
    """A damaged model says nothing of shapes; whoever asks it is told what is wrong with the file."""
    (tiny / "models" / "dense-int8.tflite").write_bytes(b"no model")
    assert [project.file.id for project in Projects([tiny.parent]).all()] == [7]


def test_an_id_is_given_once(
    tiny: Path, project_at: Callable[..., Path], project_json: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """Of two projects with one id the first folder has it, and the log names both."""
    project_at(tiny.parent / "twin", {**project_json, "name": "Twin"})
    projects = Projects([tiny.parent])
    assert [project.file.name for project in projects.all()] == ["Tiny"]
    assert projects.get(7).file.name == "Tiny"
    assert "twin/project.json: id: the id is taken by the project in tiny" in caplog.text


def test_a_repaired_project_is_read_again(tiny: Path, project_json: dict[str, Any]) -> None:
    """Whoever corrects the file need not restart the service; what has not changed is not read again."""
    projects = Projects([tiny.parent])
    first = projects.get(7)
    assert projects.get(7) is first
    (tiny / "project.json").write_text("{}")
    os.utime(tiny / "project.json", ns=(1, 1))
    assert projects.all() == []
    (tiny / "project.json").write_text(json.dumps({**project_json, "name": "Repaired"}))
    os.utime(tiny / "project.json", ns=(2, 2))
    assert projects.get(7).file.name == "Repaired"


def test_a_new_sample_is_seen(tiny: Path) -> None:
    """A list of samples that has changed is read again."""
    projects = Projects([tiny.parent])
    assert len(projects.get(7).dataset.samples) == 6
    info = json.loads((tiny / "samples" / "info.labels").read_text())
    (tiny / "samples" / "info.labels").write_text(json.dumps({**info, "files": info["files"][:2]}))
    os.utime(tiny / "samples" / "info.labels", ns=(1, 1))
    assert len(projects.get(7).dataset.samples) == 2


def test_a_project_without_samples_says_what_lies_there(tiny: Path) -> None:
    """Who asks for a sample where there is none learns which files there are."""
    (tiny / "samples" / "info.labels").unlink()
    (tiny / "samples").rename(tiny / "wave")
    (tiny / "samples").mkdir()
    (tiny / "wave").rename(tiny / "samples" / "wave")
    with pytest.raises(
        NotFound, match=r"Project 7 has no samples\. Not taken as samples: 6 files in subfolders \(wave\)"
    ):
        load(tiny).sample(1)


def test_demos_come_first_in_their_order(
    tmp_path: Path, project_at: Callable[..., Path], project_json: dict[str, Any]
) -> None:
    """Demos are listed by their order, people's own projects after them by id."""
    for folder, number, order in (("a", 4, None), ("b", 3, None), ("c", 9, 2), ("d", 8, 1)):
        demo = {"demo": {**DEMO, "order": order}} if order else {}
        project_at(tmp_path / folder, {**project_json, "id": number, **demo})
    assert [project.file.id for project in Projects([tmp_path]).all()] == [8, 9, 3, 4]


def test_what_is_not_there_is_named(tiny: Path) -> None:
    """Unknown projects, samples, impulses and variants are errors that say what there is."""
    projects = Projects([tiny.parent])
    project = projects.get(7)
    with pytest.raises(NotFound, match="There is no project 99"):
        projects.get(99)
    with pytest.raises(NotFound, match="no sample 7, it has 1 to 6"):
        project.sample(7)
    with pytest.raises(NotFound, match="no sample 0"):
        project.sample(0)
    with pytest.raises(NotFound, match="no impulse 2, it has 1"):
        project.impulse(2)
    with pytest.raises(BadRequest, match="no variant “akida”, it has float32, int8, int8-reference-kernels"):
        project.checked_variants(project.impulse(None), ["int8", "akida"])


def test_a_project_is_known_until_its_folder_changes(tiny: Path) -> None:
    """A project that was read is given out again without a look at other folders, until anything in its own changes."""
    projects, number = Projects([tiny.parent]), load(tiny).file.id
    assert projects.known(number) is None
    project = projects.get(number)
    assert projects.known(number) is project
    os.utime(tiny / "project.json", (1, 1))
    assert projects.known(number) is None
    assert projects.get(number) is not project
    (tiny / "project.json").unlink()
    assert projects.known(number) is None
