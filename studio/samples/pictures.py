"""PNG and JPEG: an upright picture, grey or in colour, 8 bits per channel."""

import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from studio.samples.errors import SampleError
from studio.samples.recordings import Recording

MAX_PIXELS = 50_000_000
"""Larger pictures are refused before they are unpacked: 50 million take 150 MB."""
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"


def read_picture(path: Path, data: bytes, sha256: str) -> Recording:
    """The picture in a PNG or JPEG file, turned as its EXIF orientation says; transparency is left out.

    Args:
        path: Where the data comes from, for error messages.
        data: The file's content, which decides the format, whatever the file is called.
        sha256: The file's hash, which the recording carries.

    Raises:
        SampleError: This is no PNG or JPEG, it is damaged or cut off, or has more than ``MAX_PIXELS``.
    """
    return Recording(
        values=np.zeros((0, 0)),
        sensors=(("image", "rgba"),),
        interval_ms=0.0,
        image=_picture(path, data),
        kind="image",
        sha256=sha256,
    )


def _picture(path: Path, data: bytes) -> Image.Image:
    if not data.startswith((PNG, JPEG)):
        raise SampleError(path, "this is not a PNG or JPEG picture")
    decoder = PngImageFile if data.startswith(PNG) else JpegImageFile
    try:
        picture = decoder(io.BytesIO(data))
        width, height = picture.size
        if width * height <= MAX_PIXELS:
            picture.load()
            return _eight_bits(ImageOps.exif_transpose(picture))
    except Exception:  # Pillow's decoders answer damaged files with errors of more than ten unrelated types
        raise SampleError(path, "the picture is damaged or cut off") from None
    raise SampleError(
        path,
        f"{width} × {height} are more pixels than the {MAX_PIXELS // 10**6} million that are read; make it smaller",
    )


def _eight_bits(picture: Image.Image) -> Image.Image:
    """The picture in mode L or RGB; 16 bits of grey are scaled, since Pillow's conversion would cut them off."""
    if picture.mode.startswith("I"):
        return Image.fromarray((np.asarray(picture) / 257).round().astype(np.uint8))
    return picture.convert("L" if picture.mode in ("1", "L", "LA") else "RGB")
