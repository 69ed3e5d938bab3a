"""AUROC of weighted samples, against scikit-learn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from variantlens.sweeps.ranks import Ranks
from variantlens.sweeps.resampling import weights

WINDOWS = st.lists(
    st.tuples(st.integers(0, 5), st.booleans(), st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=40
).filter(lambda windows: 0 < sum(bad for _, bad, _, _ in windows) < len(windows))


def ranks(windows: list[tuple[int, bool, int, int]]) -> Ranks:
    """Windows as unit, whether an anomaly is expected, and the scores of both variants; many of them equal."""
    unit, member = np.unique([each[0] for each in windows], return_inverse=True)
    scores = np.array([[each[2] for each in windows], [each[3] for each in windows]], dtype=np.float64)
    return Ranks(unit, member, np.array([each[1] for each in windows]), scores)


@given(WINDOWS)
def test_areas_agree_with_scikit_learn(windows: list[tuple[int, bool, int, int]]) -> None:
    """Of both variants, equal scores counting half."""
    seen = ranks(windows)
    assert seen.values == pytest.approx([roc_auc_score(seen.anomalous, each) for each in seen.scores])


@settings(max_examples=30, deadline=None)
@given(WINDOWS)
def test_resampled_areas_agree_with_weighted_ones(windows: list[tuple[int, bool, int, int]]) -> None:
    """Without the imagined unit's share, each draw is scikit-learn's area under the same weights."""
    seen = ranks(windows)
    (drawn,) = weights(np.ones(len(seen.unit)), 3)
    worst = seen.resampled(worst=True, most=3)
    best = seen.resampled(worst=False, most=3)
    # Worst mixes (1, 0) into the areas, best (usual, 1) with the same share: the candidate's tell it apart.
    share = best[:, 1] - worst[:, 1]
    for draw in range(3):
        each = drawn.rows[draw][seen.member]
        told = [roc_auc_score(seen.anomalous, scores, sample_weight=each) for scores in seen.scores]
        assert (worst[draw, 0] - share[draw]) / (1 - share[draw]) == pytest.approx(told[0], abs=1e-6)
        assert worst[draw, 1] / (1 - share[draw]) == pytest.approx(told[1], abs=1e-6)


def test_who_is_ordered_worse_is_counted() -> None:
    """An anomaly that falls below what is none, and what rises above it."""
    seen = ranks([(0, True, 3, 1), (1, True, 3, 3), (2, False, 0, 2), (3, False, 0, 0)])
    assert (seen.worse, seen.better) == (2, 0)
    turned = Ranks(seen.unit, seen.member, seen.anomalous, seen.scores[::-1])
    assert (turned.worse, turned.better) == (0, 2)
