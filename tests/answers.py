"""Answers of a classify service, built for tests: small, whole, and as the wire schema reads them."""

from collections.abc import Mapping, Sequence
from typing import Any

from variantlens.service.schema import ClassifyAnswer

Row = Mapping[str, float | None]


def classification(
    rows: Sequence[Row] = (),
    *,
    block: int = 1,
    kind: str = "keras",
    name: str = "Classifier",
    expected: Sequence[tuple[int, int, str]] = (),
    thresholds: Mapping[str, float | str] | None = None,
    scale: float | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """One learn block's answer.

    Args:
        rows: One per window, label → score.
        block: Its id.
        kind: Its type.
        name: Its name.
        expected: First window, last window (inclusive) and label of each expected label.
        thresholds: Key → value.
        scale: The scale of an int8 output; None for a service that says nothing of its models.
        fields: More fields, by their wire names.
    """
    wire = {
        "learnBlock": {"id": block, "type": kind, "name": name},
        "result": [dict(row) for row in rows],
        "expectedLabels": [structured_label(*each) for each in expected],
        "thresholds": [{"key": key, "value": value} for key, value in (thresholds or {}).items()],
    }
    if scale is not None:
        width = len(rows[0]) if rows else 1
        output = {"name": "scores", "type": "int8", "shape": [1, width], "scale": scale, "zeroPoint": -128}
        wire["model"] = {"sha256": "0" * 64, "sizeBytes": 1, "outputs": [output]}
    return wire | fields


def structured_label(first: int, last: int, label: str) -> dict[str, Any]:
    """A label and the windows that it covers, the last one included."""
    return {"startIndex": first, "endIndex": last, "label": label}


def answer(
    variants: Mapping[str, Sequence[Mapping[str, Any]]] | Sequence[tuple[str, Sequence[Mapping[str, Any]]]],
    *,
    size_ms: float = 2000,
    increase_ms: float = 500,
    image: bool = False,
) -> ClassifyAnswer:
    """An answer of the main call: variant → its classifications, over windows every half second."""
    pairs = variants.items() if isinstance(variants, Mapping) else variants
    sensors = [{"name": "image" if image else "accX", "units": ""}]
    return ClassifyAnswer.model_validate(
        {
            "success": True,
            "results": [{"variant": variant, "classifications": list(blocks)} for variant, blocks in pairs],
            "sample": {"sample": {"id": 1, "sensors": sensors}, "payload": {"sensors": sensors, "values": [[0]]}},
            "windowSizeMs": size_ms,
            "windowIncreaseMs": increase_ms,
        }
    )


def scored(
    by_variant: Mapping[str, Sequence[Row]],
    *,
    size_ms: float = 2000,
    increase_ms: float = 500,
    image: bool = False,
    **common: Any,
) -> ClassifyAnswer:
    """An answer with one block: variant → its rows; what else :func:`classification` takes is the same for all."""
    blocks = {variant: [classification(rows, **common)] for variant, rows in by_variant.items()}
    return answer(blocks, size_ms=size_ms, increase_ms=increase_ms, image=image)
