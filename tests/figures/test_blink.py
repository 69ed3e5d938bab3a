"""What a figure draws that shows two variants by turns."""

from typing import Any

import plotly.graph_objects as go
import pytest

from tests.comparison.grids import pictures
from tests.comparison.pictured import boxes_in, pictured
from variantlens.figures import detections, visual_anomaly
from variantlens.figures.blink import PERIOD_MS, Face, blink
from variantlens.figures.palette import Theme
from variantlens.figures.pictures import Picture

PICTURE = Picture(320, 240, uri="data:image/png;base64,AA==")
HERE, THERE = (0.1, 0.1, 0.2, 0.2), (0.6, 0.6, 0.2, 0.2)


def of_boxes(theme: Theme) -> go.Figure:
    """Two boxes of the reference, of which the candidate finds one."""
    found = {"float32": [("a", 0.9, HERE), ("b", 0.8, THERE)], "int8": [("a", 0.7, HERE)]}
    result = boxes_in(pictured(found, [("a", (32, 24, 64, 48))]))
    return blinking([detections.single(PICTURE, result, at, theme) for at in (0, 1)], theme)


def of_grids(theme: Theme) -> go.Figure:
    """Two grids of one picture."""
    view = visual_anomaly.View(PICTURE, pictures([[1, 7], [0, 6]], [[2, 4], [5, 9]]), 0, theme)
    return blinking([visual_anomaly.single(view, each.variant) for each in view.result.variants], theme)


def blinking(figures: list[go.Figure], theme: Theme) -> go.Figure:
    """Two figures by turns, after Plotly has checked all of it."""
    reference, candidate = (Face(name, figure) for name, figure in zip(("float32", "int8"), figures, strict=True))
    return go.Figure(blink(reference, candidate, theme, name="blink").to_dict())


FIGURES = pytest.mark.parametrize("figure", [of_boxes("light"), of_boxes("dark"), of_grids("light"), of_grids("dark")])


def shown(frame: go.Frame) -> list[bool]:
    """Which traces a frame shows."""
    return [each.visible for each in frame.data]


@FIGURES
def test_each_frame_shows_one_variant_and_all_of_it(figure: go.Figure) -> None:
    """Every trace belongs to one of the two; at rest the reference is seen."""
    first, second = figure.frames
    assert len(figure.data) == len(first.data) == len(second.data)
    assert list(first.traces) == list(second.traces) == list(range(len(figure.data)))
    assert shown(first) == [not each for each in shown(second)]
    assert shown(first) == [each.visible for each in figure.data]
    assert True in shown(first)
    assert True in shown(second)


@FIGURES
def test_both_variants_lie_on_the_same_axes_over_one_picture(figure: go.Figure) -> None:
    """What changes is the result, never its place."""
    assert {(each.xaxis or "x", each.yaxis or "y") for each in figure.data} == {("x", "y")}
    assert len(figure.layout.images) == 1
    assert figure.layout.xaxis.range == (0, 320)


@FIGURES
def test_names_change_with_the_variant(figure: go.Figure) -> None:
    """A frame replaces every word by the variant's own, and hides those that the other had more."""
    first, second = (frame.layout.annotations for frame in figure.frames)
    assert len(first) == len(second) == len(figure.layout.annotations)
    assert "float32" in first[0].text
    assert "int8" in second[0].text


def test_words_that_only_one_variant_has_are_hidden() -> None:
    """Of three words and of one, both frames have three places."""

    def face(name: str, words: list[str]) -> Face:
        layout = {"height": 300, "margin": {"t": 4}, "annotations": [{"text": each} for each in words]}
        return Face(name, go.Figure(data=[{"type": "scatter"}], layout=layout))

    made = blink(face("float32", ["float32", "a", "b"]), face("int8", ["int8"]), "light", name="blink").to_dict()
    visible = [[each["visible"] for each in frame["layout"]["annotations"]] for frame in made["frames"]]
    assert visible == [[True, True, True], [True, False, False]]


@FIGURES
def test_buttons_show_either_variant_or_both_by_turns(figure: go.Figure) -> None:
    """A button for each variant, and one that alternates, slowly enough to harm nobody, from the candidate on."""
    buttons: list[Any] = list(figure.layout.updatemenus[0].buttons)
    assert [each.args[0] for each in buttons[:2]] == [("0",), ("1",)]
    turns = buttons[2].args[0]
    assert turns[:4] == ("1", "0", "1", "0")
    assert buttons[2].args[1]["frame"] == {"duration": PERIOD_MS, "redraw": True}
    assert PERIOD_MS * 3 >= 1000
    assert all(each.args[1]["mode"] == "immediate" for each in buttons)


def test_scores_of_both_variants_share_one_colour_scale() -> None:
    """A cell that changes its colour changes its score."""
    cells = [each for each in of_grids("light").data if each.type == "heatmap"]
    assert [(each.zmin, each.zmax) for each in cells] == [(0, 9), (0, 9)]
