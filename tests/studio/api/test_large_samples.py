"""What answers hold of samples whose values would fill memory: nothing is thinned, and what is cut is said."""

import json
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from studio.api import create_app
from studio.jobs import Jobs
from studio.memory import ROOM, needed_bytes
from studio.wire import samples as words

PICTURE, LARGE, LONG, HEARD = 1, 2, 3, 4
WIDE, HIGH = 1600, 1200
ROWS = 400
RATE = 8000
VARIANTS = '["float32"]'
LONGEST_S = 60.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, project_at: Callable[..., Path]) -> Path:
    """A project of two pictures, a table of 400 rows and a sound; impulse 2 takes pictures."""
    folder = project_at(tmp_path_factory.mktemp("projects") / "large")
    project = json.loads((folder / "project.json").read_text())
    pictures = {"id": 10, "type": "image", "imageWidth": 2, "imageHeight": 4}
    grey = {"id": 2, "type": "image", "name": "Image", "parameters": {"channels": "grayscale"}}
    first = project["impulses"][0]
    learning = [{**first["learning"][0], "processing": [2]}]
    project["impulses"].append({**first, "id": 2, "input": pictures, "processing": [grey], "learning": learning})
    (folder / "project.json").write_text(json.dumps(project))
    samples = folder / "samples"
    Image.new("RGB", (8, 6), (1, 2, 3)).save(samples / "small.png")
    turned = Image.Exif()
    turned[0x0112] = 6
    Image.new("RGB", (HIGH, WIDE), (1, 2, 3)).save(samples / "large.jpg", exif=turned)
    rows = [f"{row * 100},{row % 5},{row % 7}" for row in range(ROWS)]
    (samples / "long.csv").write_text("\n".join(["timestamp,x,y [m/s2]", *rows, ""]))
    with wave.open(str(samples / "heard.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes((np.arange(-400, 400) * 40).astype("<i2").tobytes())
    names = ["small.png", "large.jpg", "long.csv", "heard.wav"]
    files = [{"path": name, "category": "testing", "label": {"type": "unlabeled"}} for name in names]
    (samples / "info.labels").write_text(json.dumps({"version": 1, "files": files}))
    return folder


@pytest.fixture(scope="module")
def http(folder: Path, served: Any) -> Iterator[httpx.Client]:
    """The service over it; paths begin below the project."""
    with served(create_app([folder])) as running, calling(f"{running.address}/api/7") as http:
        yield http


def calling(address: str) -> httpx.Client:
    """A client that waits as long as it takes: how long that is says nothing here."""
    return httpx.Client(base_url=address, timeout=LONGEST_S)


def asked(http: httpx.Client, method: str, path: str, **parameters: Any) -> Any:
    """The JSON of a call that succeeds."""
    answer = http.request(method, path, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_classified_picture_comes_without_pixels(http: httpx.Client) -> None:
    """Its sensors and its size are told, its pixels by the call for the picture; one variant's call does the same."""
    for path in (f"/classify/v2/{LARGE}/variants", f"/classify/v2/{LARGE}"):
        answer = http.post(path, params={"variants": VARIANTS, "impulseId": 2})
        assert len(answer.content) < 20_000
        sample = answer.json()["sample"]
        assert (sample["payload"]["values"], sample["totalPayloadLength"]) == ([], WIDE * HIGH)
        assert [sensor["name"] for sensor in sample["payload"]["sensors"]] == ["image"]


def test_a_pictures_pixels_come_by_its_own_call(http: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """As official clients ask for them: whole, or the first of a large one, with how many there are."""
    monkeypatch.setattr(words, "MOST_VALUES", 2 * WIDE + 2)
    small, large = asked(http, "GET", f"/raw-data/{PICTURE}"), asked(http, "GET", f"/raw-data/{LARGE}")
    assert (small["payload"]["values"], small["totalPayloadLength"]) == ([[0x010203]] * 48, 48)
    assert (len(large["payload"]["values"]), large["totalPayloadLength"]) == (words.MOST_VALUES, WIDE * HIGH)
    few = asked(http, "GET", f"/raw-data/{LARGE}", limitPayloadValues=WIDE + 1)
    assert (len(few["payload"]["values"]), few["totalPayloadLength"]) == (WIDE + 1, WIDE * HIGH)


def test_a_list_looks_at_the_first_bytes_of_a_large_picture(http: httpx.Client) -> None:
    """What it says is what the sample's own call says; an upright size too."""
    listed = asked(http, "GET", "/raw-data")["samples"][LARGE - 1]
    alone = asked(http, "GET", f"/raw-data/{LARGE}", limitPayloadValues=0)["sample"]
    assert listed == alone
    assert listed["imageDimensions"] == {"width": WIDE, "height": HIGH}


def test_a_recording_is_whole_up_to_the_limit(http: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond it the first rows come as they were recorded, and their number in all is said."""
    whole = asked(http, "POST", f"/classify/v2/{LONG}/variants", variants=VARIANTS)["sample"]
    assert len(whole["payload"]["values"]) == whole["totalPayloadLength"] == ROWS
    monkeypatch.setattr(words, "MOST_VALUES", 201)
    for cut in (
        asked(http, "POST", f"/classify/v2/{LONG}/variants", variants=VARIANTS)["sample"],
        asked(http, "GET", f"/raw-data/{LONG}"),
        asked(http, "GET", f"/raw-data/{LONG}/slice", sliceStart=0, sliceEnd=ROWS),
    ):
        assert cut["payload"]["values"] == whole["payload"]["values"][:100]
        assert cut["totalPayloadLength"] == ROWS
    assert (cut["payload"]["cropStart"], cut["payload"]["cropEnd"]) == (0, 100)


def test_a_window_is_whole_up_to_a_limit_of_its_own(http: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a longer one its first rows come, and how many it has."""
    whole = asked(http, "GET", f"/classify/v2/{LONG}/raw-data/1")
    monkeypatch.setattr(words, "MOST_VALUES_OF_WINDOW", 4)
    cut = asked(http, "GET", f"/classify/v2/{LONG}/raw-data/1")
    assert cut["payload"]["values"] == whole["payload"]["values"][:2]
    assert cut["totalPayloadLength"] == len(whole["payload"]["values"]) == 4


def test_a_sounds_values_come_by_its_own_calls(folder: Path, project_json: dict[str, Any], served: Any) -> None:
    """The answer says how many there are; the file of the sound and the sample's own call have them."""
    impulse = project_json["impulses"][0]
    impulse["input"] = {
        **impulse["input"], "axes": ["audio"], "frequencyHz": RATE, "windowSizeMs": 1, "windowIncreaseMs": 1
    }  # fmt: skip
    impulse["learning"] = impulse["learning"][:1]
    (folder / "project.json").write_text(json.dumps({**project_json, "id": 9}))
    with served(create_app([folder])) as running, calling(f"{running.address}/api/9") as http:
        sample = asked(http, "POST", f"/classify/v2/{HEARD}/variants", variants=VARIANTS)["sample"]
        assert (sample["payload"]["values"], sample["totalPayloadLength"]) == ([], 800)
        assert sample["payload"]["sensors"] == [{"index": 0, "name": "audio", "units": "wav"}]
        assert len(asked(http, "GET", f"/raw-data/{HEARD}")["payload"]["values"]) == 800


@pytest.mark.parametrize(
    ("method", "path", "most_values"),
    [
        ("POST", "/classify/v2/1/variants", words.MOST_VALUES),
        ("POST", "/classify/v2/1", words.MOST_VALUES),
        ("GET", "/classify/v2/1/raw-data/0", words.MOST_VALUES_OF_WINDOW),
        ("GET", "/raw-data/1", words.MOST_VALUES),
        ("GET", "/raw-data/1/slice", words.MOST_VALUES),
        ("GET", "/raw-data/1/image", 0),
        ("GET", "/raw-data/1/wav", 0),
        ("GET", "/raw-data/1/video", 0),
    ],
)
def test_calls_that_read_a_sample_hold_room_for_it(
    tiny: Path, served: Any, monkeypatch: pytest.MonkeyPatch, method: str, path: str, most_values: int
) -> None:
    """As much as its file and its values in the answer take, while they work, and nothing afterwards."""
    held: list[int] = []
    monkeypatch.setattr("studio.wire.samples.read", _noting(held))
    with served(create_app([tiny])) as running, calling(f"{running.address}/api/7") as http:
        http.request(method, path, params={"variants": VARIANTS, "sliceStart": 0})
    assert held == [needed_bytes(tiny / "samples" / "wave.csv", most_values)]
    assert ROOM.taken == 0


def test_model_testing_holds_room_sample_by_sample(tiny: Path, served: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Never that of two."""
    held: list[int] = []
    jobs = Jobs(workers=0)
    monkeypatch.setattr("studio.wire.samples.read", _noting(held))
    with served(create_app([tiny], work=jobs)) as running, calling(f"{running.address}/api/7") as http:
        asked(http, "POST", "/jobs/classify")
        jobs.run_next()
    names = ["wave.csv", "mixed.csv", "short.csv", "damaged.csv", "fast.csv"]
    assert held == [needed_bytes(tiny / "samples" / name, words.MOST_VALUES) for name in names]


def _noting(held: list[int]) -> Callable[..., Any]:
    from studio.samples import read

    def noting(*arguments: Any) -> Any:
        held.append(ROOM.taken)
        return read(*arguments)

    return noting


def test_jobs_that_wait_hold_no_recordings(tiny: Path, served: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job reads its sample when its turn comes, and holds room for it meanwhile."""
    held: list[int] = []
    jobs = Jobs(workers=0)
    with (
        served(create_app([tiny], job_windows=8, work=jobs)) as running,
        calling(f"{running.address}/api/7") as http,
    ):
        job = asked(http, "POST", "/classify/v2/1/variants", variants=VARIANTS)["id"]
        assert ROOM.taken == 0
        monkeypatch.setattr("studio.wire.samples.read", _noting(held))
        jobs.run_next()
        assert held == [needed_bytes(tiny / "samples" / "wave.csv", words.MOST_VALUES)]
        assert asked(http, "GET", f"/jobs/{job}/status")["job"]["finishedSuccessful"] is True
