"""K-means and GMM anomaly scores, variant against variant."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import iqr, spearmanr

from tests.answers import scored, structured_label
from tests.comparison.windowed import results
from variantlens.comparison.anomaly import AnomalyComparison, rank_correlation
from variantlens.comparison.compare import Comparison, compare
from variantlens.comparison.outcomes import Harm, Outcome

NAN = float("nan")
Scores = Sequence[float | None]


def compared(reference: Scores, candidate: Scores, *, image: bool = False, **common: Any) -> Comparison:
    """An answer with one K-means block over two variants."""
    rows = {"float32": [{"anomaly": score} for score in reference], "int8": [{"anomaly": score} for score in candidate]}
    return compare(scored(rows, image=image, **{"kind": "anomaly", "thresholds": {"min_anomaly_score": 0.3}, **common}))


def anomaly_of(reference: Scores, candidate: Scores, **common: Any) -> AnomalyComparison:
    """The only result of such an answer."""
    (result,) = compared(reference, candidate, **common).blocks[0].results
    assert isinstance(result, AnomalyComparison)
    return result


def test_four_windows_by_hand() -> None:
    """Decisions, outcomes, changes and flips are those worked out on paper."""
    outcome = [structured_label(0, 1, "no anomaly"), structured_label(2, 3, "anomaly")]
    result = anomaly_of([-0.4, 0.1, 0.3, 0.2], [-0.5, 0.4, 0.3, 0.5], expectedAnomalyOutcome=outcome)
    (pair,) = result.pairs
    assert result.threshold == 0.3
    assert result.expected.tolist() == ["no anomaly", "no anomaly", "anomaly", "anomaly"]
    assert result.reference.decisions.tolist() == ["no anomaly", "no anomaly", "anomaly", "no anomaly"]
    assert result.reference.outcomes.tolist() == [Outcome.RIGHT, Outcome.RIGHT, Outcome.RIGHT, Outcome.WRONG]
    np.testing.assert_allclose(pair.change, [-0.1, 0.3, 0, 0.3])
    assert pair.flips.windows.tolist() == [1, 3]
    assert pair.flips.harm.tolist() == [Harm.HARMFUL, Harm.HELPFUL]
    assert pair.flips.crossed_threshold.tolist() == [True, True]
    # Ranks 1 2 4 3 against 1 3 2 4: 1 − 6·(0 + 1 + 4 + 1) / (4·15) = 0.4.
    assert pair.rank_correlation == pytest.approx(0.4)
    # Quartiles −0.025 and 0.225: a range of 0.25. Magnitudes 0, 0.1, 0.3, 0.3: median 0.2, 95th percentile 0.3.
    assert pair.median_change == pytest.approx(0.2 / 0.25)
    assert pair.p95_change == pytest.approx(0.3 / 0.25)


@pytest.mark.parametrize(
    ("label", "expected"),
    [("anomaly", "anomaly"), ("no anomaly", "no anomaly"), ("walking", None)],
)
def test_ordinary_labels_expect_nothing_of_an_anomaly_score(label: str, expected: str | None) -> None:
    """Only the two anomaly labels say what is expected, where the service sends no outcome of its own."""
    result = anomaly_of([0.1], [0.1], expected=[(0, 0, label)])
    assert result.expected.tolist() == [expected]
    assert (result.reference.outcomes[0] == Outcome.UNJUDGED) == (expected is None)


def test_without_a_threshold_nothing_is_decided() -> None:
    """Scores are still compared."""
    result = anomaly_of([0.1], [0.9], thresholds={})
    assert result.threshold is None
    assert result.reference.decisions.tolist() == [None]
    assert result.pairs[0].flips.comparable == 0
    np.testing.assert_allclose(result.pairs[0].change, [0.8])


def test_the_older_minimum_is_the_labels_threshold_where_a_block_has_both() -> None:
    """It decides anomalies only in a block that scores nothing else."""
    alone = results(compare(scored({"a": [{"anomaly": 0.5}]}, minimumConfidenceRating=0.4)).blocks[0])
    both = results(compare(scored({"a": [{"x": 1.0, "anomaly": 0.5}]}, minimumConfidenceRating=0.4)).blocks[0])
    assert [result.threshold for result in alone] == [0.4]
    assert [result.threshold for result in both] == [0.4, None]


@pytest.mark.parametrize(
    ("reference", "candidate", "median"),
    [
        ([0.1, 0.1, 0.1], [0.2, 0.2, 0.2], NAN),  # the reference does not spread
        ([None, None], [0.2, 0.2], NAN),  # nothing to compare
        ([], [], NAN),
        ([0.0, 1.0, 2.0], [0.0, None, 2.5], 0.25),  # magnitudes 0 and 0.5 in a range of 1
    ],
)
def test_median_change(reference: Scores, candidate: Scores, median: float) -> None:
    """Changes are measured by how far the reference's scores spread, where they do."""
    assert anomaly_of(reference, candidate).pairs[0].median_change == pytest.approx(median, nan_ok=True)


