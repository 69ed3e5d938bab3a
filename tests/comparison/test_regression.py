"""A number per window, variant against variant."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.answers import answer, classification, scored
from variantlens.comparison.compare import Comparison, compare
from variantlens.comparison.outcomes import Harm, Outcome
from variantlens.comparison.regression import RegressionComparison
from variantlens.comparison.sentences import block_line, flip_line, headline
from variantlens.comparison.value_tables import values_table

NAN = float("nan")
Series = Sequence[float | None]
MIRROR = {Harm.HARMFUL: Harm.HELPFUL, Harm.HELPFUL: Harm.HARMFUL}


def compared(reference: Series, candidate: Series, *, reverse: bool = False, **common: Any) -> Comparison:
    """An answer of a regression block with an allowed error of 2 unless said otherwise."""
    rows = {"float32": [{"value": each} for each in reference], "int8": [{"value": each} for each in candidate]}
    block = {"kind": "keras-regression", "name": "Gauge", "thresholds": {"max_absolute_error": 2.0}, **common}
    return compare(scored(rows, **block), reference="int8" if reverse else "float32")


def values_of(comparison: Comparison) -> RegressionComparison:
    """The only result of such an answer."""
    (result,) = comparison.blocks[0].results
    assert isinstance(result, RegressionComparison)
    return result


def test_four_windows_by_hand() -> None:
    """Errors, outcomes, flips, mean absolute error, bias and largest change are those worked out on paper."""
    comparison = compared([10, 20, 30, 40], [13, 19, 32, None], expected=[(0, 0, "11"), (1, 1, "22.5"), (2, 3, "30")])
    result = values_of(comparison)
    (pair,) = result.pairs
    assert result.threshold == 2.0
    assert result.expected.tolist() == [11, 22.5, 30, 30]
    assert result.reference.errors.tolist() == [-1, -2.5, 0, 10]
    assert result.reference.outcomes.tolist() == [Outcome.RIGHT, Outcome.WRONG, Outcome.RIGHT, Outcome.WRONG]
    assert (result.reference.within, result.reference.judged) == (2, 4)
    assert result.reference.mean_absolute_error == pytest.approx(13.5 / 4)
    assert result.reference.bias == pytest.approx(6.5 / 4)
    # Errors 2, −3.5, 2: within, beyond, within, for 2 is still allowed; the missing value is not judged.
    assert pair.candidate.outcomes.tolist() == [Outcome.RIGHT, Outcome.WRONG, Outcome.RIGHT, Outcome.UNJUDGED]
    np.testing.assert_allclose(pair.change, [3, -1, 2, NAN])
    assert (pair.largest, pair.largest_change, pair.mean_change) == (0, 3.0, 2.0)
    assert len(pair.flips) == 0
    assert pair.flips.comparable == 3


@pytest.mark.parametrize(
    ("reference", "candidate", "expected", "harm"),
    [
        (10.0, 13.0, "10", [Harm.HARMFUL]),  # leaves the allowed error
        (13.0, 10.0, "10", [Harm.HELPFUL]),  # comes into it
        (13.0, 17.0, "10", []),  # both beyond it, however far apart
        (9.0, 11.9, "10", []),  # both within it
        (10.0, 13.0, None, [Harm.UNJUDGED]),  # nothing expected: farther apart than allowed
        (10.0, 12.0, None, []),  # exactly as far apart as allowed
        (10.0, 13.0, "full", [Harm.UNJUDGED]),  # a label that is no number expects nothing
        (10.0, None, "10", []),
    ],
)
def test_flips(reference: float, candidate: float | None, expected: str | None, harm: list[Harm]) -> None:
    """One within the allowed error and the other not; without an expected value, farther apart than it."""
    common: dict[str, Any] = {"expected": [(0, 0, expected)]} if expected else {}
    assert values_of(compared([reference], [candidate], **common)).pairs[0].flips.harm.tolist() == harm


@pytest.mark.parametrize(
    ("fields", "allowed", "key"),
    [
        ({"thresholds": {"max_absolute_error": 2.0}}, 2.0, "max_absolute_error"),
        ({"thresholds": {"some_other_name": "1.5"}}, 1.5, "some_other_name"),
        ({"thresholds": {}, "minimumConfidenceRating": 4.0}, 4.0, "max_absolute_error"),
        ({"thresholds": {}}, None, "max_absolute_error"),
        ({"thresholds": {"max_absolute_error": -1.0}}, None, "max_absolute_error"),  # no error is that small
    ],
)
def test_the_allowed_error(fields: dict[str, Any], allowed: float | None, key: str) -> None:
    """It is the block's threshold, whatever its key, or its older name; without one nothing is judged."""
    result = values_of(compared([1.0], [9.0], expected=[(0, 0, "1")], **fields))
    assert (result.threshold, result.threshold_key) == (allowed, key)
    assert result.pairs[0].flips.comparable == (0 if allowed is None else 1)


