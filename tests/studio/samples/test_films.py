"""Films: what is read of a GIF."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.samples import SampleError, read, read_dataset
from studio.samples.films import UNTOLD_MS

COLOURS = ("red", "lime", "blue")


def gif(durations: list[int] | int | None) -> bytes:
    """Three frames of 6 × 4 pixels, each of one colour."""
    frames = [Image.new("RGB", (6, 4), colour) for colour in COLOURS]
    content = io.BytesIO()
    timed = {} if durations is None else {"duration": durations}
    frames[0].save(content, "GIF", save_all=True, append_images=frames[1:], **timed)
    return content.getvalue()


@pytest.mark.parametrize(("durations", "interval_ms"), [(250, 250), ([100, 200, 300], 200), (None, UNTOLD_MS)], ids=str)
def test_a_film_is_its_frames(tmp_path: Path, durations: list[int] | int | None, interval_ms: float) -> None:
    """All frames in their order, each as long as all are in the mean; the first one is its picture."""
    (tmp_path / "film.gif").write_bytes(gif(durations))
    (entry,) = read_dataset(tmp_path).samples
    film = read(entry)
    assert film.kind == "video"
    assert film.interval_ms == pytest.approx(interval_ms)
    assert film.pictures == film.frames
    assert film.image is film.frames[0]
    shown = [np.asarray(frame)[0, 0].tolist() for frame in film.frames]
    assert shown == [[255, 0, 0], [0, 255, 0], [0, 0, 255]]


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"no film", "not a GIF"),
        (gif(100)[:40], "damaged or cut off"),
        (gif(100)[:6] + b"\xff\xff\xff\xff" + gif(100)[10:], "million pixels"),
    ],
)
def test_what_is_no_film_is_an_error(tmp_path: Path, data: bytes, cause: str) -> None:
    """The reason is said in words, and nothing large is unpacked."""
    (tmp_path / "film.gif").write_bytes(data)
    (entry,) = read_dataset(tmp_path).samples
    with pytest.raises(SampleError, match=cause):
        read(entry)
