"""COCO's own evaluation, called directly: an independent implementation of matching and of mAP."""

import contextlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from variantlens.comparison.objects import Objects

SIZE = 1000.0
"""Pixels of the picture's width and height."""


@dataclass(frozen=True)
class Matches:
    """How COCO pairs the boxes of one picture with its labelled objects.

    Attributes:
        hits: Index of a labelled object, index of the box that hits it.
        objects: How many labelled objects there are.
        boxes: How many boxes there are.
    """

    hits: frozenset[tuple[int, int]]
    objects: int
    boxes: int

    @property
    def found(self) -> set[int]:
        """The labelled objects that are hit."""
        return {true for true, _ in self.hits}


def matches(truth: Objects, found: Objects, limit: float) -> Matches:
    """COCO's pairs at one overlap: greedy, the best score first, each box with the object it overlaps most."""
    evaluation = _evaluated([truth], [found], limit)
    hits = [
        (int(true) - 1, int(box) - 1)
        for picture in evaluation.evalImgs
        if picture is not None
        for box, true in zip(picture["dtIds"], picture["dtMatches"][0], strict=True)
        if true
    ]
    return Matches(frozenset(hits), len(truth), len(found))


def mean_average_precisions(truth: Sequence[Objects], found: Sequence[Objects]) -> tuple[float, float]:
    """COCO's mAP over pictures, and that at an overlap of 0.5 alone."""
    evaluation = _evaluated(truth, found)
    with contextlib.redirect_stdout(io.StringIO()):
        evaluation.accumulate()
        evaluation.summarize()
    return float(evaluation.stats[0]), float(evaluation.stats[1])


def _evaluated(truth: Sequence[Objects], found: Sequence[Objects], limit: float | None = None) -> Any:
    """COCO's evaluation of boxes, every box matched; at one overlap if there is a limit."""
    names = sorted({label for each in (*truth, *found) for label in each.labels})
    annotations, boxes = _annotations(truth, names), _annotations(found, names)
    pictures, categories = range(1, len(truth) + 1), [{"id": at + 1, "name": name} for at, name in enumerate(names)]
    with contextlib.redirect_stdout(io.StringIO()):
        ground, results = (_coco(each, pictures, categories) for each in (annotations, boxes))
        evaluation = COCOeval(ground, results, "bbox")
        if limit is not None:
            evaluation.params.iouThrs = [limit]
        evaluation.evaluate()
    return evaluation


def _annotations(every: Sequence[Objects], names: list[str]) -> list[dict[str, object]]:
    placed = [
        (picture, box, label, score)
        for picture, each in enumerate(every, start=1)
        for box, label, score in zip(each.boxes * SIZE, each.labels, each.scores, strict=True)
    ]
    return [
        {
            "id": at,
            "image_id": picture,
            "category_id": names.index(label) + 1,
            "bbox": box.tolist(),
            "area": float(box[2] * box[3]),
            "iscrowd": 0,
            "score": float(score),
        }
        for at, (picture, box, label, score) in enumerate(placed, start=1)
    ]


def _coco(annotations: list[dict[str, object]], pictures: range, categories: list[dict[str, object]]) -> Any:
    """What COCO reads; its own loader of results refuses an empty list."""
    held = COCO()
    held.dataset = {"images": [{"id": at} for at in pictures], "annotations": annotations, "categories": categories}
    held.createIndex()
    return held
