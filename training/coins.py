"""Coins from one photograph, "Greek coins from Pompeii" in scikit-image, each cut out of its background."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from training.projects import Category
from training.scenes import Grey, shipped

SURELY_GROUND, SURELY_COIN = 30, 150
"""Shades that only the ground, and only coins have."""
SMALLEST = 500
"""Pixels below which a piece is no coin."""
COINS, COLUMNS = 24, 6
FOR_TESTING = (2, 5)
"""Columns of the photograph, whose rows hold coins of four sizes, that are for testing."""

Cover: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Coin:
    """A coin and how much it covers what is behind it, 0..1; both shape (height, width)."""

    picture: Grey
    cover: Cover


def coins(category: Category) -> list[Coin]:
    """The coins of one half of the split.

    Raises:
        ValueError: The photograph does not show as many coins as it should.
    """
    photograph = shipped("coins")
    pieces, found = _pieces(photograph)
    if len(found) != COINS:
        raise ValueError(f"the photograph shows {len(found)} coins instead of {COINS}")
    chosen = []
    for number, (rows, columns) in found:
        column = int((columns.start + columns.stop) / 2 * COLUMNS / photograph.shape[1])
        if (column in FOR_TESTING) == (category == "testing"):
            cover = ndimage.gaussian_filter((pieces[rows, columns] == number).astype(np.float64), 0.7)
            chosen.append(Coin(photograph[rows, columns], cover))
    return chosen


def _pieces(photograph: Grey) -> tuple[npt.NDArray[np.int32], list[tuple[int, tuple[slice, slice]]]]:
    """Numbered coins, and the extent of each: flooded from what is surely ground or coin up to the steepest edges."""
    edges = ndimage.generic_gradient_magnitude(photograph, ndimage.sobel)
    seeds = np.where(photograph > SURELY_COIN, 2, np.where(photograph < SURELY_GROUND, 1, 0)).astype(np.int16)
    flooded = ndimage.watershed_ift((255 * edges / edges.max()).astype(np.uint8), seeds)
    pieces, _ = ndimage.label(ndimage.binary_opening(ndimage.binary_fill_holes(flooded == 2), iterations=2))
    extents = enumerate(ndimage.find_objects(pieces), start=1)
    return pieces, [(number, extent) for number, extent in extents if np.sum(pieces == number) >= SMALLEST]
