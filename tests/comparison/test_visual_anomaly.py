"""Visual anomaly grids, variant against variant."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.answers import structured_label
from tests.comparison.grids import Grid, answered, compared, grid, pictures, result_of
from variantlens.comparison.compare import compare
from variantlens.comparison.outcomes import Harm, Outcome
from variantlens.comparison.sentences import block_line, headline
from variantlens.comparison.tables import cells_table, windows_table
from variantlens.comparison.visual_anomaly import Flag, compare_cells

MIRROR = {Harm.HARMFUL: Harm.HELPFUL, Harm.HELPFUL: Harm.HARMFUL}
SWAPPED = {Flag.ONLY_REFERENCE: Flag.ONLY_CANDIDATE, Flag.ONLY_CANDIDATE: Flag.ONLY_REFERENCE}
ANOMALOUS = {"expectedAnomalyOutcome": [structured_label(0, 0, "anomaly")]}
NORMAL = {"expectedAnomalyOutcome": [structured_label(0, 0, "no anomaly")]}


def test_six_cells_by_hand() -> None:
    """Decisions, outcomes, differences and flags are those worked out on paper."""
    result = pictures([[1, 5, 7], [0, 6, 2]], [[2, 4, 6], [5, 6, 1]], **ANOMALOUS)
    (pair,) = result.pairs
    assert result.threshold == result.service_threshold == 5
    assert [each.grids[0].maximum for each in result.variants] == [7, 6]
    assert [each.grids[0].mean for each in result.variants] == [21 / 6, 24 / 6]
    assert [each.decisions.tolist() for each in result.variants] == [["anomaly"], ["anomaly"]]
    assert result.reference.outcomes.tolist() == [Outcome.RIGHT]
    np.testing.assert_array_equal(pair.cells[0].difference, [[1, -1, -1], [5, 0, -1]])
    assert pair.cells[0].flags.tolist() == [[0, Flag.ONLY_REFERENCE, Flag.BOTH], [Flag.ONLY_CANDIDATE, Flag.BOTH, 0]]
    assert pair.cells[0].largest == 5
    assert pair.change.tolist() == [-1]
    assert len(pair.flips) == 0
    assert pair.flips.comparable == 1


@pytest.mark.parametrize(("expected", "harm"), [(ANOMALOUS, Harm.HARMFUL), (NORMAL, Harm.HELPFUL), ({}, Harm.UNJUDGED)])
def test_a_picture_that_is_decided_differently_flips_with_harm(expected: dict[str, Any], harm: Harm) -> None:
    """A missed anomaly is harmful, a false alarm that goes is helpful, without an expected outcome nobody knows."""
    (pair,) = pictures([[1, 6]], [[1, 4]], **expected).pairs
    assert pair.flips.windows.tolist() == [0]
    assert pair.flips.harm.tolist() == [harm]
    assert pair.flips.crossed_threshold.tolist() == [True]


def test_the_label_judges_where_the_service_sends_no_outcome() -> None:
    """The label *anomaly* is expected, another one says nothing."""
    assert pictures([[9]], expected=[(0, 0, "anomaly")]).expected.tolist() == ["anomaly"]
    assert pictures([[9]], expected=[(0, 0, "crack")]).expected.tolist() == [None]


@pytest.mark.parametrize(
    ("method", "decision"),
    [(None, "anomaly"), ("max", "anomaly"), ("mean", "no anomaly"), ("Average", "no anomaly"), ("top-k", "anomaly")],
)
def test_the_threshold_says_which_score_decides(method: str | None, decision: str) -> None:
    """The largest one unless the block asks for the mean; a method that is not known is named."""
    named = {} if method is None else {"anomaly_scoring_aggregation_method": method}
    result = pictures([[1, 9]], thresholds={"min_anomaly_score": 6.0} | named)
    assert result.reference.decisions.tolist() == [decision]
    assert any("top-k" in remark for remark in result.remarks) is (method == "top-k")


def test_the_services_numbers_decide_and_a_contradiction_is_said() -> None:
    """``maxScore`` decides even where no cell has it; a remark names both."""
    result = result_of(compared({"float32": [grid([[1, 2]], maxScore=8.0, meanScore=1.5)]}))
    assert result.reference.decisions.tolist() == ["anomaly"]
    assert result.reference.grids[0].mean == 1.5
    assert result.remarks == ("float32 sent a largest score of 8.00, but its largest cell has 2.00.",)


@pytest.mark.parametrize(
    ("scores", "shape", "remark"),
    [
        ([[1.0, 2.0], [3.0]], (2, 2), "rows have different lengths"),
        ([[1.0, None]], (1, 2), "1 cell without a number"),
        ([[float("nan"), float("inf")]], (1, 2), "2 cells without a number"),
        ([], (0, 0), "sent no grid"),
        ([[], []], (0, 0), "sent no grid"),
        (None, (0, 0), "sent no grid"),
    ],
)
def test_odd_grids_are_said_and_kept(scores: Grid | None, shape: tuple[int, int], remark: str) -> None:
    """Ragged, empty and missing grids and cells become gaps, each with a sentence."""
    comparison = compared({"float32": [grid([[1, 2], [3, 4]])], "int8": [grid(scores)]})
    result = result_of(comparison)
    assert result.pairs[0].candidate.grids[0].scores.shape == shape
    assert any(notice.text.startswith("int8 ") and remark in notice.text for notice in comparison.notices)


def test_grids_of_different_shapes_are_compared_by_picture_alone() -> None:
    """Their cells are not, and a remark says so."""
    result = pictures([[1, 9]], [[9], [1]])
    (pair,) = result.pairs
    assert pair.cells[0].difference.shape == (0, 0)
    assert pair.cells[0].comparable == 0
    assert pair.change.tolist() == [0]
    assert "int8 has 2 × 1 cells, that of float32 1 × 2" in result.remarks[0]


def test_a_missing_grid_leaves_the_rows_score() -> None:
    """Without a grid the row's anomaly score decides the picture."""
    result = result_of(compared({"float32": None, "int8": None}, rows=[{"anomaly": 7.0}]))
    assert result.reference.scores.tolist() == [7]
    assert result.reference.decisions.tolist() == ["anomaly"]


