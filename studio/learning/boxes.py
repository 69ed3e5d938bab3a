"""The learn block ``keras-object-detection`` with the last layer ``mobilenet-ssd``: objects with boxes of their own.

A single-shot detector answers for a fixed list of anchors: how an object's box differs from the anchor, and a score
for each label. How differences become boxes is that of SSD (Liu et al. 2016, section 2.2), in the centre form::

    x, y           = anchor's centre + difference × variance × anchor's size
    width, height  = anchor's size × exp(difference × variance)

Anchors, variances and the order of the outputs are in ``project.json``. A pair of a true and a found object has the
same label, and boxes that overlap by at least ``MIN_IOU``.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, PositiveInt

from studio.learning.base import FileModel
from studio.learning.detectors import DetectorFile, Quality, average_precision, joined
from studio.learning.models import Outputs
from studio.learning.scenes import Found, Objects
from studio.shapes import Arrangement, Shape, arrangement, as_it_is, listed
from variantlens.service.schema import DetectionDetails

MIN_IOU = 0.5
"""Overlap from which a found object is taken for a true one; the usual choice since Pascal VOC."""
LARGEST_EXPONENT = 10.0
"""A box that would be 22,000 times its anchor is no box; the exponential stays finite."""

Boxes: TypeAlias = NDArray[np.float64]
Size: TypeAlias = tuple[Annotated[float, Field(gt=0)], Annotated[float, Field(gt=0)]]
Positive: TypeAlias = Annotated[float, Field(gt=0)]


class AnchorsFile(FileModel):
    """Anchors on one grid: around the centre of every cell one box of each size.

    ``sizes`` are width and height in 0..1 of what the model sees.
    """

    rows: PositiveInt
    columns: PositiveInt
    sizes: tuple[Size, ...] = Field(min_length=1)


class OutputsFile(FileModel):
    """Which of the model's outputs is which, counted from 0."""

    differences: int = Field(ge=0)
    scores: int = Field(ge=0)


class DecodingFile(FileModel):
    """How the model's outputs become boxes.

    Anchors are in the order of the grids, of rows from the top, of columns from the left, of sizes. Differences are
    those of x, y, width and height, and so are the variances. Scores are 0..1, one for each label.
    """

    anchors: tuple[AnchorsFile, ...] = Field(min_length=1)
    variances: tuple[Positive, Positive, Positive, Positive]
    outputs: OutputsFile
    max_iou: float = Field(gt=0, le=1)
    """Of two objects with one label that overlap by more, the one with the lower score is dropped."""


class BoxesFile(DetectorFile):
    """A single-shot detector. Its labels are in the order of the scores."""

    last_layer: Literal["mobilenet-ssd"]
    decoding: DecodingFile

    def readings(self, shapes: Sequence[Shape], folder: Path) -> tuple[Arrangement, ...]:
        """Differences (anchors, 4) and scores (anchors, labels), at the places that the entry names.

        Raises:
            ValueError: The model's outputs are not those.
        """
        del folder
        anchors, chosen = len(anchor_boxes(self.decoding.anchors)), self.decoding.outputs
        readings = list(map(as_it_is, shapes))
        for place, wanted in {chosen.differences: (anchors, 4), chosen.scores: (anchors, len(self.labels))}.items():
            try:
                readings[place] = arrangement(shapes[place], wanted)
            except (IndexError, ValueError):
                expected = f"output {place} of shape {wanted} is expected"
                raise ValueError(f"has outputs of shape {listed(shapes)}, but {expected}") from None
        return tuple(readings)

    def find(self, outputs: Outputs) -> list[Found]:
        """Anchors that see an object in each picture, decoded, without doubles."""
        anchors = anchor_boxes(self.decoding.anchors)
        chosen = self.decoding.outputs
        return [
            self._found(anchors, differences, scores)
            for differences, scores in zip(outputs[chosen.differences], outputs[chosen.scores], strict=True)
        ]

    def judge(self, found: Found, truth: Objects, *, debug: bool) -> dict[str, Any]:
        """F1, precision, recall and mAP by overlap; nothing without true objects."""
        del debug
        if not len(truth):
            return {}
        pairs = paired(truth, found)
        quality = Quality(len(pairs), len(found) - len(pairs), len(truth) - len(pairs))
        return {
            "f1": quality.f1,
            "precision": quality.precision,
            "recall": quality.recall,
            "mean_average_precision": average_precision(truth, found, {p for _, p in pairs}),
        }

    def details(self, found: Found) -> DetectionDetails:
        """The same objects with the numbers of their labels, from 1."""
        return DetectionDetails(boxes=found.boxes.tolist(), labels=found.classes.tolist(), scores=found.scores.tolist())

    def _found(self, anchors: Boxes, differences: Boxes, scores: NDArray[np.float64]) -> Found:
        parts = []
        for index in range(len(self.labels)):
            seen = np.flatnonzero(scores[:, index] >= self.min_score)
            boxes = decoded(anchors[seen], differences[seen], self.decoding.variances)
            kept = without_doubles(boxes, scores[seen, index], self.decoding.max_iou)
            parts.append(Found(boxes[kept], np.full(len(kept), index + 1), scores[seen[kept], index]))
        return joined(parts)


