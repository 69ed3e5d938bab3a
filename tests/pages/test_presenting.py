"""What the large view for a room promises."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open

VARIANTS = ["float32", "int8", "int8-calibrated-in-the-dark"]
OBJECTS = {"service": "embedded", "project": "4", "impulse": "1", "sample": "20", "reference": "float32"}
GRIDS = OBJECTS | {"project": "6", "sample": "224"}


def presented(open_page: Open, story: dict[str, str]) -> AppTest:
    """The large view of the pictures."""
    app = open_page("compare", **story, variants=VARIANTS)
    return app.button(key="present 3").click().run()


def figure(app: AppTest) -> dict[str, Any]:
    """The only figure of the page."""
    (chart,) = app.get("plotly_chart")
    return dict(json.loads(chart.proto.spec))


@pytest.mark.parametrize("story", [OBJECTS, GRIDS], ids=["objects", "grids"])
def test_one_click_leaves_the_sentence_and_the_pictures(open_page: Open, story: dict[str, str]) -> None:
    """Choices, numbers, tables and the raw answer are gone; another click brings them back."""
    app = presented(open_page, story)
    assert not app.exception
    assert [each.value.startswith("### ") for each in app.markdown] == [True]
    assert "decides differently" in app.markdown[0].value
    assert not app.selectbox
    assert not app.slider
    assert not app.dataframe
    assert not app.expander
    assert figure(app)["data"]
    app.button(key="stop presenting").click().run()
    assert not app.exception
    assert app.selectbox(key="pick sample").value == int(story["sample"])
    assert app.expander


@pytest.mark.parametrize("story", [OBJECTS, GRIDS], ids=["objects", "grids"])
def test_both_keys_are_named_on_their_buttons(open_page: Open, story: dict[str, str]) -> None:
    """P opens the view, Esc closes it."""
    app = open_page("compare", **story, variants=VARIANTS)
    assert app.button(key="present 3").proto.shortcut == "p"
    app.button(key="present 3").click().run()
    assert app.button(key="stop presenting").proto.shortcut == "escape"


def test_the_chosen_way_to_compare_stays(open_page: Open) -> None:
    """Somebody who blinks presents blinking, larger, and finds it again afterwards."""
    app = open_page("compare", **OBJECTS, variants=VARIANTS)
    app.segmented_control(key="boxes view 3").set_value("blink").run()
    before = app.get("plotly_chart")[0].proto.spec
    app.button(key="present 3").click().run()
    large = figure(app)
    assert len(large["frames"]) == 2
    assert large["layout"]["height"] > json.loads(before)["layout"]["height"]
    app.button(key="stop presenting").click().run()
    assert app.segmented_control(key="boxes view 3").value == "blink"


def test_the_look_of_the_grids_stays(open_page: Open) -> None:
    """Opacity is as it was chosen, before, meanwhile and after."""
    app = open_page("compare", **GRIDS, variants=VARIANTS)
    app.slider(key="opacity 3").set_value(20).run()
    app.button(key="present 3").click().run()
    assert {each["opacity"] for each in figure(app)["data"] if each["type"] == "heatmap"} == {0.2}
    app.button(key="stop presenting").click().run()
    assert app.slider(key="opacity 3").value == 20
