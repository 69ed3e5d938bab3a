"""All windows of a result as a table, or all cells of a picture, for the screen and for CSV."""

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from variantlens.comparison.anomaly import AnomalyComparison
from variantlens.comparison.compare import Comparison
from variantlens.comparison.grids import flagged
from variantlens.comparison.outcomes import Flips, Harm, Outcome
from variantlens.comparison.scores import ScoresComparison
from variantlens.comparison.visual_anomaly import VisualAnomalyComparison
from variantlens.comparison.wording import HARM_WORDS, OUTCOME_WORDS

Windowed: TypeAlias = ScoresComparison | AnomalyComparison | VisualAnomalyComparison
"""Results that hold a decision for each window."""


def windows_table(comparison: Comparison, result: Windowed) -> pd.DataFrame:
    """Every window of one result, flipped and lost ones first, then by time; numbers exact.

    Args:
        comparison: The comparison that the result belongs to.
        result: Scores, anomaly scores or grids of one of its blocks.

    Returns:
        One row per window: ``window`` (index, 0 the first), ``start s``, ``expected``; for each variant
        ``{variant} decision``, ``{variant} top score`` (``{variant} score`` of an anomaly, the deciding one of a
        grid) and ``{variant} outcome``; for each candidate ``{candidate} flip`` (harm as a word, *lost* where only the
        reference decides, else empty) and its changes, ``{candidate} change in {label}`` (``{candidate} change`` of an
        anomaly); at last, for each variant, ``{variant} score of {label}``.
    """
    count = comparison.windows.count
    columns: dict[str, npt.NDArray[np.generic]] = {
        "window": np.arange(count),
        "start s": comparison.windows.start_ms / 1000,
        "expected": result.expected,
    }
    for said in result.variants:
        columns[f"{said.variant} decision"] = said.decisions
        if said.scores.ndim == 1:
            columns[f"{said.variant} score"] = said.scores
        else:
            columns[f"{said.variant} top score"] = _top(said.scores)
        columns[f"{said.variant} outcome"] = _words(said.outcomes, OUTCOME_WORDS)
    for pair in result.pairs:
        columns[f"{pair.candidate.variant} flip"] = _harm(pair.flips, count)
        columns |= _by_label(result, pair.change, f"{pair.candidate.variant} change")
    if isinstance(result, ScoresComparison):
        for said in result.variants:
            columns |= _by_label(result, said.scores, f"{said.variant} score", joint="of")
    flipped = np.zeros(count, dtype=np.bool_)
    for pair in result.pairs:
        flipped[pair.flips.windows] = flipped[pair.flips.lost] = True
    order = np.argsort(~flipped, kind="stable")
    return pd.DataFrame(columns).iloc[order].reset_index(drop=True)


def cells_table(result: VisualAnomalyComparison, window: int) -> pd.DataFrame:
    """Every cell of one picture that a variant scores; numbers exact.

    Args:
        result: The grids of a block.
        window: Index of the picture.

    Returns:
        One row per cell, row by row: ``row`` and ``column`` (0 at the top left); for each variant
        ``{variant} score`` and ``{variant} flagged``; for each candidate that can be compared
        ``{candidate} change``. Of grids of different shapes the smaller ones have no number beyond their edge.
    """
    grids = {each.variant: each.grids[window].scores for each in result.variants}
    rows, columns = (max(grid.shape[axis] for grid in grids.values()) for axis in (0, 1))
    row, column = np.divmod(np.arange(rows * columns), max(columns, 1))
    table: dict[str, npt.NDArray[np.generic]] = {"row": row, "column": column}
    for variant, grid in grids.items():
        scores = np.full((rows, columns), np.nan)
        scores[: grid.shape[0], : grid.shape[1]] = grid
        table[f"{variant} score"] = scores.ravel()
        table[f"{variant} flagged"] = flagged(scores, result.threshold).ravel()
    for pair in result.pairs:
        difference = pair.cells[window].difference
        if difference.shape == (rows, columns):
            table[f"{pair.candidate.variant} change"] = difference.ravel()
    return pd.DataFrame(table)


def _by_label(
    result: Windowed, values: npt.NDArray[np.float64], name: str, *, joint: str = "in"
) -> dict[str, npt.NDArray[np.generic]]:
    """One column per label, or the only one of an anomaly."""
    if isinstance(result, ScoresComparison):
        return {f"{name} {joint} {label}": values[:, column] for column, label in enumerate(result.labels)}
    return {name: values}


def _top(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The best score of each window, NaN where there is none."""
    best = np.where(np.isnan(scores), -np.inf, scores).max(axis=1, initial=-np.inf)
    return np.where(np.isfinite(best), best, np.nan)


def _harm(flips: Flips, count: int) -> npt.NDArray[np.object_]:
    """The harm of each flipped window as a word, *lost* where only the reference decides, empty elsewhere."""
    words = np.full(count, "", dtype=object)
    words[flips.windows] = _words(flips.harm, HARM_WORDS)
    words[flips.lost] = OUTCOME_WORDS[Outcome.LOST]
    return words


def _words(codes: npt.NDArray[np.int8], words: Mapping[Harm, str] | Mapping[Outcome, str]) -> npt.NDArray[np.object_]:
    """The word for each code."""
    spoken = np.full(len(codes), "", dtype=object)
    for code, word in words.items():
        spoken[codes == code] = word
    return spoken
