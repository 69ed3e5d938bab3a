"""What coordinates count in: known where anything tells it, and where it is guessed, said and not judged."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.comparison.grids import answered, grid, result_of
from tests.comparison.pictured import Box, boxes_in, pictured
from variantlens.comparison.compare import Comparison, compare
from variantlens.comparison.coordinates import Unit
from variantlens.comparison.objects_in_words import agreement, coordinates
from variantlens.comparison.outcomes import Harm
from variantlens.comparison.sentences import headline
from variantlens.figures.pictures import measured
from variantlens.service.schema import ClassifyAnswer
from variantlens.sweeps.keeping import outcome
from variantlens.sweeps.outcomes import ObjectsOutcome

Place = tuple[float, float, float, float]
HERE: Place = (0.1, 0.1, 0.2, 0.2)
THERE: Place = (0.5, 0.6, 0.5, 0.2)
TRUTH = [("a", (10, 20, 20, 40)), ("a", (50, 120, 50, 40))]
"""The same places in pixels of a picture of 100 × 200."""


def boxes(*places: Place) -> list[Box]:
    """Boxes of one label."""
    return [("a", 0.9, place) for place in places]


@pytest.mark.parametrize(
    "over",
    [
        (0.5, 0.6, 0.5000001, 0.2),  # rounding
        (0.5, 0.6, 0.52, 0.2),
        (0.49, 0.6, 0.62, 0.2),
        (0.5, 0.6, 0.5, 1.1),
        (-0.02, 0.6, 1.04, 0.2),
        (0.5, 0.6, 1.2, 0.2),  # far beyond, but the other box of the same answer is none of pixels
    ],
)
@pytest.mark.parametrize("reference", ["float32", "int8"])
def test_a_box_that_reaches_beyond_the_picture_turns_no_other_one_into_pixels(over: Place, reference: str) -> None:
    """Whichever variant sends it: 0..1 for both, the box cut at the edge, all others as they are."""
    wire = pictured({"float32": boxes(HERE, THERE), "int8": boxes(HERE, over)}, TRUTH)
    result = boxes_in(wire, reference)
    assert (result.frame.unit, result.unit_unknown) == (Unit.PARTS, False)
    for said in result.variants:
        np.testing.assert_allclose(said.found[0].boxes[0], HERE)
        assert (said.found[0].boxes[:, :2] + said.found[0].boxes[:, 2:] <= 1 + 1e-12).all()
        assert said.quality is not None
        assert said.quality.hits >= 1


def test_a_cut_of_more_than_rounding_is_said() -> None:
    """A notice counts the boxes that were cut."""
    wire = pictured({"float32": boxes(HERE, (0.5, 0.6, 0.5000001, 0.2)), "int8": boxes((0.5, 0.6, 0.6, 0.2))}, TRUTH)
    assert [each.text for each in compare(wire).notices] == [
        "int8 sent 1 box reaching beyond the picture: cut at its edge."
    ]


def test_the_unit_is_the_same_for_all_variants() -> None:
    """A candidate whose only box lies in the corner is in pixels like the reference."""
    wire = pictured({"float32": boxes((10, 20, 20, 40)), "int8": boxes((0, 0, 2, 3))}, TRUTH)
    result = boxes_in(wire)
    assert (result.frame.unit, result.unit_unknown) == (Unit.PIXELS, False)
    np.testing.assert_allclose(result.pairs[0].candidate.found[0].boxes[0], (0, 0, 0.02, 0.015))
    assert result.pairs[0].flips.count(Harm.HARMFUL) == 2


AMBIGUOUS: list[tuple[Sequence[Place], Sequence[Place], str]] = [
    ([HERE], [(0.1, 0.1, 60, 0.2)], "some of them lie within 0..1 and others reach far beyond"),
    ([(0.2, 0.2, 1.9, 1.9)], [], "they reach too far for 0..1 of the picture and not far enough for pixels"),
    ([(10, 20, 280, 200)], [(10, 20, 280, 200)], "they reach beyond the sample's picture of 100 × 200 pixels"),
]


@pytest.mark.parametrize(("before", "after", "why"), AMBIGUOUS)
@pytest.mark.parametrize("reference", ["float32", "int8"])
def test_what_nothing_tells_is_said_and_not_judged(
    before: Sequence[Place], after: Sequence[Place], why: str, reference: str
) -> None:
    """On the page, in the words of a report and in what a sweep keeps; agreement is not said to be everywhere."""
    comparison = compare(pictured({"float32": boxes(*before), "int8": boxes(*after)}, TRUTH), reference=reference)
    result = boxes_in(pictured({"float32": boxes(*before), "int8": boxes(*after)}, TRUTH), reference)
    assert any(why in each.text and "not judged" in each.text for each in comparison.notices)
    assert coordinates(result).startswith("Guessed, not known: ")
    assert agreement(result) == f"Unjudged: what the coordinates count in is not known, since {why}."
    assert all(said.quality is None for said in result.variants)
    assert set(result.pairs[0].flips.harm.tolist()) <= {Harm.UNJUDGED}
    assert "everywhere" not in headline(comparison).text
    (kept,) = outcome(comparison).blocks
    assert isinstance(kept, ObjectsOutcome)
    assert kept.unplaced
    assert not any(said.judged for said in kept.variants)


def test_distances_of_centres_need_the_pictures_size() -> None:
    """FOMO's limit is a part of the picture: in pixels of a picture of unknown size nothing is judged."""
    same = boxes((10, 20, 8, 8))
    result = boxes_in(pictured({"float32": same, "int8": same}, TRUTH, size=None, last_layer="fomo"))
    assert result.unit_unknown
    assert result.reference.quality is None


