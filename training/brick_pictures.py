"""Crops of one picture of a brick wall: normal ones, crops with patches of itself pasted in, and painted defects.

Training crops lie in the picture's left part and are mirrored at random, since the wall's rows lean the other way in
its right part, from which all test crops are cut. Every crop has a lighting of its own. No two parts share a pixel.
"""

from collections.abc import Callable
from functools import cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import skimage.data
from scipy import ndimage
from skimage import draw

SIDE = 96
"""Of a crop, in pixels."""
BORDER = 288
"""First column of the test part; the picture has 512 columns and rows."""
LIGHT = 0.12
"""By how much a crop is brightened or darkened at most, as a part of its brightness."""

ORIGIN = """\
The wall is the picture *brick* of the Python package scikit-image 0.26.0, which says that it was made from Bricks25 of
CC0Textures (https://cc0textures.com/view.php?tex=Bricks25), Creative Commons CC0: no rights reserved, no attribution
asked for. The cracks, stains, holes and scratches are not in that picture: the recipe paints them in.
"""

Picture: TypeAlias = npt.NDArray[np.float64]
"""Brightness 0..255, shape (height, width)."""
Mask: TypeAlias = npt.NDArray[np.float64]
"""How much of each pixel was changed, 0..1, shape (height, width)."""


def training_crop(random: np.random.Generator) -> Picture:
    """A normal crop of the left part."""
    return _crop(random, 0, BORDER, mirror=bool(random.integers(2)))


def test_crop(random: np.random.Generator) -> Picture:
    """A normal crop of the right part."""
    return _crop(random, BORDER, 512, mirror=False)


def pasted(random: np.random.Generator) -> tuple[Picture, Mask]:
    """A training crop into which a turned patch of another was pasted, compact or long and thin, in another light."""
    crop, other = training_crop(random), training_crop(random)
    long = random.random() < 0.5
    height, width = (random.uniform(1.2, 4.5), random.uniform(12, 50)) if long else random.uniform(6, 26, size=2)
    mask = _soft(_rectangle(random, height, width))
    turned = np.rot90(other, random.integers(1, 4)) * random.uniform(0.6, 1.4)
    return _mixed(crop, turned, mask), mask


def defective(random: np.random.Generator, kind: str) -> tuple[Picture, Mask]:
    """A test crop with one defect painted in.

    Args:
        random: Decides on place, size and strength.
        kind: One of :data:`DEFECTS`.
    """
    return DEFECTS[kind](random, test_crop(random))


def box(mask: Mask) -> dict[str, int]:
    """The rectangle around all pixels that were visibly changed: x, y of its top left, width, height."""
    rows, columns = np.nonzero(mask > mask.max() / 4)
    x, y = int(columns.min()), int(rows.min())
    return {"x": x, "y": y, "width": int(columns.max()) - x + 1, "height": int(rows.max()) - y + 1}


@cache
def _wall() -> Picture:
    return skimage.data.brick().astype(np.float64)


def _crop(random: np.random.Generator, first: int, last: int, *, mirror: bool) -> Picture:
    wall = _wall()[:, first:last]
    y, x = random.integers(0, wall.shape[0] - SIDE + 1), random.integers(0, wall.shape[1] - SIDE + 1)
    crop = wall[y : y + SIDE, x : x + SIDE] * random.uniform(1 - LIGHT, 1 + LIGHT)
    return crop[:, ::-1] if mirror else crop


def _crack(random: np.random.Generator, crop: Picture) -> tuple[Picture, Mask]:
    """A dark line that wanders."""
    steps = int(random.integers(25, 80))
    angles = random.uniform(0, 2 * np.pi) + np.cumsum(random.normal(0, 0.2, steps))
    path = random.uniform(25, SIDE - 25, size=2) + np.cumsum(np.stack([np.sin(angles), np.cos(angles)], axis=1), axis=0)
    mask = _soft(_along(path, random.uniform(0.5, 1.2)), 0.5)
    return _mixed(crop, crop * random.uniform(0.35, 0.6), mask), mask