def test_a_moved_threshold_decides_anew_and_keeps_the_services() -> None:
    """Flags and decisions follow the person; what the boxes were drawn at stays known."""
    comparison = compared({"float32": [grid([[1, 6]])]})
    moved = compare(answered({"float32": [grid([[1, 6]])]}), reference="float32", moved={(1, "min_anomaly_score"): 6.5})
    assert result_of(comparison).reference.decisions.tolist() == ["anomaly"]
    assert result_of(moved).reference.decisions.tolist() == ["no anomaly"]
    assert (result_of(moved).threshold, result_of(moved).service_threshold) == (6.5, 5)


def test_without_a_threshold_nothing_is_flagged() -> None:
    """Cells are still subtracted."""
    result = pictures([[1, 9]], [[2, 9]], thresholds={})
    assert result.threshold is None
    assert result.pairs[0].count(Flag.NEITHER) == 2
    assert result.pairs[0].flips.comparable == 0
    assert result.pairs[0].cells[0].largest == 1


def test_every_picture_of_a_film_is_compared() -> None:
    """One grid for each window; what a variant lacks is empty there."""
    film = {"float32": [grid([[1.0]]), grid([[9.0]])], "int8": [grid([[9.0]])]}
    result = result_of(compared(film))
    assert result.reference.decisions.tolist() == ["no anomaly", "anomaly"]
    assert result.pairs[0].candidate.decisions.tolist() == ["anomaly", None]
    assert result.pairs[0].flips.windows.tolist() == [0]
    assert [each.difference.shape for each in result.pairs[0].cells] == [(1, 1), (0, 0)]


def test_sentences_say_the_decision_and_the_cells() -> None:
    """The headline names both decisions, then the cells that only one of the two flags."""
    missed = compared({"float32": [grid([[6, 7, 1]])], "int8": [grid([[4, 4, 1]])]}, **ANOMALOUS)
    assert headline(missed).text == (
        "int8 decides differently: it wrongly says no anomaly where float32 rightly says anomaly; "
        "2 of 3 cells flagged by float32 alone."
    )
    alike = compared({"float32": [grid([[6, 7, 1]])], "int8": [grid([[6, 4, 5]])]})
    assert headline(alike).text == (
        "These variants decide alike: int8 decides like float32; "
        "1 of 3 cells flagged by float32 alone, 1 by int8 alone."
    )
    assert block_line(alike, alike.blocks[0]).text.startswith("Classifier: int8 decides the same; 1 of 3 cells")
    same = compared({"float32": [grid([[6]])], "int8": [grid([[7]])]})
    assert headline(same).text == "These variants agree everywhere: int8 decides like float32."


