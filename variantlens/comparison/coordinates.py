"""What the coordinates of boxes count in: decided once per block, for all its variants together, from what is known.

No answer says whether a box is in 0..1 of the picture or in pixels. A box that reaches a little beyond 1 is in 0..1, as
models are not bound to the edges of a picture; one that ends within the first pixels of a picture is not in pixels.
Known are the picture's size and, of visual anomaly, the flagged cells that boxes surround. What these do not tell is
guessed, and then :attr:`Frame.unknown` says why.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import isqrt
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from variantlens.comparison.grids import Grid, flagged
from variantlens.comparison.windows import is_image
from variantlens.service.schema import SampleData

Boxes: TypeAlias = npt.NDArray[np.float64]
"""[x, y, width, height] from the top left corner, shape (boxes, 4)."""
Size: TypeAlias = tuple[float, float]
"""Width and height of a picture in pixels."""

OVERSHOOT = 0.25
"""By so much of the picture boxes in 0..1 may reach beyond it."""
BEYOND = 0.1
"""The same of boxes in pixels, which rather lie on another picture."""
FEWEST_PIXELS = 4.0
"""A box that ends within as many pixels from the corner is not found by any detector."""
MOST_PIXELS = 1e5
"""No picture is larger: what reaches farther is no box and tells nothing of the others."""
SAME_EDGE = 0.5
"""In cells: boxes and flagged cells that end closer together end at the same place."""
ON_EDGE = 0.25
"""In cells: an edge of a box this close to an edge of cells lies on it."""


class Unit(StrEnum):
    """What a coordinate counts in."""

    PARTS = "0..1"
    PIXELS = "pixels"


@dataclass(frozen=True)
class Frame:
    """The whole picture, in the unit of a block's coordinates.

    Attributes:
        unit: What they count in.
        width: Of the whole picture in that unit.
        height: The same.
        assumed: The unit in words, such as "pixels of the sample's picture".
        unknown: Why this is a guess, as the end of a sentence; empty where it is known.
    """

    unit: Unit
    width: float
    height: float
    assumed: str
    unknown: str = ""

    @property
    def size(self) -> npt.NDArray[np.float64]:
        """What turns a box in this unit into one in 0..1, shape (4,)."""
        return np.array([self.width, self.height, self.width, self.height])


def picture_size(sample: SampleData) -> Size | None:
    """Width and height of a sample's picture in pixels, as the service says; None where it says nothing usable."""
    size = sample.sample.image_dimensions
    return (float(size.width), float(size.height)) if size and min(size.width, size.height) > 0 else None


def likely_size(sample: SampleData) -> Size | None:
    """The size of a square picture that has as many pixels as came with the answer; None where they are none."""
    count = len(sample.payload.values)
    side = isqrt(count)
    square = is_image(sample) and side > 1 and side * side == count
    return (float(side), float(side)) if square else None


def detections_frame(boxes: Boxes, known: Size | None, reach: Size) -> Frame:
    """What the boxes of a block that finds objects count in.

    Args:
        boxes: Those of all variants and pictures; what is no box or no number is not looked at.
        known: Size of the sample's picture, None where it is not known.
        reach: What stands in for it there, such as what holds all boxes.
    """
    held = _usable(boxes)
    unit, unknown = _unit(held)
    if unit is Unit.PARTS:
        return _parts(unknown)
    if known is None:
        return Frame(unit, *reach, "pixels of the sample's picture", unknown)
    if _fit(held, known):
        return Frame(unit, *known, "pixels of the sample's picture", unknown)
    width, height = np.maximum(_ends(held), known).tolist()
    beyond = f"they reach beyond the sample's picture of {known[0]:.0f} × {known[1]:.0f} pixels"
    return Frame(unit, width, height, _other_picture(width, height), unknown or beyond)


def cells_frame(
    grids: Iterable[Grid], threshold: float | None, known: Size | None, likely: Size | None = None
) -> Frame | None:
    """What the boxes around anomalous cells count in; None without boxes.

    Args:
        grids: All grids of a block.
        threshold: The service's, at which it drew the boxes.
        known: Size of the sample's picture, None where it is not known.
        likely: A guess of that size.

    Returns:
        Pixels of the sample's picture if the boxes end where the flagged cells do. Else of the picture in which they
        surround the flagged cells, such as the model's input; where they do so in none, again of the sample's picture
        if they fit into it. What is left is a guess.
    """
    held = [grid for grid in grids if len(_usable(grid.boxes))]
    if not held:
        return None
    boxes = _usable(np.concatenate([grid.boxes for grid in held]))
    unit, unknown = _unit(boxes)
    if unit is Unit.PARTS:
        return _parts(unknown)
    own = known if known is not None and _fit(boxes, known) else None
    if own is not None and all(_end_alike(grid, threshold, own) for grid in held):
        return Frame(unit, *own, "pixels of the sample's picture", unknown)
    told = [size for grid in held if (size := _size_by_cells(grid, threshold)) is not None]
    if told:
        width, height = np.median(np.array(told), axis=0).tolist()
        if all(_surround_cells(grid, threshold, (width, height)) for grid in held):
            return Frame(unit, width, height, f"{_other_picture(width, height)}, such as the model's input", unknown)
    if own is not None:
        return Frame(unit, *own, "pixels of the sample's picture", unknown)
    if known is not None:
        unknown = unknown or f"they reach beyond the sample's picture of {known[0]:.0f} × {known[1]:.0f} pixels"
    fits = known is None and likely is not None and _fit(boxes, likely)
    width, height = likely if fits and likely is not None else _ends(boxes).tolist()
    return Frame(unit, width, height, _other_picture(width, height), unknown or "how large the picture is was not said")