@lru_cache(maxsize=32)
def anchor_boxes(grids: tuple[AnchorsFile, ...]) -> Boxes:
    """All anchors in the order of the outputs: centre x, centre y, width, height in 0..1, shape (anchors, 4)."""
    parts = []
    for grid in grids:
        centres_y, centres_x = np.meshgrid(
            (np.arange(grid.rows) + 0.5) / grid.rows, (np.arange(grid.columns) + 0.5) / grid.columns, indexing="ij"
        )
        centres = np.stack([centres_x, centres_y], axis=-1).reshape(-1, 1, 2)
        sizes = np.array(grid.sizes)[np.newaxis]
        cells, kinds = len(centres), len(grid.sizes)
        both = np.broadcast_to(centres, (cells, kinds, 2)), np.broadcast_to(sizes, (cells, kinds, 2))
        parts.append(np.concatenate(both, axis=2).reshape(-1, 4))
    anchors: Boxes = np.concatenate(parts)
    anchors.setflags(write=False)
    return anchors


def decoded(anchors: Boxes, differences: Boxes, variances: Sequence[float]) -> Boxes:
    """Boxes [x, y, width, height] from the top left corner, cut to the picture's edges.

    Args:
        anchors: Centre x, centre y, width, height, shape (anchors, 4).
        differences: Of x, y, width and height, same shape.
        variances: Of x, y, width and height.

    Returns:
        Shape (anchors, 4), in 0..1 of what the model sees.
    """
    steps = differences * np.asarray(variances)
    centres = anchors[:, :2] + steps[:, :2] * anchors[:, 2:]
    sizes = anchors[:, 2:] * np.exp(np.minimum(steps[:, 2:], LARGEST_EXPONENT))
    first, last = (centres - sizes / 2).clip(0, 1), (centres + sizes / 2).clip(0, 1)
    return np.concatenate([first, last - first], axis=1)


def overlaps(boxes: Boxes, others: Boxes) -> NDArray[np.float64]:
    """Area of intersection ÷ area of union of every box with every other, shape (boxes, others); 0 for empty ones.

    Args:
        boxes: Boxes [x, y, width, height], shape (boxes, 4).
        others: The same, shape (others, 4).
    """
    one, two = boxes[:, np.newaxis], others[np.newaxis]
    first = np.maximum(one[..., :2], two[..., :2])
    last = np.minimum(one[..., :2] + one[..., 2:], two[..., :2] + two[..., 2:])
    shared = (last - first).clip(0).prod(axis=2)
    union = one[..., 2:].prod(axis=2) + two[..., 2:].prod(axis=2) - shared
    iou: NDArray[np.float64] = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    return iou


def without_doubles(boxes: Boxes, scores: NDArray[np.float64], max_iou: float) -> NDArray[np.intp]:
    """Indices of the boxes that stay, the best score first: greedy non-maximum suppression.

    Args:
        boxes: Boxes [x, y, width, height] of one label, shape (boxes, 4).
        scores: Shape (boxes,).
        max_iou: A box goes if it overlaps a better one by more.
    """
    left = np.argsort(-scores, kind="stable")
    kept: list[int] = []
    while len(left):
        best, left = int(left[0]), left[1:]
        kept.append(best)
        left = left[overlaps(boxes[[best]], boxes[left])[0] <= max_iou]
    return np.array(kept, dtype=np.intp)


def paired(truth: Objects, found: Found) -> list[tuple[int, int]]:
    """Indices of true and found objects that belong together: as many pairs as may be, with the most overlap.

    Found by the Hungarian method, SciPy's ``linear_sum_assignment``.
    """
    # SciPy takes a good part of a second to import: too long for the start of the service.
    from scipy.optimize import linear_sum_assignment

    iou = overlaps(truth.boxes, found.boxes)
    allowed = (truth.classes[:, np.newaxis] == found.classes) & (iou >= MIN_IOU)
    rows, columns = linear_sum_assignment(np.where(allowed, 1 - iou, 1 + iou.size))
    return [(int(t), int(p)) for t, p in zip(rows, columns, strict=True) if allowed[t, p]]
