"""Bounds of a share, against an independent implementation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from variantlens.sweeps.bounds import clopper_pearson_lower, clopper_pearson_upper, wilson


@given(st.integers(1, 5000), st.floats(0, 1))
def test_clopper_pearson_agrees_with_statsmodels(of: int, share: float) -> None:
    """One-sided bounds of 95 % are the ends of statsmodels' two-sided interval of 90 %."""
    count = round(share * of)
    low, high = proportion_confint(count, of, alpha=0.1, method="beta")
    assert clopper_pearson_upper(count, of) == pytest.approx(high, abs=1e-9)
    assert clopper_pearson_lower(count, of) == pytest.approx(low, abs=1e-9)


@given(st.integers(1, 5000), st.floats(0, 1))
def test_wilson_agrees_with_statsmodels(of: int, share: float) -> None:
    """The two-sided interval of 95 %."""
    count = round(share * of)
    assert wilson(count, of) == pytest.approx(proportion_confint(count, of, method="wilson"), abs=1e-9)


def test_bounds_of_known_tables() -> None:
    """Newcombe's example of 81 in 263 (Statistics in Medicine 17, 1998): 0.2553 to 0.3662 by Wilson's method."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_nothing_seen_excludes_little() -> None:
    """None in 40 leaves 7.2 % possible; one point takes 299 without any; nothing is known without a case."""
    assert clopper_pearson_upper(0, 40) == pytest.approx(1 - 0.05 ** (1 / 40))
    assert clopper_pearson_upper(0, 298) > 0.01 > clopper_pearson_upper(0, 299)
    assert (clopper_pearson_lower(0, 0), clopper_pearson_upper(0, 0)) == (0, 1)
    assert wilson(0, 0) == (0, 1)
