"""Samples as files that a browser shows or plays: pictures, sounds and films."""

import io
import wave
from dataclasses import dataclass

import numpy as np
from PIL import Image, features

from studio.errors import NotFound
from studio.projectfile import ImageInput
from studio.samples import Recording

PNG_LEVEL = 1
"""Of 9: higher levels take many times as long, for files that never leave this machine."""
COUNTS = 32767
"""The largest value of a 16-bit sound, in which recordings of sound are counted."""
AV1_QUALITY, AV1_SPEED = 80, 10
"""Of 100, and of 10: for looking at, at once."""
BRAND = (b"ftypavis", b"ftypisom")
HANDLER = (b"pict", b"vide")
"""What an AVIF calls itself and its track, and what an MP4 does (ISO/IEC 14496-12, sections 4.3 and 8.4.3)."""


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


def film(recording: Recording, block: ImageInput | None = None) -> File:
    """A film as MP4, its frames coded as AV1, which Pillow writes as the image sequence of an AVIF file.

    Such a sequence is the track of an MP4 in all but its names, which say that it holds pictures. They are changed,
    since some players look for a film's.

    Args:
        recording: The film.
        block: The impulse's input, if the frames are wanted as they leave that.

    Raises:
        NotFound: The Pillow that is installed cannot write AVIF.
    """
    if not features.check("avif"):
        raise NotFound("films cannot be written here: Pillow was built without AVIF")
    frames = [frame if block is None else _resized(frame, block) for frame in recording.frames]
    content = io.BytesIO()
    frames[0].save(
        content,
        "AVIF",
        save_all=True,
        append_images=frames[1:],
        duration=round(recording.interval_ms),
        quality=AV1_QUALITY,
        speed=AV1_SPEED,
    )
    pictures, track = content.getvalue().split(b"moov", 1)
    return File(pictures.replace(*BRAND, 1) + b"moov" + track.replace(*HANDLER, 1), "video/mp4")


def _resized(image: Image.Image, block: ImageInput) -> Image.Image:
    from studio.processing.image import Image as ImageBlock
    from studio.processing.image import ImageParameters

    channels = "grayscale" if image.mode == "L" else "rgb"
    resize = ImageBlock(ImageParameters.model_validate({"channels": channels, "scaling": "0..255", **block.size}))
    pixels = resize([image])[0].astype(np.uint8)
    return Image.fromarray(pixels[:, :, 0] if image.mode == "L" else pixels)
