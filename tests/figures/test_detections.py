"""What figures of boxes draw."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from tests.comparison.pictured import boxes_in, pictured
from variantlens.comparison.boxes import Fate
from variantlens.comparison.detections import DetectionsComparison
from variantlens.figures import detections as figures
from variantlens.figures import thumbnail_boxes
from variantlens.figures.palette import Theme, palette
from variantlens.figures.pictures import Picture

HERE, THERE, ELSEWHERE = (0.1, 0.1, 0.2, 0.2), (0.6, 0.6, 0.2, 0.2), (0.1, 0.7, 0.1, 0.1)
DRAWN = Picture(100, 200, uri="data:image/png;base64,AAAA")


def compared(**more: Any) -> DetectionsComparison:
    """One box of each fate, and two labelled objects."""
    return boxes_in(
        pictured(
            {
                "float32": [("a", 0.9, HERE), ("b", 0.8, THERE), ("a", 0.8, (0.7, 0.1, 0.2, 0.2))],
                "int8": [("a", 0.7, HERE), ("c", 0.7, ELSEWHERE), ("b", 0.6, (0.7, 0.1, 0.2, 0.2))],
            },
            [("a", (10, 20, 20, 40)), ("b", (60, 120, 20, 40))],
            **more,
        )
    )


def lines(figure: go.Figure, name: str, axis: str) -> list[Any]:
    """Visible lines of a kind of box in a panel, without the halo under them."""
    return [t for t in figure.data if t.name == name and t.mode == "lines" and t.xaxis == axis and t.line.dash]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_fates_differ_in_pattern_and_colour(theme: Theme) -> None:
    """Each fate has a line pattern of its own; lost boxes have the reference's colour, the others the candidate's."""
    result = compared()
    figure = figures.overlay(DRAWN, result, result.pairs[0], theme)
    found = {fate: lines(figure, fate, "x")[0].line for fate in Fate}
    expected = lines(figure, "expected", "x")[0].line
    patterns = [found[fate].dash for fate in Fate] + [expected.dash]
    assert len(set(patterns)) == len(patterns)
    of = palette(theme)
    assert found[Fate.LOST].color == of.reference
    assert {found[fate].color for fate in (Fate.MATCHED, Fate.NEW, Fate.RELABELLED)} == {of.candidates[0]}
    assert (expected.color, expected.dash) == (of.text, "dash")


def test_scores_of_one_box_read_differently_where_they_differ() -> None:
    """Beside the box and on hovering, with the same digits in both panels; .9998 is not 1.00."""
    boxes = {"float32": [("a", 0.812, HERE), ("b", 0.9998, THERE)], "int8": [("a", 0.809, HERE), ("b", 0.9998, THERE)]}
    figure = figures.side_by_side(DRAWN, boxes_in(pictured(boxes)), "light")
    texts = [each.text for each in figure.layout.annotations if each.text.startswith(("a ", "b "))]
    assert texts == ["a .8120", "b .9998", "a .8090", "b .9998"]
    hovered = [text for trace in figure.data for text in trace.hovertext or ()]
    assert any("0.8120" in text and "0.8090" in text and "change −0.0030" in text for text in hovered)


def test_boxes_lie_where_they_are_in_pixels_of_the_picture() -> None:
    """A box in 0..1 is drawn in pixels of the sample's picture, closed, with a gap behind it."""
    figure = figures.side_by_side(DRAWN, compared(), "light")
    line = lines(figure, "matched", "x2")[0]
    np.testing.assert_allclose(line.x, [10, 30, 30, 10, 10, np.nan])
    np.testing.assert_allclose(line.y, [20, 20, 60, 60, 20, np.nan])


def test_one_panel_per_variant_over_the_picture_with_linked_zoom() -> None:
    """The reference's panel has its boxes, the candidate's all fates; both have the picture and zoom together."""
    figure = figures.side_by_side(DRAWN, compared(), "light")
    assert lines(figure, "reference", "x")
    assert not any(lines(figure, fate, "x") for fate in Fate)
    assert all(lines(figure, fate, "x2") for fate in Fate)
    assert [(image.xref, image.yref, image.sizex, image.sizey) for image in figure.layout.images] == [
        ("x", "y", 100, 200),
        ("x2", "y2", 100, 200),
    ]
    assert (figure.layout.xaxis2.matches, figure.layout.yaxis2.matches) == ("x", "y")
    assert (figure.layout.yaxis.range, figure.layout.yaxis.scaleanchor) == ((200, 0), "x")


