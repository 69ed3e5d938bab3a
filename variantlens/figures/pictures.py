"""What all kinds of result over a picture share: the sample's picture behind them, and panels with linked zoom.

Coordinates are pixels of the sample's picture, x from the left and y from the top, whatever size it is shown in.
"""

import base64
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from variantlens.comparison.coordinates import picture_size
from variantlens.figures import layout
from variantlens.figures.palette import Theme, palette
from variantlens.service.schema import ClassifyAnswer, ImageDimensions, SampleData

MAX_PIXELS = 50_000_000
"""Larger pictures are not unpacked: 50 million pixels take 150 MB."""
SHOWN = 960
"""The longer side of what is sent to the browser, in pixels; more than a panel shows."""
CRISP = 480
"""Small pictures are enlarged to about so many pixels without smoothing, so that each pixel is seen as it is."""
SMALL = 240
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
JPEG_QUALITY = 88

PAGE_WIDTH = 1080
"""Width in pixels for which panels are laid out; a browser may give them less or more."""
PHONE_WIDTH = 320
"""The same on a phone, where panels stand below each other."""
HEADING = 30
"""Pixels above a panel, for one line of its name; further lines take ``LINE`` each."""
LINE = 18
GAP = 0.03
"""Between panels of a row, as a part of the figure's width."""
LOWEST, HIGHEST = 180, 520
"""Least and most height of a panel, in pixels."""


@dataclass(frozen=True)
class Picture:
    """A sample's picture, ready to be drawn under a result.

    Attributes:
        width: Of the sample's picture in pixels; what is drawn over it uses these coordinates.
        height: The same.
        uri: What is shown, as a data URI; None where the picture cannot be had.
        problem: Why there is none, in words; empty where there is one, or none was asked for.
    """

    width: float
    height: float
    uri: str | None = None
    problem: str = ""

    @property
    def aspect(self) -> float:
        """Width ÷ height."""
        return self.width / self.height


def picture(data: bytes | None, sample: SampleData, shape: tuple[float, float] | None = None) -> Picture:
    """The picture of a sample; one that cannot be read is an empty canvas of the right aspect, with the reason.

    Args:
        data: A PNG or JPEG file; None where the service gave none: then the pixels that came with the answer are
            taken, if these are all there.
        sample: What the service says of the sample; its size in pixels holds, whatever the file's is.
        shape: Width and height to assume where the service says nothing of the size; else the file's own, else a
            square.
    """
    known = _dimensions(sample) or shape
    width, height = known or (1.0, 1.0)
    if data is None:
        sent = _from_payload(sample, _size(sample))
        return Picture(width, height, uri=None if sent is None else data_uri(sent))
    try:
        image, size = decoded(data)
    except ValueError as error:
        return Picture(width, height, problem=str(error))
    width, height = known or size
    return Picture(width, height, uri=data_uri(image))


def measured(answer: ClassifyAnswer, data: bytes | None) -> ClassifyAnswer:
    """An answer whose sample says how large its picture is: as the service says, else as its file is.

    Args:
        answer: The answer of the main call.
        data: The picture's file; None where there is none, and then, or where it cannot be read, nothing changes.
    """
    if data is None or picture_size(answer.sample) is not None:
        return answer
    try:
        _, (width, height) = decoded(data)
    except ValueError:
        return answer
    size = {"image_dimensions": ImageDimensions(width=width, height=height)}
    sample = answer.sample.model_copy(update={"sample": answer.sample.sample.model_copy(update=size)})
    return answer.model_copy(update={"sample": sample})


def empty(sample: SampleData, shape: tuple[float, float] | None = None) -> Picture:
    """An empty canvas of the sample's size; see :func:`picture`."""
    return Picture(*(_dimensions(sample) or shape or (1.0, 1.0)))


def of_window(sent: SampleData, sample: SampleData, shape: tuple[float, float] | None = None) -> Picture | None:
    """The picture of one window of a film; None where what the service sent of it is not one whole picture.

    Args:
        sent: What the service says of the window: as many values as the picture has pixels, packed 0xRRGGBB.
        sample: The film.
        shape: Width and height to assume where the service says nothing of the size; see :func:`picture`.
    """
    image = _from_payload(sent, _size(sent) or _size(sample))
    if image is None:
        return None
    width, height = _dimensions(sample) or shape or image.size
    return Picture(width, height, uri=data_uri(image))


