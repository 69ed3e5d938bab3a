"""GIF: a film without sound, frame after frame, each a picture in colour."""

import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageSequence
from PIL.GifImagePlugin import GifImageFile

from studio.samples.errors import SampleError
from studio.samples.pictures import MAX_PIXELS
from studio.samples.recordings import Recording

BYTES_OF_PIXEL = 4
"""What Pillow keeps for each."""
UNTOLD_MS = 100
"""What browsers give a frame whose file states no duration."""


def read_film(path: Path, data: bytes, sha256: str) -> Recording:
    """The frames of a GIF; each is taken to last as long as all do in the mean.

    Args:
        path: Where the data comes from, for error messages.
        data: The file's content.
        sha256: The file's hash, which the recording carries.

    Raises:
        SampleError: This is no GIF, it is damaged, or its frames have more than ``MAX_PIXELS`` together.
    """
    frames, durations = _frames(path, data)
    return Recording(
        values=np.zeros((0, 0)),
        sensors=(("image", "rgba"),),
        interval_ms=sum(durations) / len(durations),
        image=frames[0],
        kind="video",
        sha256=sha256,
        frames=frames,
    )


def unpacked_bytes(path: Path) -> int:
    """What the frames of a GIF take in memory, counted without unpacking them; 0 of a file that is not read."""
    try:
        with GifImageFile(path) as film:
            width, height = film.size
            pixels: int = width * height * film.n_frames
    except Exception:  # as when it is read, which says what is wrong
        return 0
    return pixels * BYTES_OF_PIXEL if pixels <= MAX_PIXELS else 0


def _frames(path: Path, data: bytes) -> tuple[tuple[Image.Image, ...], list[float]]:
    """The frames, and how long each is shown in milliseconds."""
    if not data.startswith((b"GIF87a", b"GIF89a")):
        raise SampleError(path, "this is not a GIF")
    try:
        film = GifImageFile(io.BytesIO(data))
        width, height = film.size
        if width * height * film.n_frames <= MAX_PIXELS:
            frames, durations = [], []
            for frame in ImageSequence.Iterator(film):
                frames.append(frame.convert("RGB"))
                durations.append(float(frame.info.get("duration") or UNTOLD_MS))
            return tuple(frames), durations
    except Exception:  # Pillow's decoders answer damaged files with errors of more than ten unrelated types
        raise SampleError(path, "the film is damaged or cut off") from None
    raise SampleError(
        path,
        f"its frames have more than the {MAX_PIXELS // 10**6} million pixels that are read; make it smaller or shorter",
    )
