"""What the figures of visual anomaly grids draw."""

import base64
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.comparison.grids import compared, grid, pictures, result_of
from variantlens.comparison.visual_anomaly import VisualAnomalyComparison
from variantlens.figures import visual_anomaly as figures
from variantlens.figures.cell_marks import outline
from variantlens.figures.palette import palette
from variantlens.figures.pictures import Picture
from variantlens.figures.thumbnail_grids import grids as thumbnail
from variantlens.figures.visual_anomaly import Look, View
from variantlens.service.schema import BoundingBox

PICTURE = Picture(320, 240, uri="data:image/png;base64,AA==")
REFERENCE = [[1, 5, 7], [0, 6, 2]]
CANDIDATE = [[2, 4, 6], [5, 6, 1]]
WORSE = [[0, 0, 0], [0, 9, 0]]


def three(**common: Any) -> VisualAnomalyComparison:
    """Three variants over one picture, threshold 5."""
    return pictures(REFERENCE, CANDIDATE, WORSE, **common)


def view(result: VisualAnomalyComparison, drawn: Picture = PICTURE, look: Look | None = None, **more: Any) -> View:
    """The first picture, light."""
    return View(drawn, result, 0, "light", look or Look(), **more)


def traces(figure: go.Figure, kind: str, name: str | None = None) -> list[dict[str, Any]]:
    """Traces of a type, after Plotly has checked the whole figure."""
    checked = go.Figure(figure.to_dict())
    return [
        {key: whole(value) for key, value in each.to_plotly_json().items()}
        for each in checked.data
        if each.type == kind and (name is None or each.name == name)
    ]


def whole(value: Any) -> Any:
    """An array out of the packed form in which Plotly sends it; anything else as it is."""
    if not isinstance(value, dict) or "bdata" not in value:
        return value
    array = np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"])
    shape = value.get("shape")
    return array.reshape([int(each) for each in shape.split(",")]) if shape else array


def test_all_variants_share_one_scale_and_differences_are_centred() -> None:
    """The same ends for every variant's cells, and −x to +x around zero for every candidate's differences."""
    cells = traces(figures.side_by_side(view(three())), "heatmap")
    assert [(each["zmin"], each["zmax"]) for each in cells] == [(0, 9)] * 3 + [(-7, 7)] * 2
    assert [each.get("zmid") for each in cells] == [None] * 3 + [0, 0]
    assert [each["showscale"] for each in cells] == [True, False, False, True, False]
    assert cells[0]["colorscale"][0][1] == palette("light").magnitude[0][1]
    assert [step[1] for step in cells[3]["colorscale"]] == [step[1] for step in palette("light").diverging]


def test_variants_alone_leave_more_room() -> None:
    """Without differences there is one panel for each variant, of scores only."""
    alone = traces(figures.side_by_side(view(three()), differences=False), "heatmap")
    assert [each["xaxis"] for each in alone] == ["x", "x2", "x3"]
    assert len({each["coloraxis"] if "coloraxis" in each else each["zmax"] for each in alone}) == 1


def test_a_scale_of_its_own_for_each_is_named() -> None:
    """Each map spans its own scores, without a bar, and its heading says from where to where."""
    figure = figures.side_by_side(view(three(), look=Look(shared_scale=False)))
    cells = traces(figure, "heatmap")
    assert [(each["zmin"], each["zmax"]) for each in cells] == [(0, 7), (1, 6), (0, 9), (-5, 5), (-7, 7)]
    assert not any(each["showscale"] for each in cells)
    headings = [each.text for each in figure.layout.annotations]
    assert "colours 0 to 7.00" in headings[0]
    assert "colours ±7.00" in headings[-1]


def test_cells_cover_the_whole_picture() -> None:
    """Whatever the grid's shape and the picture's, the first cell begins at 0 and the last ends at its border."""
    for each in traces(figures.side_by_side(view(three())), "heatmap"):
        assert (each["x0"] - each["dx"] / 2, each["x0"] + 2.5 * each["dx"]) == pytest.approx((0, 320))
        assert (each["y0"] - each["dy"] / 2, each["y0"] + 1.5 * each["dy"]) == pytest.approx((0, 240))
        assert each["opacity"] == Look().opacity