@pytest.mark.parametrize(
    ("reference", "candidate", "correlation"),
    [
        ([1, 2, 3], [10, 20, 30], 1),
        ([1, 2, 3], [3, 2, 1], -1),
        ([1, 2], [1, 2], NAN),  # two windows are too few
        ([1, 2, NAN, 4], [1, NAN, 3, 4], NAN),  # and so are two that both score
        ([1, 1, 1], [1, 2, 3], NAN),  # all alike
        ([], [], NAN),
    ],
)
def test_rank_correlation(reference: list[float], candidate: list[float], correlation: float) -> None:
    """Ranks agree, oppose each other, or say nothing."""
    found = rank_correlation(np.array(reference, dtype=float), np.array(candidate, dtype=float))
    assert found == pytest.approx(correlation, nan_ok=True)


ties = st.integers(0, 5).map(float)
pairs = st.lists(st.tuples(st.one_of(ties, st.just(NAN)), st.one_of(ties, st.just(NAN))), max_size=30)


@given(pairs)
def test_rank_correlation_agrees_with_scipy(scores: list[tuple[float, float]]) -> None:
    """With ties and gaps it is the number that SciPy computes."""
    reference, candidate = np.array(scores, dtype=float).reshape(-1, 2).T
    both = ~np.isnan(reference) & ~np.isnan(candidate)
    varied = all(len(set(side[both].tolist())) > 1 for side in (reference, candidate))
    found = rank_correlation(reference, candidate)
    if both.sum() < 3 or not varied:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(float(spearmanr(reference[both], candidate[both]).statistic), abs=1e-12)


def test_changes_in_ranges_agree_with_scipy() -> None:
    """Median and 95th percentile over the interquartile range, as SciPy and numpy have them."""
    reference, candidate = np.random.default_rng(3).normal(size=(2, 101))
    (pair,) = anomaly_of(reference.tolist(), candidate.tolist()).pairs
    magnitude = np.abs(candidate - reference) / iqr(reference)
    assert pair.median_change == pytest.approx(np.median(magnitude))
    assert pair.p95_change == pytest.approx(np.quantile(magnitude, 0.95))


@pytest.mark.parametrize(
    ("candidate", "kind", "image", "noticed"),
    [
        ([0.15], "anomaly", False, True),
        ([0.15], "anomaly-gmm", False, True),
        ([0.1 + 1e-9], "anomaly", False, False),  # rounding
        ([0.15], "keras-anomaly", False, False),  # a network, which may well be quantized
        ([0.15], "anomaly", True, False),  # an image's features may come from a quantized network
        ([None], "anomaly", False, False),
    ],
)
def test_a_block_that_runs_in_float_should_not_differ(candidate: Scores, kind: str, image: bool, noticed: bool) -> None:
    """A notice says so where K-means or GMM over a signal differs all the same."""
    notices = compared([0.1], candidate, kind=kind, image=image).notices
    assert any("computes in float" in notice.text for notice in notices) is noticed
