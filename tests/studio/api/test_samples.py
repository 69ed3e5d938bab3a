"""Calls about samples."""

import hashlib
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
    ],
)
def test_filters_and_pages(studio: Any, parameters: dict[str, Any], ids: list[int], total: int) -> None:
    """All filters hold together, a sample with several labels is found by each, and the total ignores the page."""
    answer = studio.get("/raw-data", **parameters)
    assert ([sample["id"] for sample in answer["samples"]], answer["totalCount"]) == (ids, total)


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
