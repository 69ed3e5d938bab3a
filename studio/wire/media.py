"""Samples as files that a browser shows or plays: pictures and sounds."""

import io
import wave
from dataclasses import dataclass

import numpy as np
from PIL import Image

from studio.projectfile import ImageInput
from studio.samples import Recording

PNG_LEVEL = 1
"""Of 9: higher levels take many times as long, for files that never leave this machine."""
COUNTS = 32767
"""The largest value of a 16-bit sound, in which recordings of sound are counted."""


@dataclass(frozen=True)
class File:
    """A file's content and what it is."""

    content: bytes
    media_type: str


def picture(image: Image.Image, block: ImageInput | None = None) -> File:
    """A picture as PNG, without loss: exactly the pixels that models see.

    Args:
        image: The picture, mode L or RGB.
        block: The impulse's input, if the picture is wanted as it leaves that.
    """
    shown = image if block is None else _resized(image, block)
    content = io.BytesIO()
    shown.save(content, "PNG", compress_level=PNG_LEVEL)
    return File(content.getvalue(), "image/png")


def sound(recording: Recording, first: int, last: int | None) -> File:
    """The values ``first`` … ``last − 1`` of a sound as WAV: one channel, 16 bits, the recording's rate."""
    counts = np.round(recording.values[first:last, 0]).clip(-COUNTS - 1, COUNTS).astype("<i2")
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(round(recording.frequency_hz))
        file.writeframes(counts.tobytes())
    return File(content.getvalue(), "audio/wav")


def _resized(image: Image.Image, block: ImageInput) -> Image.Image:
    from studio.processing.image import Image as ImageBlock
    from studio.processing.image import ImageParameters

    channels = "grayscale" if image.mode == "L" else "rgb"
    resize = ImageBlock(ImageParameters.model_validate({"channels": channels, "scaling": "0..255", **block.size}))
    pixels = resize([image])[0].astype(np.uint8)
    return Image.fromarray(pixels[:, :, 0] if image.mode == "L" else pixels)
