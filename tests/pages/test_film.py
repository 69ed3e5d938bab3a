"""What the Compare page promises of a film: each window's own picture, and a player."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import plotly.graph_objects as go
import pytest
from starlette.responses import JSONResponse, Response
from streamlit.testing.v1 import AppTest

from tests.conftest import DEMOS
from tests.filmed import filmed
from tests.pages.conftest import Open, read, words
from tests.pages.replaced import Replaced

WALL, TEXTURES, DIGITS = "6", "4", "8"
DARK = "int8-calibrated-in-the-dark"
LABELS = [{"startIndex": 0, "endIndex": 2, "label": "3"}, {"startIndex": 3, "endIndex": 5, "label": "5"}]


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    """A wall that cracks (grids), digits on textures (centres), and digits (scores), six frames each."""
    folder = tmp_path_factory.mktemp("films")
    filmed(folder / "wall", "brick-defects", pictures("brick-defects", "good")[:3] + cracks()[:3], int8=DARK)
    filmed(folder / "textures", "digits-on-textures", pictures("digits-on-textures", "test-02")[:6], int8=DARK)
    label = {"type": "multi-label", "labels": LABELS}
    imbalanced = "int8-per-tensor-imbalanced"
    filmed(folder / "digits", "digits", pictures("digits", "digit")[:6], label=label, int8=imbalanced)
    return [folder]


@pytest.fixture
def open_film(open_page: Open, service: Replaced) -> Callable[..., AppTest]:
    """Opens the Compare page of a film, its answers asked anew."""

    def opened(project: str, **parameters: str) -> AppTest:
        return open_page(
            "compare", service=service.address, project=project, sample="1", variants=["float32", "int8"], **parameters
        )

    return opened


def pictures(demo: str, start: str) -> list[str]:
    """Names of a demo's pictures that begin so."""
    return sorted(path.name for path in Path(DEMOS / demo / "samples").glob(f"{start}*") if path.suffix != ".labels")


def cracks() -> list[str]:
    """Pictures of cracks that the good model sees."""
    return pictures("brick-defects", "crack")[20:]


def figure(app: AppTest, start: str) -> go.Figure:
    """The chart of the page whose key begins so."""
    (chart,) = [each for each in app.get("plotly_chart") if each.proto.id.rsplit("-", 1)[-1].startswith(start)]
    return go.Figure(json.loads(chart.proto.spec), skip_invalid=True)


def behind(app: AppTest, chart: str) -> set[str]:
    """The pictures behind the panels of a chart."""
    return {image.source for image in figure(app, chart).layout.images}


def opened_sample(app: AppTest) -> AppTest:
    """The page with the sample's section open."""
    app.session_state["the sample"] = True
    return app.run()


@pytest.mark.parametrize(("project", "chart"), [(WALL, "grids"), (TEXTURES, "boxes panels")])
def test_behind_a_window_is_its_own_picture(open_film: Callable[..., AppTest], project: str, chart: str) -> None:
    """Another window of the film has another picture behind its grids or centres, one for all variants."""
    seen = []
    for window in ("0", "4"):
        app = open_film(project, window=window)
        assert not app.exception
        (picture,) = behind(app, chart)
        seen.append(picture)
    assert seen[0] != seen[1]


def test_the_picture_of_the_film_can_be_moved(open_film: Callable[..., AppTest]) -> None:
    """The slider chooses the window, which is part of the address."""
    app = open_film(TEXTURES, window="0")
    slider = next(each for each in app.slider if each.label == "Picture of the film")
    slider.set_value(3).run()
    assert app.query_params["window"] == "3"
    assert "of 6 pictures change" in read(app)


def test_without_a_choice_the_first_picture_that_changes_is_shown(open_film: Callable[..., AppTest]) -> None:
    """The page opens at a picture of the film in which the variants find different things."""
    app = open_film(TEXTURES)
    changed = read(app).split(" pictures change: ")[1].split("\n")[0].split(", ")
    slider = next(each for each in app.slider if each.label == "Picture of the film")
    assert str(slider.value) == changed[0]


def test_scores_of_a_film_stand_on_a_timeline(open_film: Callable[..., AppTest]) -> None:
    """Windows lie in time under their expected labels; a chosen one has its picture beside its numbers."""
    app = open_film(DIGITS, window="2")
    strip = figure(app, "strip")
    assert strip.layout.xaxis.ticksuffix == " s"
    assert [*next(trace for trace in strip.data if trace.name == "expected labels").text] == ["3", "5"]
    assert "**Window 2**, 0.5 s to 0.75 s" in words(app)
    assert len(app.get("image")) == 1


def test_the_film_is_played_from_the_chosen_window(open_film: Callable[..., AppTest]) -> None:
    """Once the section is open; closed, nothing is fetched. Labels of its parts are told with their times."""
    app = open_film(DIGITS, window="4")
    assert not app.get("video")
    app = opened_sample(app)
    assert not app.exception
    (video,) = app.get("video")
    assert video.proto.start_time == 1
    assert "- labels over time: 3 (0 to 0.75 s), 5 (0.75 to 1.5 s)" in read(app)
    assert "- length: 1.5 s" in read(app)


def test_nothing_is_missed_of_a_film(open_film: Callable[..., AppTest]) -> None:
    """Its frames come by calls of their own, so that an answer without values is no lack."""
    app = open_film(WALL)
    app.session_state["the sample"] = True
    assert "No values" not in read(app.run())


def test_windows_without_a_picture_say_so(open_film: Callable[..., AppTest], service: Replaced) -> None:
    """Where the service gives no single pictures, an empty canvas and the reason stand there, never another picture."""
    refused = JSONResponse({"success": False, "error": "no cache"}, status_code=404)
    service.answering = lambda request: refused if "/raw-data/2" in request.url.path else None
    app = open_film(TEXTURES, window="2")
    assert not app.exception
    assert not behind(app, "boxes panels")
    assert "The service gives no picture of window 2 alone." in read(app)


def test_values_that_are_no_picture_are_not_drawn_as_one(open_film: Callable[..., AppTest], service: Replaced) -> None:
    """Values of another count than the picture's pixels are no picture."""
    some = {"success": True, "sample": {"id": 1}, "payload": {"values": [[1], [2], [3]]}, "totalPayloadLength": 3}
    service.answering = lambda request: JSONResponse(some) if request.url.path.endswith("/raw-data/2") else None
    app = open_film(TEXTURES, window="2")
    assert "What the service sent of window 2 is not one whole picture." in read(app)


def test_a_film_that_cannot_be_had_says_so(open_film: Callable[..., AppTest], service: Replaced) -> None:
    """The reason, and no player."""
    refused = JSONResponse({"success": False, "error": "The film is being made"}, status_code=400)
    service.answering = lambda request: refused if request.url.path.endswith("/video") else None
    app = opened_sample(open_film(DIGITS))
    assert not app.exception
    assert not app.get("video")
    assert "The film is being made" in read(app)


def test_a_film_that_browsers_do_not_play_is_a_file(open_film: Callable[..., AppTest], service: Replaced) -> None:
    """An AVI is offered for another program."""
    avi = Response(b"RIFF\x00\x00\x00\x00AVI LIST", media_type="video/avi")
    service.answering = lambda request: avi if request.url.path.endswith("/video") else None
    app = opened_sample(open_film(DIGITS))
    assert not app.get("video")
    assert "Browsers do not play" in read(app)
    assert "The film as a file" in [button.proto.label for button in app.get("download_button")]
