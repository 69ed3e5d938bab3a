"""Objects two by two, against scikit-learn and by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from tests.sweeps.kept import CANDIDATE, REFERENCE, block_of, objects, sample
from variantlens.sweeps.confusion import classes
from variantlens.sweeps.object_pairs import NOTHING, against_reference, against_truth
from variantlens.sweeps.outcomes import SampleOutcome

LABELS = ("coin", "note", "card")
FOUND = st.one_of(st.none(), st.sampled_from(LABELS))
PICTURES = st.lists(
    st.tuples(st.lists(st.tuples(st.sampled_from(LABELS), FOUND), max_size=5), st.lists(st.sampled_from(LABELS))),
    min_size=1,
    max_size=6,
)
"""Pictures: labelled objects, each with the label of the box on it, if there is one; then boxes on nothing."""

Picture = tuple[list[tuple[str, str | None]], list[str]]


def pictured(at: int, picture: Picture, *, pairs: bool = False) -> SampleOutcome:
    """A picture as a sweep keeps it; the objects are labelled ones, or the reference's boxes."""
    truth, alarms = [label for label, _ in picture[0]], picture[1]
    on = [(index, label) for index, (_, label) in enumerate(picture[0]) if label is not None]
    boxes = [(label, 0.9, label == truth[index]) for index, label in on] + [(label, 0.6, False) for label in alarms]
    under = [index for index, _ in on] + [-1] * len(alarms)
    if not pairs:
        return sample(at, objects(truth, boxes, boxes, under=(under, under)), image=True)
    before = [(label, 0.8, False) for label in truth]
    nowhere = [-1] * len(before), [-1] * len(boxes)
    return sample(at, objects([], before, boxes, under=nowhere, pairs=under), image=True)


def sides(pictures: list[Picture]) -> tuple[list[str], list[str]]:
    """What is expected and what is found of each entry, as scikit-learn takes it."""
    pairs = [(label, other or NOTHING) for objects_, _ in pictures for label, other in objects_]
    pairs += [(NOTHING, label) for _, alarms in pictures for label in alarms]
    return [first for first, _ in pairs], [second for _, second in pairs]


def told(pictures: list[Picture], names: tuple[str, ...]) -> list[list[int]]:
    """Scikit-learn's matrix; it warns of a single name unless there is a second one, which is cut off again."""
    counts: list[list[int]] = confusion_matrix(*sides(pictures), labels=[*names, "nobody"])[:-1, :-1].tolist()
    return counts


@pytest.mark.parametrize("pairs", [False, True], ids=["labelled objects", "boxes of the reference"])
@given(pictures=PICTURES)
def test_matrices_agree_with_scikit_learn(pairs: bool, pictures: list[Picture]) -> None:
    """The same counts, cell by cell, with what has no counterpart as a name of its own, which comes last."""
    block = block_of(*[pictured(at, each, pairs=pairs) for at, each in enumerate(pictures)])
    found = (against_reference(block, CANDIDATE) if pairs else against_truth(block, CANDIDATE)).matrix
    if not found.names:
        assert sides(pictures) == ([], [])
        return
    assert found.counts.tolist() == told(pictures, found.names)
    assert NOTHING not in found.names[:-1]


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.UndefinedMetricWarning")
@given(PICTURES)
def test_precision_and_recall_agree_with_scikit_learn(pictures: list[Picture]) -> None:
    """Of each label, over objects; a box on nothing is wrong, an object under nothing is not found."""
    block = block_of(*[pictured(at, each) for at, each in enumerate(pictures)])
    expected, found = sides(pictures)
    for each in classes(block, CANDIDATE):
        (precision,), (recall,), _, (support,) = precision_recall_fscore_support(
            expected, found, labels=[each.label], zero_division=np.nan
        )
        assert [each.precision, each.recall] == pytest.approx([precision, recall], nan_ok=True)
        assert each.expected == support


def test_every_cell_opens_its_objects() -> None:
    """The objects behind a cell, each with its sample and both scores; new and lost boxes among them."""
    first = sample(4, objects([], [("coin", 0.9, False)], [("note", 0.7, False), ("coin", 0.6, False)]), image=True)
    second = sample(7, objects([], [("coin", 0.8, False)], []), image=True)
    pairs = against_reference(block_of(first, second), CANDIDATE)
    (relabelled,) = pairs.matrix.windows("coin", "note")
    assert (pairs.sample[relabelled], pairs.first_scores[relabelled], pairs.second_scores[relabelled]) == (0, 0.9, 0.7)
    (lost,) = pairs.matrix.windows("coin", NOTHING)
    assert (pairs.sample[lost], pairs.first_scores[lost], np.isnan(pairs.second_scores[lost])) == (1, 0.8, True)
    (new,) = pairs.matrix.windows(NOTHING, "coin")
    assert (pairs.sample[new], np.isnan(pairs.first_scores[new]), pairs.second_scores[new]) == (0, True, 0.6)


def test_a_sample_that_one_did_not_answer_has_lost_nothing() -> None:
    """Without an answer there is nothing to compare, so that its boxes are not called lost."""
    kept = objects(["coin"], [("coin", 0.9, True)], [])
    silent = kept.model_copy(update={"flips": (kept.flips[0].model_copy(update={"comparable": 0}),)})
    assert not len(against_reference(block_of(sample(0, silent, image=True)), CANDIDATE).sample)


def test_of_a_label_the_wrong_ones_come_first() -> None:
    """What a variant calls a coin, and what is labelled so, those that it has wrong before the others."""
    boxes = [("coin", 0.9, True), ("coin", 0.8, False), ("note", 0.7, False)]
    kept = sample(0, objects(["coin", "note", "coin"], boxes, boxes, under=([0, 1, -1],) * 2), image=True)
    pairs = against_truth(block_of(kept), REFERENCE)
    given_ = [(pairs.first[at], pairs.second[at]) for at in pairs.of_label("coin", given=True)]
    assert given_ == [("note", "coin"), ("coin", "coin")]
    expected = [(pairs.first[at], pairs.second[at]) for at in pairs.of_label("coin", given=False)]
    assert expected == [("coin", NOTHING), ("coin", "coin")]
