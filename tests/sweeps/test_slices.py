"""The worst class and other parts, and the samples that a candidate breaks."""

import math

import pytest

from tests.sweeps.kept import CANDIDATE, block_of, classified, decisions, objects, outputs, sample, values
from variantlens.comparison.outcomes import Harm
from variantlens.sweeps.bounds import clopper_pearson_upper
from variantlens.sweeps.harmful import broken
from variantlens.sweeps.measures import allowed_loss
from variantlens.sweeps.slices import classes_apart, slices, ways_to_slice
from variantlens.sweeps.verdict import judge

POINT = allowed_loss(1, "points of accuracy")


def test_the_worst_class_comes_first_with_its_bound() -> None:
    """Half of the dogs are lost, none of the cats: what the whole set's accuracy hides."""
    dogs = [sample(at, decisions(["dog"], ["dog"], ["cat" if at % 2 else "dog"])) for at in range(10)]
    cats = [sample(at, decisions(["cat"], ["cat"], ["cat"])) for at in range(10, 100)]
    dog, cat = classes_apart(block_of(*dogs, *cats), CANDIDATE, POINT)
    assert (dog.name, dog.loss, dog.samples, dog.worse) == ("dog", 0.5, 10, 5)
    assert dog.upper == pytest.approx(clopper_pearson_upper(5, 10))
    assert dog.members == tuple(range(10))
    assert (cat.name, cat.loss) == ("cat", 0)
    assert cat.upper == pytest.approx(clopper_pearson_upper(0, 90))


def test_classes_of_objects_are_those_of_the_labelled_ones() -> None:
    """Of detection hits and false alarms label by label."""
    both = [("coin", 0.9, True), ("note", 0.9, True)]
    block = block_of(*[sample(at, objects(["coin", "note"], both, both[:1])) for at in range(5)])
    note, coin = classes_apart(block, CANDIDATE, allowed_loss(1, "F1"))
    assert (note.name, note.values, note.worse) == ("note", (1.0, 0.0), 5)
    assert (coin.name, coin.loss, coin.worse) == ("coin", 0, 0)


def test_samples_are_parted_by_what_is_known_of_them() -> None:
    """By device and by any metadata key; those without one are left out."""
    made = [
        sample(
            at,
            decisions(["cat"], ["cat"], ["dog" if at % 4 == 0 else "cat"]),
            device="watch" if at % 4 == 0 else "phone" if at % 4 < 3 else None,
            metadata={"person": "Ada" if at < 20 else "Bob"},
            length_ms=1000 * (at + 1),
        )
        for at in range(40)
    ]
    block = block_of(*made)
    assert ways_to_slice(made) == ("device", "person", "length")
    watch, phone = slices(block, CANDIDATE, POINT, "device")
    assert (watch.name, watch.loss, watch.samples) == ("watch", 1.0, 10)
    assert (phone.name, phone.loss, phone.samples) == ("phone", 0.0, 20)
    assert {each.name for each in slices(block, CANDIDATE, POINT, "person")} == {"Ada", "Bob"}
    lengths = slices(block, CANDIDATE, POINT, "length")
    assert sorted(each.name for each in lengths) == [
        "1.0 to 10.8 s",
        "10.8 to 20.5 s",
        "20.5 to 30.2 s",
        "30.2 to 40.0 s",
    ]
    assert sum(each.samples for each in lengths) == 40


def test_a_part_in_which_nothing_is_judged_comes_last() -> None:
    """It has no loss, and no bound that looks like one."""
    known = [sample(at, decisions(["cat"], ["cat"], ["cat"]), device="watch") for at in range(4)]
    unknown = [sample(at, decisions([None], ["cat"], ["cat"]), device="phone") for at in range(4, 8)]
    *_, last = slices(block_of(*known, *unknown), CANDIDATE, POINT, "device")
    assert (last.name, last.samples) == ("phone", 0)
    assert math.isnan(last.upper)


def test_distances_have_no_classes() -> None:
    """Nor do measures that do not fit the unit of the allowed loss."""
    assert classes_apart(block_of(sample(0, outputs([0.1]))), CANDIDATE, allowed_loss(1, "mean squared error")) == ()
    assert slices(block_of(sample(0, outputs([0.1]))), CANDIDATE, POINT, "label") == ()


def test_broken_samples_come_worst_first() -> None:
    """One row each, with the windows of the harmful flips; what only helps is no row."""
    block = classified([0, 3, 1, 0], [2, 0, 1, 0], windows=6)
    rows = broken(block, CANDIDATE)
    assert [(row.sample.sample, row.harmful, row.helpful) for row in rows] == [(1, 3, 0), (2, 1, 1)]
    assert rows[0].windows == (0, 1, 2)
    assert rows[0].comparable == 6
    assert rows[0].first_ms == 0


def test_a_picture_breaks_once_for_each_object() -> None:
    """Two lost objects are two harmful flips in one window without a place in time."""
    made = objects(["coin"], [], [], harm=[Harm.HARMFUL, Harm.HARMFUL, Harm.NEUTRAL])
    (row,) = broken(block_of(sample(0, made, image=True)), CANDIDATE)
    assert (row.harmful, row.others, row.windows, row.first_ms) == (2, 1, (0,), None)


def test_parts_are_bounded_without_the_assumed_worst_of_an_error() -> None:
    """The end that is assumed for all values would hide how parts differ: a part's bound is that of its own errors."""
    made = [
        sample(at, values([float(at)], [at + 0.1], [at + 0.1]), label="low" if at < 50 else "high") for at in range(100)
    ]
    block = block_of(*made)
    allowed = allowed_loss(0.5, "MAE")
    assert judge(block, CANDIDATE, allowed).upper > 1
    assert [each.upper for each in slices(block, CANDIDATE, allowed, "label")] == pytest.approx([0, 0])
