"""Rows of a classification as a table."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.answers import classification
from variantlens.comparison.rows import LARGEST_NUMBER, Side, described, read_rows
from variantlens.service.schema import Classification

NAN = float("nan")


@pytest.mark.parametrize(
    ("rows", "keys", "values", "ragged", "unusable"),
    [
        ([], (), [], 0, 0),
        ([{}], (), [[]], 0, 0),
        ([{"a": 1.0, "b": 2.0}], ("a", "b"), [[1, 2]], 0, 0),
        ([{"a": 1.0, "b": 2.0}, {"b": 3.0, "a": 4.0}], ("a", "b"), [[1, 2], [4, 3]], 0, 0),  # matched by name
        ([{"a": 1.0}, {"b": 2.0}], ("a", "b"), [[1, NAN], [NAN, 2]], 2, 0),  # ragged
        ([{"a": 1.0}, {}], ("a",), [[1], [NAN]], 1, 0),
        ([{"a": None, "b": 1.0}], ("a", "b"), [[NAN, 1]], 0, 1),  # null
        ([{"a": NAN}], ("a",), [[NAN]], 0, 1),
        ([{"a": math.inf}, {"a": -math.inf}], ("a",), [[NAN], [NAN]], 0, 2),
        ([{"a": 1e300}], ("a",), [[NAN]], 0, 1),  # would overflow
        ([{"a": None}, {"b": 1.0}], ("a", "b"), [[NAN, NAN], [NAN, 1]], 2, 1),  # ragged and null
    ],
)
def test_read_rows(
    rows: list[dict[str, float | None]], keys: tuple[str, ...], values: list[list[float]], ragged: int, unusable: int
) -> None:
    """Every number stands under its key; gaps and what is no number are NaN, and counted."""
    table = read_rows(rows)
    assert table.keys == keys
    np.testing.assert_array_equal(table.values, np.array(values, dtype=float).reshape(len(rows), len(keys)))
    assert (table.ragged, table.unusable) == (ragged, unusable)


def test_scores_of_labels() -> None:
    """Labels are taken by name; labels and windows that are not there are empty."""
    table = read_rows([{"a": 1.0, "anomaly": 9.0, "b": 2.0}])
    assert table.labels == ("a", "b")
    np.testing.assert_array_equal(table.scores(("b", "z", "a"), 2), [[2, NAN, 1], [NAN, NAN, NAN]])


def test_rows_beyond_the_windows_are_left_out() -> None:
    """There is room for as many windows as asked for."""
    assert read_rows([{"a": 1.0}, {"a": 2.0}]).scores(("a",), 1).tolist() == [[1]]


def test_the_first_variant_that_has_a_block_describes_it() -> None:
    """The reference, or else the next one; a block that nobody has is a mistake."""
    block = Classification.model_validate(classification())
    assert described([Side("a", None), Side("b", block)]) is block
    with pytest.raises(ValueError, match="no variant"):
        described([Side("a", None)])


scores = st.one_of(st.none(), st.floats())


@given(st.lists(st.dictionaries(st.sampled_from("abcd"), scores), max_size=12))
def test_reading_agrees_with_looking_up(rows: list[dict[str, float | None]]) -> None:
    """Each value is the row's own, where that is a usable number."""
    table = read_rows(rows)
    for index, row in enumerate(rows):
        for column, key in enumerate(table.keys):
            value = row.get(key)
            usable = value is not None and abs(value) <= LARGEST_NUMBER
            read = table.values[index, column]
            assert read == value if usable else math.isnan(read)
    assert table.unusable == sum(v is None or not abs(v) <= LARGEST_NUMBER for row in rows for v in row.values())
