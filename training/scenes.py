"""Pictures put together from things and backgrounds that ship in packages: digits, coins, textures.

Background regions and things are split before anything is put together, so that no test picture shows a piece of
background or a thing that a training picture shows.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image

from training import projects
from training.projects import Category, Sample

TEXTURES = ("brick", "grass", "gravel", "cell")
TRAINING_PART = 0.6
"""The upper part of each texture is for training, the lower part for testing, nothing between them is shared."""
JPEG_QUALITY = 92

Grey: TypeAlias = npt.NDArray[np.float64]
"""A picture, shape (height, width), 0 black to 255 white."""


@dataclass(frozen=True)
class Placed:
    """A thing in a picture: its label, and its box in pixels from the top left corner."""

    label: str
    x: int
    y: int
    width: int
    height: int

    def overlaps(self, other: "Placed", gap: int) -> bool:
        """Whether less than a gap of so many pixels lies between the two."""
        apart_x = max(self.x, other.x) - min(self.x + self.width, other.x + other.width)
        apart_y = max(self.y, other.y) - min(self.y + self.height, other.y + other.height)
        return max(apart_x, apart_y) < gap


@dataclass(frozen=True)
class Scene:
    """A picture as its file holds it, what is in it, and the background's name."""

    jpeg: bytes
    placed: tuple[Placed, ...]
    texture: str

    @property
    def picture(self) -> Image.Image:
        """The picture that the file gives."""
        return Image.open(io.BytesIO(self.jpeg))


@cache
def shipped(name: str) -> Grey:
    """A grey picture out of scikit-image's package."""
    file = resources.files("skimage") / "data" / f"{name}.png"
    with file.open("rb") as stream:
        return np.asarray(Image.open(stream).convert("L"), dtype=np.float64)


def background(texture: str, category: Category, size: int, rng: np.random.Generator) -> Grey:
    """A square piece of a texture's training or test region, mirrored at random."""
    whole = shipped(texture)
    border = round(len(whole) * TRAINING_PART)
    region = whole[:border] if category == "training" else whole[border:]
    top = int(rng.integers(region.shape[0] - size + 1))
    left = int(rng.integers(region.shape[1] - size + 1))
    piece = region[top : top + size, left : left + size]
    return piece[:, ::-1].copy() if rng.random() < 0.5 else piece.copy()


def resized(picture: Grey, width: int, height: int) -> Grey:
    """A picture at another size, bicubic."""
    image = Image.fromarray(picture.astype(np.float32)).resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(image, dtype=np.float64)


def free_place(
    width: int, height: int, size: int, taken: Sequence[Placed], gap: int, rng: np.random.Generator
) -> tuple[int, int] | None:
    """The top left corner of a place where nothing stands yet, None if twenty tries find none."""
    for _ in range(20):
        x, y = int(rng.integers(size - width + 1)), int(rng.integers(size - height + 1))
        if not any(Placed("", x, y, width, height).overlaps(other, gap) for other in taken):
            return x, y
    return None


def blend(picture: Grey, thing: Grey, cover: Grey, x: int, y: int) -> None:
    """Puts a thing onto a picture, in place.

    Args:
        picture: What is behind.
        thing: Shape (height, width).
        cover: How much it covers, 0..1, same shape.
        x: Column of its left edge.
        y: Row of its upper edge.
    """
    height, width = cover.shape
    part = picture[y : y + height, x : x + width]
    part += (thing - part) * cover


def encoded(picture: Grey) -> bytes:
    """A picture as a grey JPEG file."""
    stream = io.BytesIO()
    Image.fromarray(picture.clip(0, 255).round().astype(np.uint8)).save(stream, "JPEG", quality=JPEG_QUALITY)
    return stream.getvalue()


def darkened(picture: Image.Image, factor: float) -> Image.Image:
    """A picture as a camera sees it with less light."""
    return picture.point([round(value * factor) for value in range(256)])


def ship(folder: Path, testing: Sequence[Scene], training: Sequence[Scene]) -> list[Sample]:
    """Begins a project's folder anew with these pictures, the test pictures first, and says what is in them."""
    projects.empty(folder)
    samples = write(folder / "samples", testing, "testing") + write(folder / "samples", training, "training")
    projects.write_info(folder, samples)
    return samples


def write(folder: Path, scenes: Sequence[Scene], category: Category) -> list[Sample]:
    """Writes pictures as files named by category and number, and says what is in them."""
    samples = []
    for number, scene in enumerate(scenes, start=1):
        name = f"{'test' if category == 'testing' else 'train'}-{number:03}.jpg"
        (folder / name).write_bytes(scene.jpeg)
        boxes = tuple(vars(thing) for thing in scene.placed)
        samples.append(Sample(name, category, None, {"background": scene.texture}, boxes))
    return samples
