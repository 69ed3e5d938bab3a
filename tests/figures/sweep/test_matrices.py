"""Matrices of who is taken for whom: what is drawn, what a click says, and what is left out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.figures.checking import checked
from variantlens.figures import palette
from variantlens.figures.sweep import matrices

LABELS = ["cat", "dog", "uncertain"]
COUNTS = np.array([[90, 0, 10], [0, 5, 0], [0, 0, 0]])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_cells_hold_counts_and_empty_ones_nothing(theme: palette.Theme) -> None:
    """Each count stands in its cell, coloured by the root of its share of the row; empty cells have no colour."""
    figure = matrices.matrix(LABELS, LABELS, COUNTS, theme, down="expected", across="int8")
    cells, clickable = checked(figure).data
    assert [list(row) for row in cells.text] == [["90", "", "10"], ["", "5", ""], ["", "", ""]]
    assert np.isnan(np.array(cells.z, dtype=float)).tolist() == (COUNTS == 0).tolist()
    assert float(cells.z[0][2]) == pytest.approx(0.1**0.5, abs=1e-6)
    assert "10 windows, 10.0% of the row" in clickable.hovertext[2]


def test_a_click_says_row_and_column() -> None:
    """Every cell has a marker whose data is (row, column) as a plain list, which is what comes back from a browser."""
    figure = matrices.matrix(LABELS[:2], LABELS, COUNTS[:2], "light", down="float32", across="int8")
    clickable = figure.data[1]
    assert list(clickable.customdata) == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]
    assert (list(clickable.x), list(clickable.y)) == ([0, 1, 2, 0, 1, 2], [0, 0, 0, 1, 1, 1])


def test_a_difference_is_centred_on_nothing() -> None:
    """Candidate − reference with its sign, the same reach to both sides, nothing where nothing changes."""
    after = np.array([[92, 0, 8], [1, 4, 0], [0, 0, 0]])
    figure = matrices.difference(LABELS, LABELS, COUNTS, after, "light", down="expected", names=("float32", "int8"))
    cells = checked(figure).data[0]
    assert [list(row) for row in cells.text] == [["+2", "", "−2"], ["+1", "−1", ""], ["", "", ""]]
    assert (cells.zmin, cells.zmax) == (-2, 2)
    told = matrices.difference_alt(LABELS, LABELS, COUNTS, after, names=("float32", "int8"))
    assert "cat as cat +2; cat as uncertain −2" in told


def test_what_is_empty_is_left_out() -> None:
    """Rows and columns without windows in any of the matrices are not drawn."""
    found = matrices.drawn([COUNTS, COUNTS])
    assert found.names(LABELS) == (["cat", "dog"], LABELS)
    assert found.of(COUNTS).tolist() == [[90, 0, 10], [0, 5, 0]]


@given(st.integers(21, 40), st.data())
def test_of_many_labels_the_confused_ones_are_drawn(count: int, data: st.DataObject) -> None:
    """The pair that is confused is among them, however many other labels there are, and all keep their order."""
    row, column = data.draw(st.lists(st.integers(0, count - 1), min_size=2, max_size=2, unique=True))
    counts = np.diag(np.full(count, 100))
    counts[row, column] = 3
    found = matrices.drawn([counts])
    assert len(found.rows) == len(found.columns) == matrices.MOST_LABELS
    assert row in found.rows
    assert column in found.columns
    assert found.rows == sorted(found.rows)


def test_in_words_the_largest_mistakes_come_first() -> None:
    """For screen readers: how many agree, then what is off the diagonal."""
    told = matrices.matrix_alt(LABELS, LABELS, COUNTS, down="expected", across="int8")
    assert told == "Matrix of expected by int8: 95 of 105 windows agree. Largest differences: cat as uncertain 10."


def test_names_are_no_markup() -> None:
    """A label that looks like markup is shown as it is."""
    figure = matrices.matrix(["<b>x</b>"], ["<b>x</b>"], np.array([[1]]), "light", down="a", across="b")
    assert "<b>x" not in figure.data[1].hovertext[0].replace("<b>&", "")
    assert "<" not in figure.layout.xaxis.ticktext[0]
