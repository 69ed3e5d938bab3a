"""One upright picture, grey or in colour, 8 bits per channel, in any of the formats that people keep pictures in."""

import io
import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps
from PIL.AvifImagePlugin import AvifImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.PpmImagePlugin import PpmImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from studio.samples.errors import SampleError
from studio.samples.recordings import Recording

MAX_PIXELS = 50_000_000
"""Larger pictures are refused before they are unpacked: 50 million take 150 MB."""
DECODERS: tuple[tuple[bytes, type[ImageFile]], ...] = (
    (rb"\x89PNG\r\n\x1a\n", PngImageFile),
    (rb"\xff\xd8\xff", JpegImageFile),
    (rb"RIFF....WEBP", WebPImageFile),
    (rb"....ftypavi[fs]", AvifImageFile),
    (rb"II\*\0|MM\0\*", TiffImageFile),
    (rb"P[1-6]\s", PpmImageFile),
    (rb"BM", BmpImageFile),
)
"""How the files of each format begin. Pillow's own way to choose warns of large pictures before they can be refused."""
WHITE = 65535
"""The largest value of 16 bits."""
FAINT = 4096
"""Where 16 bits hold nothing as large, they probably hold the 12 bits of a camera, or a distance."""


def read_picture(path: Path, data: bytes, sha256: str) -> Recording:
    """The picture in a file, turned as its EXIF orientation says; transparency is left out.

    Args:
        path: Where the data comes from, for error messages.
        data: The file's content, which decides the format, whatever the file is called.
        sha256: The file's hash, which the recording carries.

    Raises:
        SampleError: This is no such picture, it is damaged or cut off, it has more than ``MAX_PIXELS``, the file holds
            several, or it is not clear what is white.
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
    decoder = next((each for begin, each in DECODERS if re.match(begin, data, re.DOTALL)), None)
    if decoder is None:
        raise SampleError(path, "this is not a PNG, JPEG, WebP, BMP, TIFF, PPM or AVIF picture")
    try:
        picture = decoder(io.BytesIO(data))
        width, height = picture.size
        frames = getattr(picture, "n_frames", 1)
        if width * height <= MAX_PIXELS and frames == 1:
            bits = _significant_bits(data)
            picture.load()
            upright = ImageOps.exif_transpose(picture)
            if not upright.mode.startswith(("I", "F")):
                return upright.convert("L" if upright.mode in ("1", "L", "LA") else "RGB")
            values = np.asarray(upright, dtype=np.float64)
    except Exception:  # Pillow's decoders answer damaged files with errors of more than ten unrelated types
        raise SampleError(path, "the picture is damaged or cut off") from None
    if width * height > MAX_PIXELS:
        cause = f"{width} × {height} are more pixels than the {MAX_PIXELS // 10**6} million that are read"
        raise SampleError(path, f"{cause}; make it smaller")
    if frames > 1:
        raise SampleError(path, f"the file holds {frames} pictures; save one, or a film as GIF")
    return Image.fromarray(_eight_bits(path, values, bits))


def _eight_bits(path: Path, values: NDArray[np.float64], bits: int | None) -> NDArray[np.uint8]:
    """Grey of 16 bits in 8, which Pillow's own conversion would cut off.

    Args:
        path: Where the picture comes from.
        values: Shape (height, width).
        bits: How many bits the file says are used, None where it does not.
    """
    most = float(values.max())
    if not (values.min() >= 0 and most <= WHITE) or (values % 1).any():
        raise SampleError(path, "the picture holds other numbers than 0 to 65535; save it in 8 bits")
    white = 2**bits - 1 if bits is not None and most < 2**bits else WHITE
    if white == WHITE and 0 < most < FAINT:
        raise SampleError(
            path,
            f"the picture has 16 bits but nothing brighter than {most:.0f}, as of a camera of 12 bits: it is not clear "
            "what is white; save it in 8 bits, or stretched to all 16",
        )
    scaled: NDArray[np.uint8] = (values * (255 / white)).round().astype(np.uint8)
    return scaled


def _significant_bits(data: bytes) -> int | None:
    """The bits of grey that a PNG of 16 bits says are used, in its chunk ``sBIT``."""
    at = data.find(b"\0\0\0\x01sBIT", 0, 1024)
    return data[at + 8] if at >= 0 and len(data) > at + 8 and 1 < data[at + 8] <= 16 else None
