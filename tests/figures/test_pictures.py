"""The sample's picture behind results."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from tests.comparison.pictured import pictured
from variantlens.figures import pictures
from variantlens.service.schema import SampleData


def encoded(image: Image.Image, kind: str = "png", **more: object) -> bytes:
    """A picture as a file."""
    written = io.BytesIO()
    image.save(written, kind, **more)
    return written.getvalue()


def shown(drawn: pictures.Picture) -> Image.Image:
    """What a browser would show of it."""
    assert drawn.uri is not None
    return Image.open(io.BytesIO(base64.b64decode(drawn.uri.partition(",")[2])))


def sample(size: tuple[int, int] | None, values: list[list[float]] | None = None) -> SampleData:
    """A sample of a size."""
    held = pictured({"float32": []}, size=size).sample
    if values is not None:
        held.payload.values = [[*row] for row in values]
    return held


def test_small_pictures_show_their_pixels() -> None:
    """They are enlarged without smoothing: no colour that the picture does not have."""
    image = Image.fromarray(np.array([[0, 255], [255, 0]], dtype=np.uint8).repeat(24, 0).repeat(24, 1))
    drawn = pictures.picture(encoded(image), sample((48, 48)))
    assert shown(drawn).size == (480, 480)
    assert set(np.unique(np.asarray(shown(drawn).convert("L")))) == {0, 255}
    assert (drawn.width, drawn.height, drawn.problem) == (48, 48, "")


def test_large_pictures_are_made_smaller() -> None:
    """No more is sent than a screen shows; coordinates stay those of the sample's picture."""
    drawn = pictures.picture(encoded(Image.new("RGB", (4000, 3000)), "jpeg"), sample(None))
    assert max(shown(drawn).size) <= pictures.SHOWN
    assert (drawn.width, drawn.height) == (4000, 3000)
    assert drawn.uri is not None
    assert drawn.uri.startswith("data:image/jpeg")


def test_the_services_size_holds() -> None:
    """Boxes are in pixels of the size that the service says, whatever the file's."""
    drawn = pictures.picture(encoded(Image.new("L", (50, 50))), sample((100, 200)))
    assert (drawn.width, drawn.height) == (100, 200)


def test_turned_pictures_stand_upright() -> None:
    """A JPEG's orientation is followed, in its size too."""
    exif = Image.Exif()
    exif[0x0112] = 6
    drawn = pictures.picture(encoded(Image.new("RGB", (300, 100)), "jpeg", exif=exif), sample(None))
    assert (drawn.width, drawn.height) == (100, 300)
    assert shown(drawn).size == (100, 300)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"GIF89a", "not a PNG or JPEG"),
        (encoded(Image.new("RGB", (300, 300)))[:200], "damaged or cut off"),
        (b"\xff\xd8\xff\x00nonsense", "damaged or cut off"),
        (encoded(Image.new("1", (10_000, 10_000))), "10000 × 10000 pixels, more than"),
    ],
)
def test_what_cannot_be_shown_is_a_canvas_and_a_reason(data: bytes, said: str) -> None:
    """A broken picture or one of 100 megapixels is an empty canvas of the right aspect."""
    drawn = pictures.picture(data, sample((100, 200)))
    assert drawn.uri is None
    assert said in drawn.problem
    assert drawn.aspect == 0.5


def test_pixels_of_the_answer_stand_in() -> None:
    """Where there is no file, the answer's own pixels are drawn, if every one is there."""
    packed = [[float(0xFF0000)], [float(0x00FF00)], [float(0x0000FF)], [0.0]]
    drawn = pictures.picture(None, sample((2, 2), packed))
    assert np.asarray(shown(drawn))[0, 0].tolist() == [255, 0, 0]
    assert np.asarray(shown(drawn))[-1, 0].tolist() == [0, 0, 255]


@pytest.mark.parametrize("values", [[], [[0.0]], [[float("nan")]] * 4, [[-1.0]] * 4, [[0.0, 1.0]] * 4])
def test_other_values_are_no_picture(values: list[list[float]]) -> None:
    """Too few, too many or odd values give an empty canvas."""
    assert pictures.picture(None, sample((2, 2), values)).uri is None


def test_panels_fill_rows() -> None:
    """Four square panels in a row, fewer of wide pictures; on a phone one."""
    square, wide = pictures.Picture(10, 10), pictures.Picture(40, 10)
    assert [pictures.columns_of(count, square.aspect) for count in (1, 2, 4, 5)] == [1, 2, 4, 3]
    assert pictures.columns_of(4, wide.aspect) == 2
    changes, height = pictures.panels(2, square, "light", ["one", "two"])
    assert changes["xaxis"]["domain"][1] < changes["xaxis2"]["domain"][0]
    assert len(changes["annotations"]) == 2
    assert height > pictures.LOWEST


def test_a_window_of_a_film_is_the_picture_of_its_values() -> None:
    """As many values as pixels, packed 0xRRGGBB, row by row; coordinates stay those of the film."""
    film = sample((3, 2))
    colours = [0xFF0000, 0x00FF00, 0x0000FF, 0, 0xFFFFFF, 0x808080]
    drawn = pictures.of_window(sample((3, 2), [[each] for each in colours]), film)
    assert drawn is not None
    assert (drawn.width, drawn.height) == (3, 2)
    assert shown(drawn).convert("RGB").getpixel((0, 0)) == (255, 0, 0)
    assert shown(drawn).convert("RGB").getpixel((shown(drawn).width - 1, 0)) == (0, 0, 255)


@pytest.mark.parametrize("values", [[], [[1.0]] * 5, [[1.0]] * 7, [[-1.0]] * 6, [[1.0, 2.0]] * 6])
def test_other_values_are_no_window_of_a_film(values: list[list[float]]) -> None:
    """Too few, too many or other values are not taken for a picture."""
    assert pictures.of_window(sample(None, values), sample((3, 2))) is None


def test_an_empty_canvas_has_the_films_size() -> None:
    """Where there is no picture, what is drawn stands where it would be."""
    assert pictures.empty(sample((30, 20))) == pictures.Picture(30, 20)
    assert pictures.empty(sample(None), (4, 3)) == pictures.Picture(4, 3)