def test_the_table_holds_every_cell() -> None:
    """One row per cell, row by row, with scores, flags and changes."""
    table = cells_table(pictures([[1, 6], [2, 3]], [[1, 4], [2, 5]]), 0)
    assert table.columns.tolist() == [
        "row",
        "column",
        "float32 score",
        "float32 flagged",
        "int8 score",
        "int8 flagged",
        "int8 change",
    ]
    assert table.iloc[1].tolist() == [0, 1, 6, True, 4, False, -2]
    assert table.iloc[3].tolist() == [1, 1, 3, False, 5, True, 2]


def test_the_table_of_grids_of_different_shapes_has_gaps() -> None:
    """The smaller grid has no number beyond its edge."""
    table = cells_table(pictures([[1, 6]], [[4]]), 0)
    assert table["float32 score"].tolist() == [1, 6]
    np.testing.assert_array_equal(table["int8 score"], [4, np.nan])
    assert "int8 change" not in table


numbers = st.one_of(st.sampled_from([0.0, 4.0, 5.0, 6.0]), st.floats(), st.none())
wire_grids = st.lists(
    st.builds(
        lambda rows, largest: grid(rows, maxScore=largest),
        st.one_of(st.none(), st.lists(st.lists(numbers, max_size=3), max_size=3)),
        numbers,
    ),
    max_size=3,
)
outcome = st.sampled_from([{}, ANOMALOUS, NORMAL])


@given(wire_grids, wire_grids, outcome)
def test_swapping_reference_and_candidate_mirrors_everything(
    one: list[dict[str, Any]], two: list[dict[str, Any]], expected: dict[str, Any]
) -> None:
    """Harm, flags and signs change places; everything else stays."""
    there = result_of(compared({"one": one, "two": two}, **expected)).pairs[0]
    back = result_of(compared({"two": two, "one": one}, **expected)).pairs[0]
    assert back.flips.windows.tolist() == there.flips.windows.tolist()
    assert back.flips.harm.tolist() == [MIRROR.get(Harm(harm), harm) for harm in there.flips.harm.tolist()]
    np.testing.assert_array_equal(back.change, -there.change)
    for before, after in zip(there.cells, back.cells, strict=True):
        np.testing.assert_array_equal(after.difference, -before.difference)
        assert after.flags.ravel().tolist() == [SWAPPED.get(Flag(flag), flag) for flag in before.flags.ravel().tolist()]


@given(wire_grids, outcome)
def test_a_variant_agrees_with_itself(grids: list[dict[str, Any]], expected: dict[str, Any]) -> None:
    """No difference, no flip, no cell that only one of the two flags."""
    (pair,) = result_of(compared({"one": grids, "two": grids}, **expected)).pairs
    assert len(pair.flips) == 0
    assert pair.count(Flag.ONLY_REFERENCE) == pair.count(Flag.ONLY_CANDIDATE) == 0
    for cells in pair.cells:
        assert np.all(np.nan_to_num(cells.difference) == 0)


@given(st.dictionaries(st.sampled_from(["one", "two", "three"]), wire_grids, min_size=1), outcome)
def test_nothing_crashes_and_everything_fits(by_variant: dict[str, Any], expected: dict[str, Any]) -> None:
    """Whatever the grids hold there are sentences, and tables with a row per window and per cell."""
    comparison = compared(by_variant, **expected)
    result, count = result_of(comparison), comparison.windows.count
    assert {len(each.grids) for each in result.variants} == {count}
    assert headline(comparison).text.endswith(".")
    assert block_line(comparison, comparison.blocks[0]).text.endswith(".")
    assert len(windows_table(comparison, result)) == count
    for window in range(count):
        held = [each.grids[window].scores.shape for each in result.variants]
        assert len(cells_table(result, window)) == max(rows for rows, _ in held) * max(wide for _, wide in held)


@given(st.integers(0, 2**32 - 1), st.floats(-2, 2))
def test_counts_add_up(seed: int, threshold: float) -> None:
    """Every cell is flagged by neither, by one of the two, or by both; each variant's own count comes out."""
    reference, candidate = np.random.default_rng(seed).normal(size=(2, 5, 4))
    cells = compare_cells(reference, candidate, threshold)
    assert sum(cells.count(flag) for flag in Flag) == cells.comparable == 20
    assert cells.count(Flag.BOTH) + cells.count(Flag.ONLY_REFERENCE) == np.count_nonzero(reference >= threshold)
    assert cells.count(Flag.BOTH) + cells.count(Flag.ONLY_CANDIDATE) == np.count_nonzero(candidate >= threshold)