def _unit(boxes: Boxes) -> tuple[Unit, str]:
    """The unit of all boxes, and why it is a guess; empty where it is none."""
    reach = np.concatenate([boxes[:, :2] + boxes[:, 2:], -boxes[:, :2]], axis=1).max(axis=1, initial=0.0)
    boxes, reach = boxes[reach > 0], reach[reach > 0]
    inside, far = reach <= 1 + OVERSHOOT, reach >= FEWEST_PIXELS
    whole = (boxes == np.round(boxes)).all(axis=1)
    parts, pixels = int(np.count_nonzero(inside & ~whole)), int(np.count_nonzero(far))
    if parts and pixels:
        guess = Unit.PIXELS if pixels > parts else Unit.PARTS
        return guess, "some of them lie within 0..1 and others reach far beyond"
    if pixels:
        return Unit.PIXELS, ""
    if inside.all() or parts or (inside.any() and not whole.all()):
        return Unit.PARTS, ""
    guess = Unit.PIXELS if whole.all() else Unit.PARTS
    return guess, "they reach too far for 0..1 of the picture and not far enough for pixels"


def _parts(unknown: str) -> Frame:
    return Frame(Unit.PARTS, 1.0, 1.0, "0..1 of the picture's width and height", unknown)


def _other_picture(width: float, height: float) -> str:
    return f"pixels of a picture of {width:.0f} × {height:.0f}"


def _usable(boxes: Boxes) -> Boxes:
    """The boxes that are numbers, no smaller than nothing and no farther away than a picture can reach."""
    usable: Boxes = boxes[(np.abs(boxes) <= MOST_PIXELS).all(axis=1) & (boxes[:, 2:] >= 0).all(axis=1)]
    return usable


def _ends(boxes: Boxes) -> npt.NDArray[np.float64]:
    """How far boxes reach to the right and down, 1 at least, shape (2,)."""
    ends: npt.NDArray[np.float64] = (boxes[:, :2] + boxes[:, 2:]).max(axis=0, initial=1.0)
    return ends


def _fit(boxes: Boxes, picture: Size) -> bool:
    """Whether boxes end within a picture, or a little beyond it."""
    return bool((_ends(boxes) <= np.array(picture) * (1 + BEYOND)).all())


def _edges_of_cells(grid: Grid, threshold: float | None) -> npt.NDArray[np.float64] | None:
    """Where the flagged cells begin and end, in cells: left, top, right, bottom; None without one."""
    rows, columns = np.nonzero(flagged(grid.scores, threshold))
    if not len(rows):
        return None
    return np.array([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1], dtype=np.float64)


def _in_cells(grid: Grid, picture: Size) -> npt.NDArray[np.float64]:
    """The edges of boxes in cells, if they are in pixels of a picture: left, top, right, bottom, shape (boxes, 4)."""
    edges = np.column_stack([grid.boxes[:, :2], grid.boxes[:, :2] + grid.boxes[:, 2:]])
    in_cells: npt.NDArray[np.float64] = edges / np.tile(picture, 2) * np.tile(grid.scores.shape[::-1], 2)
    return in_cells


def _size_by_cells(grid: Grid, threshold: float | None) -> Size | None:
    """Width and height of the picture in which boxes and flagged cells end at the same place."""
    edges = _edges_of_cells(grid, threshold)
    if edges is None:
        return None
    width, height = (_ends(grid.boxes) * grid.scores.shape[::-1] / edges[2:]).tolist()
    return (width, height) if width > 0 and height > 0 else None


def _end_alike(grid: Grid, threshold: float | None, picture: Size) -> bool:
    """Whether boxes end where the flagged cells do; also without such cells."""
    edges = _edges_of_cells(grid, threshold)
    return edges is None or bool((np.abs(_in_cells(grid, picture).max(axis=0) - edges)[2:] <= SAME_EDGE).all())


def _surround_cells(grid: Grid, threshold: float | None, picture: Size) -> bool:
    """Whether boxes begin and end where the flagged cells do, and lie on the edges of cells, to a pixel."""
    edges, in_cells = _edges_of_cells(grid, threshold), _in_cells(grid, picture)
    if edges is None:
        return False
    alike = np.abs(np.append(in_cells.min(axis=0)[:2], in_cells.max(axis=0)[2:]) - edges) <= SAME_EDGE
    pixel = np.tile(np.array(grid.scores.shape[::-1]) / np.array(picture), 2)
    on_edges = np.abs(in_cells - np.round(in_cells)) <= np.maximum(ON_EDGE, pixel)
    return bool(alike.all() and on_edges.all())
