"""The matrices of a sweep's report: who is taken for whom, window by window or object by object."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from variantlens.comparison.outcomes import Outcome
from variantlens.figures.sweep import matrices
from variantlens.reports.parts import Drawing, Part, table
from variantlens.sweeps import result_tables
from variantlens.sweeps.columns import Block
from variantlens.sweeps.confusion import Matrix, agreement, confusion, over
from variantlens.sweeps.object_pairs import (
    AGAINST_LABELS,
    AMONG_VARIANTS,
    NOTHING,
    against_reference,
    against_truth,
    in_order,
)

EXPECTED = "expected"

Names = tuple[str, str]
"""The reference and the candidate; or what rows, and what columns are."""


@dataclass(frozen=True)
class Counting:
    """What matrices count.

    Attributes:
        noun: What it is called.
        nothing: How a row, and how a column is called where there is no object.
    """

    noun: str
    nothing: Names = ("", "")

    def shown(self, names: Names | list[str], axis: int) -> list[str]:
        """Names of rows (axis 0) or columns (1) as they are read."""
        return [self.nothing[axis] if name == NOTHING else name for name in names]


def windows(block: Block, names: Names) -> Iterator[Part]:
    """Decisions of both against each other, then against what is expected."""
    counting = Counting("picture" if block.samples[0].image else "window")
    yield from _both(agreement(block, names[1]), names, counting)
    if np.any(block.of(names[0]).outcomes != Outcome.UNJUDGED):
        made = [confusion(block, variant) for variant in names]
        together = tuple(dict.fromkeys((*made[0].names, *made[1].names)))
        yield from _against_expected(over(made[0], together), over(made[1], together), names, counting)


def objects(block: Block, names: Names) -> Iterator[Part]:
    """Boxes of both against each other, then against the labelled objects."""
    yield from _both(against_reference(block, names[1]).matrix, names, Counting("object", AMONG_VARIANTS))
    made = [against_truth(block, variant).matrix for variant in names]
    together = in_order({*made[0].names, *made[1].names})
    if together:
        yield from _against_expected(
            over(made[0], together), over(made[1], together), names, Counting("object", AGAINST_LABELS)
        )


def _both(found: Matrix, names: Names, counting: Counting) -> Iterator[Part]:
    if len(found.cell):
        yield _matrix("Who is taken for whom", found, matrices.drawn([found.counts]), names, counting)
        told = result_tables.cells(found, *names, noun=counting.noun, nothing=counting.nothing)
        yield table("Who is taken for whom", told)


def _against_expected(before: Matrix, after: Matrix, names: Names, counting: Counting) -> Iterator[Part]:
    """Two matrices over the same names, and their difference."""
    drawn = matrices.drawn([before.counts, after.counts])
    for name, found in zip(names, (before, after), strict=True):
        yield _matrix(f"{name} against what is expected", found, drawn, (EXPECTED, name), counting)
    rows, columns = (counting.shown(each, axis) for axis, each in enumerate(drawn.names(before.names)))
    counts = drawn.of(before.counts), drawn.of(after.counts)
    yield Drawing(
        f"{names[1]} − {names[0]}",
        matrices.difference_alt(rows, columns, *counts, names=names),
        lambda theme: matrices.difference(rows, columns, *counts, theme, down=EXPECTED, names=names),
    )
    told = result_tables.confusions(before, after, names, nothing=counting.nothing)
    yield table("Against what is expected", told)


def _matrix(title: str, found: Matrix, drawn: matrices.Drawn, axes: Names, counting: Counting) -> Drawing:
    rows, columns = (counting.shown(each, axis) for axis, each in enumerate(drawn.names(found.names)))
    counts = drawn.of(found.counts)
    down, across = axes
    return Drawing(
        title,
        matrices.matrix_alt(rows, columns, counts, down=down, across=across, noun=counting.noun),
        lambda theme: matrices.matrix(rows, columns, counts, theme, down=down, across=across, noun=counting.noun),
    )