def _stain(random: np.random.Generator, crop: Picture) -> tuple[Picture, Mask]:
    """A damp or limy patch with an uneven edge."""
    rows, columns = np.mgrid[:SIDE, :SIDE] - random.uniform(22, SIDE - 22, size=(2, 1, 1))
    uneven = ndimage.gaussian_filter(random.normal(size=(SIDE, SIDE)), 4) * 12
    mask = _soft((np.hypot(rows, columns) + uneven < random.uniform(8, 20)).astype(np.float64), 2.0)
    dark = random.random() < 0.5
    return _mixed(crop, crop * random.uniform(0.45, 0.7) if dark else crop + random.uniform(28, 55), mask), mask


def _hole(random: np.random.Generator, crop: Picture) -> tuple[Picture, Mask]:
    """A dark hole with a bright rim, as of a chipped edge."""
    y, x = random.uniform(15, SIDE - 15, size=2)
    radii = random.uniform(2.5, 7, size=2)
    turn = random.uniform(0, np.pi)
    inside, around = _ellipse(y, x, radii, turn), _ellipse(y + 1, x + 1, radii + 1.2, turn)
    rim = _soft(around * (1 - inside), 0.7) * 0.6
    picture = _mixed(_mixed(crop, np.full_like(crop, 175.0), rim), crop * random.uniform(0.4, 0.65), _soft(inside, 0.8))
    return picture, np.maximum(inside, rim)


def _scratch(random: np.random.Generator, crop: Picture) -> tuple[Picture, Mask]:
    """A thin bright line, almost straight."""
    angle, length = random.uniform(0, 2 * np.pi), random.uniform(20, 60)
    along = np.arange(0, length, 0.5)
    bend = random.normal(0, 0.0008) * along**2
    start = random.uniform(30, SIDE - 30, size=2)
    path = start + np.stack(
        [along * np.sin(angle) + bend * np.cos(angle), along * np.cos(angle) - bend * np.sin(angle)], axis=1
    )
    mask = _soft(_along(path, random.uniform(0.3, 0.8)), 0.4)
    return _mixed(crop, crop + random.uniform(45, 90), mask), mask


DEFECTS: dict[str, Callable[[np.random.Generator, Picture], tuple[Picture, Mask]]] = {
    "crack": _crack,
    "hole": _hole,
    "scratch": _scratch,
    "stain": _stain,
}


def _mixed(below: Picture, above: Picture, mask: Mask) -> Picture:
    mixed: Picture = np.clip(below * (1 - mask) + above * mask, 0, 255)
    return mixed


def _soft(mask: Mask, blur: float = 0.7) -> Mask:
    blurred: Mask = ndimage.gaussian_filter(mask, blur)
    return blurred


def _along(path: npt.NDArray[np.float64], radius: float) -> Mask:
    """Everything within a radius of a path of (row, column) points, with an edge of one pixel."""
    rows, columns = np.mgrid[:SIDE, :SIDE]
    distances = [np.hypot(rows - y, columns - x) for y, x in path]
    mask: Mask = np.clip(radius + 0.5 - np.min(distances, axis=0), 0, 1)
    return mask


def _ellipse(y: float, x: float, radii: npt.NDArray[np.float64], turn: float) -> Mask:
    mask = np.zeros((SIDE, SIDE))
    mask[draw.ellipse(y, x, *radii, shape=mask.shape, rotation=turn)] = 1
    return mask


def _rectangle(random: np.random.Generator, height: float, width: float) -> Mask:
    """A rectangle turned by any angle."""
    turn = random.uniform(0, np.pi)
    rows, columns = np.mgrid[:SIDE, :SIDE] - random.uniform(12, SIDE - 12, size=(2, 1, 1))
    across = rows * np.cos(turn) - columns * np.sin(turn)
    along = rows * np.sin(turn) + columns * np.cos(turn)
    return ((np.abs(across) < height / 2) & (np.abs(along) < width / 2)).astype(np.float64)