def decoded(data: bytes) -> tuple[Image.Image, tuple[int, int]]:
    """The picture in a PNG or JPEG file, upright, in grey or RGB, and its size in the file.

    A large JPEG is unpacked at a fraction of its size, if that is still more than is shown.

    Raises:
        ValueError: This is no such picture, it is damaged, or has more than ``MAX_PIXELS``; says so in words.
    """
    if not data.startswith((PNG, JPEG)):
        raise ValueError("The sample's picture is not a PNG or JPEG; it is not shown.")
    decoder = PngImageFile if data.startswith(PNG) else JpegImageFile
    try:
        image = decoder(io.BytesIO(data))
        width, height = image.size
        if width * height <= MAX_PIXELS:
            image.draft(None, (SHOWN, SHOWN))
            image.load()
            upright = ImageOps.exif_transpose(image)
            turned = (upright.width > upright.height) != (image.width > image.height)
            return _eight_bits(upright), (height, width) if turned else (width, height)
    except Exception:  # Pillow's decoders answer damaged files with errors of more than ten unrelated types
        raise ValueError("The sample's picture is damaged or cut off; it is not shown.") from None
    millions = MAX_PIXELS // 10**6
    raise ValueError(
        f"The sample's picture has {width} × {height} pixels, more than the {millions} million that are shown."
    )


