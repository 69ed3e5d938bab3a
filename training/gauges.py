"""Pictures of a round gauge with a needle, drawn over pieces of real textures.

The scale runs clockwise over 270 degrees, from 0 at the lower left to 100 at the lower right. Size, place, tilt,
shades, light and noise differ from picture to picture; the texture shows through the plate like dirt on its glass.
"""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

from training import scenes
from training.projects import Category, Sample
from training.scenes import Grey

SIZE, FINER = 64, 4
"""Pixels of a picture, and how many times finer it is drawn."""
SWEEP, START = 270.0, 135.0
"""Degrees: of the whole scale, and where it starts, clockwise from the right."""
LARGEST = 100.0


@dataclass(frozen=True, eq=False)
class Gauge:
    """A picture as its file holds it, the value that its needle shows, and the background's name."""

    jpeg: bytes
    value: float
    texture: str

    @property
    def file(self) -> io.BytesIO:
        """The picture, to be opened as its file is."""
        return io.BytesIO(self.jpeg)


@dataclass(frozen=True)
class Dial:
    """How one gauge stands in its picture; lengths in finer pixels, angles in degrees."""

    x: float
    y: float
    radius: float
    tilt: float

    def at(self, value: float, share: float) -> tuple[float, float]:
        """A point on the line from the centre to a value of the scale, at a share of the radius."""
        angle = math.radians(START + self.tilt + SWEEP * value / LARGEST)
        return self.x + self.radius * share * math.cos(angle), self.y + self.radius * share * math.sin(angle)


def gauges(count: int, category: Category, seed: int, low: float = 0.0, high: float = LARGEST) -> list[Gauge]:
    """Gauges that show values drawn evenly from low to high, in steps of 0.1."""
    rng = np.random.default_rng(seed)
    return [_gauge(round(float(rng.uniform(low, high)), 1), category, rng) for _ in range(count)]


def _gauge(value: float, category: Category, rng: np.random.Generator) -> Gauge:
    texture = scenes.TEXTURES[int(rng.integers(len(scenes.TEXTURES)))]
    picture = scenes.background(texture, category, SIZE, rng)
    middle = SIZE * FINER / 2
    x, y = middle + FINER * rng.uniform(-4, 4, 2)
    dial = Dial(x, y, FINER * rng.uniform(22, 27), rng.uniform(-3, 3))
    plate, cover = _drawn(dial, value, light=int(rng.integers(170, 241)), dark=int(rng.integers(5, 71)))
    scenes.blend(picture, plate, cover * rng.uniform(0.75, 0.95), 0, 0)
    left, right = rng.uniform(0.6, 1.1, 2)
    lit = picture * np.linspace(left, right, SIZE)
    return Gauge(scenes.encoded(lit + rng.normal(0, 4, lit.shape)), value, texture)


def _drawn(dial: Dial, value: float, light: int, dark: int) -> tuple[Grey, Grey]:
    """The gauge, and how much it covers, both shape (SIZE, SIZE)."""
    fine = (SIZE * FINER, SIZE * FINER)
    picture, cover = Image.new("L", fine, light), Image.new("L", fine, 0)
    edge = (dial.x - dial.radius, dial.y - dial.radius, dial.x + dial.radius, dial.y + dial.radius)
    ImageDraw.Draw(cover).ellipse(edge, fill=255)
    pen = ImageDraw.Draw(picture)
    pen.ellipse(edge, outline=dark, width=2 * FINER)
    for mark in range(11):
        pen.line([dial.at(10 * mark, 0.78), dial.at(10 * mark, 0.92)], fill=dark, width=FINER + 1)
    pen.line([dial.at(value, -0.2), dial.at(value, 0.75)], fill=dark, width=2 * FINER + 2)
    hub = 0.1 * dial.radius
    pen.ellipse((dial.x - hub, dial.y - hub, dial.x + hub, dial.y + hub), fill=dark)
    return _coarse(picture), _coarse(cover) / 255


def _coarse(picture: Image.Image) -> Grey:
    """A fine picture at its true size, a little blurred as by a cheap lens."""
    pixels = np.asarray(picture, dtype=np.float64).reshape(SIZE, FINER, SIZE, FINER).mean(axis=(1, 3))
    blurred: Grey = ndimage.gaussian_filter(pixels, 0.5)
    return blurred


def write(folder: Path, of: Sequence[Gauge], category: Category) -> list[Sample]:
    """Writes pictures as files named by category and number, and says what they show."""
    samples = []
    for number, gauge in enumerate(of, start=1):
        name = f"{'test' if category == 'testing' else 'train'}-{number:03}.jpg"
        (folder / name).write_bytes(gauge.jpeg)
        samples.append(Sample(name, category, f"{gauge.value:g}", {"texture": gauge.texture}))
    return samples
