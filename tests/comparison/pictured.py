"""Answers with boxes, built for tests."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.answers import answer, classification
from variantlens.comparison.compare import compare
from variantlens.comparison.detections import DetectionsComparison
from variantlens.service.schema import ClassifyAnswer

Box = tuple[str, float | None, Sequence[float | None]]
"""Label, score and [x, y, width, height] in 0..1."""
BLOCK = 3


def found(boxes: Sequence[Box], **fields: Any) -> dict[str, Any]:
    """What a variant finds in one picture, by its wire names."""
    return {
        "boxes": [list(box) for _, _, box in boxes],
        "labels": [label for label, _, _ in boxes],
        "scores": [score for _, score, _ in boxes],
    } | fields


def pictured(
    by_variant: Mapping[str, Sequence[Box] | dict[str, Any]],
    truth: Sequence[tuple[str, Sequence[float]]] = (),
    *,
    size: tuple[int, int] | None = (100, 200),
    last_layer: str = "mobilenet-ssd",
    threshold: float | None = 0.5,
) -> ClassifyAnswer:
    """An answer about one picture: variant → its boxes; the true ones in pixels of the picture."""
    blocks = {
        variant: [
            classification(
                [{}],
                block=BLOCK,
                kind="keras-object-detection",
                thresholds={} if threshold is None else {"min_score": threshold},
                structuredResult=[said if isinstance(said, dict) else found(said)],
                objectDetectionLastLayer=last_layer,
            )
        ]
        for variant, said in by_variant.items()
    }
    wire = answer(blocks, image=True).model_dump(mode="json", by_alias=True)
    labelled = [dict(zip(("x", "y", "width", "height"), box, strict=True), label=label) for label, box in truth]
    wire["sample"]["sample"]["boundingBoxes"] = labelled
    if size:
        wire["sample"]["sample"]["imageDimensions"] = {"width": size[0], "height": size[1]}
    return ClassifyAnswer.model_validate(wire)


def boxes_in(
    wire: ClassifyAnswer, reference: str = "float32", moved: Mapping[tuple[int, str], float] | None = None
) -> DetectionsComparison:
    """The comparison of an answer's boxes."""
    (result,) = compare(wire, reference=reference, moved=moved or {}).blocks[0].results
    assert isinstance(result, DetectionsComparison)
    return result
