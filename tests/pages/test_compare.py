"""What the Compare page promises."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.responses import HTMLResponse, JSONResponse, Response
from streamlit.testing.v1 import AppTest

from studio.api import create_app
from tests.conftest import DEMOS, Running, StudioService
from tests.pages.conftest import Open, chart_keys, read, words
from tests.reading import as_read

STORY = {"service": "embedded", "project": "1", "impulse": "1", "sample": "39", "reference": "float32"}


def verdict(app: AppTest) -> str:
    """The sentence that answers, as it is read."""
    return next(as_read(part.value) for part in app.markdown if part.value.startswith("#### "))


def test_without_parameters_a_comparison_worth_seeing_is_shown(open_page: Open) -> None:
    """`/compare` alone opens the first demo, and its address is complete."""
    app = open_page("compare")
    assert not app.exception
    assert "decides differently in" in words(app)
    assert app.query_params["service"] == "embedded"
    assert app.query_params["variants"][:2] == ["float32", "int8"]
    assert {"v", "project", "impulse", "sample", "reference"} <= set(app.query_params)


def test_the_answer_comes_first_with_harm_and_counts(open_page: Open) -> None:
    """The sentence names what differs, where, and whether it helps or harms."""
    app = open_page("compare", **STORY, variants=["float32", "int8"])
    assert verdict(app).startswith("#### int8 decides differently in 1 of 17 windows")
    assert "▲ helpful" in words(app)


def test_each_part_of_the_comparison_is_drawn(open_page: Open) -> None:
    """The strip over the signal, the scores side by side and the anomaly scores are there."""
    keys = chart_keys(open_page("compare", **STORY, variants=["float32", "int8"]))
    assert {"strip 3", "side by side 3", "anomaly 5"} <= set(keys)


def test_closed_parts_compute_nothing(open_page: Open) -> None:
    """Differences and the table of all windows are made only when somebody opens them."""
    app = open_page("compare", **STORY, variants=["float32", "int8"])
    assert not any("difference" in key for key in chart_keys(app))
    assert not app.dataframe


def test_a_moved_threshold_changes_flips_and_address_without_a_call(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The threshold redraws the page from the answer that is there, and is part of the link."""
    app = open_page("compare", **STORY, variants=["float32", "int8"])
    monkeypatch.setattr("variantlens.service.calls.Caller.call", _no_call)
    app.slider(key="threshold min_score 3").set_value(0.5).run()
    assert app.query_params["threshold"] == "3:min_score:0.5"
    assert "agree everywhere" in verdict(app)
    app.slider(key="threshold min_score 3").set_value(0.6).run()
    assert "threshold" not in app.query_params


def test_a_link_with_a_threshold_shows_the_same_page(open_page: Open) -> None:
    """What somebody moved is what somebody else sees."""
    app = open_page("compare", **STORY, variants=["float32", "int8"], threshold=["3:min_score:0.5"])
    assert app.slider(key="threshold min_score 3").value == 0.5


def test_another_project_chooses_its_own_sample_and_variants(open_page: Open) -> None:
    """After a change of project nothing of the old one is left in the address."""
    app = open_page("compare", **STORY, variants=["float32", "int8-one-recording"], window="11")
    others = [project for project in app.selectbox(key="pick project").options if project != "Motion"]
    if others:
        app.selectbox(key="pick project").select_index(1).run()
        assert not app.exception
        assert app.query_params["project"] != "1"
        assert "window" not in app.query_params


def test_next_and_previous_walk_the_samples(open_page: Open) -> None:
    """One click brings the next sample; the variants stay."""
    app = open_page("compare", **STORY, variants=["float32", "int8-one-recording"])
    app.button(key="next sample").click().run()
    assert app.query_params["sample"] == "40"
    app.button(key="previous sample").click().run()
    assert app.query_params["sample"] == "39"
    assert app.query_params["variants"] == ["float32", "int8-one-recording"]


