"""Everything that a comparison found as tables, whole and exact; which kind of result gives which is said here."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import pandas as pd

from variantlens.comparison.anomaly import AnomalyComparison
from variantlens.comparison.boxes import boxes_table, debug_of, distances_table, quality_table
from variantlens.comparison.compare import Comparison
from variantlens.comparison.detections import DetectionsComparison
from variantlens.comparison.freeform import FreeformComparison
from variantlens.comparison.label_map import LabelMapComparison
from variantlens.comparison.regression import RegressionComparison
from variantlens.comparison.scores import ScoresComparison
from variantlens.comparison.tables import cells_table, windows_table
from variantlens.comparison.value_tables import labels_table, outputs_table, values_table
from variantlens.comparison.visual_anomaly import VisualAnomalyComparison

MOST_PICTURES = 16
"""Of a film the cells of so many pictures are tables of their own."""


@dataclass(frozen=True)
class Found:
    """A table that can be made.

    Attributes:
        title: What it holds, such as ``All windows``; may hold names from the service, unescaped.
        make: Makes it, with all rows and columns.
    """

    title: str
    make: Callable[[], pd.DataFrame]


Makes: TypeAlias = Callable[[Comparison, Any], Iterator[Found]]


def tables_of(comparison: Comparison, result: object) -> tuple[Found, ...]:
    """The tables of one result; none of a kind that is not registered."""
    makes = _TABLES.get(type(result))
    return () if makes is None else tuple(makes(comparison, result))


def all_tables(comparison: Comparison) -> tuple[Found, ...]:
    """The tables of all results, each with the name of its learn block in front."""
    return tuple(
        Found(f"{block.block.called}: {each.title}", each.make)
        for block in comparison.blocks
        for result in block.results
        for each in tables_of(comparison, result)
    )


def _windows(
    comparison: Comparison, result: ScoresComparison | AnomalyComparison | VisualAnomalyComparison
) -> Iterator[Found]:
    what = {ScoresComparison: "scores", AnomalyComparison: "anomaly scores"}.get(type(result), "pictures")
    yield Found(f"all windows, {what}", partial(windows_table, comparison, result))


def _cells(comparison: Comparison, result: VisualAnomalyComparison) -> Iterator[Found]:
    yield from _windows(comparison, result)
    for window in range(min(comparison.windows.count, MOST_PICTURES)):
        which = f" of picture {window}" if comparison.windows.count > 1 else ""
        yield Found(f"all cells{which}", partial(cells_table, result, window))


def _boxes(_: Comparison, result: DetectionsComparison) -> Iterator[Found]:
    yield Found("agreement with labelled boxes", partial(quality_table, result))
    for pair in result.pairs:
        yield Found(f"all boxes, {pair.candidate.variant}", partial(boxes_table, result, pair))
    for picture in range(min(len(result.reference.found), MOST_PICTURES)):
        which = f" of picture {picture}" if len(result.reference.found) > 1 else ""
        if said := debug_of(result, picture):
            yield Found(f"distances of centres{which}", partial(distances_table, said))


def _values(comparison: Comparison, result: RegressionComparison) -> Iterator[Found]:
    yield Found("all windows, values", partial(values_table, comparison, result))


def _outputs(comparison: Comparison, result: FreeformComparison) -> Iterator[Found]:
    yield Found("all windows, outputs", partial(outputs_table, comparison, result))


def _labels(comparison: Comparison, result: LabelMapComparison) -> Iterator[Found]:
    yield Found("all windows, labels", partial(labels_table, comparison, result))


_TABLES: Mapping[type, Makes] = {
    ScoresComparison: _windows,
    AnomalyComparison: _windows,
    VisualAnomalyComparison: _cells,
    DetectionsComparison: _boxes,
    RegressionComparison: _values,
    FreeformComparison: _outputs,
    LabelMapComparison: _labels,
}
"""Kind of result → its tables."""
