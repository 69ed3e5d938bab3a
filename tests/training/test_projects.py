"""The folder that recipes write is the folder that the service reads."""

import json
from pathlib import Path

import pytest

from tests.conftest import DEMOS
from training import projects
from training.projects import Sample


def test_series_has_timestamps_and_values_as_given(tmp_path: Path) -> None:
    """A row per time, the values written as they came."""
    projects.write_series(tmp_path / "a.csv", ["x", "y [g]"], range(0, 200, 100), [["0.10", 2], [3, 4]])
    assert (tmp_path / "a.csv").read_text() == "timestamp,x,y [g]\n0,0.10,2\n100,3,4\n"


def test_series_of_unequal_lengths_is_refused(tmp_path: Path) -> None:
    """A row without a time is an error, not dropped."""
    with pytest.raises(ValueError, match="longer"):
        projects.write_series(tmp_path / "a.csv", ["x"], [0], [[1], [2]])


def test_info_lists_samples_in_order(tmp_path: Path) -> None:
    """Entries stand in the order given, with label, split and boxes."""
    (tmp_path / "samples").mkdir()
    box: dict[str, str | int] = {"label": "3", "x": 1, "y": 2, "width": 3, "height": 4}
    projects.write_info(
        tmp_path, [Sample("b.png", "testing", "three", boxes=(box,)), Sample("a.png", "training", None)]
    )
    info = json.loads((tmp_path / "samples" / "info.labels").read_text())
    first, second = info["files"]
    assert info["version"] == 1
    assert (first["path"], first["category"], first["label"]) == (
        "b.png",
        "testing",
        {"type": "label", "label": "three"},
    )
    assert first["boundingBoxes"] == [box]
    assert (second["path"], second["label"]) == ("a.png", {"type": "unlabeled"})


def test_numbers_that_are_none_are_refused(tmp_path: Path) -> None:
    """NaN never reaches a file, since JSON has no such number."""
    with pytest.raises(ValueError, match="JSON compliant"):
        projects.write_json(tmp_path / "a.json", {"accuracy": float("nan")})


def test_what_was_in_the_folder_is_gone(tmp_path: Path) -> None:
    """A rebuilt project holds no file of an earlier one."""
    folder = tmp_path / "demo"
    projects.empty(folder)
    projects.write_models(folder, {"int8": b"model"})
    projects.empty(folder)
    assert sorted(path.name for path in folder.rglob("*")) == ["models", "samples"]


@pytest.mark.parametrize("file", sorted(DEMOS.glob("*/project.json")), ids=lambda file: file.parent.name)
def test_a_project_is_described_as_the_shipped_ones_are(file: Path) -> None:
    """A recipe says what is its own; described from that, every shipped project is the same again, byte for byte."""
    shipped = json.loads(file.read_text(encoding="utf-8"))
    again = projects.described(
        number=shipped["id"],
        name=shipped["name"],
        description=shipped["description"],
        created=shipped["created"],
        variants=shipped["variants"],
        demo=shipped["demo"],
        impulses=shipped["impulses"],
        labeling_method=shipped["labelingMethod"],
        anomalous=shipped["anomalousLabels"],
    )
    assert json.dumps(again) == json.dumps(shipped)
