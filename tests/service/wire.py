"""An answer of the main call as the service sends it, for tests that damage it."""

import copy
from typing import Any

from tests.service.networks import always, client_of
from variantlens.comparison.compare import Comparison, compare

CREATED = "2025-07-12T02:33:48.554Z"
SCORES = {
    "float32": [{"idle": 0.9, "wave": 0.1}, {"idle": 0.8, "wave": 0.2}, {"idle": 0.7, "wave": 0.3}],
    "int8": [{"idle": 0.88, "wave": 0.12}, {"idle": 0.3, "wave": 0.7}, {"idle": 0.71, "wave": 0.29}],
}
"""In the second window int8 says wave, where float32 rightly says idle."""


def classification(rows: list[dict[str, Any]], **changed: Any) -> dict[str, Any]:
    """What a learn block says, with some fields changed."""
    return {
        "learnBlock": {
            "id": 2,
            "type": "keras",
            "name": "Classifier",
            "dsp": [27],
            "title": "Classification",
            "createdAt": CREATED,
        },
        "result": copy.deepcopy(rows),
        "minimumConfidenceRating": 0.6,
        "expectedLabels": [{"startIndex": 0, "endIndex": 2, "label": "idle"}],
        "thresholds": [{"key": "min_score", "description": "", "helpText": "", "value": 0.6}],
        "intervalMs": 10,
        "frequencyHz": 100,
        "resultCount": len(rows),
    } | changed


def answer(**changed: Any) -> dict[str, Any]:
    """An answer of float32 and int8 over three windows."""
    sensors = [{"name": "accX", "units": "m/s2"}]
    return {
        "success": True,
        "results": [
            {"variant": variant, "classifications": [classification(rows)]} for variant, rows in SCORES.items()
        ],
        "sample": {
            "sample": {"id": 2, "filename": "idle01", "created": CREATED, "label": "idle", "sensors": sensors},
            "payload": {"device_type": "d", "sensors": sensors, "values": [[0.0], [1.0]]},
        },
        "windowSizeMs": 2000,
        "windowIncreaseMs": 500,
        "alreadyInDatabase": False,
    } | changed


def blocks(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Every classification of an answer."""
    return [block for result in body["results"] for block in result["classifications"]]


def compared(body: Any = None, *, text: str | None = None) -> Comparison:
    """What the dashboard makes of an answer: a body, or the text that it is sent as."""
    network = always(json=body) if text is None else always(text=text)
    read = client_of(network).classify_variants(1, 2, ["float32", "int8"])
    return compare(read, reference="float32", variants=["float32", "int8"])


def notices(comparison: Comparison) -> list[str]:
    """What a reader is told besides."""
    return [notice.text for notice in comparison.notices]
