"""What the Compare page promises of the sample where the service holds something back, or breaks down."""

import io
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.io import wavfile
from starlette.responses import JSONResponse, Response
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open, chart_keys, read, words
from tests.pages.replaced import Replaced

SOUND, MOTION = "3", "1"
LABELS = [{"startIndex": at, "endIndex": at, "label": f"step {at}"} for at in range(14)]


@pytest.fixture
def opened(open_page: Open, service: Replaced) -> Callable[..., AppTest]:
    """Opens the Compare page with one of its folded parts open."""

    def page(part: str, project: str, **parameters: str) -> AppTest:
        app = open_page(
            "compare", service=service.address, project=project, variants=["float32", "int8"], sample="39", **parameters
        )
        app.session_state[part] = True
        return app.run()

    return page


def cut(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer that holds the first thirty rows of its sample."""
    sample = answer["sample"]
    sample["totalPayloadLength"] = len(sample["payload"]["values"])
    sample["payload"]["values"] = sample["payload"]["values"][:30]
    return answer


def test_values_that_the_answer_lacks_are_asked_for(opened: Callable[..., AppTest], service: Replaced) -> None:
    """Of a cut answer a window beyond its end comes from the service, at its times; what is cut is said."""
    service.changing = ("/variants", cut)
    app = opened("window values", MOTION, window="11")
    assert not app.exception
    table = app.dataframe[-1].value
    assert (table.iloc[0, 0], len(table), table.shape[1]) == (5.5, 20, 7)
    app.session_state["the sample"] = True
    assert "Shown: the first 30 of 100 values." in read(app.run())


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (JSONResponse({"success": False, "error": "not in the cache"}, status_code=404), "cannot be had"),
        (JSONResponse({"success": True, "sample": {"id": 39}, "payload": {"values": []}}), "sent no values"),
    ],
)
def test_values_that_cannot_be_had_are_explained(
    opened: Callable[..., AppTest], service: Replaced, answer: Response, said: str
) -> None:
    """The reason stands where the chart would, and the rest of the page stays."""
    service.changing = ("/variants", cut)
    service.answering = lambda request: answer if "/raw-data/11" in request.url.path else None
    app = opened("window values", MOTION, window="11")
    assert not app.exception
    assert said in read(app)
    assert "window lines" not in chart_keys(app)
    assert "strip 3" in chart_keys(app)


def wav(values: np.ndarray) -> Response:
    """A second of sound as a service sends it."""
    content = io.BytesIO()
    wavfile.write(content, 8000, values)
    return Response(content.getvalue(), media_type="audio/wav")


@pytest.mark.parametrize("kind", ["u1", "<i2", "<i4", "<f4"])
def test_sounds_of_every_width_are_drawn(opened: Callable[..., AppTest], service: Replaced, kind: str) -> None:
    """Player and picture, whatever width the service chose."""
    answer = wav((np.sin(np.arange(8000)) * 50 + 100).astype(kind))
    service.answering = lambda request: answer if request.url.path.endswith("/wav") else None
    app = opened("the sample", SOUND)
    assert not app.exception
    assert len(app.get("audio")) == 1
    assert "recording" in chart_keys(app)


@pytest.mark.parametrize(
    ("answer", "said", "players"),
    [
        (JSONResponse({"success": False, "error": "gone"}, status_code=404), "The service has no sound", 0),
        (JSONResponse({"success": False, "error": "The <b>disk</b> is full"}), "The <b>disk</b> is full", 0),
        (Response(b"OggS", media_type="audio/ogg"), "There is no spectrogram", 1),
    ],
)
def test_a_sound_that_cannot_be_had_or_drawn_is_explained(
    opened: Callable[..., AppTest], service: Replaced, answer: Response, said: str, players: int
) -> None:
    """The reason as text, and the values of the answer all the same, where it holds some."""
    service.changing = ("/variants", with_values)
    service.answering = lambda request: answer if request.url.path.endswith("/wav") else None
    app = opened("the sample", SOUND)
    assert not app.exception
    assert said in read(app)
    assert "<b>" not in words(app)
    assert len(app.get("audio")) == players
    assert "recording" in chart_keys(app)


def with_values(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer that holds all values of its sound, as Edge Impulse's do."""
    answer["sample"]["payload"]["values"] = [[at % 100] for at in range(answer["sample"]["totalPayloadLength"])]
    return answer


def drawn(app: AppTest, key: str) -> dict[str, Any]:
    """The traces of a chart by their names."""
    (chart,) = [each for each in app.get("plotly_chart") if each.proto.id.endswith(f"-{key}")]
    return {each["name"]: each for each in json.loads(chart.proto.spec)["data"]}


def test_the_strip_of_a_sound_is_drawn_from_its_file(opened: Callable[..., AppTest], service: Replaced) -> None:
    """The answer holds no values of a sound; its file does, and peaks are where they were."""
    peak = np.zeros(8000, dtype="<i2")
    peak[4000] = 32767
    service.answering = lambda request: wav(peak) if request.url.path.endswith("/wav") else None
    app = opened("the sample", SOUND)
    assert not app.exception
    assert "sound" in drawn(app, "strip 4")["signal"]["text"]
    assert "signal" in drawn(app, "strip 4")
    assert "not drawn" not in read(app)


def test_values_of_a_sound_that_came_are_drawn(opened: Callable[..., AppTest], service: Replaced) -> None:
    """A service that sends them all is not asked for the file too."""
    service.changing = ("/variants", with_values)
    service.answering = lambda request: refused() if request.url.path.endswith("/wav") else None
    app = opened("window values", SOUND)
    assert "signal" in drawn(app, "strip 4")
    assert "not drawn" not in read(app)


def test_a_strip_without_its_sound_says_why(opened: Callable[..., AppTest], service: Replaced) -> None:
    """Where neither values nor file are to be had, the decisions stand alone, and the reason beside them."""
    service.answering = lambda request: refused() if request.url.path.endswith("/wav") else None
    app = opened("window values", SOUND)
    assert not app.exception
    assert "signal" not in drawn(app, "strip 4")
    assert "The sound is not drawn here: the service has none." in read(app)


def refused() -> Response:
    """There is no such file."""
    return JSONResponse({"success": False, "error": "gone"}, status_code=404)


def test_a_strip_of_a_cut_recording_says_so(opened: Callable[..., AppTest], service: Replaced) -> None:
    """How many of its rows came, in the figure itself."""
    service.changing = ("/variants", cut)
    (chart,) = [each for each in opened("window values", MOTION).get("plotly_chart") if "strip 3" in each.proto.id]
    assert "signal: the first 30 of 100 rows" in chart.proto.spec


@pytest.mark.parametrize("project", ["6", "7"])
def test_nothing_is_missed_of_a_picture(opened: Callable[..., AppTest], project: str) -> None:
    """Its pixels come by a call of their own, so that an answer without values is no lack."""
    app = opened("the sample", project)
    assert not app.exception
    assert "No values" not in read(app)
    assert "no picture" not in read(app)


def labelled(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer whose sample has a label for each of its first rows."""
    answer["sample"]["sample"] |= {"structuredLabels": LABELS, "label": ""}
    return answer


def test_labels_over_time_are_told_and_drawn(opened: Callable[..., AppTest], service: Replaced) -> None:
    """Each part with its seconds, the last ones as a count."""
    service.changing = ("/variants", labelled)
    said = read(opened("the sample", MOTION))
    assert "- labels over time: step 0 (0 to 0.1 s), step 1 (0.1 to 0.2 s)" in said
    assert "step 11 (1.1 to 1.2 s), and 2 more" in said


def test_labels_without_a_time_are_told_in_rows(opened: Callable[..., AppTest], service: Replaced) -> None:
    """Where the service says nothing of time, rows are what there is."""
    service.changing = ("/variants", lambda answer: _without_interval(labelled(answer)))
    assert "step 0 (0 to 1), step 1 (1 to 2)" in read(opened("the sample", MOTION))


def _without_interval(answer: dict[str, Any]) -> dict[str, Any]:
    answer["sample"]["sample"] |= {"intervalMs": 0}
    answer["sample"]["payload"].pop("intervalMs", None)
    return answer


def several_rates(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer whose sample has three streams at rates of their own, the last one without its values."""
    rates = {"accX": (16, 30), "temp": (1000, 5), "hum": (500, 0)}
    streams = [
        {"index": at, "intervalMs": interval, "sensors": [{"index": at, "name": name, "units": "u"}]}
        for at, (name, (interval, _)) in enumerate(rates.items())
    ]
    payloads = [
        {"index": at, "payload": {"sensors": streams[at]["sensors"], "values": [[1.0]] * count, "intervalMs": interval}}
        for at, (interval, count) in enumerate(rates.values())
        if count
    ]
    answer["sample"]["sample"] |= {
        "datastreams": streams,
        "labelMap": {"type": "key-values", "labels": {"size": "big"}},
    }
    answer["sample"]["payload"] |= {"sensors": [], "values": []}
    answer["sample"]["datastreamPayloads"] = payloads
    return answer


def test_each_stream_is_drawn_at_its_own_rate(opened: Callable[..., AppTest], service: Replaced) -> None:
    """What was recorded at several rates has a chart for each; a stream without values is named, labels are shown."""
    service.changing = ("/variants", several_rates)
    app = opened("the sample", MOTION)
    assert not app.exception
    assert [key for key in chart_keys(app) if key.startswith("recording")] == ["recording 0", "recording 1"]
    said = read(app)
    assert "**Stream 1**, 62.5 Hz: accX [u]" in said
    assert "**Stream 2**, 1 Hz: temp [u]" in said
    assert "No values came of 1 stream: hum [u]." in said
    assert "- label map: size: big" in said