def test_a_moved_allowed_error_decides_anew() -> None:
    """Moving it needs no other answer."""
    sent = scored(
        {"float32": [{"value": 1.0}], "int8": [{"value": 4.0}]},
        kind="keras-regression",
        thresholds={"max_absolute_error": 2.0},
        expected=[(0, 0, "1")],
    )
    moved = compare(sent, moved={(1, "max_absolute_error"): 3.0})
    assert len(values_of(compare(sent)).pairs[0].flips) == 1
    assert len(values_of(moved).pairs[0].flips) == 0


def test_the_range_of_an_output_is_known_from_its_scale() -> None:
    """An int8 output of scale 0.5 and zero point −128 reaches from 0 to 127.5."""
    result = values_of(compared([1.0], [1.0], scale=0.5))
    assert result.reference.limits == (0.0, 127.5)
    assert result.pairs[0].step == 0.5
    assert values_of(compared([1.0], [1.0])).reference.limits is None


def test_other_values_are_raw_data_and_said() -> None:
    """A row with more than one value loses none of them."""
    rows = {"float32": [{"angle": 2.0, "value": 1.0}], "int8": [{"angle": 2.0, "value": 1.5}]}
    comparison = compare(scored(rows, kind="keras-regression"))
    result = comparison.blocks[0].results[0]
    assert isinstance(result, RegressionComparison)
    assert result.name == "value"
    assert "regression" in comparison.blocks[0].unknown
    assert any("Compared is value; shown as raw data: angle." in notice.text for notice in comparison.notices)


def test_expected_labels_that_are_no_numbers_are_said() -> None:
    """They judge nothing, and the page names them."""
    notices = [notice.text for notice in compared([1.0], [1.0], expected=[(0, 0, "full")]).notices]
    assert "Expected labels that are no numbers judge no value: full." in notices


def test_in_words() -> None:
    """The headline names both values; the block's line says errors and the largest change."""
    comparison = compared([10.0, 20.0], [13.0, 20.0], expected=[(0, 1, "10")])
    result = values_of(comparison)
    assert headline(comparison).text == (
        "int8 decides differently in 1 of 2 windows: at 0.0 s it wrongly says 13.0 where float32 rightly says 10.0."
    )
    assert flip_line(result.reference, result.pairs[0], 0, comparison.windows).harm == Harm.HARMFUL
    assert block_line(comparison, comparison.blocks[0]).text == (
        "Gauge: int8 decides differently in 1 of 2 windows (harmful), mean absolute error 5.00 → 6.50, "
        "largest change 3.0 at 0.0 s."
    )


