"""One upright picture, grey or in colour, 8 bits per channel, in any of the formats that people keep pictures in."""

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import IO

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

DEEP = ("I", "F")
"""How the names of Pillow's modes of more than 8 bits begin."""
ORIENTATION, TURNED = 0x0112, (5, 6, 7, 8)
"""The field of EXIF that says how the camera was held, and what it says where width and height are swapped."""
LONGEST_BEGIN = 16
"""Bytes that tell a format."""
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
BYTES_OF_PIXEL = 8
"""Four that Pillow keeps for each, twice while the picture is turned or its colours are converted."""
BYTES_OF_DEEP_PIXEL = 32
"""Of 16 bits, which are scaled as numbers of eight bytes."""
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
    return replace(unpictured(sha256), image=_picture(path, data))


def unpictured(sha256: str) -> Recording:
    """A picture's recording without the picture."""
    return Recording(
        values=np.zeros((0, 0)), sensors=(("image", "rgba"),), interval_ms=0.0, image=None, kind="image", sha256=sha256
    )


def upright_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of the picture in a file, as its first bytes tell; None where reading it has to tell."""
    try:
        picture = _opened(io.BytesIO(data))
        if picture is None or picture.width * picture.height > MAX_PIXELS or getattr(picture, "n_frames", 1) != 1:
            return None
        if picture.mode.startswith(DEEP):
            return None
        turned = picture.getexif().get(ORIENTATION, 1) in TURNED
        return (picture.height, picture.width) if turned else picture.size
    except Exception:  # as when it is read, which says what is wrong
        return None


def unpacked_bytes(path: Path) -> int:
    """What a picture takes in memory while it is read, as its first bytes tell; 0 of a file that is not read."""
    try:
        with path.open("rb") as file:
            picture = _opened(file)
            if picture is None:
                return 0
            pixels: int = picture.width * picture.height
            deep = picture.mode.startswith(DEEP)
    except Exception:  # as when it is read, which says what is wrong
        return 0
    return pixels * (BYTES_OF_DEEP_PIXEL if deep else BYTES_OF_PIXEL) if pixels <= MAX_PIXELS else 0


def _opened(file: IO[bytes]) -> ImageFile | None:
    """The picture in a file, not unpacked; None of another format."""
    begin = file.read(LONGEST_BEGIN)
    file.seek(0)
    decoder = next((each for start, each in DECODERS if re.match(start, begin, re.DOTALL)), None)
    return None if decoder is None else decoder(file)


def _picture(path: Path, data: bytes) -> Image.Image:
    try:
        picture = _opened(io.BytesIO(data))
        if picture is None:
            raise SampleError(path, "this is not a PNG, JPEG, WebP, BMP, TIFF, PPM or AVIF picture")
        width, height = picture.size
        frames = getattr(picture, "n_frames", 1)
        if width * height <= MAX_PIXELS and frames == 1:
            bits = _significant_bits(data)
            picture.load()
            ImageOps.exif_transpose(picture, in_place=True)
            if not picture.mode.startswith(DEEP):
                mode = "L" if picture.mode in ("1", "L", "LA") else "RGB"
                # A picture of 12 megapixels takes 48 MB: no copy that is not needed.
                return picture if picture.mode == mode else picture.convert(mode)
            values = np.asarray(picture, dtype=np.float64)
    except SampleError:
        raise
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