def test_hovering_names_every_variants_score_of_the_cell() -> None:
    """Row, column and all three scores travel with each cell of each panel; names are escaped."""
    result = result_of(compared({"<b>a": [grid(REFERENCE)], "int8": [grid(CANDIDATE)]}))
    for each in traces(figures.side_by_side(view(result)), "heatmap"):
        assert np.asarray(each["customdata"])[1, 0].tolist() == [1, 0, 0, 5]
        assert np.asarray(each["text"])[1, 0] == "flagged by int8"
        assert "<b>a" not in each["hovertemplate"]
        assert "int8 %{customdata[3]:.3f}" in each["hovertemplate"]


def test_panels_zoom_together() -> None:
    """Every x axis follows the first, every y axis the first, which counts from the top."""
    layout = figures.side_by_side(view(three())).to_dict()["layout"]
    others = [name for name in layout if name.startswith(("xaxis", "yaxis")) and name not in ("xaxis", "yaxis")]
    assert len(others) == 10
    assert {layout[name]["matches"] for name in others} == {"x", "y"}
    assert layout["yaxis"]["range"] == [240, 0]


def test_differences_stand_below_their_variants() -> None:
    """With three variants the picture alone takes the place below the reference."""
    figure = figures.side_by_side(view(three()))
    headings = [each.text for each in figure.layout.annotations]
    assert headings[3] == "the picture"
    assert "int8" in headings[4]
    assert "−" in headings[4]
    assert figure.layout.annotations[4].x == figure.layout.annotations[1].x


def test_flagged_cells_are_outlined_and_signed() -> None:
    """Both, only the reference (−) and only the candidate (+): by line style and sign, never by colour alone."""
    figure = figures.differences(view(pictures(REFERENCE, CANDIDATE)))
    named = [each for each in traces(figure, "scatter") if each["showlegend"]]
    assert [each["name"] for each in named] == ["flagged by both", "− only by float32", "+ only by int8"]
    assert [each["line"].get("dash") for each in named] == [None, None, "dash"]
    signs = {each["text"]: (each["x"], each["y"]) for each in traces(figure, "scatter") if each.get("text")}
    assert {sign: (x.tolist(), y.tolist()) for sign, (x, y) in signs.items()} == {
        "−": ([160], [60]),
        "+": ([pytest.approx(320 / 6)], [180]),
    }


def test_signs_give_way_where_cells_are_too_small() -> None:
    """In a large grid only outlines are drawn."""
    many = np.zeros((90, 90))
    figure = figures.side_by_side(view(pictures((many + 9).tolist(), many.tolist())))
    assert not [each for each in traces(figure, "scatter") if each.get("text")]
    assert traces(figure, "scatter", "− only by float32")


def test_the_threshold_and_the_boxes_are_drawn_without_catching_the_pointer() -> None:
    """The border of the flagged cells follows the threshold, boxes lie where the service says."""
    box = {"label": "anomaly", "x": 0.5, "y": 0, "width": 0.25, "height": 0.5, "score": 7}
    result = result_of(compared({"float32": [grid(REFERENCE, boxes=[box])]}))
    figure = figures.side_by_side(view(result))
    borders = traces(figure, "scatter", "flagged: score ≥ 5")
    assert {each["hoverinfo"] for each in borders} == {"skip"}
    assert np.nanmin(borders[0]["x"]) == pytest.approx(320 / 3)
    boxes = traces(figure, "scatter", "the service's boxes")
    assert boxes[1]["line"]["dash"] == "dot"
    assert boxes[1]["x"][:5].tolist() == [160, 240, 240, 160, 160]
    assert boxes[1]["y"][:5].tolist() == [0, 0, 120, 120, 0]
    assert boxes[1]["hovertext"][0] == "the service's box, score 7.00"


def test_what_is_expected_is_dashed_and_named() -> None:
    """The sample's labelled boxes lie in every panel, in pixels of its picture; one line of the legend for all."""
    labelled = (BoundingBox(label="<i>crack", x=10, y=20, width=30, height=40),)
    figure = figures.side_by_side(view(three(), labelled=labelled))
    lines = traces(figure, "scatter", "expected")
    assert len({each["xaxis"] for each in lines}) == 6
    assert sum(each["showlegend"] for each in lines) == 1
    assert lines[1]["line"]["dash"] == "dash"
    assert lines[1]["x"][:5].tolist() == [10, 40, 40, 10, 10]
    assert "<i>" not in lines[1]["hovertext"][0]