def test_labelled_boxes_that_cannot_be_placed_are_no_missing_label() -> None:
    """A sweep counts them as a fault, by which too many of them let nothing pass."""
    placed = boxes((0.1, 0.1, 0.2, 0.2))
    for truth, kept_as in ((TRUTH, (True, True)), ((), (False, False))):
        comparison = compare(pictured({"float32": placed, "int8": placed}, truth, size=None))
        (kept,) = outcome(comparison).blocks
        assert isinstance(kept, ObjectsOutcome)
        assert (kept.labelled, kept.unplaced) == kept_as


def test_no_box_says_nothing() -> None:
    """Neither an empty answer nor boxes at the corner of no size are pixels, and nothing is guessed."""
    for none in (boxes(), boxes((0, 0, 0, 0))):
        assert not boxes_in(pictured({"float32": none, "int8": none}, TRUTH)).unit_unknown


def test_the_picture_itself_says_how_large_it_is() -> None:
    """Where the service does not say the size, the file does, and labelled boxes can be placed on it."""
    written = BytesIO()
    Image.new("RGB", (100, 200)).save(written, "PNG")
    wire = pictured({"float32": boxes(HERE, THERE), "int8": boxes(HERE)}, TRUTH, size=None)
    assert boxes_in(wire).unjudged == (
        "How large the picture is was not said, so that its labelled boxes cannot be placed on it."
    )
    result = boxes_in(measured(wire, written.getvalue()))
    assert (result.canvas.width, result.canvas.height, result.canvas.known) == (100, 200, True)
    assert result.pairs[0].counts.objects_lost == 1
    for unreadable in (None, b"", b"\x89PNG\r\n\x1a\nno"):
        assert measured(wire, unreadable) is wire


def anomaly_box(x: float, y: float, width: float, height: float) -> dict[str, Any]:
    """A box around anomalous cells."""
    return {"label": "anomaly", "x": x, "y": y, "width": width, "height": height, "score": 9}


def over_picture(grids: dict[str, list[dict[str, Any]]], size: tuple[int, int] | None, pixels: int) -> Comparison:
    """A comparison of grids over a picture of a size, with as many pixels in the answer."""
    wire = answered(grids).model_dump(mode="json", by_alias=True)
    wire["sample"]["payload"]["values"] = [[0]] * pixels
    if size is not None:
        wire["sample"]["sample"]["imageDimensions"] = {"width": size[0], "height": size[1]}
    return compare(ClassifyAnswer.model_validate(wire), reference=next(iter(grids)))


CELLS = [[0.0, 0.0, 0.0], [0.0, 9.0, 0.0], [0.0, 0.0, 0.0]]
"""One flagged cell, in the middle."""


@pytest.mark.parametrize(
    ("size", "pixels", "box", "frame", "known"),
    [
        ((96, 96), 1, (8, 10, 50, 40), (96, 96), True),  # not where the cells are, but the picture is known
        (None, 96 * 96, (8, 10, 50, 40), (96, 96), False),  # as many pixels as came, taken for a square: a guess
        (None, 1, (8, 10, 50, 40), (58, 50), False),  # nothing else to go by, and so it is said
        ((640, 480), 1, (32, 32, 32, 32), (96, 96), True),  # it surrounds the cell in the model's input
        ((640, 480), 1, (700, 32, 32, 32), (732, 480), False),  # beyond the picture, and around no cell
        ((96, 96), 1, (0.33, 0.33, 0.6700001, 0.33), (1, 1), True),  # rounding
    ],
)
@pytest.mark.parametrize("reference", ["float32", "int8"])
def test_where_the_boxes_around_cells_lie(
    size: tuple[int, int] | None, pixels: int, box: Place, frame: tuple[float, float], known: bool, reference: str
) -> None:
    """Told by the picture's size and the flagged cells, for all variants together; a guess is a notice."""
    grids = {"float32": [grid(CELLS, boxes=[anomaly_box(*box)])], "int8": [grid(CELLS)]}
    names = sorted(grids, key=lambda name: name != reference)
    comparison = over_picture({name: grids[name] for name in names}, size, pixels)
    result = result_of(comparison)
    assert result.frame is not None
    if known or size is None:
        assert (result.frame.width, result.frame.height) == frame
    assert bool(result.frame.unknown) is not known
    assert any("Where the service's boxes lie is not known" in each.text for each in comparison.notices) is not known
