"""Samples as pictures and sounds."""

import io
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

RATE = 8000
SOUND = (np.arange(-400, 400) * 40).astype("<i2")
COLOUR, GREY, TURNED, HEARD, TABLE = 1, 2, 3, 4, 5
IMAGES = {"id": 10, "type": "image", "imageWidth": 4, "imageHeight": 3, "resizeMethod": "nearest"}
PIXELS = np.random.default_rng(0).integers(0, 256, (6, 8, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory, project_at: Callable[..., Path], served: Any) -> Iterator[Any]:
    """A service with two pictures, a turned photo, a sound and a table; impulse 2 takes images of 4 × 3."""
    folder = project_at(tmp_path_factory.mktemp("projects") / "media")
    _write_samples(folder / "samples")
    project = json.loads((folder / "project.json").read_text())
    project["impulses"].append({**project["impulses"][0], "id": 2, "input": IMAGES})
    (folder / "project.json").write_text(json.dumps(project))
    with served(create_app([folder])) as running, httpx.Client(base_url=f"{running.address}/api/7/raw-data") as http:
        yield http


def _write_samples(folder: Path) -> None:
    Image.fromarray(PIXELS).save(folder / "colour.png")
    Image.fromarray(PIXELS[:, :, 0]).save(folder / "grey.png")
    turned = Image.Exif()
    turned[0x0112] = 6  # a camera held upright: turn by a quarter to see it
    Image.fromarray(PIXELS).save(folder / "turned.jpg", exif=turned)
    with wave.open(str(folder / "heard.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(SOUND.tobytes())
    names = ["colour.png", "grey.png", "turned.jpg", "heard.wav", "wave.csv"]
    files = [{"path": name, "category": "testing", "label": {"type": "unlabeled"}} for name in names]
    (folder / "info.labels").write_text(json.dumps({"version": 1, "files": files}))


def shown(http: httpx.Client, sample: int, **parameters: Any) -> Image.Image:
    """The picture of a sample, decoded."""
    answer = http.get(f"/{sample}/image", params=parameters)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png"), answer.text
    picture = Image.open(io.BytesIO(answer.content))
    picture.load()
    return picture


def heard(http: httpx.Client, **parameters: Any) -> tuple[int, np.ndarray]:
    """Rate and values of the sound."""
    answer = http.get(f"/{HEARD}/wav", params=parameters)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/wav"), answer.text
    with wave.open(io.BytesIO(answer.content)) as sound:
        return sound.getframerate(), np.frombuffer(sound.readframes(sound.getnframes()), "<i2")


@pytest.mark.parametrize(("sample", "pixels"), [(COLOUR, PIXELS), (GREY, PIXELS[:, :, 0])])
def test_a_picture_keeps_every_pixel(media: httpx.Client, sample: int, pixels: np.ndarray) -> None:
    """A picture arrives as it is in its file, in colour or grey."""
    np.testing.assert_array_equal(np.asarray(shown(media, sample)), pixels)


def test_a_turned_photo_is_upright(media: httpx.Client) -> None:
    """A photo is turned as its camera noted, as models see it, so that boxes fit."""
    assert shown(media, TURNED).size == (PIXELS.shape[0], PIXELS.shape[1])


@pytest.mark.parametrize(("sample", "mode"), [(COLOUR, "RGB"), (GREY, "L")])
def test_a_picture_after_the_input_block(media: httpx.Client, sample: int, mode: str) -> None:
    """On request a picture has the size that the impulse gives it."""
    resized = shown(media, sample, afterInputBlock="true", impulseId=2)
    assert (resized.size, resized.mode) == ((4, 3), mode)
    expected = PIXELS[1::2, 1::2] if mode == "RGB" else PIXELS[1::2, 1::2, 0]
    np.testing.assert_array_equal(np.asarray(resized), expected)


def test_a_sound_keeps_every_value(media: httpx.Client) -> None:
    """A sound arrives with its rate and its values."""
    rate, values = heard(media)
    assert rate == RATE
    np.testing.assert_array_equal(values, SOUND)


def test_a_part_of_a_sound(media: httpx.Client) -> None:
    """A caller may ask for a part of a sound, its end not included."""
    np.testing.assert_array_equal(heard(media, axisIx=0, sliceStart=10, sliceEnd=30)[1], SOUND[10:30])


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        (f"/{HEARD}/image", 404, "“heard.wav” is no image"),
        (f"/{TABLE}/image", 404, "“wave.csv” is no image"),
        (f"/{COLOUR}/wav", 404, "“colour.png” is no sound"),
        (f"/{TABLE}/wav", 404, "“wave.csv” is no sound"),
        (f"/{HEARD}/video", 404, "“heard.wav” is no video"),
        ("/99/image", 404, "no sample 99"),
        (f"/{HEARD}/wav?axisIx=1", 400, "axisIx"),
        (f"/{HEARD}/wav?sliceStart=-1", 400, "sliceStart"),
        (f"/{COLOUR}/image?afterInputBlock=true", 400, "afterInputBlock"),
        (f"/{COLOUR}/image?impulseId=9", 404, "no impulse 9"),
    ],
)
def test_what_a_sample_has_not(media: httpx.Client, path: str, status: int, message: str) -> None:
    """A sample that has no such file says so in the service's shape."""
    answer = media.get(path)
    assert answer.status_code == status
    assert answer.json()["success"] is False
    assert message in answer.json()["error"]


def test_pictures_are_kept_by_their_key(media: httpx.Client) -> None:
    """Only an answer that was asked for with a cache key may be kept."""
    assert media.get(f"/{COLOUR}/image").headers["cache-control"] == "no-cache"
    assert "max-age" in media.get(f"/{COLOUR}/image", params={"cacheKey": "a"}).headers["cache-control"]
