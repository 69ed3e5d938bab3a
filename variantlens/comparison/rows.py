"""The rows of a classification, ``result[w]``, as arrays.

A row maps label to score. Rows may be ragged, hold null, NaN or infinities: what is no number becomes NaN here,
and is counted so that a notice can say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from variantlens.comparison.outcomes import ANOMALY
from variantlens.service.schema import Classification

Rows = Sequence[dict[str, float | None]]


@dataclass(frozen=True)
class Side:
    """One variant's part in the comparison of a learn block; the reference's comes first.

    Attributes:
        variant: Its name.
        classification: What the block said, None where this variant's answer lacks the block.
    """

    variant: str
    classification: Classification | None

    @property
    def rows(self) -> Rows:
        """The rows of the classification, none where it is missing."""
        return self.classification.result if self.classification else []


def described(sides: Sequence[Side]) -> Classification:
    """The classification that describes a block: the reference's, or else the first that there is.

    Raises:
        ValueError: No side has one.
    """
    for side in sides:
        if side.classification is not None:
            return side.classification
    raise ValueError("no variant has this learn block")


def keys_of(rows: Rows) -> tuple[str, ...]:
    """Every key that the rows hold, in order of first appearance."""
    return tuple(dict.fromkeys(chain.from_iterable(rows)))


def labels_of(rows: Rows) -> tuple[str, ...]:
    """The labels that the rows score, in order of first appearance; ``anomaly`` is none."""
    return tuple(key for key in keys_of(rows) if key != ANOMALY)


def score_matrix(rows: Rows, labels: Sequence[str], count: int) -> npt.NDArray[np.float64]:
    """The scores of some labels, one row per window.

    Args:
        rows: Rows of a classification; those beyond ``count`` are left out.
        labels: Names of the columns.
        count: How many windows to make room for.

    Returns:
        Scores, NaN where a row or label is missing or holds no finite number, shape (count, labels).
    """
    matrix = np.full((count, len(labels)), np.nan)
    if labels and rows:
        read = _columns(rows[:count], labels)
        matrix[: len(read)] = read
    matrix[~np.isfinite(matrix)] = np.nan
    return matrix


def missing_numbers(rows: Rows) -> int:
    """How many scores in the rows are null, NaN or infinite."""
    values = np.array(list(chain.from_iterable(row.values() for row in rows)), dtype=np.float64)
    return int(np.count_nonzero(~np.isfinite(values)))


def _columns(rows: Rows, labels: Sequence[str]) -> npt.NDArray[np.float64]:
    """Scores of the labels, shape (rows, labels); None becomes NaN. Even rows without gaps are read fastest."""
    size = len(rows) * len(labels)
    pick = itemgetter(*labels) if len(labels) > 1 else (lambda row: (row[labels[0]],))
    try:
        flat = np.fromiter(chain.from_iterable(map(pick, rows)), np.float64, size)
    except (KeyError, TypeError):
        flat = np.array([row.get(label) for row in rows for label in labels], dtype=np.float64)
    return flat.reshape(len(rows), len(labels))
