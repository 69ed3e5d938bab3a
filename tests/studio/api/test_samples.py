"""Calls about samples."""

import hashlib
import json
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("parameters", "ids", "total"),
    [
        ({}, [1, 2, 3, 4, 5, 6], 6),
        ({"category": "training"}, [5], 1),
        ({"category": "validation"}, [], 0),
        ({"limit": 2}, [1, 2], 6),
        ({"limit": 2, "offset": 4}, [5, 6], 6),
        ({"limit": 2, "offset": 9}, [], 6),
        ({"limit": 0}, [], 6),
        ({"labels": '["wave"]'}, [1, 2], 2),
        ({"labels": '["idle", "short"]'}, [2, 3, 5], 3),
        ({"labels": "[]"}, [], 0),
        ({"filename": "ed.C"}, [2, 4], 2),
        ({"filename": "wave", "category": "training"}, [], 0),
        ({"category": "all"}, [1, 2, 3, 4, 5, 6], 6),
        ({"search": "DAM"}, [4], 1),
        ({"search": "wave"}, [1, 2], 2),
        ({"minId": 2, "maxId": 4}, [2, 3], 2),
        ({"minLength": 1999}, [1, 2, 5], 3),
        ({"minLength": 2000}, [5], 1),
        ({"maxLength": 2400, "minLength": 300}, [1, 2], 2),
        ({"minFrequency": 10}, [6], 1),
        ({"maxFrequency": 10.5, "category": "training"}, [5], 1),
        ({"minLabel": 0}, [], 0),
        ({"signatureValidity": "valid", "includeDisabled": "enabled"}, [1, 2, 3, 4, 5, 6], 6),
        ({"signatureValidity": "invalid"}, [], 0),
        ({"includeDisabled": "disabled"}, [], 0),
    ],
)
def test_filters_and_pages(studio: Any, parameters: dict[str, Any], ids: list[int], total: int) -> None:
    """All filters hold together, a sample with several labels is found by each, and the total ignores the page."""
    answer = studio.get("/raw-data", **parameters)
    assert ([sample["id"] for sample in answer["samples"]], answer["totalCount"]) == (ids, total)
    assert studio.get("/raw-data/count", **parameters) == {"success": True, "count": total}


@pytest.mark.parametrize(
    ("parameters", "ids"),
    [({"minLabel": 2}, [2, 3]), ({"maxLabel": 2.5}, [1, 2]), ({"minLabel": 2, "maxLabel": 3}, [2])],
)
def test_labels_that_are_numbers(own_studio: Any, parameters: dict[str, Any], ids: list[int]) -> None:
    """Labels that are numbers are found by limits, the lower one included; other labels are not."""
    relabel(own_studio, {"wave.csv": "1.5", "mixed.csv": "2", "short.csv": "3"})
    assert [sample["id"] for sample in own_studio.get("/raw-data", **parameters)["samples"]] == ids


def test_lists_may_be_short(own_studio: Any) -> None:
    """Sensors, and all but the first structured labels, are left out on request, in lists and of a single sample."""
    relabel(own_studio, {"mixed.csv": None})
    short = own_studio.get("/raw-data", truncateStructuredLabels="true", excludeSensors="true")["samples"][1]
    assert (len(short["structuredLabels"]), short["sensors"]) == (10, [])
    whole = own_studio.get("/raw-data")["samples"][1]
    assert (len(whole["structuredLabels"]), len(whole["sensors"])) == (12, 2)
    assert len(own_studio.get("/raw-data/2", truncateStructuredLabels="true")["sample"]["structuredLabels"]) == 10


def relabel(studio: Any, labels: dict[str, str | None]) -> None:
    """Other labels in the data set's list; None gives twelve, one after the other."""
    path = studio.folder / "samples" / "info.labels"
    listed = json.loads(path.read_text())
    several = [{"startIndex": row, "endIndex": row, "label": f"part {row}"} for row in range(12)]
    for file in listed["files"]:
        if file["path"] in labels:
            label = labels[file["path"]]
            file["label"] = (
                {"type": "multi-label", "labels": several} if label is None else {"type": "label", "label": label}
            )
    path.write_text(json.dumps(listed))


def test_labels_under_keys_are_a_label_map(own_studio: Any) -> None:
    """As the API describes them: labels beside their type; of other samples there is none."""
    path = own_studio.folder / "samples" / "info.labels"
    listed = json.loads(path.read_text())
    listed["files"][0]["label"] = {"type": "keyvalue-labels", "labels": {"quality": "good", "size": "big"}}
    path.write_text(json.dumps(listed))
    first, second, *_ = own_studio.get("/raw-data")["samples"]
    assert first["labelMap"] == {"type": "key-values", "labels": {"quality": "good", "size": "big"}}
    assert second.get("labelMap") is None


def test_a_listed_sample_is_the_sample(studio: Any) -> None:
    """A list says the same of a sample as the call for it alone."""
    assert studio.get("/raw-data")["samples"][1] == studio.get("/raw-data/2")["sample"]


