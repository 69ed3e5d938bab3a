"""Raw outputs, variant against variant."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics.pairwise import cosine_similarity as sklearn_cosine

from tests.answers import scored
from variantlens.comparison.compare import Comparison, compare
from variantlens.comparison.freeform import ASSUMPTION, FreeformComparison, cosine_similarity
from variantlens.comparison.sentences import block_line, headline
from variantlens.comparison.value_tables import output_table, outputs_table

NAN = float("nan")
Outputs = Sequence[Sequence[float | None]]


def compared(reference: Outputs, candidate: Outputs, *, reverse: bool = False, **common: Any) -> Comparison:
    """An answer of a freeform block: a list of numbers per window and variant."""
    rows = {
        name: [{str(place): value for place, value in enumerate(window)} for window in windows]
        for name, windows in (("float32", reference), ("int8", candidate))
    }
    sent = scored(rows, **{"kind": "keras-freeform", "name": "Autoencoder", **common})
    return compare(sent, reference="int8" if reverse else "float32")


def output_of(comparison: Comparison) -> FreeformComparison:
    """The only result of such an answer."""
    (result,) = comparison.blocks[0].results
    assert isinstance(result, FreeformComparison)
    return result


def test_two_windows_by_hand() -> None:
    """Change, squared errors, cosine similarities and the window that is furthest apart."""
    result = output_of(compared([[1, 0], [3, 4]], [[1, 0], [4, 3]]))
    (pair,) = result.pairs
    np.testing.assert_array_equal(pair.change, [[0, 0], [1, -1]])
    assert pair.squared_error.tolist() == [0, 1]
    assert pair.mean_squared_error == 0.5
    np.testing.assert_allclose(pair.cosine, [1, 24 / 25])
    # (1 + 12 + 12) / (√26 · √26)
    assert pair.cosine_similarity == pytest.approx(25 / 26)
    assert (pair.furthest, result.furthest) == (1, 1)
    assert (len(pair.flips), pair.flips.comparable) == (0, 2)


def test_places_are_in_the_order_of_the_output() -> None:
    """Ten comes after nine, though not in the alphabet; names that are no numbers stay as they came."""
    rows = [{str(place): float(place) for place in (10, 9, 2, 0, 1)}]
    assert output_of(compare(scored({"a": rows, "b": rows}, kind="keras-freeform"))).places == (
        "0",
        "1",
        "2",
        "9",
        "10",
    )
    named = [{"mean": 1.0, "0": 2.0, "deviation": 3.0}]
    assert output_of(compare(scored({"a": named}, kind="keras-freeform"))).places == ("mean", "0", "deviation")


@pytest.mark.parametrize(
    ("shapes", "shape"),
    [([[1, 2, 3]], (2, 3)), ([[1, 6]], (6,)), ([[1, 7]], (6,)), ([[1, 3], [1, 3]], (6,)), ([[1, 0]], (6,)), ([], (6,))],
)
def test_the_shape_is_the_outputs_where_it_fits(shapes: list[list[int]], shape: tuple[int, ...]) -> None:
    """Several outputs, or one of another size, are numbers in a row."""
    outputs = [{"name": "out", "type": "float32", "shape": each} for each in shapes]
    model = {"sha256": "0" * 64, "sizeBytes": 1, "outputs": outputs}
    numbers: Outputs = [[1, 2, 3, 4, 5, 6]]
    assert output_of(compared(numbers, numbers, model=model)).shape == shape


def test_the_page_says_what_was_assumed() -> None:
    """No field is documented: a notice says which one was read."""
    assert ASSUMPTION in [notice.text for notice in compared([[1]], [[1]]).notices]


def test_without_a_row_what_came_is_raw_data() -> None:
    """An answer in a field of tomorrow is shown, not dropped."""
    comparison = compared([], [], outputTensors=[[1, 2]])
    assert not comparison.blocks[0].results
    assert comparison.blocks[0].unknown["unknown"] == {
        "float32": {"outputTensors": [[1, 2]]},
        "int8": {"outputTensors": [[1, 2]]},
    }
    assert ASSUMPTION not in [notice.text for notice in comparison.notices]


@pytest.mark.parametrize(
    ("candidate", "said"),
    [
        ([[1, 3]], "int8 differs from float32 by a mean squared error of 0.500."),
        ([[1, 2]], "int8 puts out the same numbers as float32."),
        ([[None, None]], "int8 cannot be compared with float32."),
    ],
)
def test_in_words(candidate: Outputs, said: str) -> None:
    """The headline says how far apart the outputs are, and that they decide nothing."""
    comparison = compared([[1, 2]], candidate)
    assert headline(comparison).text == f"{said} Such an output decides nothing by itself."
    assert block_line(comparison, comparison.blocks[0]).text.startswith("Autoencoder: int8 ")


def test_tables() -> None:
    """A row per place of one window, and a row per window; numbers exact."""
    comparison = compared([[1, 2]], [[1.5, 2]])
    result = output_of(comparison)
    assert output_table(result, 0).to_dict("list") == {
        "place": ["0", "1"],
        "float32": [1, 2],
        "int8": [1.5, 2],
        "int8 change": [0.5, 0],
    }
    assert outputs_table(comparison, result)["int8 mean squared error"].tolist() == [0.125]


numbers = st.one_of(st.none(), st.floats(), st.integers(-9, 9).map(float))
outputs = st.lists(st.lists(numbers, max_size=4), max_size=4)
tidy = st.lists(st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=3), min_size=1, max_size=5)


@settings(deadline=None)
@given(outputs, outputs)
def test_swapping_mirrors_everything(one: Outputs, two: Outputs) -> None:
    """Changes change their sign; distances and angles stay."""
    there, back = compared(one, two), compared(one, two, reverse=True)
    assert headline(there).text.endswith(".")
    for result, mirrored in zip(there.blocks[0].results, back.blocks[0].results, strict=True):
        assert isinstance(result, FreeformComparison)
        assert isinstance(mirrored, FreeformComparison)
        (pair,), (swapped,) = result.pairs, mirrored.pairs
        order = [mirrored.places.index(place) for place in result.places]
        np.testing.assert_array_equal(swapped.change[:, order], -pair.change)
        np.testing.assert_allclose(swapped.squared_error, pair.squared_error, rtol=1e-9)
        np.testing.assert_allclose(swapped.cosine, pair.cosine, rtol=1e-9, atol=1e-12)
        assert len(outputs_table(there, result)) == max(len(one), len(two))


@settings(deadline=None)
@given(outputs)
def test_a_variant_agrees_with_itself(values: Outputs) -> None:
    """No distance, and an angle of nothing wherever there is one."""
    for result in compared(values, values).blocks[0].results:
        assert isinstance(result, FreeformComparison)
        pair = result.pairs[0]
        assert not np.nan_to_num(pair.squared_error).any()
        np.testing.assert_allclose(pair.cosine[~np.isnan(pair.cosine)], 1)


@settings(deadline=None)
@given(tidy)
def test_cosine_similarity_agrees_with_scikit_learn(rows: list[list[float]]) -> None:
    """Row by row it is the number of another implementation, where neither row is all but 0."""
    one = np.array(rows)
    two = one[::-1]
    usable = (np.abs(one).max(axis=1) > 1e-3) & (np.abs(two).max(axis=1) > 1e-3)
    wanted = np.diag(sklearn_cosine(one, two))
    np.testing.assert_allclose(cosine_similarity(one, two)[usable], wanted[usable], atol=1e-9)


def test_cosine_similarity_at_the_edges() -> None:
    """Nothing is similar to zeros; numbers too small to square still have a direction."""
    one = np.array([[0.0, 0.0], [1e-300, 0.0], [1e99, 1e99], [NAN, 1.0]])
    two = np.array([[1.0, 1.0], [1e-300, 1e-300], [1e99, 1e99], [5.0, -2.0]])
    np.testing.assert_allclose(cosine_similarity(one, two), [NAN, np.sqrt(0.5), 1, -1])


def test_a_hundred_thousand_windows() -> None:
    """Many windows of a small output."""
    result = output_of(compared([[1, 2, 3]] * 100_000, [*[[1, 2, 3]] * 99_999, [1, 2, 4]]))
    assert result.furthest == 99_999
    assert result.pairs[0].mean_squared_error == pytest.approx(1 / 300_000)