def test_what_two_variants_say_has_as_many_digits_as_their_difference() -> None:
    """20 against 20.37 is not 20.0 against 20.4; the change beside them has no other digits."""
    wire = scored(
        {"float32": [{"value": 20.0}], "int8": [{"value": 20.37}]},
        kind="keras-regression",
        thresholds={"max_absolute_error": 0.1},
        expected=[(0, 0, "20")],
        image=True,
    )
    for reference, told in (
        ("float32", "int8 decides differently: it wrongly says 20.37 where float32 rightly says 20.00."),
        ("int8", "float32 decides differently: it rightly says 20.00 where int8 wrongly says 20.37."),
    ):
        comparison = compare(wire, reference=reference)
        assert headline(comparison).text == told
        assert block_line(comparison, comparison.blocks[0]).text.endswith("change 0.37.")


def test_agreement_in_words() -> None:
    """Values within the allowed error decide alike, which is not to say that they agree everywhere."""
    comparison = compared([10.0], [11.0], image=True, expected=[(0, 0, "10")])
    assert headline(comparison).text == "These variants decide alike: int8 decides like float32."


numbers = st.one_of(st.none(), st.floats(), st.integers(-20, 20).map(float))
series = st.lists(numbers, max_size=6)
common = st.fixed_dictionaries(
    {
        "expected": st.lists(
            st.tuples(st.integers(-1, 7), st.integers(-1, 7), st.sampled_from(["1", "-3.5", "nan", "x", "1e300"])),
            max_size=3,
        ),
        "thresholds": st.dictionaries(st.just("max_absolute_error"), st.sampled_from([0.0, 2.0, -1.0, NAN])),
        "scale": st.sampled_from([None, 0.25]),
    }
)


@settings(deadline=None)
@given(series, series, common)
def test_swapping_mirrors_everything(one: Series, two: Series, block: dict[str, Any]) -> None:
    """Harmful and helpful change places, changes change their sign, everything else stays."""
    there, back = values_of_any(one, two, block), values_of_any(one, two, block, reverse=True)
    if there is None or back is None:
        assert there is back
        return
    (pair,), (swapped,) = there.pairs, back.pairs
    np.testing.assert_array_equal(swapped.change, -pair.change)
    assert swapped.largest == pair.largest
    assert swapped.flips.windows.tolist() == pair.flips.windows.tolist()
    assert swapped.flips.harm.tolist() == [MIRROR.get(Harm(harm), harm) for harm in pair.flips.harm.tolist()]
    np.testing.assert_array_equal(swapped.candidate.errors, there.reference.errors)


@settings(deadline=None)
@given(series, common)
def test_a_variant_agrees_with_itself(values: Series, block: dict[str, Any]) -> None:
    """No change and no flip."""
    result = values_of_any(values, values, block)
    if result is not None:
        assert len(result.pairs[0].flips) == 0
        assert not np.nan_to_num(result.pairs[0].change).any()


def values_of_any(
    one: Series, two: Series, block: dict[str, Any], *, reverse: bool = False
) -> RegressionComparison | None:
    """The regression of an answer, None where no variant sent a row; its words and its table must be there."""
    comparison = compared(one, two, reverse=reverse, **block)
    assert headline(comparison).text.endswith(".")
    assert block_line(comparison, comparison.blocks[0]).text.endswith(".")
    for result in comparison.blocks[0].results:
        assert isinstance(result, RegressionComparison)
        assert sorted(values_table(comparison, result)["window"]) == list(range(max(len(one), len(two))))
        return result
    return None


def test_a_hundred_thousand_windows() -> None:
    """A long recording is compared like a short one."""
    count = 100_000
    rows = [{"value": float(at % 100)} for at in range(count)]
    wire: dict[str, Any] = {"kind": "keras-regression", "thresholds": {"max_absolute_error": 2.0}}
    one, two = (classification(each, **wire) for each in (rows, [*rows[:-1], {"value": 500.0}]))
    comparison = compare(answer({"float32": [one], "int8": [two]}))
    assert values_of(comparison).pairs[0].flips.windows.tolist() == [count - 1]
    assert headline(comparison).text.startswith("int8 decides differently in 1 of 100,000 windows")