def test_one_variant_large_keeps_the_scale_of_all() -> None:
    """Switching between two variants changes nothing but their scores; an unknown one is an error."""
    result = three()
    cells = [traces(figures.single(view(result), each.variant), "heatmap") for each in result.variants]
    assert [len(each) for each in cells] == [1, 1, 1]
    assert {(each[0]["zmin"], each[0]["zmax"]) for each in cells} == {(0, 9)}
    with pytest.raises(ValueError, match="akida"):
        figures.single(view(result), "akida")


def test_on_a_phone_panels_stand_below_each_other() -> None:
    """All panels begin at the left edge."""
    figure = figures.side_by_side(view(three(), look=Look(narrow=True)))
    assert {each.x for each in figure.layout.annotations} == {0}


def test_the_words_say_what_the_picture_shows() -> None:
    """Decision, largest score and flagged cells of each variant, and what changes."""
    text = figures.alt(view(pictures(REFERENCE, CANDIDATE)))
    assert "at the threshold of 5" in text
    assert "float32: anomaly, largest score 7.00, 3 of 6 cells flagged" in text
    assert "2 cells flagged by both, 1 only by the reference, 1 only by the candidate" in text


def test_the_outline_of_cells_runs_along_their_edges() -> None:
    """Cells side by side have one border around them, in as few pieces as there are sides."""
    x, y = outline(np.array([[True, True], [False, False]]), 20, 20)
    pieces = {(ax, ay, bx, by) for ax, ay, bx, by in zip(x[0::3], y[0::3], x[1::3], y[1::3], strict=True)}
    assert pieces == {(0, 0, 20, 0), (0, 10, 20, 10), (0, 0, 0, 10), (20, 0, 20, 10)}
    assert np.isnan(x[2::3]).all()


@given(st.lists(st.booleans(), min_size=6, max_size=6))
def test_an_outline_is_as_long_as_the_borders_of_its_cells(cells: list[bool]) -> None:
    """Each edge between a cell inside and one outside counts once."""
    mask = np.array(cells).reshape(2, 3)
    x, y = outline(mask, 3, 2)
    length = np.abs(x[1::3] - x[0::3]).sum() + np.abs(y[1::3] - y[0::3]).sum()
    around = np.pad(mask, 1).astype(int)
    assert length == np.abs(np.diff(around, axis=0)).sum() + np.abs(np.diff(around, axis=1)).sum()


@pytest.mark.parametrize(
    "grids",
    [
        [[[1.0]], [[9.0]]],
        [[[1.0, 2.0]], [[9.0], [1.0]]],  # other shapes
        [[[1.0]], []],  # one without a grid
        [[[None]], [[None]]],
        [[[3.0, 3.0]], [[3.0, 3.0]]],  # nothing spans a scale
        [np.random.default_rng(1).normal(size=(7, 19)).tolist()] * 2,
    ],
)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("drawn", [PICTURE, Picture(1, 1), Picture(2000, 90)])
def test_every_grid_can_be_drawn(grids: Any, theme: Any, drawn: Picture) -> None:
    """One cell, other shapes, gaps, no picture, a very wide one: figures that Plotly accepts, and a thumbnail."""
    seen = View(drawn, pictures(*grids), 0, theme)
    for figure in (figures.side_by_side(seen), figures.differences(seen), figures.single(seen, "int8")):
        go.Figure(figure.to_dict())
        assert figure.layout.height > 0
    assert thumbnail(seen.result, drawn, theme).endswith("</svg>")
    assert figures.alt(seen)


def test_a_thumbnail_shows_each_variants_cells_and_flags() -> None:
    """A rectangle per cell, the picture behind, an outline in each variant that flags any; names escaped."""
    result = result_of(compared({"<float>": [grid(REFERENCE)], "int8": [grid([[0, 0, 0], [0, 0, 0]])]}))
    drawn = thumbnail(result, PICTURE, "light")
    assert drawn.count("<rect") == 12
    assert drawn.count("<image") == 2
    assert drawn.count("<path") == 2
    assert "&lt;float&gt;" in drawn
