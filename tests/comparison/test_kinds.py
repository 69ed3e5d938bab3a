"""Which kinds of result a classification holds."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.answers import classification
from variantlens.comparison.kinds import KIND_OF_TYPE, Kind, kinds
from variantlens.comparison.rows import Side
from variantlens.service.schema import Classification, ClassifyAnswer

EXAMPLE = Path(__file__).parents[1] / "example-response.json"
GRID = {"anomalyResult": [{"scores": [[0.1]]}]}
BOXES: dict[str, Any] = {"structuredResult": [{"boxes": [], "scores": []}]}


@pytest.mark.parametrize(
    ("rows", "kind", "fields", "expected"),
    [
        ([{"a": 1.0}], "keras", {}, [Kind.SCORES]),
        ([{"a": 1.0, "anomaly": 0.1}], "keras", {}, [Kind.SCORES, Kind.ANOMALY]),
        ([{"anomaly": 0.1}], "anomaly", {}, [Kind.ANOMALY]),
        ([{"anomaly": 0.1}], "keras", {}, [Kind.ANOMALY]),  # content comes before type
        ([{"a": 1.0}], "anomaly", {}, [Kind.SCORES]),
        ([{"a": 1.0}], "a type of tomorrow", {}, [Kind.SCORES]),
        ([{"value": 3.2}], "keras-regression", {}, [Kind.REGRESSION]),
        ([{"value": 3.2, "anomaly": 0.1}], "keras-regression", {}, [Kind.ANOMALY, Kind.REGRESSION]),
        ([{"x": 3.2}], "keras-freeform", {}, [Kind.FREEFORM]),
        ([], "keras-freeform", GRID, [Kind.VISUAL_ANOMALY, Kind.FREEFORM]),
        ([], "keras-visual-anomaly", GRID, [Kind.VISUAL_ANOMALY]),
        ([{"anomaly": 0.1}], "keras-visual-anomaly", GRID, [Kind.VISUAL_ANOMALY]),  # the picture's own score
        ([{"anomaly": 0.1}], "keras-visual-anomaly", {}, [Kind.VISUAL_ANOMALY]),
        ([{"anomaly": 0.1}], "anomaly", GRID, [Kind.ANOMALY, Kind.VISUAL_ANOMALY]),
        ([], "keras-object-detection", BOXES, [Kind.DETECTIONS]),
        ([], "keras-object-detection", {"details": [{"boxes": []}]}, [Kind.DETECTIONS]),
        ([{"a": 0.9}], "keras-object-detection", BOXES, [Kind.SCORES, Kind.DETECTIONS]),
        ([], "keras", {"labelMapResult": [{"k": "v"}]}, [Kind.LABEL_MAP]),
        ([], "keras", {"labelMapScores": [{"k": {"v": 1}}]}, [Kind.LABEL_MAP]),
        ([{}, {}], "keras", {}, [Kind.SCORES]),  # empty rows: the type decides
        ([], "anomaly-gmm", {}, [Kind.ANOMALY]),
        ([], "vlm", {}, [Kind.UNKNOWN]),
        ([{"a": 1.0}], "keras", {"newField": 1}, [Kind.SCORES, Kind.UNKNOWN]),  # a field of tomorrow
        ([{}, {"a": None}], "vlm", {}, [Kind.SCORES]),  # a label is there, even without a number
    ],
)
def test_kinds(rows: list[dict[str, float | None]], kind: str, fields: dict[str, Any], expected: list[Kind]) -> None:
    """Content decides, then the block's type; all kinds that are there are named."""
    wire = classification(rows, kind=kind, **fields)
    assert list(kinds(Side("int8", Classification.model_validate(wire)))) == expected


@pytest.mark.parametrize("kind", KIND_OF_TYPE)
def test_an_empty_answer_is_of_its_blocks_kind(kind: str) -> None:
    """A block that found nothing is still what it is."""
    assert kinds(Side("int8", Classification.model_validate(classification([], kind=kind)))) == (KIND_OF_TYPE[kind],)


def test_the_reference_pages_example_holds_four_kinds() -> None:
    """Scores, an anomaly score, a grid, and boxes stand in one classification."""
    answer = ClassifyAnswer.model_validate(json.loads(EXAMPLE.read_text()))
    held = kinds(Side("int8", answer.results[0].classifications[0]))
    assert held == (Kind.SCORES, Kind.ANOMALY, Kind.VISUAL_ANOMALY, Kind.DETECTIONS)
