"""p-values, against tables enumerated by hand and by brute force."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import mcnemar

from tests.sweeps.kept import CANDIDATE, classified
from variantlens.sweeps.columns import groups_of
from variantlens.sweeps.measures import allowed_loss
from variantlens.sweeps.measuring import evidence
from variantlens.sweeps.significance import mcnemar_mid_p, sign_flip, significance


@pytest.mark.parametrize(
    ("lost", "gained", "expected"),
    [
        # 2 · P(X ≤ k) − P(X = k) of n fair coins, counted by hand.
        (0, 0, 1.0),
        (1, 0, 2 * 1 / 2 - 1 / 2),
        (1, 1, 2 * 3 / 4 - 2 / 4),
        (3, 0, 2 * 1 / 8 - 1 / 8),
        (3, 1, 2 * 5 / 16 - 4 / 16),
        (1, 5, 2 * 7 / 64 - 6 / 64),
        (2, 8, 2 * 56 / 1024 - 45 / 1024),
    ],
)
def test_mid_p_of_small_tables(lost: int, gained: int, expected: float) -> None:
    """The exact p-value minus the probability of the table itself."""
    assert mcnemar_mid_p(lost, gained) == pytest.approx(expected)
    assert mcnemar_mid_p(gained, lost) == pytest.approx(expected)


@given(st.integers(0, 400), st.integers(0, 400))
def test_mid_p_lies_below_the_exact_p(lost: int, gained: int) -> None:
    """It is the exact test's, made less cautious by the observed table's probability."""
    exact = float(mcnemar([[0, lost], [gained, 0]], exact=True).pvalue) if lost + gained else 1.0
    assert 0 <= mcnemar_mid_p(lost, gained) <= min(exact, 1) + 1e-12


@given(st.lists(st.integers(-4, 4), min_size=1, max_size=9))
def test_sign_flips_agree_with_brute_force(changes: list[int]) -> None:
    """Every combination of signs, counted."""
    sums = [
        abs(sum(s * c for s, c in zip(signs, changes, strict=True))) for signs in product((-1, 1), repeat=len(changes))
    ]
    expected = np.mean(np.array(sums) >= abs(sum(changes)))
    assert sign_flip(np.array(changes, dtype=np.float64)) == pytest.approx(expected)


@settings(max_examples=6, deadline=None)
@given(st.lists(st.integers(1, 3), min_size=15, max_size=17))
def test_drawn_sign_flips_come_near_the_exact_ones(sizes: list[int]) -> None:
    """Where there are too many to try, twenty thousand are drawn."""
    changes = np.array(sizes, dtype=np.float64) * np.where(np.arange(len(sizes)) % 3 == 0, -1, 1)
    signs = np.array(list(product((-1.0, 1.0), repeat=len(changes))))
    exact = float(np.mean(np.abs(signs @ changes) >= abs(changes.sum()) - 1e-9))
    assert sign_flip(changes) == pytest.approx(exact, abs=0.02)


def test_the_test_follows_the_number_of_windows() -> None:
    """McNemar's where samples have one window, sign flips where they have more."""
    allowed = allowed_loss(1, "accuracy")
    found = []
    for windows in (1, 3):
        block = classified([1, 1, 1, 0, 0, 0], windows=windows)
        units, names = groups_of(block.samples, None)
        found.append(significance(evidence(block, CANDIDATE, allowed, units, len(names))))
    assert [each.test for each in found if each] == ["McNemar, mid-p", "sign flips over samples"]
    assert [each.p for each in found if each] == pytest.approx([1 / 8, 2 / 8])
