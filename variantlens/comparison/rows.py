"""The rows of a classification, ``result[w]``, as one table.

A row maps label to score. Rows may be ragged and hold null, NaN or infinities: what is no number becomes NaN,
and is counted so that a notice can say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from variantlens.comparison.outcomes import ANOMALY
from variantlens.service.schema import Classification

Rows = Sequence[dict[str, float | None]]

LARGEST_NUMBER = 1e30
"""Beyond any score; larger ones would overflow in arithmetic, or in the single precision of charts, and count as none,
like infinities."""


@dataclass(frozen=True)
class Table:
    """The rows of one variant's answer.

    Attributes:
        keys: Every key that a row holds, in order of first appearance.
        values: The number under each key, NaN where a row has none that is usable, shape (rows, keys).
        ragged: How many rows lack a key.
        unusable: How many values are null, NaN, infinite or nearly so.
        broken: Where these are, shape (rows, keys).
    """

    keys: tuple[str, ...]
    values: npt.NDArray[np.float64]
    ragged: int
    unusable: int
    broken: npt.NDArray[np.bool_]

    @property
    def labels(self) -> tuple[str, ...]:
        """The keys that are labels: ``anomaly`` is none."""
        return tuple(key for key in self.keys if key != ANOMALY)

    def scores(self, labels: Sequence[str], count: int) -> npt.NDArray[np.float64]:
        """Scores of some labels in a number of windows, NaN where there is none, shape (count, labels)."""
        matrix = np.full((count, len(labels)), np.nan)
        column = {key: place for place, key in enumerate(self.keys)}
        held = [place for place, label in enumerate(labels) if label in column]
        rows = self.values[:count]
        matrix[: len(rows), held] = rows[:, [column[labels[place]] for place in held]]
        return matrix

    def whole(self, labels: Sequence[str], count: int) -> npt.NDArray[np.float64]:
        """The same where labels compete: none in a window where one of them is no number, since it may be the best."""
        matrix = self.scores(labels, count)
        named = frozenset(labels)
        broken = np.asarray(self.broken[:count, [key in named for key in self.keys]].any(axis=1))
        matrix[: len(broken)][broken] = np.nan
        return matrix


@dataclass(frozen=True)
class Side:
    """One variant's part in the comparison of a learn block; the reference's comes first.

    Attributes:
        variant: Its name.
        classification: What the block said, None where this variant's answer lacks the block.
    """

    variant: str
    classification: Classification | None

    @cached_property
    def table(self) -> Table:
        """The rows of the classification, none where it is missing; read once."""
        return read_rows(self.classification.result if self.classification else [])


def described(sides: Sequence[Side]) -> Classification:
    """The classification that describes a block: the reference's, or else the first that there is.

    Raises:
        ValueError: No side has one.
    """
    for side in sides:
        if side.classification is not None:
            return side.classification
    raise ValueError("no variant has this learn block")


def read_rows(rows: Rows) -> Table:
    """The rows of a classification as a table; even rows of numbers are read fastest."""
    keys = tuple(dict.fromkeys(chain.from_iterable(rows)))
    if not keys:
        return Table((), np.empty((len(rows), 0)), 0, 0, np.empty((len(rows), 0), dtype=np.bool_))
    lengths = np.fromiter(map(len, rows), np.intp, len(rows))
    ragged = int(np.count_nonzero(lengths < len(keys)))
    try:
        values = _even(rows, keys)
    except (KeyError, TypeError):
        values = np.array([[row.get(key) for key in keys] for row in rows], dtype=np.float64)
    usable = np.abs(values) <= LARGEST_NUMBER
    values[~usable] = np.nan
    broken = ~usable
    if ragged:
        broken &= np.array([[key in row for key in keys] for row in rows], dtype=np.bool_)
    return Table(keys, values, ragged, int(np.count_nonzero(broken)), broken)


def _even(rows: Rows, keys: Sequence[str]) -> npt.NDArray[np.float64]:
    """The values of rows that all hold a number under every key.

    Raises:
        KeyError: A row lacks a key.
        TypeError: A value is None.
    """
    picked = map(itemgetter(*keys), rows)
    flat = chain.from_iterable(picked) if len(keys) > 1 else picked
    return np.fromiter(flat, np.float64, len(rows) * len(keys)).reshape(len(rows), len(keys))