def test_samples_can_be_filtered_and_walked(open_page: Open) -> None:
    """Select, next and previous keep to the filters; the chosen sample stays; the address does not change."""
    app = open_page("compare", **STORY, variants=["float32", "int8"])
    before = dict(app.query_params)
    app.multiselect(key="filter labels").select("walking").run()
    app.segmented_control(key="filter category").set_value("testing").run()
    assert dict(app.query_params) == before
    names = app.selectbox(key="pick sample").options
    assert [name.split("-")[0] for name in names[1:]] == ["walking"] * 10
    assert names[0] == "badminton-test-09.csv"
    app.button(key="next sample").click().run()
    assert app.selectbox(key="pick sample").options == names[1:]
    assert app.button(key="previous sample").disabled
    app.text_input(key="filter name").set_value("nothing has this name").run()
    assert "No sample passes these filters." in words(app)
    app.button(key="no filter").click().run()
    assert len(app.selectbox(key="pick sample").options) == 80


def test_more_samples_than_are_listed_are_said(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Samples come page by page up to a limit, beyond which the page says how many there are."""
    monkeypatch.setattr("components.sample_filters.LISTED", 30)
    monkeypatch.setattr("components.sample_filters.PAGE", 20)
    app = open_page("compare", **STORY, variants=["float32", "int8"])
    assert len(app.selectbox(key="pick sample").options) == 31
    assert "The first 30 of 80 samples" in words(app)


def test_reference_can_be_swapped(open_page: Open) -> None:
    """With int8 as the reference, the sentence speaks of float32."""
    app = open_page("compare", **(STORY | {"reference": "int8"}), variants=["float32", "int8"])
    assert verdict(app).startswith("#### float32 decides differently")


def test_a_chosen_window_shows_its_exact_numbers(open_page: Open) -> None:
    """The numbers of the window in the address stand in a table, unrounded."""
    app = open_page("compare", **STORY, variants=["float32", "int8"], window="11")
    table = app.dataframe[0].value
    assert list(table["label"]) == ["badminton", "running", "standing", "walking"] or len(table) == 4
    assert table["int8"].sum() == pytest.approx(1, abs=0.02)
    assert "5.5 s to 7.5 s" in words(app)


def opened(app: AppTest, key: str) -> AppTest:
    """The page with one of its folded parts open."""
    app.session_state[key] = True
    return app.run()


def test_a_chosen_window_shows_its_raw_values(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folded at first; then a chart and a table of the window's own rows, from the answer that is there."""
    app = open_page("compare", **STORY, variants=["float32", "int8"], window="11")
    monkeypatch.setattr("variantlens.service.calls.Caller.call", _no_call)
    assert "window lines" not in chart_keys(app)
    app = opened(app, "window values")
    assert not app.exception
    assert "window lines" in chart_keys(app)
    table = app.dataframe[-1].value
    assert (table.iloc[0, 0], len(table), table.shape[1]) == (5.5, 20, 7)


def test_the_sample_says_what_it_is(open_page: Open) -> None:
    """A recording's facts, once the part is opened."""
    app = open_page("compare", **STORY, variants=["float32", "int8"])
    assert "10 s" not in read(app)
    said = read(opened(app, "the sample"))
    assert "- file: badminton-test-09.csv" in said
    assert "- length: 10 s" in said
    assert "- frequency: 10 Hz" in said


def test_a_sound_is_heard_and_seen_once_it_is_opened(open_page: Open) -> None:
    """Player and picture of a spoken prompt; closed, nothing is fetched."""
    app = open_page("compare", project="3")
    assert not app.get("audio")
    app = opened(app, "the sample")
    assert not app.exception
    assert len(app.get("audio")) == 1
    assert "recording" in chart_keys(app)


def test_a_picture_is_shown_with_what_is_known_of_it(open_page: Open) -> None:
    """The picture of a digit, and its size."""
    app = open_page("compare", project="8")
    before = len(app.get("image"))
    app = opened(app, "the sample")
    assert not app.exception
    assert len(app.get("image")) == before + 1
    assert "- size: 8 × 8 pixels" in read(app)


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"project": "77"}, "There is no project 77"),
        ({"sample": "9999"}, "sample"),
        ({"variants": ["float32", "int3"]}, "There is no variant int3"),
        ({"reference": "int3"}, "There is no reference int3"),
        ({"project": "one"}, "This link cannot be understood"),
        ({"service": "http://192.0.2.1/v1"}, "not on this dashboard's list"),
        ({"v": "9"}, "newer"),
    ],
)
def test_a_link_that_names_something_unknown_says_so(open_page: Open, parameters: dict[str, Any], said: str) -> None:
    """A wrong link is a notice with a next step, never another comparison and never a trace."""
    app = open_page("compare", **(STORY | {"variants": ["float32", "int8"]} | parameters))
    assert not app.exception
    assert said in read(app)
    assert "**Next:**" in words(app)