def data_uri(image: Image.Image) -> str:
    """A picture as a data URI, no larger than a screen shows: small ones exact as PNG, large ones as JPEG."""
    longest = max(image.size)
    if longest <= SMALL:
        times = max(1, CRISP // longest)
        image = image.resize((image.width * times, image.height * times), Image.Resampling.NEAREST)
        return _encoded(image, "png")
    if longest > SHOWN:
        image = image.copy()
        image.thumbnail((SHOWN, SHOWN), Image.Resampling.LANCZOS)
    return _encoded(image, "jpeg")


def panels(
    count: int,
    drawn: Picture,
    theme: Theme,
    headings: Sequence[str] = (),
    columns: int | None = None,
    page_width: float = PAGE_WIDTH,
) -> tuple[dict[str, Any], float]:
    """A layout of panels over one picture that zoom together.

    Args:
        count: How many panels; panel ``n`` has the axes that :func:`axes` names.
        drawn: The picture, drawn under each.
        theme: Light or dark.
        headings: A name above each panel, escaped; ``<br>`` parts its lines.
        columns: How many panels stand in a row; as many as fit a wide page unless given.
        page_width: How wide the figure will be, about, in pixels.

    Returns:
        Plotly's layout (axes, images, headings), and the figure's height in pixels.
    """
    columns = columns_of(count, drawn.aspect) if columns is None else columns
    rows = math.ceil(count / columns)
    width = (1 - GAP * (columns - 1)) / columns
    panel_height = min(max(width * page_width / drawn.aspect, LOWEST), HIGHEST)
    heading = HEADING + LINE * max((each.count("<br>") for each in headings), default=0)
    height = rows * (panel_height + heading)
    changes: dict[str, Any] = {"images": [], "annotations": [], "showlegend": False, "margin": {"t": 4, "b": 4}}
    look = {"align": "left", "font": {"size": layout.SIZE, "color": palette(theme).text}}
    for place in range(count):
        row, column = divmod(place, columns)
        top = 1 - (row * (panel_height + heading) + heading) / height
        left = column * (width + GAP)
        across, down = axes(place)
        changes["xaxis" + across[1:]] = _axis(across, [left, left + width], [0, drawn.width]) | {"anchor": down}
        # Upside down, since pixels count from the top.
        changes["yaxis" + down[1:]] = _axis(down, [max(0.0, top - panel_height / height), top], [drawn.height, 0]) | {
            "anchor": across,
            "scaleanchor": across,
        }
        changes["images"] += background(drawn, place)
        if place < len(headings):
            changes["annotations"].append(layout.heading(headings[place], y=top) | look | {"x": left})
    return changes, height


def row_of(*, narrow: bool) -> tuple[int | None, float]:
    """Columns and page width for :func:`panels`: on a phone panels stand below each other."""
    return (1, PHONE_WIDTH) if narrow else (None, PAGE_WIDTH)


def axes(place: int) -> tuple[str, str]:
    """Plotly's names of a panel's axes in a trace: ``("x", "y")`` of the first, ``("x2", "y2")`` of the next."""
    suffix = "" if place == 0 else str(place + 1)
    return f"x{suffix}", f"y{suffix}"


def columns_of(count: int, aspect: float) -> int:
    """How many panels stand in a row: up to four, fewer of wide pictures."""
    most = 4 if aspect < 1.2 else 3 if aspect < 2 else 2
    if count <= most:
        return max(count, 1)
    return math.ceil(count / math.ceil(count / most))


def background(drawn: Picture, place: int = 0, opacity: float = 1.0) -> list[dict[str, Any]]:
    """The picture as a layout image under a panel; nothing where there is none."""
    if drawn.uri is None:
        return []
    across, down = axes(place)
    size = {"x": 0, "y": 0, "sizex": drawn.width, "sizey": drawn.height}
    look = {"sizing": "stretch", "layer": "below", "opacity": opacity}
    return [{"source": drawn.uri, "xref": across, "yref": down, **size, **look}]


def frame(drawn: Picture, place: int, theme: Theme) -> dict[str, Any]:
    """A trace that outlines the picture, so that an empty canvas is seen too and the panel is never without data."""
    across, down = axes(place)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "picture",
        "x": [0, drawn.width, drawn.width, 0, 0],
        "y": [0, 0, drawn.height, drawn.height, 0],
        "xaxis": across,
        "yaxis": down,
        "line": {"color": palette(theme).border, "width": 1},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _axis(name: str, domain: list[float], reach: list[float]) -> dict[str, Any]:
    """One axis without ticks; all x axes zoom with the first, and all y axes."""
    matches = {} if name in ("x", "y") else {"matches": name[0]}
    return {
        "domain": domain,
        "range": reach,
        "constrain": "domain",
        "showgrid": False,
        "showticklabels": False,
        "ticks": "",
        "zeroline": False,
        "showline": False,
        **matches,
    }


def _dimensions(sample: SampleData) -> tuple[float, float] | None:
    size = sample.sample.image_dimensions
    return (float(size.width), float(size.height)) if size and size.width > 0 and size.height > 0 else None


def _size(sample: SampleData) -> tuple[int, int] | None:
    size = sample.sample.image_dimensions
    return (size.width, size.height) if size else None


def _from_payload(sample: SampleData, size: tuple[int, int] | None) -> Image.Image | None:
    """The picture out of the answer's own pixels, packed 0xRRGGBB; None unless every one of them is there."""
    values = sample.payload.values
    if size is None or size[0] * size[1] != len(values) or not values or len(values) > MAX_PIXELS:
        return None
    try:
        packed = np.array(values, dtype=np.float64).reshape(size[1], size[0])
    except ValueError:
        return None
    if not np.isfinite(packed).all() or packed.min() < 0 or packed.max() > 0xFFFFFF:
        return None
    whole = packed.astype(np.uint32)
    return Image.fromarray(np.stack([whole >> 16 & 255, whole >> 8 & 255, whole & 255], axis=-1).astype(np.uint8))


def _eight_bits(image: Image.Image) -> Image.Image:
    """The picture in mode L or RGB; 16 bits of grey are scaled, since Pillow's conversion would cut them off."""
    if image.mode.startswith("I"):
        return Image.fromarray((np.asarray(image) / 257).round().clip(0, 255).astype(np.uint8))
    return image.convert("L" if image.mode in ("1", "L", "LA") else "RGB")


def _encoded(image: Image.Image, kind: str) -> str:
    written = io.BytesIO()
    image.save(written, kind, **({"quality": JPEG_QUALITY} if kind == "jpeg" else {"optimize": True}))
    return f"data:image/{kind};base64,{base64.b64encode(written.getvalue()).decode()}"
