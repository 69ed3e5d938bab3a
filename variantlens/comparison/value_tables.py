"""Values, labels by key and raw outputs as tables, for the screen and for CSV; numbers exact."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from variantlens.comparison.compare import Comparison
from variantlens.comparison.freeform import FreeformComparison
from variantlens.comparison.label_map import LabelMapComparison
from variantlens.comparison.outcomes import Flips, Harm, Outcome
from variantlens.comparison.regression import RegressionComparison
from variantlens.comparison.wording import HARM_WORDS, OUTCOME_WORDS

Columns: TypeAlias = dict[str, npt.NDArray[np.generic]]


def values_table(comparison: Comparison, result: RegressionComparison) -> pd.DataFrame:
    """Every window of a regression, flipped ones first, then by time.

    Returns:
        One row per window: ``window``, ``start s``, ``expected``; for each variant ``{variant} value``, ``{variant}
        error`` and ``{variant} outcome``; for each candidate ``{candidate} change`` and ``{candidate} flip``.
    """
    columns = _windows(comparison) | {"expected": result.expected}
    for said in result.variants:
        columns |= {f"{said.variant} value": said.values, f"{said.variant} error": said.errors}
        columns[f"{said.variant} outcome"] = outcome_words(said.outcomes)
    for pair in result.pairs:
        columns[f"{pair.candidate.variant} change"] = pair.change
        columns[f"{pair.candidate.variant} flip"] = _harm(pair.flips, comparison.windows.count)
    return _flipped_first(columns, [pair.flips.windows for pair in result.pairs])


def outputs_table(comparison: Comparison, result: FreeformComparison) -> pd.DataFrame:
    """How far apart the outputs of each window are.

    Returns:
        One row per window: ``window``, ``start s``; for each candidate ``{candidate} mean squared error`` and
        ``{candidate} cosine similarity``.
    """
    columns = _windows(comparison)
    for pair in result.pairs:
        columns[f"{pair.candidate.variant} mean squared error"] = pair.squared_error
        columns[f"{pair.candidate.variant} cosine similarity"] = pair.cosine
    return pd.DataFrame(columns)


def output_table(result: FreeformComparison, window: int) -> pd.DataFrame:
    """The output of one window.

    Returns:
        One row per place: ``place``; a column for each variant; for each candidate ``{candidate} change``.
    """
    columns: Columns = {"place": np.array(result.places, dtype=object)}
    columns |= {said.variant: said.values[window] for said in result.variants}
    columns |= {f"{pair.candidate.variant} change": pair.change[window] for pair in result.pairs}
    return pd.DataFrame(columns)


def labels_table(comparison: Comparison, result: LabelMapComparison) -> pd.DataFrame:
    """Every key of every window, flipped ones first, then by time.

    Returns:
        One row per window and key: ``window``, ``start s``, ``key``, ``expected``; for each variant ``{variant}
        label``, ``{variant} score`` where the service sends scores, and ``{variant} outcome``; for each candidate
        ``{candidate} flip``.
    """
    count, keys = result.expected.shape
    columns: Columns = {name: np.repeat(values, keys) for name, values in _windows(comparison).items()}
    columns |= {"key": np.tile(np.array(result.keys, dtype=object), count), "expected": result.expected.ravel()}
    scored = any(np.isfinite(said.scores).any() for said in result.variants)
    for said in result.variants:
        columns[f"{said.variant} label"] = said.decisions.ravel()
        columns |= {f"{said.variant} score": said.scores.ravel()} if scored else {}
        columns[f"{said.variant} outcome"] = outcome_words(said.outcomes.ravel())
    flipped = [pair.flips.windows * keys + pair.keys for pair in result.pairs]
    for pair, rows in zip(result.pairs, flipped, strict=True):
        words = np.full(count * keys, "", dtype=object)
        words[rows] = harm_words(pair.flips.harm)
        columns[f"{pair.candidate.variant} flip"] = words
    return _flipped_first(columns, flipped)


def outcome_words(outcomes: npt.NDArray[np.int8]) -> npt.NDArray[np.object_]:
    """The word for each outcome."""
    return np.array([OUTCOME_WORDS[Outcome(code)] for code in outcomes.tolist()], dtype=object)


def harm_words(harm: npt.NDArray[np.int8]) -> npt.NDArray[np.object_]:
    """The word for each harm."""
    return np.array([HARM_WORDS[Harm(code)] for code in harm.tolist()], dtype=object)


def _windows(comparison: Comparison) -> Columns:
    windows = comparison.windows
    return {"window": np.arange(windows.count), "start s": windows.start_ms / 1000}


def _harm(flips: Flips, count: int) -> npt.NDArray[np.object_]:
    """The harm of each flipped window as a word, empty elsewhere."""
    words = np.full(count, "", dtype=object)
    words[flips.windows] = harm_words(flips.harm)
    return words


def _flipped_first(columns: Columns, flipped: Sequence[npt.NDArray[np.intp]]) -> pd.DataFrame:
    """The columns as a table, rows that flip for any candidate first."""
    rows = len(next(iter(columns.values())))
    flips = np.zeros(rows, dtype=np.bool_)
    for each in flipped:
        flips[each] = True
    return pd.DataFrame(columns).iloc[np.argsort(~flips, kind="stable")].reset_index(drop=True)
