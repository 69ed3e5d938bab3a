"""Numbers, counts and times as people write them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from variantlens.comparison.windows import Windows
from variantlens.comparison.wording import counted, decimals_apart, number, numbers, part, place, seconds, steps


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0039215686, "0.004"),
        (0.1312, "0.131"),
        (0.13, "0.130"),
        (0.00096, "0.001"),
        (0.00094, "0.0009"),
        (0.00012, "0.0001"),
        (0.0000234, "0.00002"),
        (0.000000123, "1e−7"),
        (0, "0"),
        (1, "1.00"),
        (0.9999, "0.9999"),
        (0.99999999, "1.000"),
        (12.345, "12.3"),
        (123.45, "123"),
        (1234.5678, "1,235"),
        (-0.42, "−0.420"),
        (321.4, "321"),
        (math.nan, "none"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
    ],
)
def test_number(value: float, text: str) -> None:
    """As many digits as make sense, a true minus sign, and a word for none."""
    assert number(value) == text


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ((20, 20.37), ("20.00", "20.37")),
        ((20, 20.37, 0.37), ("20.00", "20.37", "0.37")),  # with their change
        ((0.9998, 0.0002), ("0.9998", "0.0002")),
        ((0.9, 0.7), ("0.900", "0.700")),  # no more than needed
        ((0.93, 0.931), ("0.9300", "0.9310")),
        ((1234.5, 1234.6), ("1,234.50", "1,234.60")),
        ((1.06, 8.12), ("1.06", "8.12")),
        ((0.5, 0.5), ("0.500", "0.500")),  # the same
        ((0.1 + 0.2, 0.3), ("0.300", "0.300")),  # the same but for rounding
        ((0, 0.37), ("0", "0.370")),
        ((1e-7, 1.5e-7), ("1.0e−7", "1.5e−7")),
        ((-0.02, 0.02), ("−0.020", "0.020")),
        ((math.nan, 1, math.inf), ("none", "1.00", "∞")),
        ((), ()),
    ],
)
def test_numbers_side_by_side(values: tuple[float, ...], texts: tuple[str, ...]) -> None:
    """As many digits as tell them apart, the same for all; swapping them changes nothing else."""
    assert numbers(*values) == texts
    assert numbers(*values[::-1]) == texts[::-1]


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=4))
def test_numbers_that_differ_read_differently(values: list[float]) -> None:
    """Unless it is by less than nine digits show."""
    texts = numbers(*values)
    for one, read in zip(values, texts, strict=True):
        for other, beside in zip(values, texts, strict=True):
            if abs(one - other) > 1e-8 * max(1e-6, *map(abs, values)):
                assert read != beside


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=20))
def test_many_places_at_once(sides: list[tuple[float, float]]) -> None:
    """Each place gets the fewest decimals with which its numbers differ, and read neither 0 nor 1 of another."""
    places = decimals_apart(np.array(sides), 2, 12)
    for (one, other), decimals in zip(sides, places.tolist(), strict=True):
        assert 2 <= decimals <= 12
        if abs(one - other) > 1e-8:
            assert f"{one:.{decimals}f}" != f"{other:.{decimals}f}"


@pytest.mark.parametrize("value", [1e300, -1e308, 1e16, 5e-324, math.nan])
def test_extreme_numbers_get_decimals_too(value: float) -> None:
    """Rounding what has no decimals does not overflow."""
    assert 4 <= decimals_apart(np.array([value, 1.0]), 4, 9) <= 9


@given(st.floats(-1e6, 1e6))
def test_numbers_stay_short_and_near(value: float) -> None:
    """Whatever the number, its text is short, is never 0 unless it is 0, and is off by less than half."""
    text = number(value).replace("−", "-").replace(",", "")
    assert len(text) <= 10
    assert (float(text) == 0) == (value == 0)
    assert float(text) == pytest.approx(value, rel=0.5)


@pytest.mark.parametrize(
    ("increase_ms", "window", "text"),
    [
        (500, 12, "6.0 s"),
        (80, 3, "0.24 s"),
        (62.5, 1, "0.062 s"),  # finer than three decimals is not shown
        (1000, 0, "0.0 s"),
        (1000, 3600, "3,600.0 s"),
        (250, 1, "0.25 s"),
        (100, 3, "0.3 s"),
    ],
)
def test_seconds(increase_ms: float, window: int, text: str) -> None:
    """A start has as many decimals as tell neighbouring windows apart, one at least."""
    assert seconds(Windows(4000, 2000, increase_ms), window) == text


def test_place() -> None:
    """A window has a time, or else a number; a picture has neither."""
    assert place(Windows(17, 2000, 500), 12) == "at 6.0 s"
    assert place(Windows(17, 2000, 0), 12) == "in window 12"
    assert place(Windows(1, 0, 0, image=True), 0) == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "1 step"), (1.02, "1 step"), (2, "2 steps"), (2.5, "2.5 steps"), (33.5, "34 steps"), (1.96, "2.0 steps")],
)
def test_steps(value: float, text: str) -> None:
    """Few steps are told in tenths, many in whole ones."""
    assert steps(value) == text


def test_counts() -> None:
    """One is singular; everything is "all"; thousands are parted."""
    assert [counted(count, "window") for count in (0, 1, 17, 1200)] == [
        "0 windows",
        "1 window",
        "17 windows",
        "1,200 windows",
    ]
    assert [part(1, 17, "window"), part(17, 17, "window"), part(1, 1, "window"), part(0, 1, "window")] == [
        "1 of 17 windows",
        "all 17 windows",
        "the one window",
        "0 of 1 window",
    ]
