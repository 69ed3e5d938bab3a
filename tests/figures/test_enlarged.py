"""What a figure for a room promises."""

import plotly.graph_objects as go
import pytest

from tests.comparison.pictured import boxes_in, pictured
from variantlens.figures import detections
from variantlens.figures.blink import Face, blink
from variantlens.figures.enlarged import GROWTH, TALLEST, WORDS, enlarged
from variantlens.figures.pictures import Picture

PICTURE = Picture(320, 240, uri="data:image/png;base64,AA==")
WIDE = Picture(1200, 240)
RESULT = boxes_in(pictured({"float32": [("a", 0.9, (0.1, 0.1, 0.2, 0.2))], "int8": []}, []))


def by_turns(picture: Picture) -> go.Figure:
    """The reference and a candidate at one place."""
    reference, candidate = (detections.single(picture, RESULT, at, "light") for at in (0, 1))
    return blink(Face("float32", reference), Face("int8", candidate), "light", name="blink")


def views(picture: Picture) -> list[go.Figure]:
    """Each way to compare pictures."""
    pair = RESULT.pairs[0]
    return [
        detections.side_by_side(picture, RESULT, "light"),
        detections.overlay(picture, RESULT, pair, "light"),
        by_turns(picture),
    ]


@pytest.mark.parametrize("view", [0, 1, 2], ids=["side by side", "overlay", "blink"])
@pytest.mark.parametrize("picture", [PICTURE, WIDE], ids=["usual", "wide"])
def test_every_view_grows_as_far_as_the_screen_goes(view: int, picture: Picture) -> None:
    """Side by side, in one picture and by turns alike; a wide picture needs no more height than its width fills."""
    before = views(picture)[view].layout.height
    after = enlarged(views(picture)[view]).layout.height
    assert after == max(before, round(min(TALLEST, GROWTH * before)))
    assert before < after <= TALLEST


def test_a_figure_higher_than_the_screen_stays_as_it_is() -> None:
    """Rows of panels that have to be scrolled anyway grow no more."""
    tall = go.Figure(layout={"height": TALLEST + 200})
    assert enlarged(tall).layout.height == TALLEST + 200


@pytest.mark.parametrize("view", [0, 1, 2], ids=["side by side", "overlay", "blink"])
def test_words_grow_alike(view: int) -> None:
    """Names of panels and of boxes are read from afar, whichever variant is seen; Plotly accepts the figure."""
    before, after = views(PICTURE)[view], go.Figure(enlarged(views(PICTURE)[view]).to_dict())
    old, new = sizes(before), sizes(after)
    assert old
    assert new == [round(WORDS * size, 3) for size in old]


def sizes(figure: go.Figure) -> list[float]:
    """Sizes of all words beside the axes, in each of a figure's faces."""
    faces = [figure.layout, *(frame.layout for frame in figure.frames)]
    return [round(note.font.size, 3) for face in faces for note in face.annotations if note.font.size is not None]


def test_names_stay_with_their_panels() -> None:
    """Where a panel is not as high as its place, the rest stays free below it."""
    figure = enlarged(detections.side_by_side(PICTURE, RESULT, "light"))
    assert {figure.layout.yaxis.constraintoward, figure.layout.yaxis2.constraintoward} == {"top"}
