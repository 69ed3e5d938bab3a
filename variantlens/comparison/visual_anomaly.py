"""Visual anomaly grids, variant against variant: the decision on each picture, and the cells behind it.

The decision on a picture is what flips; cells are counted beside it. A cell is flagged when its score ≥ threshold.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Literal

import numpy as np
import numpy.typing as npt

from variantlens.comparison.anomaly import expected_anomalies
from variantlens.comparison.coordinates import Frame, cells_frame, likely_size, picture_size
from variantlens.comparison.grids import NO_GRID, Cells, Grid, flagged, read_grid
from variantlens.comparison.outcomes import (
    ANOMALY,
    NO_ANOMALY,
    Decisions,
    Flips,
    anomaly_decisions,
    flips,
    known_labels,
    outcomes,
)
from variantlens.comparison.rows import Side, described
from variantlens.comparison.spans import Parts, from_service
from variantlens.comparison.thresholds import MIN_ANOMALY_SCORE, MovedThresholds, threshold_of
from variantlens.comparison.wording import counted
from variantlens.service.schema import Classification, SampleData

AGGREGATION = "anomaly_scoring_aggregation_method"
"""Key of the threshold that says which score of a picture decides. Its values are not documented."""

Aggregation = Literal["largest", "mean"]


class Flag(IntEnum):
    """Who flags a cell."""

    UNKNOWN = -1
    NEITHER = 0
    ONLY_REFERENCE = 1
    ONLY_CANDIDATE = 2
    BOTH = 3


@dataclass(frozen=True, eq=False)
class VariantVisualAnomaly:
    """What one variant says.

    Attributes:
        variant: Its name.
        grids: Its grid over each picture, of the windows that have none an empty one.
        scores: The score that decides each picture, NaN where there is none, shape (windows,).
        decisions: *anomaly* where that score ≥ threshold, else *no anomaly*; None without a score, shape (windows,).
        outcomes: An :class:`~variantlens.comparison.outcomes.Outcome` per window, shape (windows,).
    """

    variant: str
    grids: tuple[Grid, ...]
    scores: npt.NDArray[np.float64]
    decisions: Decisions
    outcomes: npt.NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class CellChanges:
    """The cells of one picture, candidate against reference.

    Attributes:
        difference: Candidate score − reference score, NaN where either is missing, shape (rows, columns); (0, 0)
            where their grids have different shapes.
        flags: A :class:`Flag` for each cell, shape (rows, columns).
    """

    difference: Cells
    flags: npt.NDArray[np.int8]

    def count(self, flag: Flag) -> int:
        """How many cells are flagged so."""
        return int(np.count_nonzero(self.flags == flag))

    @property
    def comparable(self) -> int:
        """How many cells both score."""
        return int(self.flags.size) - self.count(Flag.UNKNOWN)

    @property
    def largest(self) -> float:
        """The largest change by magnitude, with its sign; NaN without a comparable cell."""
        known = self.difference[~np.isnan(self.difference)]
        return float(known[np.abs(known).argmax()]) if known.size else float("nan")


@dataclass(frozen=True, eq=False)
class VisualAnomalyPair:
    """A candidate against the reference.

    Attributes:
        candidate: What the candidate says.
        change: Change of the score that decides each picture, candidate − reference, shape (windows,).
        cells: What changes in each picture's cells.
        flips: The pictures on which they decide differently.
    """

    candidate: VariantVisualAnomaly
    change: npt.NDArray[np.float64]
    cells: tuple[CellChanges, ...]
    flips: Flips

    def count(self, flag: Flag) -> int:
        """How many cells of all pictures are flagged so."""
        return sum(each.count(flag) for each in self.cells)


@dataclass(frozen=True, eq=False)
class VisualAnomalyComparison:
    """The grids of one block, the reference against each candidate.

    Attributes:
        threshold: At or above it a cell is flagged and a picture an *anomaly*; None where the block has none.
        service_threshold: The service's own, at which it drew its boxes.
        aggregation: Which score of the cells decides a picture.
        expected: *anomaly*, *no anomaly* or None per window, shape (windows,).
        frame: What the coordinates of the service's boxes count in; None without boxes.
        reference: What the reference says.
        pairs: One for each candidate, in the order chosen.
        remarks: What a reader should know, in sentences with the service's names unescaped.
    """

    threshold: float | None
    service_threshold: float | None
    aggregation: Aggregation
    expected: npt.NDArray[np.object_]
    frame: Frame | None
    reference: VariantVisualAnomaly
    pairs: tuple[VisualAnomalyPair, ...]
    remarks: tuple[str, ...]

    @property
    def variants(self) -> tuple[VariantVisualAnomaly, ...]:
        """The reference first, then the candidates."""
        return (self.reference, *(pair.candidate for pair in self.pairs))


def compare_visual_anomaly(
    sides: Sequence[Side], count: int, sample: SampleData, moved: MovedThresholds
) -> VisualAnomalyComparison:
    """The grids of one block, the reference against each candidate.

    Args:
        sides: What each variant says, the reference first; pictures are matched by index.
        count: How many windows (pictures) there are.
        sample: The sample; its size says what the service's boxes may count in.
        moved: Thresholds that the person moved.

    Raises:
        ValueError: No side has a classification.
    """
    block = described(sides)
    older = not any(side.table.labels for side in sides)
    threshold = threshold_of(block, MIN_ANOMALY_SCORE, moved, older=older)
    shipped = threshold_of(block, MIN_ANOMALY_SCORE, {}, older=older)
    aggregation, unknown = _aggregation(block)
    expected = expected_anomalies(block, count)
    known = known_labels(expected, (ANOMALY, NO_ANOMALY))
    judged = []
    for side in sides:
        grids = _grids(side, count)
        scores = _picture_scores(side, grids, aggregation)
        decisions = anomaly_decisions(scores, threshold)
        judgement = outcomes(decisions, expected, known, abstention="")
        judged.append(VariantVisualAnomaly(side.variant, grids, scores, decisions, judgement))
    grids_of_all = [grid for each in judged for grid in each.grids]
    frame = cells_frame(grids_of_all, shipped, picture_size(sample), likely_size(sample))
    return VisualAnomalyComparison(
        threshold=threshold,
        service_threshold=shipped,
        aggregation=aggregation,
        expected=expected,
        frame=frame,
        reference=judged[0],
        pairs=tuple(_pair(judged[0], candidate, threshold) for candidate in judged[1:]),
        remarks=(*unknown, *_guessed(frame), *_remarks(judged)),
    )


def compare_cells(reference: Cells, candidate: Cells, threshold: float | None) -> CellChanges:
    """The cells of one picture, candidate against reference.

    Args:
        reference: Scores, NaN where there is none, shape (rows, columns).
        candidate: The same of the candidate; of another shape nothing can be compared.
        threshold: At or above it a cell is flagged; None flags none.
    """
    if reference.shape != candidate.shape:
        return CellChanges(np.empty((0, 0)), np.empty((0, 0), dtype=np.int8))
    difference = candidate - reference
    flags = Flag.ONLY_REFERENCE * flagged(reference, threshold) + Flag.ONLY_CANDIDATE * flagged(candidate, threshold)
    return CellChanges(difference, np.where(np.isnan(difference), Flag.UNKNOWN, flags).astype(np.int8))


def cells_in_words(reference: VariantVisualAnomaly, pair: VisualAnomalyPair) -> Parts:
    """How many cells only one of the two flags: "12 of 144 cells flagged by float32 alone, 3 by int8 alone"."""
    comparable = sum(each.comparable for each in pair.cells)
    lost, gained = pair.count(Flag.ONLY_REFERENCE), pair.count(Flag.ONLY_CANDIDATE)
    parts: Parts = []
    for alone, said in ((lost, reference), (gained, pair.candidate)):
        if alone:
            what = f", {alone:,}" if parts else f"{alone:,} of {counted(comparable, 'cell')} flagged"
            parts += [f"{what} by ", from_service(said.variant), " alone"]
    return parts


def _aggregation(block: Classification) -> tuple[Aggregation, list[str]]:
    """Which score decides a picture, and what is to be said of a method that is not known."""
    wire = next((each for each in block.thresholds if each.key == AGGREGATION), None)
    method = str((wire.value if wire.value is not None else wire.suggested_value) or "").strip() if wire else ""
    if method.lower() in ("mean", "average", "avg"):
        return "mean", []
    if method.lower() in ("", "max", "maximum"):
        return "largest", []
    return "largest", [f"The block combines its cells by {method}, which is not known here: the largest score decides."]


def _guessed(frame: Frame | None) -> list[str]:
    """What is to be said of boxes whose place is a guess."""
    if frame is None or not frame.unknown:
        return []
    return [f"Where the service's boxes lie is not known, since {frame.unknown}: they were taken for {frame.assumed}."]


def _grids(side: Side, count: int) -> tuple[Grid, ...]:
    wire = (side.classification.anomaly_result or []) if side.classification else []
    read = [read_grid(each) for each in wire[:count]]
    return (*read, *[NO_GRID] * (count - len(read)))


def _picture_scores(side: Side, grids: Sequence[Grid], aggregation: Aggregation) -> npt.NDArray[np.float64]:
    """The score that decides each picture: of its grid, else the ``anomaly`` of its row."""
    own = np.array([each.mean if aggregation == "mean" else each.maximum for each in grids], dtype=np.float64)
    return np.where(np.isnan(own), side.table.scores((ANOMALY,), len(grids))[:, 0], own)


def _pair(
    reference: VariantVisualAnomaly, candidate: VariantVisualAnomaly, threshold: float | None
) -> VisualAnomalyPair:
    """A candidate against the reference."""
    flipped = flips(reference, candidate)
    return VisualAnomalyPair(
        candidate=candidate,
        change=candidate.scores - reference.scores,
        cells=tuple(
            compare_cells(before.scores, after.scores, threshold)
            for before, after in zip(reference.grids, candidate.grids, strict=True)
        ),
        flips=replace(flipped, crossed_threshold=np.ones(len(flipped), dtype=np.bool_)),
    )


def _remarks(judged: Sequence[VariantVisualAnomaly]) -> list[str]:
    """What is odd about the grids, and where those of two variants do not fit each other; each thing said once."""
    odd = [f"{each.variant} {remark}" for each in judged for grid in each.grids for remark in grid.remarks]
    missing = [f"{each.variant} sent no grid." for each in judged if not any(grid.scores.size for grid in each.grids)]
    shapes = [
        f"The grid of {each.variant} has {_shape(after)} cells, that of {judged[0].variant} {_shape(before)}: "
        "their cells cannot be compared."
        for each in judged[1:]
        for before, after in zip(judged[0].grids, each.grids, strict=True)
        if before.scores.size and after.scores.size and before.scores.shape != after.scores.shape
    ]
    return list(dict.fromkeys([*missing, *odd, *shapes]))


def _shape(grid: Grid) -> str:
    rows, columns = grid.scores.shape
    return f"{rows} × {columns}"
