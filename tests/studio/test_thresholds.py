"""Thresholds that callers set, against the project as its file has it."""

from pathlib import Path
from typing import Any

import pytest

from studio.errors import BadRequest
from studio.projects import Project, load
from studio.thresholds import Thresholds, Value


@pytest.fixture
def project(tiny: Path) -> Project:
    """The small project: block 4 has min_score 0.6, block 5 min_anomaly_score 0.3."""
    return load(tiny)


def values(project: Project) -> dict[tuple[int, str], Value]:
    """All thresholds of the first impulse."""
    return {
        (block.id, limit.key): limit.value for block in project.file.impulses[0].learning for limit in block.thresholds
    }


def put(thresholds: Thresholds, project: Project, *wanted: tuple[int, str, Value]) -> bool:
    """Set thresholds of the first impulse as it is now."""
    return thresholds.set(project, thresholds.applied(project).file.impulses[0], wanted)


def test_what_is_set_holds(project: Project) -> None:
    """A value that is set replaces the file's, and no other; the project itself stays as it was read."""
    thresholds = Thresholds()
    assert put(thresholds, project, (4, "min_score", 0.8)) is True
    assert values(thresholds.applied(project)) == {(4, "min_score"): 0.8, (5, "min_anomaly_score"): 0.3}
    assert values(project) == {(4, "min_score"): 0.6, (5, "min_anomaly_score"): 0.3}


def test_nothing_set_is_the_project_itself(project: Project) -> None:
    """Without values, or with the ones that hold already, the project is given out as it is."""
    thresholds = Thresholds()
    assert thresholds.applied(project) is project
    assert put(thresholds, project, (4, "min_score", 0.6)) is False
    assert thresholds.applied(project) is project


def test_the_copy_stays_the_same_object(project: Project) -> None:
    """Jobs and results are known by the project, so its copy is made anew only when a value changes."""
    thresholds = Thresholds()
    put(thresholds, project, (4, "min_score", 0.8))
    copy = thresholds.applied(project)
    assert thresholds.applied(project) is copy
    assert put(thresholds, project, (4, "min_score", 0.8)) is False
    assert thresholds.applied(project) is copy
    assert put(thresholds, project, (4, "min_score", 0.6)) is True
    assert thresholds.applied(project) is not copy
    assert values(thresholds.applied(project)) == values(project)


def test_values_outlive_a_corrected_file(tiny: Path, project: Project) -> None:
    """A project that is read again keeps what was set, where it still has such a threshold."""
    thresholds = Thresholds()
    put(thresholds, project, (4, "min_score", 0.8), (5, "min_anomaly_score", 0.1))
    path = tiny / "project.json"
    path.write_text(path.read_text().replace("min_anomaly_score", "another_score"))
    assert values(thresholds.applied(load(tiny))) == {(4, "min_score"): 0.8, (5, "another_score"): 0.3}


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ((9, "min_score", 0.5), "no threshold min_score of block 9, it has min_score of block 4"),
        ((4, "max_score", 0.5), "no threshold max_score of block 4"),
        ((4, "min_score", "high"), "cannot be 'high', a number is expected"),
        ((4, "min_score", float("nan")), "cannot be nan"),
        ((4, "min_score", float("inf")), "cannot be inf"),
    ],
)
def test_what_cannot_be_set(project: Project, wanted: tuple[int, str, Value], message: str) -> None:
    """What is not there or no number is refused, and the other values of the call are not set either."""
    thresholds = Thresholds()
    with pytest.raises(BadRequest, match=message):
        put(thresholds, project, (5, "min_anomaly_score", 0.9), wanted)
    assert thresholds.applied(project) is project


def test_text_is_one_of_the_choices(tmp_path: Path, project_at: Any, project_json: dict[str, Any]) -> None:
    """A threshold with choices takes these and nothing else; one with text takes no number."""
    choices = [{"description": "The largest", "value": "max"}, {"description": "The mean", "value": "mean"}]
    project_json["impulses"][0]["learning"][0]["thresholds"] = [
        {"key": "how", "value": "max", "dropdownOptions": choices},
        {"key": "name", "value": "a"},
    ]
    project = load(project_at(tmp_path / "mine", project_json))
    thresholds = Thresholds()
    assert put(thresholds, project, (4, "how", "mean"), (4, "name", "b")) is True
    assert values(thresholds.applied(project))[4, "how"] == "mean"
    with pytest.raises(BadRequest, match="one of 'max', 'mean' is expected"):
        put(thresholds, project, (4, "how", "median"))
    with pytest.raises(BadRequest, match="text is expected"):
        put(thresholds, project, (4, "name", 1.0))
