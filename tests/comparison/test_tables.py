"""All windows as a table."""

import io

import numpy as np
import pandas as pd
import pytest

from tests.answers import Row, scored
from tests.comparison.windowed import results
from variantlens.comparison.compare import compare
from variantlens.comparison.tables import windows_table

ROWS: dict[str, list[Row]] = {
    "float32": [{"a": 0.9, "b": 0.1}, {"a": 1 / 3, "b": 2 / 3}, {"a": 0.6, "b": 0.4}],
    "int8": [{"a": 0.8, "b": 0.2}, {"a": 0.7, "b": 0.3}, {"a": 0.5, "b": None}],
}


def scores_table() -> pd.DataFrame:
    """Three windows of two labels, of which the second flips and the last one is lost: a score is no number."""
    comparison = compare(scored(ROWS, expected=[(0, 1, "b")], thresholds={"min_score": 0.55}))
    return windows_table(comparison, results(comparison.blocks[0])[0])


def test_flips_and_lost_windows_come_first_then_time() -> None:
    """The windows that matter stand on top, each part in order of time."""
    table = scores_table()
    assert table["window"].tolist() == [1, 2, 0]
    assert table["start s"].tolist() == [0.5, 1.0, 0.0]
    assert table["int8 flip"].tolist() == ["harmful", "lost", ""]


def test_every_column() -> None:
    """Decision, best score and outcome of each variant, changes by label, and all scores."""
    table = scores_table()
    assert list(table) == [
        "window", "start s", "expected",
        "float32 decision", "float32 top score", "float32 outcome",
        "int8 decision", "int8 top score", "int8 outcome",
        "int8 flip", "int8 change in a", "int8 change in b",
        "float32 score of a", "float32 score of b", "int8 score of a", "int8 score of b",
    ]  # fmt: skip
    assert table["float32 decision"].tolist() == ["b", "a", "a"]
    assert table["int8 decision"].fillna("").tolist() == ["a", "", "a"]
    assert table["float32 outcome"].tolist() == ["right", "unjudged", "wrong"]
    np.testing.assert_array_equal(table["int8 top score"], [0.7, np.nan, 0.8])
    np.testing.assert_allclose(table["int8 change in b"], [0.3 - 2 / 3, np.nan, 0.1])
    assert table["expected"].isna().tolist() == [False, True, False]


def test_numbers_survive_a_csv_file() -> None:
    """What is downloaded is exact."""
    table = scores_table()
    again = pd.read_csv(io.StringIO(table.to_csv(index=False)))
    assert again["float32 score of a"].tolist() == [1 / 3, 0.6, 0.9]


def test_anomaly_scores() -> None:
    """One score and one change per variant."""
    rows = {name: [{"anomaly": score}] for name, score in (("float32", 0.1), ("int8", 0.4))}
    comparison = compare(scored(rows, kind="anomaly", thresholds={"min_anomaly_score": 0.3}))
    table = windows_table(comparison, results(comparison.blocks[0])[0])
    assert list(table) == [
        "window", "start s", "expected",
        "float32 decision", "float32 score", "float32 outcome",
        "int8 decision", "int8 score", "int8 outcome",
        "int8 flip", "int8 change",
    ]  # fmt: skip
    assert table.loc[0, "int8 flip"] == "unjudged"
    assert table.loc[0, "int8 change"] == pytest.approx(0.3)


def test_a_flip_of_any_candidate_comes_first() -> None:
    """With several candidates each has its own column of flips."""
    rows = {"float32": ROWS["float32"], "same": ROWS["float32"], "int8": ROWS["int8"]}
    comparison = compare(scored(rows))
    table = windows_table(comparison, results(comparison.blocks[0])[0])
    assert table["window"].tolist() == [1, 2, 0]
    assert table["same flip"].tolist() == ["", "", ""]


def test_no_windows_give_an_empty_table() -> None:
    """The columns are there, rows are none."""
    comparison = compare(scored({"float32": [], "int8": []}))
    table = windows_table(comparison, results(comparison.blocks[0])[0])
    assert len(table) == 0
    assert "int8 flip" in table