def test_sample_and_values(studio: Any) -> None:
    """A sample has its sensors, times and labels, the hash of its file, and its values row by row."""
    answer = studio.get("/raw-data/2")
    sample, payload = answer["sample"], answer["payload"]
    assert [(s["index"], s["name"], s["units"]) for s in sample["sensors"]] == [(0, "x", ""), (1, "y", "m/s2")]
    assert (sample["intervalMs"], sample["frequency"], sample["valuesCount"], sample["totalLengthMs"]) == (
        100,
        10,
        20,
        2000,
    )
    assert sample["sha256Hash"] == hashlib.sha256((studio.folder / "samples" / "mixed.csv").read_bytes()).hexdigest()
    assert [part["label"] for part in sample["structuredLabels"]] == ["idle", "wave"]
    assert sample["structuredLabelsList"] == ["idle", "wave"]
    assert payload["values"][:2] == [[-2, -1], [-1, -0.5]]
    assert (len(payload["values"]), answer["totalPayloadLength"]) == (20, 20)
    assert (payload["intervalMs"], payload["frequencyHz"]) == (100, 10)
    assert sample["datastreams"][0]["valuesCount"] == 20


def test_fewer_values_on_request(studio: Any) -> None:
    """A caller may limit the values; their number in all is still said."""
    answer = studio.get("/raw-data/1", limitPayloadValues=3)
    assert (len(answer["payload"]["values"]), answer["totalPayloadLength"]) == (3, 20)


def test_a_damaged_sample_is_listed_with_its_reason(studio: Any) -> None:
    """A file that cannot be read does not empty the list; it says what is wrong with it."""
    sample = studio.get("/raw-data")["samples"][3]
    assert (sample["filename"], sample["processingError"]) == ("damaged.csv", True)
    assert sample["processingErrorString"].startswith("tiny/samples/damaged.csv: ")
    assert studio.http.get("/api/7/raw-data/4").status_code == 422


@pytest.mark.parametrize(
    ("parameters", "rows"),
    [
        pytest.param({"sliceStart": 3, "sliceEnd": 5}, (3, 5), id="as asked"),
        pytest.param({"sliceStart": 16}, (16, 20), id="a window long"),
        pytest.param({"sliceStart": 18, "sliceEnd": 99}, (18, 20), id="up to the end"),
    ],
)
def test_a_part_of_a_sample(studio: Any, parameters: dict[str, int], rows: tuple[int, int]) -> None:
    """A part has the rows that were asked for, and says which they are."""
    whole, part = studio.get("/raw-data/1"), studio.get("/raw-data/1/slice", **parameters)
    assert part["payload"]["values"] == whole["payload"]["values"][slice(*rows)]
    assert (part["payload"]["cropStart"], part["payload"]["cropEnd"]) == rows
    assert part["totalPayloadLength"] == rows[1] - rows[0]
    assert part["sample"] == whole["sample"]


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({}, "sliceStart"),
        ({"sliceStart": -1}, "sliceStart"),
        ({"sliceStart": 5, "sliceEnd": 5}, "hold none of the 20 rows"),
        ({"sliceStart": 20, "sliceEnd": 30}, "hold none of the 20 rows"),
    ],
)
def test_parts_that_are_not_there(studio: Any, parameters: dict[str, int], message: str) -> None:
    """A part without any row is refused."""
    answer = studio.http.get("/api/7/raw-data/1/slice", params=parameters)
    assert answer.status_code == 400
    assert message in answer.json()["error"]


def test_the_values_of_a_window(studio: Any) -> None:
    """A window has the impulse's axes in its order, and the rows that windows of this size and increase cover."""
    values = studio.get("/raw-data/1")["payload"]["values"]
    for index, first in ((0, 0), (3, 6), (8, 16)):
        window = studio.get(f"/classify/v2/1/raw-data/{index}")
        assert window["payload"]["values"] == [[y, x] for x, y in values[first : first + 4]]
        assert [sensor["name"] for sensor in window["payload"]["sensors"]] == ["y", "x"]
        assert (window["payload"]["cropStart"], window["payload"]["cropEnd"]) == (first, first + 4)
        assert window["payload"]["frequencyHz"] == 10


@pytest.mark.parametrize(
    ("sample", "window", "status", "message"),
    [
        (1, 9, 404, "has no window 9, it has 0 to 8"),
        (3, 0, 400, "shorter than one window"),
        (4, 0, 422, "damaged.csv"),
        (99, 0, 404, "no sample 99"),
    ],
)
def test_windows_that_are_not_there(studio: Any, sample: int, window: int, status: int, message: str) -> None:
    """A window that is not there answers with its reason."""
    answer = studio.http.get(f"/api/7/classify/v2/{sample}/raw-data/{window}")
    assert answer.status_code == status
    assert message in answer.json()["error"]
