"""Who is taken for whom, against scikit-learn."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from tests.sweeps.kept import CANDIDATE, REFERENCE, block_of, decisions, objects, sample, several
from variantlens.sweeps.confusion import agreement, classes, confusion, difference, of_label

LABELS = ("cat", "dog", "owl")
DECISIONS = st.sampled_from([*LABELS, "uncertain"])
GRADES = st.sampled_from([0.1, 0.4, 0.5, 0.9])
WINDOWS = st.lists(st.tuples(st.sampled_from(LABELS), DECISIONS, DECISIONS), min_size=1, max_size=40)


def told(expected: Sequence[str], decided: Sequence[str], names: Sequence[str]) -> list[list[int]]:
    """Scikit-learn's matrix; it warns of a single name unless there is a second one, which is cut off again."""
    counts = confusion_matrix(expected, decided, labels=[*names, "nobody"])
    matrix: list[list[int]] = counts[:-1, :-1].tolist()
    return matrix


@given(WINDOWS)
def test_confusion_agrees_with_scikit_learn(windows: list[tuple[str, str, str]]) -> None:
    """The same counts, cell by cell, and their difference."""
    expected, before, after = zip(*windows, strict=True)
    block = block_of(sample(0, decisions(expected, before, after, labels=LABELS)))
    found = [confusion(block, variant) for variant in (REFERENCE, CANDIDATE)]
    for counted, decided in zip(found, (before, after), strict=True):
        assert counted.counts.tolist() == told(expected, decided, counted.names)
    names, changed = difference(*found)
    first, second = (np.array(told(expected, decided, names)) for decided in (before, after))
    assert changed.tolist() == (second - first).tolist()


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.UndefinedMetricWarning")
@given(WINDOWS)
def test_classes_agree_with_scikit_learn(windows: list[tuple[str, str, str]]) -> None:
    """Precision, recall and F1 of each label; uncertain is none of them."""
    expected, before, after = zip(*windows, strict=True)
    block = block_of(sample(0, decisions(expected, before, after, labels=LABELS)))
    found = classes(block, CANDIDATE)
    told = precision_recall_fscore_support(expected, after, labels=[each.label for each in found], zero_division=np.nan)
    for at, each in enumerate(found):
        assert [each.precision, each.recall] == pytest.approx([told[0][at], told[1][at]], nan_ok=True)
        assert each.expected == told[3][at]
        if each.expected and each.decided:
            assert each.f1 == pytest.approx(np.nan_to_num(told[2][at]))


def test_every_cell_opens_its_windows() -> None:
    """The windows of all samples behind a cell of the agreement matrix."""
    first = sample(0, decisions(["cat", "cat"], ["cat", "dog"], ["dog", "dog"]))
    second = sample(1, decisions(["dog", None], ["dog", "cat"], ["dog", "dog"]))
    block = block_of(first, second)
    matrix = agreement(block, CANDIDATE)
    opened = matrix.windows("cat", "dog")
    assert [(block.sample[at], block.window[at]) for at in opened] == [(0, 0), (1, 1)]
    assert matrix.counts.sum() == 4
    assert matrix.shares.tolist() == [[0.0, 1.0], [0.0, 1.0]]


def test_objects_are_counted_by_label() -> None:
    """Hits, objects and boxes of each label."""
    block = block_of(
        sample(0, objects(["coin", "note"], [("coin", 0.9, True)], [("coin", 0.9, True), ("coin", 0.8, False)]))
    )
    coin, note = classes(block, CANDIDATE)
    assert [coin.precision, coin.recall, coin.f1] == pytest.approx([0.5, 1.0, 2 / 3])
    assert (note.recall, note.f1) == (0.0, 0.0)
    assert np.isnan(note.precision)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.UndefinedMetricWarning")
@given(st.lists(st.tuples(st.sets(st.sampled_from(LABELS)), st.lists(GRADES, min_size=3, max_size=3)), min_size=1))
def test_labels_that_hold_together_are_counted_each(windows: list[tuple[set[str], list[float]]]) -> None:
    """Precision and recall of each label of a multi-label block, as scikit-learn counts them."""
    expected, scores = [", ".join(sorted(each)) or "none" for each, _ in windows], [row for _, row in windows]
    block = block_of(sample(0, several(expected, (scores, scores), labels=LABELS)))
    told = precision_recall_fscore_support(
        [[label in each for label in LABELS] for each, _ in windows],
        np.array(scores) >= 0.5,
        zero_division=np.nan,
    )
    for at, each in enumerate(classes(block, CANDIDATE)):
        assert each.label == LABELS[at]
        assert [each.precision, each.recall] == pytest.approx([told[0][at], told[1][at]], nan_ok=True)
        assert each.expected == told[3][at]


def test_of_a_label_the_wrong_windows_come_first() -> None:
    """What is decided so, and what is expected to be, those that are wrong before the others."""
    block = block_of(sample(0, decisions(["cat", "cat", "dog"], ["cat"] * 3, ["cat", "dog", "cat"])))
    assert of_label(block, CANDIDATE, "cat", given=True).tolist() == [2, 0]
    assert of_label(block, CANDIDATE, "cat", given=False).tolist() == [1, 0]
    both = block_of(sample(0, several(["cat, dog", "cat"], ([[0.9, 0.1], [0.9, 0.9]],) * 2)))
    assert of_label(both, CANDIDATE, "dog", given=True).tolist() == [1]
    assert of_label(both, CANDIDATE, "dog", given=False).tolist() == [0]
