"""What another threshold would do, against scikit-learn and by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import precision_score, recall_score

from tests.sweeps.kept import (
    CANDIDATE,
    LABELS,
    REFERENCE,
    anomalies,
    block_of,
    classified,
    decisions,
    objects,
    sample,
    several,
    values,
)
from variantlens.sweeps.columns import Block, groups_of
from variantlens.sweeps.thresholds import Curve, curve

GRADES = st.sampled_from([0.1, 0.4, 0.5, 0.9])


def found(block: Block, variant: str = CANDIDATE) -> Curve:
    """The curve of a variant, samples by themselves."""
    made = curve(block, variant, groups_of(block.samples, None)[0])
    assert made is not None
    return made


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 9)), min_size=1, max_size=40).filter(
        lambda each: any(bad for bad, _ in each)
    )
)
def test_anomaly_curves_agree_with_scikit_learn(windows: list[tuple[bool, int]]) -> None:
    """Precision and recall at every threshold at which something changes."""
    bad, scores = [each for each, _ in windows], [float(each) for _, each in windows]
    made = found(
        block_of(*[sample(at, anomalies([e], [s], [s])) for at, (e, s) in enumerate(zip(bad, scores, strict=True))])
    )
    assert made.undecided is None
    for at, threshold in enumerate(made.thresholds.tolist()):
        taken = np.array(scores) >= threshold
        if taken.any():
            assert made.precision[at] == pytest.approx(precision_score(bad, taken))
        assert made.recall[at] == pytest.approx(recall_score(bad, taken))


def test_labels_are_taken_above_the_threshold() -> None:
    """Right ÷ decided, right ÷ judged, and the share that is uncertain; the shipped threshold is among them."""
    made = found(
        block_of(
            sample(
                0,
                decisions(
                    ["cat"] * 4,
                    ["cat"] * 4,
                    ["cat", "uncertain", "dog", "uncertain"],
                    scores=([0.9] * 4, [0.9, 0.5, 0.7, 0.4]),
                    tops=(["cat"] * 4, ["cat", "cat", "dog", "cat"]),
                ),
            )
        )
    )
    assert made.thresholds.tolist() == [0.4, 0.5, 0.6, 0.7, 0.9]
    assert made.precision.tolist() == pytest.approx([3 / 4, 2 / 3, 1 / 2, 1 / 2, 1])
    assert made.recall.tolist() == [0.75, 0.5, 0.25, 0.25, 0.25]
    assert made.undecided is not None
    assert made.undecided.tolist() == [0, 0.25, 0.5, 0.5, 0.75]
    assert made.at_shipped == pytest.approx(2 * 1 / (2 + 4))
    assert made.best == 0.4


def test_boxes_are_taken_from_the_answered_threshold_upwards() -> None:
    """What the service left out cannot come back."""
    boxes = [("coin", 0.55, False), ("coin", 0.9, True)]
    made = found(block_of(sample(0, objects(["coin", "coin"], boxes, boxes))))
    assert made.thresholds.tolist() == [0.5, 0.55, 0.9]
    assert made.recall.tolist() == [0.5, 0.5, 0.5]
    assert made.precision.tolist() == [0.5, 0.5, 1.0]


def test_the_best_threshold_does_not_flatter_itself() -> None:
    """Where scores say nothing, the threshold that fits these samples best measures no better on others."""
    random = np.random.default_rng(11)
    bad = random.random(60) < 0.5
    made = found(
        block_of(*[sample(at, anomalies([bool(e)], [0.0], [float(random.random())])) for at, e in enumerate(bad)])
    )
    assert made.best_f1 <= made.f1.max()


def test_a_moved_threshold_gives_back_what_was_lost() -> None:
    """Scores that shrank by half keep their order: half the threshold gives everything back."""
    random = np.random.default_rng(12)
    bad = np.arange(100) % 2 == 0
    scores = np.where(bad, random.uniform(0.6, 1, 100), random.uniform(0, 0.4, 100))
    block = block_of(
        *[
            sample(at, anomalies([bool(e)], [s], [s / 2]))
            for at, (e, s) in enumerate(zip(bad, scores.tolist(), strict=True))
        ]
    )
    before, after = found(block, REFERENCE), found(block, CANDIDATE)
    assert before.gives_back == pytest.approx(0, abs=0.05)
    assert after.at_shipped < 0.1
    assert after.gives_back > 0.85
    assert 0.2 < after.best <= 0.5


def test_kinds_without_a_threshold_have_no_curve() -> None:
    """Values, and blocks in which nothing is expected."""
    for block in (
        block_of(sample(0, values([1.0], [1.0], [1.0]))),
        block_of(sample(0, decisions([None], ["cat"], ["cat"]))),
        block_of(sample(0, anomalies([False], [0.1], [0.1]))),
    ):
        assert curve(block, CANDIDATE, np.zeros(1, dtype=np.intp)) is None
    assert curve(classified([0, 1]), CANDIDATE, np.arange(2)) is not None


SEVERAL = st.lists(
    st.tuples(st.sets(st.sampled_from(LABELS), min_size=1), st.lists(GRADES, min_size=2, max_size=2)), min_size=1
)


@settings(max_examples=30, deadline=None)
@given(SEVERAL, st.sampled_from([None, *LABELS]))
def test_curves_of_several_labels_agree_with_scikit_learn(
    windows: list[tuple[set[str], list[float]]], label: str | None
) -> None:
    """Precision and recall of all labels of all windows together, or of one of them, at every threshold."""
    scores = [row for _, row in windows]
    expected = [", ".join(sorted(each)) for each, _ in windows]
    block = block_of(
        *[sample(at, several([e], ([r], [r]))) for at, (e, r) in enumerate(zip(expected, scores, strict=True))]
    )
    made = curve(block, CANDIDATE, groups_of(block.samples, None)[0], label)
    columns = [at for at, each in enumerate(LABELS) if label in (None, each)]
    true = np.array([[each in held for each in LABELS] for held, _ in windows])[:, columns].ravel()
    if made is None:
        assert not true.any()
        return
    assert made.undecided is None
    for at, threshold in enumerate(made.thresholds.tolist()):
        taken = (np.array(scores)[:, columns] >= threshold).ravel()
        if taken.any():
            assert made.precision[at] == pytest.approx(precision_score(true, taken))
        assert made.recall[at] == pytest.approx(recall_score(true, taken))