def test_an_unknown_project_can_be_replaced_by_one_that_is_there(open_page: Open) -> None:
    """The notice offers what there is, and one click shows it."""
    app = open_page("compare", **(STORY | {"project": "77"}), variants=["float32", "int8"])
    app.button(key="offer 1").click().run()
    assert app.query_params["project"] == "1"
    assert "decides differently" in verdict(app)


def test_a_link_that_cannot_be_understood_leads_to_a_new_beginning(open_page: Open) -> None:
    """From a broken link one click leads to a comparison."""
    app = open_page("compare", project="one")
    next(button for button in app.button if button.label == "Begin anew").click().run()
    assert "decides differently" in verdict(app)


def test_one_variant_alone_is_drawn_alone(open_page: Open) -> None:
    """With a single variant there is nothing to compare, and the page says so."""
    app = open_page("compare", **STORY, variants=["float32"])
    assert not app.exception
    assert "stands alone" in words(app)
    assert "side by side 3" in chart_keys(app)


def _html(_: Any) -> Response:
    return HTMLResponse("<h1>It works!</h1>")


def _no_success(_: Any) -> Response:
    return JSONResponse({"success": False, "error": "The <b>project</b> is archived"})


def _lacking(_: Any) -> Response:
    return JSONResponse({"success": True, "projects": [{"name": "no id"}]})


@pytest.mark.parametrize(
    ("answer", "said"), [(_html, "JSON"), (_no_success, "The <b>project</b> is archived"), (_lacking, "id")]
)
def test_a_service_that_answers_badly_is_explained(
    open_page: Open,
    monkeypatch: pytest.MonkeyPatch,
    served: Callable[[FastAPI], Running],
    answer: Callable[[Any], Response],
    said: str,
) -> None:
    """HTML, `success: false` and missing fields give a notice that names the cause; the text stays text."""
    app = FastAPI()
    app.add_route("/v1/api/projects", answer)
    with served(app) as running:
        monkeypatch.setenv("VARIANTLENS_SERVICE_URL", running.address)
        page = open_page_of_service(open_page, monkeypatch, running.address)
    assert not page.exception
    assert said in read(page)
    assert "<b>" not in words(page)


def test_a_wrong_key_is_explained(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, studio_service: StudioService
) -> None:
    """A key that the service does not take leads to Settings, and is not repeated."""
    monkeypatch.setenv("VARIANTLENS_API_KEY", "a-wrong-key-of-somebody")
    page = open_page_of_service(open_page, monkeypatch, studio_service.address)
    assert not page.exception
    assert "key" in words(page)
    assert "a-wrong-key-of-somebody" not in words(page)


def test_a_project_of_class_folders_names_its_files(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, served: Callable[[FastAPI], Running]
) -> None:
    """Where there is no sample to choose, the page says which files lie there and why none counts."""
    folder = tmp_path / "mine"
    shutil.copytree(DEMOS / "motion-spectral" / "models", folder / "models")
    described = json.loads((DEMOS / "motion-spectral" / "project.json").read_text())
    described.pop("demo")
    described.pop("measured", None)
    (folder / "project.json").write_text(json.dumps(described))
    for name in ("walking", "running"):
        (folder / "samples" / name).mkdir(parents=True)
        (folder / "samples" / name / "1.csv").touch()
    with served(create_app([folder])) as running:
        said = read(open_page_of_service(open_page, monkeypatch, running.address))
    assert "There is no sample to choose" in said
    assert "The project has no samples. Not taken as samples: 2 files in subfolders (running, walking)" in said


def open_page_of_service(open_page: Open, monkeypatch: pytest.MonkeyPatch, address: str) -> AppTest:
    """The Compare page of an operator's service."""
    monkeypatch.setenv("VARIANTLENS_SERVICE_URL", address)
    return open_page("compare", service=address)


def _no_call(*_: Any, **__: Any) -> Any:
    raise AssertionError("the service was asked again")
