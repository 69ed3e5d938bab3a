"""A film through the whole service: windows, their pixels, and the film to play."""

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import numpy as np
import pytest
from fastapi import FastAPI
from PIL import Image

from studio.api import create_app
from tests.conftest import Running
from tests.filmed import FRAME_MS, SIDE, filmed

NAMES = ["good-001.png", "crack-024.png", "good-005.png", "hole-001.png"]
CRACKED = [{"startIndex": 1, "endIndex": 1, "label": "crack"}, {"startIndex": 2, "endIndex": 2, "label": "good"}]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory, served: Callable[[FastAPI], Running]) -> Iterator[httpx.Client]:
    """The service over a film of four pictures of a wall; paths begin below the project."""
    label = {"type": "multi-label", "labels": CRACKED}
    folder = filmed(tmp_path_factory.mktemp("films") / "wall", "brick-defects", NAMES, label=label)
    with served(create_app([folder])) as running, httpx.Client(base_url=f"{running.address}/api/6") as http:
        yield http


def asked(http: httpx.Client, method: str, path: str, **parameters: Any) -> Any:
    """The JSON of a call that succeeds."""
    answer = http.request(method, path, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def classified(http: httpx.Client) -> Any:
    """The film's answer."""
    return asked(http, "POST", "/classify/v2/1/variants", variants='["float32", "int8"]')


def test_each_frame_is_a_window_in_time(film: httpx.Client) -> None:
    """As many grids as frames, each as long as a frame, and the sample is a film."""
    answer = classified(film)
    assert (answer["windowSizeMs"], answer["windowIncreaseMs"]) == (FRAME_MS, FRAME_MS)
    for result in answer["results"]:
        (said,) = result["classifications"]
        assert len(said["anomalyResult"]) == len(said["result"]) == len(NAMES)
        assert said["expectedLabels"] == CRACKED
    sample = answer["sample"]["sample"]
    assert (sample["chartType"], sample["valuesCount"], sample["totalLengthMs"]) == ("video", 4, 4 * FRAME_MS)
    assert sample["imageDimensions"] == {"width": SIDE, "height": SIDE}
    assert answer["sample"]["payload"]["values"] == []
    assert answer["sample"]["totalPayloadLength"] == len(NAMES) * SIDE * SIDE


def test_a_windows_values_are_its_frames_pixels(film: httpx.Client) -> None:
    """They are the pixels that were classified: the first of them are the film's picture too."""
    picture = Image.open(io.BytesIO(film.get("/raw-data/1/image").content)).convert("RGB")
    frames = []
    for window in range(len(NAMES)):
        values = np.array(asked(film, "GET", f"/classify/v2/1/raw-data/{window}")["payload"]["values"])[:, 0].astype(
            int
        )
        frames.append(np.stack([values >> 16, values >> 8 & 255, values & 255], axis=-1).reshape(SIDE, SIDE, 3))
    assert np.array_equal(frames[0], np.asarray(picture))
    assert not np.array_equal(frames[0], frames[1])
    assert film.get("/classify/v2/1/raw-data/4").status_code == 404


@pytest.mark.parametrize(("parameters", "size"), [({}, SIDE), ({"afterInputBlock": "true"}, 96)])
def test_the_film_can_be_played(film: httpx.Client, parameters: dict[str, str], size: int) -> None:
    """An MP4 whose track holds all frames; read as the image sequence that it also is, they are those of the film."""
    answer = film.get("/raw-data/1/video", params=parameters)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "video/mp4")
    assert answer.content[4:12] == b"ftypisom"
    sequence = answer.content.replace(b"ftypisom", b"ftypavis", 1).replace(b"vide", b"pict", 1)
    with Image.open(io.BytesIO(sequence)) as frames:
        assert (frames.n_frames, frames.size) == (len(NAMES), (size, size))  # type: ignore[attr-defined]  # of sequences
        first = np.asarray(frames.convert("RGB"), dtype=float)
    picture = Image.open(io.BytesIO(film.get("/raw-data/1/image").content)).convert("RGB")
    assert np.abs(first - np.asarray(picture, dtype=float)).mean() < 8


def test_model_testing_takes_films(film: httpx.Client) -> None:
    """A film's frames are judged by the labels of its parts."""
    answer = classified(film)
    (said,) = answer["results"][0]["classifications"]
    assert [part["label"] for part in said["expectedAnomalyOutcome"]] == ["anomaly", "no anomaly"]
    assert json.dumps(answer).count("NaN") == 0
