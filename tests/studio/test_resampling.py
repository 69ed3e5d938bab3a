"""Recordings at another rate."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.resampling import LARGEST, Resampling, resampling


@pytest.mark.parametrize(
    ("has_hz", "wanted_hz", "expected"),
    [
        pytest.param(100, 10, Resampling(1, 10), id="a tenth"),
        pytest.param(62.5, 50, Resampling(4, 5), id="four fifths"),
        pytest.param(44_100, 16_000, Resampling(160, 441), id="sound"),
        pytest.param(10, 25, Resampling(5, 2), id="more than there are"),
        pytest.param(10.09, 10, None, id="an inexact clock"),
        pytest.param(16_000, 16_000, None, id="the same"),
    ],
)
def test_the_way_between_rates(has_hz: float, wanted_hz: float, expected: Resampling | None) -> None:
    """The ratio of two rates is found exactly, and clocks that are one per cent off are taken as they are."""
    assert resampling(has_hz, wanted_hz) == expected


@pytest.mark.parametrize(("has_hz", "wanted_hz"), [(1, LARGEST + 1), (LARGEST + 1, 1)])
def test_rates_too_far_apart(has_hz: float, wanted_hz: float) -> None:
    """A factor for which no filter is reasonable is refused."""
    with pytest.raises(ValueError, match="too far apart"):
        resampling(has_hz, wanted_hz)


@given(
    st.floats(0.01, 1e5),
    st.floats(1 / LARGEST, LARGEST).filter(lambda ratio: abs(ratio - 1) > 0.02),
    st.integers(1, 500),
)
def test_any_ratio_is_near_enough(has_hz: float, ratio: float, rows: int) -> None:
    """The rate that comes out is within the tolerance of what is wanted, and the numbers stay small."""
    change = resampling(has_hz, has_hz * ratio)
    assert change is not None
    assert 1 <= change.up <= LARGEST
    assert 1 <= change.down <= LARGEST
    assert change.ratio == pytest.approx(ratio, rel=0.01)
    assert change.rows(rows) == int(np.ceil(rows * change.up / change.down - 1e-9))


def test_a_slow_signal_is_kept() -> None:
    """A slow swing about a level far from zero is the same at a lower rate, up to both ends."""
    seconds = np.arange(1000) / 100
    values = np.column_stack([9.81 + np.sin(2 * np.pi * 0.5 * seconds), np.full(1000, -3.0)])
    change = Resampling(1, 4)
    slower = change(values)
    assert slower.shape == (change.rows(1000), 2)
    np.testing.assert_allclose(slower, values[::4], atol=0.03)


def test_a_fast_signal_does_not_fold_down() -> None:
    """What swings faster than the new rate can show disappears, instead of becoming a slow swing."""
    seconds = np.arange(2000) / 100
    faster = np.sin(2 * np.pi * 9 * seconds)[:, np.newaxis]
    assert np.abs(Resampling(1, 10)(faster)[5:-5]).max() < 0.05
    assert np.abs(faster[::10]).max() > 0.5
