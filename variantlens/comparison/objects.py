"""Boxes of one picture, read from what a service sent: in 0..1 of the picture, what is no box left out and counted.

Boxes are cut at the edges of the picture, but for those of FOMO, of which only the centres count, and for what lies
outside altogether, which hits nothing. Where the picture's size is a guess, nothing is cut.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from variantlens.comparison.coordinates import Boxes, Frame
from variantlens.comparison.rows import LARGEST_NUMBER
from variantlens.service.schema import BoundingBox, DetectionDetails, Detections

Found: TypeAlias = Detections | DetectionDetails

SMALLEST = 1e-6
"""A box that is narrower or lower, in 0..1 of the picture, has no area to speak of."""
FARTHEST = 100.0
"""A box that reaches farther, in pictures, is none."""
TOLD_BEYOND = 0.005
"""A box that is cut by more, in pictures, is told of; less is rounding."""


@dataclass(frozen=True, eq=False)
class Objects:
    """Labelled boxes of one picture.

    Attributes:
        boxes: [x, y, width, height] in 0..1 of the picture, shape (objects, 4).
        labels: A text for each, shape (objects,).
        scores: 0..1, NaN where there is none, shape (objects,).
    """

    boxes: Boxes
    labels: npt.NDArray[np.object_]
    scores: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.boxes)

    @property
    def centres(self) -> npt.NDArray[np.float64]:
        """The middle of each box, x and y, shape (objects, 2)."""
        return self.boxes[:, :2] + self.boxes[:, 2:] / 2

    def take(self, which: npt.NDArray[np.generic]) -> "Objects":
        """Some of them, by index or mask."""
        where = np.flatnonzero(which) if which.dtype == np.bool_ else which.astype(np.intp)
        return Objects(self.boxes[where], self.labels[where], self.scores[where])


NO_OBJECTS = Objects(np.empty((0, 4)), np.empty(0, dtype=object), np.empty(0))


@dataclass(frozen=True)
class Canvas:
    """The picture that boxes lie on.

    Attributes:
        width: In pixels.
        height: In pixels.
        known: Whether the service says so; else it is a guess from the boxes.
    """

    width: float
    height: float
    known: bool

    @property
    def size(self) -> npt.NDArray[np.float64]:
        """What turns a box in pixels into one in 0..1, shape (4,)."""
        return np.array([self.width, self.height, self.width, self.height])


@dataclass
class Reading:
    """What was left out or assumed while boxes were read, counted by what is wrong."""

    faults: Counter[str] = field(default_factory=Counter)

    def note(self, fault: str, count: int = 1) -> None:
        """Count a fault; nothing where there is none."""
        if count:
            self.faults[fault] += count


NO_NUMBERS = "without four usable numbers"
NO_AREA = "without an area"
FAR_OFF = "far outside of the picture"
NO_LABEL = "without a label"
NO_SCORE = "without a score"
CUT = "reaching beyond the picture"


def canvas_of(size: tuple[float, float] | None, pixels: Iterable[Sequence[float | None]]) -> Canvas:
    """The picture's size, or as much as holds all boxes that are in pixels.

    Args:
        size: Width and height in pixels, None where the service says nothing usable.
        pixels: Boxes [x, y, width, height] in pixels.
    """
    if size is not None and min(size) > 0:
        return Canvas(*size, known=True)
    corners = [(x + w, y + h) for x, y, w, h in filter(None, map(_four, pixels))]
    width = max((x for x, _ in corners), default=1.0)
    height = max((y for _, y in corners), default=1.0)
    return Canvas(max(width, 1.0), max(height, 1.0), known=False)


def all_boxes(found: Iterable[Found]) -> Boxes:
    """Every box that is four usable numbers."""
    held = [four for each in found for box in each.boxes if (four := _four(box)) is not None]
    return np.array(held, dtype=np.float64).reshape(-1, 4)


def read_objects(found: Found | None, frame: Frame, reading: Reading, *, flat: bool) -> Objects:
    """The usable boxes of one picture.

    Args:
        found: What the service sent, None for nothing.
        frame: The whole picture in the unit of the boxes.
        reading: Told what is left out.
        flat: Whether boxes without an area are all right, since only their centres count.
    """
    if found is None:
        return NO_OBJECTS
    count = len(found.boxes)
    labels = [_label(each) for each in (found.labels or [])[:count]]
    scores = [usable_number(each) for each in found.scores[:count]]
    labels += [""] * (count - len(labels))
    scores += [float("nan")] * (count - len(scores))
    usable = [_four(box) or (np.nan,) * 4 for box in found.boxes]
    boxes = np.array(usable, dtype=np.float64).reshape(-1, 4) / frame.size
    whole = not flat and not frame.unknown
    objects = _kept(Objects(boxes, _texts(labels), np.array(scores)), reading, flat=flat, cut=whole)
    reading.note(NO_LABEL, sum(not label for label in objects.labels.tolist()))
    reading.note(NO_SCORE, int(np.isnan(objects.scores).sum()))
    return objects


def read_truth(boxes: Sequence[BoundingBox], canvas: Canvas, reading: Reading, *, flat: bool) -> Objects:
    """The usable labelled boxes of a sample, which are in pixels of its picture; the rest as :func:`read_objects`."""
    rows = [_four((box.x, box.y, box.width, box.height)) or (np.nan,) * 4 for box in boxes]
    placed = np.array(rows, dtype=np.float64).reshape(-1, 4) / canvas.size
    labels = _texts([box.label for box in boxes])
    objects = Objects(placed, labels, np.full(len(boxes), np.nan))
    return _kept(objects, reading, flat=flat, cut=not flat and canvas.known)


def _kept(objects: Objects, reading: Reading, *, flat: bool, cut: bool) -> Objects:
    """The objects whose boxes can be drawn and compared."""
    boxes = objects.boxes
    numbers = ~np.isnan(boxes).any(axis=1)
    with np.errstate(invalid="ignore"):
        near = (np.abs(boxes) <= FARTHEST).all(axis=1)
        area = (boxes[:, 2:] >= (0 if flat else SMALLEST)).all(axis=1)
    reading.note(NO_NUMBERS, int((~numbers).sum()))
    reading.note(NO_AREA, int((numbers & ~area).sum()))
    reading.note(FAR_OFF, int((numbers & area & ~near).sum()))
    kept = objects.take(np.asarray(numbers & near & area))
    return _cut(kept, reading) if cut else kept


def _cut(objects: Objects, reading: Reading) -> Objects:
    """The objects within the picture; those that lie outside of it stay as they are."""
    start, end = objects.boxes[:, :2], objects.boxes[:, :2] + objects.boxes[:, 2:]
    inner, outer = np.clip(start, 0, 1), np.clip(end, 0, 1)
    held = (outer - inner >= SMALLEST).all(axis=1)
    beyond = np.maximum(inner - start, end - outer).max(axis=1, initial=0.0)
    reading.note(CUT, int(np.count_nonzero(held & (beyond > TOLD_BEYOND))))
    reached = beyond > 0  # what is not cut keeps its numbers to the last digit
    boxes = np.where((held & reached)[:, None], np.column_stack([inner, outer - inner]), objects.boxes)
    return Objects(boxes, objects.labels, objects.scores)


def _four(box: Sequence[float | None]) -> tuple[float, float, float, float] | None:
    """The box, if it is four usable numbers."""
    if len(box) != 4:
        return None
    x, y, width, height = (usable_number(each) for each in box)
    return None if np.isnan([x, y, width, height]).any() else (x, y, width, height)


def usable_number(value: float | None) -> float:
    """A usable number, else NaN."""
    return float(value) if value is not None and abs(value) <= LARGEST_NUMBER else float("nan")


def _label(value: str | float | None) -> str:
    """A label as text; numbers without a needless fraction."""
    if value is None:
        return ""
    return value if isinstance(value, str) else f"{value:g}"


def _texts(labels: Sequence[str]) -> npt.NDArray[np.object_]:
    texts = np.empty(len(labels), dtype=object)
    texts[:] = labels
    return texts
