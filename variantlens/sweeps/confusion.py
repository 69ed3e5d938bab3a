"""Who is taken for whom: variant against variant, decision against what is expected, class by class."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from variantlens.comparison.outcomes import Outcome, decided, equal
from variantlens.comparison.windows import split_labels
from variantlens.sweeps.columns import Block, Texts
from variantlens.sweeps.resampling import Floats, Indices


@dataclass(frozen=True, eq=False)
class Matrix:
    """Windows counted by two names each.

    Attributes:
        names: Of the rows and of the columns, which are the same.
        counts: How many windows, shape (names, names).
        cell: The cell of each counted window, as row × names + column, shape (windows,).
        where: The index of each counted window in its block, shape (windows,).
    """

    names: tuple[str, ...]
    counts: Indices
    cell: Indices
    where: Indices

    def windows(self, row: str, column: str) -> Indices:
        """The windows behind a cell, as indices into the block's; what a click on it opens.

        Raises:
            ValueError: There is no such row or column.
        """
        cell = self.names.index(row) * len(self.names) + self.names.index(column)
        found: Indices = self.where[self.cell == cell]
        return found

    @property
    def shares(self) -> Floats:
        """Counts as shares of their row, NaN where that is empty, shape (names, names)."""
        total = self.counts.sum(axis=1, keepdims=True)
        empty = np.full(self.counts.shape, np.nan)
        shares: Floats = np.divide(self.counts, total, out=empty, where=total > 0)
        return shares


@dataclass(frozen=True)
class ClassQuality:
    """How well a variant finds one label.

    Attributes:
        label: The label.
        expected: How many windows (objects) have it.
        decided: How many windows (boxes) were given it.
        right: How many of these rightly.
    """

    label: str
    expected: int
    decided: int
    right: int

    @property
    def precision(self) -> float:
        """Right ÷ decided; NaN without any."""
        return self.right / self.decided if self.decided else float("nan")

    @property
    def recall(self) -> float:
        """Right ÷ expected; NaN without any."""
        return self.right / self.expected if self.expected else float("nan")

    @property
    def f1(self) -> float:
        """The harmonic mean of both; NaN where neither expected nor decided."""
        every = self.expected + self.decided
        return 2 * self.right / every if every else float("nan")


def agreement(block: Block, candidate: str) -> Matrix:
    """Decisions of the reference (rows) against those of a candidate (columns), where both decide."""
    before, after = block.of(block.reference).decisions, block.of(candidate).decisions
    return matrix(before, after, np.ones(len(before), dtype=np.bool_), block.labels)


def confusion(block: Block, variant: str) -> Matrix:
    """What is expected (rows) against what a variant decides (columns), where it is judged."""
    said = block.of(variant)
    return matrix(block.expected, said.decisions, said.outcomes != Outcome.UNJUDGED, block.labels)


def matrix(rows: Texts, columns: Texts, counted: npt.NDArray[np.bool_], first: Sequence[str] = ()) -> Matrix:
    """Windows counted by two names.

    Args:
        rows: One name per window, shape (windows,).
        columns: The other, shape (windows,).
        counted: Which windows count; those that lack a name do not, shape (windows,).
        first: Names that come first, in this order; others follow as they sort.
    """
    where = np.flatnonzero(counted & decided(rows) & decided(columns))
    seen = set(rows[where].tolist()) | set(columns[where].tolist())
    names = (*(name for name in first if name in seen), *sorted(seen.difference(first)))
    code = {name: at for at, name in enumerate(names)}
    row, column = (_codes(each[where].tolist(), code) for each in (rows, columns))
    cell = row * len(names) + column
    counts = np.bincount(cell, minlength=len(names) ** 2).reshape(len(names), len(names))
    return Matrix(names, counts, cell, where)


def of_label(block: Block, variant: str, label: str, *, given: bool) -> Indices:
    """The windows that are given a label by a variant, or that it is expected of; the wrong ones first.

    Args:
        block: Decisions, over all samples.
        variant: Whose decisions.
        label: The label.
        given: The windows that are decided so; else those of which it is expected.

    Returns:
        Indices into the block's windows.
    """
    said = block.of(variant)
    judged = (said.outcomes != Outcome.UNJUDGED) & decided(said.decisions)
    both = [_has(names, label, several=block.multi_label) for names in (block.expected, said.decisions)]
    where = np.flatnonzero(judged & both[given])
    right = both[not given][where]
    found: Indices = where[np.argsort(right, kind="stable")]
    return found


def _has(names: Texts, label: str, *, several: bool) -> npt.NDArray[np.bool_]:
    return holds(names, (label,))[:, 0] if several else equal(names, label)


def holds(names: Texts, labels: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Which labels each window has, of names that may hold several at once.

    Args:
        names: Labels joined as a multi-label block decides them, *none*, or None, shape (windows,).
        labels: The labels.

    Returns:
        Shape (windows, labels).
    """
    column = {label: at for at, label in enumerate(labels)}
    found = np.zeros((len(names), len(labels)), dtype=np.bool_)
    for at, name in enumerate(names.tolist()):
        columns = [column[label] for label in split_labels(name or "") if label in column]
        found[at, columns] = True
    return found


