"""The learn block ``keras-object-detection`` with the last layer ``fomo``: objects out of a coarse grid of cells.

The model's output has for each cell a share for the background, then one for each label. Cells at or above the
threshold that touch each other, corners included, and have the same label are one object.

Metrics hold the centres of found objects against those of true ones, as the reference page's debug information
does: pairs have the same label and lie no farther apart than ``NORMALISED_MIN_DISTANCE``.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from studio.learning.detectors import DetectorFile, Quality, average_precision, joined
from studio.learning.models import Outputs
from studio.learning.scenes import Found, Objects
from studio.shapes import Arrangement, Shape, channels_last, listed

NORMALISED_MIN_DISTANCE = 0.2
"""The largest distance of a pair's centres, in 0..1 of the picture, as on the reference page."""
TOUCHING = np.ones((3, 3))
DIGITS = 6
"""Decimals of debug information."""


@dataclass(frozen=True)
class Assignment:
    """Which found object is taken for which true one.

    Attributes:
        pairs: Index of the true object, index of the found one, their distance.
        distances: The same of all that have one label, near or not.
        missed: True objects without a pair.
        false_alarms: Found objects without a pair.
    """

    pairs: tuple[tuple[int, int, float], ...]
    distances: tuple[tuple[int, int, float], ...]
    missed: tuple[int, ...]
    false_alarms: tuple[int, ...]

    @property
    def quality(self) -> Quality:
        """How many of each there are."""
        return Quality(len(self.pairs), len(self.false_alarms), len(self.missed))


class FomoFile(DetectorFile):
    """A FOMO block. Its labels are in the order of the model's output, behind the background."""

    last_layer: Literal["fomo"]

    def readings(self, shapes: Sequence[Shape], folder: Path) -> tuple[Arrangement, ...]:
        """One output, which has in each cell one share for the background and each label.

        Raises:
            ValueError: The model has another output.
        """
        del folder
        try:
            (shape,) = shapes
            return (channels_last(shape, 1 + len(self.labels)),)
        except ValueError:
            wanted = f"(rows, columns, {1 + len(self.labels)}), background and labels"
            raise ValueError(f"has outputs of shape {listed(shapes)}, but one of {wanted}, is expected") from None

    def find(self, outputs: Outputs) -> list[Found]:
        """Cells of each picture, merged."""
        return [merged(cells, self.min_score) for cells in outputs[0]]

    def judge(self, found: Found, truth: Objects, *, debug: bool) -> dict[str, Any]:
        """F1, precision, recall and mAP by centres; nothing without true objects."""
        if not len(truth):
            return {}
        assignment = assigned(truth, found)
        quality = assignment.quality
        facts = {"f1": quality.f1, "precision": quality.precision, "recall": quality.recall}
        facts["mean_average_precision"] = average_precision(truth, found, {p for _, p, _ in assignment.pairs})
        return facts | ({"debug_info_json": debug_info(truth, found, assignment)} if debug else {})


def merged(cells: NDArray[np.float64], threshold: float) -> Found:
    """Objects: cells of one label that touch each other; the score is the best cell's, the box holds all cells.

    Args:
        cells: Shares of one picture, shape (rows, columns, 1 + labels); the first is the background's.
        threshold: The share at which a cell shows a label.

    Returns:
        Objects with boxes in 0..1, the best score first.
    """
    # SciPy takes a good part of a second to import: too long for the start of the service.
    from scipy import ndimage

    rows, columns, shares = cells.shape
    found = []
    for number in range(1, shares):
        numbered, count = ndimage.label(cells[:, :, number] >= threshold, structure=TOUCHING)
        extents = ndimage.find_objects(numbered)
        boxes = [
            [c.start / columns, r.start / rows, (c.stop - c.start) / columns, (r.stop - r.start) / rows]
            for r, c in extents
        ]
        best = [float(cells[:, :, number][numbered == index].max()) for index in range(1, count + 1)]
        found.append(Found(np.array(boxes).reshape(-1, 4), np.full(count, number), np.array(best)))
    return joined(found)


def assigned(truth: Objects, found: Found) -> Assignment:
    """The pairs of true and found objects: as many as possible, and of those the nearest.

    Found by the Hungarian method (SciPy's ``linear_sum_assignment``) over distances of centres, where a pair that
    may not be costs more than all that may together.
    """
    from scipy.optimize import linear_sum_assignment

    same = truth.classes[:, np.newaxis] == found.classes
    distances = np.linalg.norm(truth.centres[:, np.newaxis] - found.centres, axis=2)
    allowed = same & (distances <= NORMALISED_MIN_DISTANCE)
    rows, columns = linear_sum_assignment(np.where(allowed, distances, 1 + distances.size))
    pairs = [(int(t), int(p), float(distances[t, p])) for t, p in zip(rows, columns, strict=True) if allowed[t, p]]
    return Assignment(
        pairs=tuple(pairs),
        distances=tuple((int(t), int(p), float(distances[t, p])) for t, p in np.argwhere(same)),
        missed=tuple(sorted(set(range(len(truth))) - {t for t, _, _ in pairs})),
        false_alarms=tuple(sorted(set(range(len(found))) - {p for _, p, _ in pairs})),
    )


def debug_info(truth: Objects, found: Found, assignment: Assignment) -> str:
    """The assignment as JSON in the reference page's words; labels are numbers from 1.

    A row of ``all_pairwise_distances`` is index of the true object, index of the found one, distance: the page shows
    only rows in which the two are the same.
    """
    return json.dumps(
        {
            "y_trues": _points(truth),
            "y_preds": _points(found),
            "assignments": [
                {"yp": p, "yt": t, "label": int(truth.classes[t]), "distance": round(distance, DIGITS)}
                for t, p, distance in assignment.pairs
            ],
            "normalised_min_distance": NORMALISED_MIN_DISTANCE,
            "all_pairwise_distances": [[t, p, round(distance, DIGITS)] for t, p, distance in assignment.distances],
            "unassigned_y_true_idxs": list(assignment.missed),
            "unassigned_y_pred_idxs": list(assignment.false_alarms),
        }
    )


def _points(objects: Objects) -> list[dict[str, float | int]]:
    places = objects.centres.round(DIGITS).tolist()
    return [{"x": x, "y": y, "label": label} for (x, y), label in zip(places, objects.classes.tolist(), strict=True)]