def test_the_legend_names_each_kind_once() -> None:
    """However many panels and traces there are."""
    figure = figures.side_by_side(DRAWN, compared(), "light")
    shown = [trace.name for trace in figure.data if trace.showlegend]
    assert sorted(shown) == ["expected", "lost", "matched", "new", "reference", "relabelled"]


def test_hovering_tells_both_variants_at_once() -> None:
    """Labels, scores, change and overlap of both."""
    figure = figures.side_by_side(DRAWN, compared(), "light")
    (text,) = next(t.hovertext for t in figure.data if t.name == "relabelled" and t.mode == "markers")
    assert "float32: <b>a</b> 0.8000" in text
    assert "int8: <b>b</b> 0.6000" in text
    assert "score change −0.2" in text
    assert "IoU 1.000" in text


def test_signs_stand_beside_boxes() -> None:
    """What became of a box is written too, not only coloured; with many boxes hovering has to do."""
    texts = {each.text for each in figures.side_by_side(DRAWN, compared(), "light").layout.annotations}
    assert {"− b .80", "+ c .70", "≠ a → b .60", "a .70"} <= texts
    many = [("a", 0.9, (0.01 * at, 0.1, 0.01, 0.2)) for at in range(60)]
    crowded = figures.side_by_side(DRAWN, boxes_in(pictured({"float32": many, "int8": many})), "light")
    assert len(crowded.layout.annotations) == 2


def test_labels_bring_no_markup() -> None:
    """A label with tags is shown letter by letter."""
    result = boxes_in(pictured({"float32": [("<b>x</b>", 0.9, HERE)], "<i>int8</i>": [("<b>x</b>", 0.9, HERE)]}))
    written = figures.side_by_side(DRAWN, result, "light").to_json()
    assert "<b>x" not in written.replace("\\u003c", "<")
    assert "<i>" not in written.replace("\\u003c", "<")
    assert "<b>x" not in thumbnail_boxes.boxes(result, DRAWN, "light")


@pytest.mark.parametrize("variants", [{"float32": []}, {"float32": [], "int8": []}])
def test_nothing_found_is_drawn_too(variants: dict[str, Any]) -> None:
    """Empty pictures give empty panels, and words that say so."""
    result = boxes_in(pictured(variants))
    figure = figures.side_by_side(Picture(100, 200), result, "light")
    assert not figure.layout.images
    assert len([trace for trace in figure.data if trace.name == "picture"]) == len(variants)
    assert "No labelled objects." in figures.boxes_alt(result)
    assert thumbnail_boxes.boxes(result, Picture(100, 200), "light").startswith("<svg")


def test_the_alt_text_counts() -> None:
    """Screen readers hear what the picture shows."""
    alt = figures.boxes_alt(compared())
    assert "int8: 1 box matched of 3 and 3; 1 true object lost" in alt
    assert "2 labelled objects." in alt


def test_of_a_film_headings_speak_of_the_picture_that_is_drawn() -> None:
    """Boxes that other pictures lose or gain are not counted above this one."""
    first = pictured({"float32": [("a", 0.9, HERE)], "int8": []})
    second = pictured({"float32": [("a", 0.9, HERE)], "int8": [("a", 0.9, HERE)]})
    for one, other in zip(first.results, second.results, strict=True):
        both = [each.classifications[0].structured_result or [] for each in (one, other)]
        one.classifications[0].structured_result = [*both[0], *both[1]]
    result = boxes_in(first)
    told = [
        [each.text.split("<br>")[1] for each in figures.side_by_side(DRAWN, result, "light", at).layout.annotations[:2]]
        for at in (0, 1)
    ]
    assert told == [["reference, 1 box", "0 boxes, 1 lost"], ["reference, 1 box", "1 box"]]


def test_on_a_phone_panels_stand_below_each_other() -> None:
    """One panel in a row."""
    figure = figures.side_by_side(DRAWN, compared(), "light", narrow=True)
    assert figure.layout.xaxis.domain == figure.layout.xaxis2.domain == (0, 1)
    assert figure.layout.yaxis.domain[0] > figure.layout.yaxis2.domain[1]


def test_the_card_shows_the_candidate_that_does_most_harm() -> None:
    """Two pictures: the reference, and the candidate with most harmful changes; its lost boxes are dotted."""
    result = boxes_in(
        pictured({"float32": [("a", 0.9, HERE)], "good": [("a", 0.9, HERE)], "bad": []}, [("a", (10, 20, 20, 40))])
    )
    drawn = thumbnail_boxes.boxes(result, DRAWN, "light")
    assert ">bad<" in drawn
    assert ">good<" not in drawn
    assert drawn.count("<image") == 2
    assert 'stroke-dasharray="2 2"' in drawn