def difference(reference: Matrix, candidate: Matrix) -> tuple[tuple[str, ...], Indices]:
    """Two confusion matrices over the names of both, and candidate − reference."""
    names = tuple(dict.fromkeys((*reference.names, *candidate.names)))
    return names, _spread(candidate, names) - _spread(reference, names)


def over(counted: Matrix, names: Sequence[str]) -> Matrix:
    """The same windows counted over more names, in the order of these."""
    places = np.array([names.index(name) for name in counted.names], dtype=np.intp)
    row, column = np.divmod(counted.cell, max(len(counted.names), 1))
    return Matrix(tuple(names), _spread(counted, names), places[row] * len(names) + places[column], counted.where)


def classes(block: Block, variant: str) -> tuple[ClassQuality, ...]:
    """How well a variant finds each label, in the model's order; of detection its hits and false alarms.

    Where several labels may hold at once, each is right or wrong by itself.
    """
    found = _object_classes(block, variant)
    if found:
        return found
    if block.multi_label:
        return _labels_apart(block, variant)
    counted = confusion(block, variant)
    expected, given = counted.counts.sum(axis=1), counted.counts.sum(axis=0)
    right = np.diag(counted.counts)
    known = set(block.labels) or set(counted.names)
    return tuple(
        ClassQuality(name, int(expected[at]), int(given[at]), int(right[at]))
        for at, name in enumerate(counted.names)
        if name in known
    )


def _labels_apart(block: Block, variant: str) -> tuple[ClassQuality, ...]:
    """Every label of a multi-label block by itself, in the judged windows."""
    said = block.of(variant)
    judged = said.outcomes != Outcome.UNJUDGED
    expected, given = (holds(names[judged], block.labels) for names in (block.expected, said.decisions))
    counts = zip(block.labels, expected.sum(axis=0), given.sum(axis=0), (expected & given).sum(axis=0), strict=True)
    return tuple(ClassQuality(label, int(wanted), int(took), int(right)) for label, wanted, took, right in counts)


def _object_classes(block: Block, variant: str) -> tuple[ClassQuality, ...]:
    expected: dict[str, int] = {}
    given: dict[str, int] = {}
    right: dict[str, int] = {}
    for _, kept, said in block.objects(variant):
        for label in kept.truth:
            expected[label] = expected.get(label, 0) + 1
        for label, hit in zip(said.labels, said.hits, strict=True):
            given[label] = given.get(label, 0) + 1
            right[label] = right.get(label, 0) + hit
    return tuple(
        ClassQuality(label, expected.get(label, 0), given.get(label, 0), right.get(label, 0))
        for label in sorted({*expected, *given})
    )


def _codes(names: Iterable[str], code: dict[str, int]) -> Indices:
    return np.array([code[name] for name in names], dtype=np.intp)


def _spread(counted: Matrix, names: Sequence[str]) -> Indices:
    """The counts over more names."""
    counts = np.zeros((len(names), len(names)), dtype=np.intp)
    places = [names.index(name) for name in counted.names]
    counts[np.ix_(places, places)] = counted.counts
    return counts
