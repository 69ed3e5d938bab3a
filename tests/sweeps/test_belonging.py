"""What each box is kept to belong to, from answers as they come."""

from typing import Any

import pytest

from tests.answers import answer, classification
from variantlens.comparison.compare import compare
from variantlens.service.schema import ClassifyAnswer
from variantlens.sweeps.keeping import outcome
from variantlens.sweeps.outcomes import ObjectsOutcome

LEFT, RIGHT, BELOW = [0.1, 0.1, 0.2, 0.2], [0.6, 0.1, 0.2, 0.2], [0.1, 0.6, 0.2, 0.2]
KINDS = ["keras-object-detection", "keras-object-detection-fomo"]


def kept(before: list[tuple[str, list[float]]], after: list[tuple[str, list[float]]], **sample: Any) -> ObjectsOutcome:
    """One picture in two variants, with a coin on the left and a note on the right."""

    def found(boxes: list[tuple[str, list[float]]]) -> dict[str, Any]:
        labels, places = [label for label, _ in boxes], [place for _, place in boxes]
        return {"boxes": places, "labels": labels, "scores": [0.9] * len(boxes)}

    kind = sample.pop("kind", KINDS[0])
    made = answer(
        {
            variant: [classification(kind=kind, structuredResult=[found(boxes)])]
            for variant, boxes in (("float32", before), ("int8", after))
        },
        image=True,
    )
    wire = made.model_dump(by_alias=True)
    wire["sample"]["sample"] |= {
        "imageDimensions": {"width": 100, "height": 100},
        "boundingBoxes": [
            {"label": "coin", "x": 10, "y": 10, "width": 20, "height": 20},
            {"label": "note", "x": 60, "y": 10, "width": 20, "height": 20},
        ],
    } | sample
    (block,) = outcome(compare(ClassifyAnswer.model_validate(wire))).blocks
    assert isinstance(block, ObjectsOutcome)
    return block


@pytest.mark.parametrize("kind", KINDS)
def test_a_box_lies_on_the_object_it_hits_or_on_one_that_is_taken_for_something_else(kind: str) -> None:
    """Hits first; a box of another label lies on an object that nothing hits; a box elsewhere on nothing."""
    reference, candidate = kept(
        [("note", RIGHT), ("coin", LEFT)], [("coin", RIGHT), ("coin", LEFT), ("coin", BELOW)], kind=kind
    ).variants
    assert reference.objects == (1, 0)
    assert candidate.objects == (1, 0, -1)
    assert candidate.hits == (False, True, False)


def test_a_second_box_on_a_hit_object_lies_on_nothing() -> None:
    """An object is found once; what lies on it besides is a false alarm."""
    (_, candidate) = kept([], [("coin", LEFT), ("note", LEFT)]).variants
    assert candidate.objects == (0, -1)


def test_boxes_are_paired_with_those_of_the_reference() -> None:
    """Same label first, then across labels; what is new has no partner, and the reference has none at all."""
    reference, candidate = kept(
        [("coin", LEFT), ("note", RIGHT)], [("coin", BELOW), ("coin", RIGHT), ("coin", LEFT)]
    ).variants
    assert reference.pairs == (-1, -1)
    assert candidate.pairs == (-1, 1, 0)


def test_without_labelled_boxes_nothing_lies_on_anything() -> None:
    """Nobody knows what is there; boxes are still paired with each other."""
    block = kept([("coin", LEFT)], [("coin", LEFT)], boundingBoxes=[])
    assert block.variants[1].objects == (-1,)
    assert block.variants[1].pairs == (0,)
