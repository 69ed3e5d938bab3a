"""Picture files: formats, modes, orientation, size, damage."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from studio.samples import Recording, SampleEntry, SampleError, read
from studio.samples.pictures import read_picture

GREY = np.array([[0, 100, 200], [50, 150, 255]], np.uint8)
GREY_IMAGE, OTHER_IMAGE = Image.fromarray(GREY), Image.fromarray(255 - GREY)


def encoded(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """The picture as a file."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def recording(data: bytes) -> Recording:
    """What is read from these bytes."""
    return read_picture(Path("scene.png"), data, "hash")


def pixels(data: bytes) -> np.ndarray:
    """The pixels that are read from these bytes."""
    image = recording(data).image
    assert image is not None
    return np.asarray(image)


def huge() -> bytes:
    """The first bytes of a PNG of 10,000 × 10,000 pixels."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 10_000, 10_000, 8, 0, 0, 0, 0)
    content = b"IDAT" + zlib.compress(b"\0")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
        for chunk in (header, content, b"IEND")
    )


def test_a_picture_is_its_image(tmp_path: Path) -> None:
    """A picture is read as an image with no time and no rows; the name's ending does not decide the format."""
    path = tmp_path / "scene.JPG"
    path.write_bytes(encoded(Image.fromarray(GREY)))
    picture = read(SampleEntry(id=1, path=path, filename="scene", category="testing"))
    assert picture.image is not None
    assert (picture.image.size, picture.image.mode) == ((3, 2), "L")
    assert (picture.kind, picture.values.shape, picture.interval_ms, picture.frequency_hz) == ("image", (0, 0), 0, 0)


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA", "P", "1", "I;16"])
def test_every_mode_becomes_grey_or_colour(mode: str) -> None:
    """Palettes, transparency, black-and-white and 16 bits all end as 8 bits of grey or colour, equally bright."""
    if mode == "I;16":
        data = encoded(Image.fromarray(GREY.astype(np.uint16) * 257))
    elif mode == "P":
        data = encoded(Image.fromarray(GREY).convert("RGB").quantize())
    else:
        data = encoded(Image.fromarray(GREY).convert("1" if mode == "1" else "RGB").convert(mode))
    expected = np.asarray(Image.fromarray(GREY).convert("1")) * 255 if mode == "1" else GREY
    read_back = pixels(data)
    assert read_back.dtype == np.uint8
    np.testing.assert_array_equal(read_back if read_back.ndim == 2 else read_back[:, :, 1], expected)


@pytest.mark.parametrize(
    ("kind", "options"),
    [("WEBP", {"lossless": True}), ("BMP", {}), ("TIFF", {}), ("PPM", {}), ("AVIF", {"quality": 100}), ("JPEG", {})],
)
def test_every_format_gives_the_same_picture(kind: str, options: dict[str, object]) -> None:
    """The content decides the format, whatever the file is called; what loses nothing is the same to the pixel."""
    colours = np.repeat(np.repeat(np.array([[[255, 0, 0], [0, 128, 255]]], np.uint8), 16, 0), 16, 1)
    read_back = pixels(encoded(Image.fromarray(colours), kind, **options))
    assert read_back.shape == colours.shape
    assert np.abs(read_back.astype(int) - colours).mean() <= (4 if kind in ("AVIF", "JPEG") else 0)


def test_bits_that_a_camera_uses_are_stretched() -> None:
    """A PNG of 16 bits that says that 12 of them are used is as bright as the same picture in 8 bits."""
    whole = encoded(Image.fromarray(GREY.astype(np.uint16) * 16))
    chunk = b"sBIT\x0c"
    said = whole[:33] + struct.pack(">I", 1) + chunk + struct.pack(">I", zlib.crc32(chunk)) + whole[33:]
    np.testing.assert_allclose(pixels(said), GREY, atol=1)


def test_orientation_is_respected() -> None:
    """A photograph taken with the camera on its side stands upright, once."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn right by 90°
    lying = np.zeros((16, 32), np.uint8)
    lying[:, :16] = 255
    upright = pixels(encoded(Image.fromarray(lying), "JPEG", quality=95, exif=exif))
    assert upright.shape == (32, 16)
    assert upright[:16].min() > 200
    assert upright[16:].max() < 50


def test_a_picture_of_100_megapixels_is_refused_before_it_is_unpacked() -> None:
    """A picture beyond the limit is an error with its size."""
    with pytest.raises(SampleError, match="10000 × 10000 are more pixels than the 50 million"):
        recording(huge())


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", "not a PNG, JPEG, WebP"),
        (b"GIF89a", "not a PNG, JPEG, WebP"),
        (encoded(Image.fromarray(GREY))[:48], "damaged or cut off"),
        (encoded(Image.effect_noise((64, 64), 50), "JPEG")[:900], "damaged or cut off"),
        (b"\xff\xd8\xff", "damaged or cut off"),
        (encoded(Image.fromarray(GREY), "WEBP")[:30], "damaged or cut off"),
        (
            encoded(Image.fromarray(GREY.astype(np.uint16) * 16)),
            "nothing brighter than 4080, as of a camera of 12 bits",
        ),
        (encoded(Image.fromarray(GREY.astype(np.float32) / 255), "TIFF"), "other numbers than 0 to 65535"),
        (encoded(Image.fromarray(GREY.astype(np.int32) * 1000), "TIFF"), "other numbers than 0 to 65535"),
        (encoded(GREY_IMAGE, "WEBP", save_all=True, append_images=[OTHER_IMAGE]), "the file holds 2 pictures"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(data: bytes, cause: str) -> None:
    """A file that is no picture, or only part of one, is an error that says so."""
    with pytest.raises(SampleError, match=f"scene.png: .*{cause}"):
        recording(data)


@settings(deadline=None)  # a busy machine is no failure
@given(
    st.sampled_from(["PNG", "JPEG", "WEBP", "BMP", "TIFF", "PPM"]),
    st.binary(min_size=1, max_size=8),
    st.integers(0, 400),
)
def test_any_change_gives_a_picture_or_a_sample_error(kind: str, change: bytes, at: int) -> None:
    """Whatever bytes are overwritten, a file is read or refused, never anything else."""
    data = encoded(Image.fromarray(np.arange(64, dtype=np.uint8).reshape(8, 8)), kind)
    try:
        picture = recording(data[:at] + change + data[at + len(change) :])
    except SampleError:
        return
    assert picture.image is not None
    assert picture.image.mode in ("L", "RGB")
