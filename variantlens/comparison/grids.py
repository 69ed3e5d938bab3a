"""The grids of a visual anomaly block as they came: scores of cells, and the boxes that the service drew.

A grid lies over the whole picture, rows from the top. It may be ragged and hold null, NaN or infinities: what is
no number becomes NaN, and a remark says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
import numpy.typing as npt

from variantlens.comparison.rows import LARGEST_NUMBER
from variantlens.comparison.wording import counted, numbers
from variantlens.service.schema import AnomalyBox, AnomalyGrid

Cells = npt.NDArray[np.float64]

SAME_SCORE = 1e-3
"""Relative to a score, smaller differences are left to the printing of numbers."""


@dataclass(frozen=True, eq=False)
class Grid:
    """One variant's scores over one picture.

    Attributes:
        scores: One per cell, higher is stranger, NaN where there is none, shape (rows, columns); (0, 0) without.
        mean: The service's mean of the cells, else ours; NaN without any.
        maximum: The service's largest score, else ours; NaN without any.
        boxes: The service's boxes as they came, ``x, y, width, height``, shape (boxes, 4).
        box_scores: The score of each box, NaN where there is none, shape (boxes,).
        remarks: What is odd about it, each the end of a sentence that begins with the variant's name.
    """

    scores: Cells
    mean: float
    maximum: float
    boxes: npt.NDArray[np.float64]
    box_scores: npt.NDArray[np.float64]
    remarks: tuple[str, ...] = ()


NO_GRID = Grid(np.empty((0, 0)), float("nan"), float("nan"), np.empty((0, 4)), np.empty(0))
"""Of a variant that sent none."""


def read_grid(wire: AnomalyGrid) -> Grid:
    """A grid of an answer; rows that are too short are filled up with NaN at their end."""
    rows = wire.scores or []
    width = max(map(len, rows), default=0)
    scores = np.array(list(zip_longest(*rows)), dtype=np.float64).T if width else np.empty((0, 0))
    usable = np.abs(scores) <= LARGEST_NUMBER
    scores[~usable] = np.nan
    known = scores[usable]
    mean = _usable(wire.mean_score, float(known.mean()) if known.size else float("nan"))
    maximum = _usable(wire.max_score, float(known.max()) if known.size else float("nan"))
    boxes, box_scores, left_out = _boxes(wire.boxes or [])
    remarks = [f"leaves out {counted(left_out, 'box')} without a usable place."] if left_out else []
    if any(len(row) < width for row in rows):
        remarks.append("sent a grid whose rows have different lengths; what is missing stays empty.")
    unusable = sum(map(len, rows)) - known.size
    if unusable:
        remarks.append(f"sent {counted(unusable, 'cell')} without a number.")
    if known.size and abs(maximum - known.max()) > SAME_SCORE * max(1.0, abs(maximum)):
        told, found = numbers(maximum, float(known.max()))
        remarks.append(f"sent a largest score of {told}, but its largest cell has {found}.")
    return Grid(scores, mean, maximum, boxes, box_scores, tuple(remarks))


def flagged(scores: Cells, threshold: float | None) -> npt.NDArray[np.bool_]:
    """The cells that reach the threshold; none without one, shape (rows, columns)."""
    return np.zeros(scores.shape, dtype=np.bool_) if threshold is None else scores >= threshold


def resampled(scores: Cells, shape: tuple[int, int]) -> Cells:
    """The score that lies under the middle of each cell of another grid over the same picture.

    Args:
        scores: Shape (rows, columns).
        shape: Rows and columns of the other grid.

    Returns:
        Of that shape; NaN where there are no scores.
    """
    if not scores.size:
        return np.full(shape, np.nan)
    rows, columns = (
        ((np.arange(wanted) + 0.5) * held / wanted).astype(np.intp)
        for wanted, held in zip(shape, scores.shape, strict=True)
    )
    return scores[np.ix_(rows, columns)]


def _boxes(wire: Sequence[AnomalyBox]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], int]:
    """Places and scores of the boxes, and how many have no usable place."""
    places = np.array([[box.x, box.y, box.width, box.height] for box in wire], dtype=np.float64).reshape(-1, 4)
    scores = np.array([_usable(box.score, float("nan")) for box in wire], dtype=np.float64)
    usable = (np.abs(places) <= LARGEST_NUMBER).all(axis=1) & (places[:, 2:] >= 0).all(axis=1)
    return places[usable], scores[usable], int(np.count_nonzero(~usable))


def _usable(value: float | None, otherwise: float) -> float:
    return float(value) if value is not None and abs(value) <= LARGEST_NUMBER else otherwise
