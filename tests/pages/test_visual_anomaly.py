"""What the panel of anomaly grids promises, over the demo and over hand-made answers."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open, chart_keys, read
from tests.reading import as_read

STORY = {"service": "embedded", "project": "6", "impulse": "1", "sample": "224", "reference": "float32"}
VARIANTS = ["float32", "int8", "int8-calibrated-in-the-dark"]


def table(app: AppTest) -> str:
    """The facts of each variant, as they are read."""
    return next(as_read(part.value) for part in app.markdown if part.value.startswith("| "))


def test_the_demo_says_what_the_dark_calibration_misses(open_page: Open) -> None:
    """The sentence names the missed anomaly and the cells; the facts count them."""
    app = open_page("compare", **STORY, variants=VARIANTS)
    assert not app.exception
    assert "int8-calibrated-in-the-dark decides differently: it wrongly says" in read(app)
    assert "of 144 cells flagged by float32 alone" in read(app)
    assert "no anomaly (wrong)" in table(app)


def test_no_panel_of_kmeans_is_drawn_beside_the_grids(open_page: Open) -> None:
    """The row's anomaly score is the picture's own."""
    app = open_page("compare", **STORY, variants=VARIANTS)
    assert chart_keys(app) == ["grids 3"]
    assert "run in float" not in read(app)


def test_a_moved_threshold_flags_anew_and_leaves_the_services_boxes(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a call; the page says at which threshold the boxes were drawn."""
    app = open_page("compare", **STORY, variants=VARIANTS)
    before = table(app)

    def no_call(*_: object, **__: object) -> None:
        raise AssertionError("the service was asked again")

    monkeypatch.setattr("variantlens.service.calls.Caller.call", no_call)
    app.slider(key="threshold min_anomaly_score 3").set_value(3.0).run()
    assert not app.exception
    assert app.query_params["threshold"] == "3:min_anomaly_score:3.0"
    assert table(app) != before
    assert "at its threshold of 5.8; they do not follow the slider" in read(app)


@pytest.mark.parametrize("view", ["differences", "single", "blink"])
def test_every_view_is_drawn(open_page: Open, view: str) -> None:
    """Differences alone, one variant large, and two by turns."""
    app = open_page("compare", **STORY, variants=VARIANTS)
    app.segmented_control(key="grids view 3").set_value(view).run()
    assert not app.exception
    assert app.get("plotly_chart")
    assert ("frames" in json.loads(app.get("plotly_chart")[0].proto.spec)) == (view == "blink")
    assert (view == "single") == any(each.key == "large variant 3" for each in app.segmented_control)


def test_the_table_of_cells_is_not_made_before_it_is_opened(open_page: Open) -> None:
    """A closed part computes nothing."""
    app = open_page("compare", **STORY, variants=VARIANTS)
    assert not app.dataframe


def panel_of(grids: dict[str, Any]) -> AppTest:
    """The panel over a hand-made answer, of a service that has no picture."""

    def script(grids: dict[str, list[dict[str, object]]]) -> None:
        from components import visual_anomaly
        from components.panel import Panel
        from tests.comparison.grids import compared, result_of
        from variantlens.address import Choice
        from variantlens.service.errors import NotFound

        class Answers:
            def image(self, _choice: Choice) -> bytes:
                raise NotFound(address="https://nowhere.example")

            def window(self, _choice: Choice, _window: int) -> object:
                raise NotFound(address="https://nowhere.example")

        comparison = compared(grids)
        drawn = Panel(Choice(), comparison, comparison.blocks[0], Answers())  # type: ignore[arg-type]  # a stub: it has what is used
        visual_anomaly.show(drawn, result_of(comparison))

    return AppTest.from_function(script, kwargs={"grids": grids}, default_timeout=30).run()


def test_a_film_has_a_picker_of_its_pictures() -> None:
    """Two grids, two places on the slider; what is missing is said."""
    app = panel_of({"float32": [{"scores": [[1.0]]}, {"scores": [[9.0]]}], "int8": [{"scores": [[9.0]]}]})
    assert not app.exception
    assert app.slider(key="picture of the film 1").max == 1
    assert "The service gives no picture of window 0 alone." in read(app)


@pytest.mark.parametrize("scores", [None, [], [[]], [[None]], [[1.0], [2.0, None]]])
def test_odd_grids_are_no_error(scores: Any) -> None:
    """Nothing to draw is said; gaps are drawn."""
    app = panel_of({"float32": [{"scores": scores}], "int8": [{"scores": scores}]})
    assert not app.exception
    assert bool(app.get("plotly_chart")) == (scores not in (None, [], [[]]))
