"""Which boxes belong together."""

from itertools import permutations
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from variantlens.comparison.matching import Closeness, match, overlaps, paired
from variantlens.comparison.objects import Objects

IOU, NEAR = Closeness(centres=False, limit=0.5), Closeness(centres=True, limit=0.2)

unit = st.floats(0, 1)
side = st.floats(0.01, 1)
thing = st.tuples(st.sampled_from("ab"), st.one_of(unit, st.just(float("nan"))), st.tuples(unit, unit, side, side))
# Few distinct places, so that boxes meet and tie.
coarse = st.sampled_from([0.0, 0.1, 0.2, 0.4])
near_thing = st.tuples(
    st.sampled_from("ab"),
    st.sampled_from([0.5, 0.9]),
    st.tuples(coarse, coarse, st.sampled_from([0.4, 0.5]), st.just(0.5)),
)
Things = list[tuple[str, float, tuple[float, float, float, float]]]
things = st.lists(st.one_of(thing, near_thing), max_size=5)


def objects(entries: Things) -> Objects:
    """Boxes as the comparison holds them."""
    labels = np.empty(len(entries), dtype=object)
    labels[:] = [label for label, _, _ in entries]
    boxes = np.array([box for _, _, box in entries], dtype=np.float64).reshape(-1, 4)
    return Objects(boxes, labels, np.array([score for _, score, _ in entries], dtype=np.float64))


def iou_in_a_loop(one: np.ndarray, two: np.ndarray) -> float:
    """Intersection over union, by hand."""
    width = min(one[0] + one[2], two[0] + two[2]) - max(one[0], two[0])
    height = min(one[1] + one[3], two[1] + two[3]) - max(one[1], two[1])
    shared = max(width, 0) * max(height, 0)
    return float(shared / (one[2] * one[3] + two[2] * two[3] - shared))


@settings(deadline=None)
@given(things, things)
def test_overlap_is_that_of_the_formula(one: Things, two: Things) -> None:
    """Every pair's intersection over union, as a loop computes it."""
    first, second = objects(one), objects(two)
    looped = [[iou_in_a_loop(a, b) for b in second.boxes] for a in first.boxes]
    np.testing.assert_allclose(overlaps(first.boxes, second.boxes), np.reshape(looped, (len(one), len(two))), atol=1e-9)


def test_a_box_overlaps_itself_exactly() -> None:
    """Rounding never lets a box be unlike itself."""
    boxes = np.array([[0.1, 0.2, 0.3, 0.7], [99.3, 0.1, 1e-6, 0.1]])
    assert np.diag(overlaps(boxes, boxes)).tolist() == [1.0, 1.0]


@settings(deadline=None, max_examples=60)
@given(things, things, st.sampled_from([IOU, NEAR]), st.booleans())
def test_pairs_are_the_best_of_all_ways(one: Things, two: Things, closeness: Closeness, same_label: bool) -> None:
    """As many pairs as any way of pairing allows, and of those the closest: all ways are tried."""
    first, second = objects(one), objects(two)
    measure = closeness.measure(first, second)
    allowed = closeness.allowed(measure)
    if same_label:
        allowed &= first.labels[:, None] == second.labels[None, :]
    short, long = sorted((len(one), len(two)))
    best = (0, 0.0)
    for order in permutations(range(long), short):
        ways = [(at, to) if len(one) <= len(two) else (to, at) for at, to in enumerate(order)]
        held = [pair for pair in ways if allowed[pair]]
        total = sum(measure[pair] if closeness.centres else 1 - measure[pair] for pair in held)
        best = min(best, (-len(held), total))
    pairs = paired(first, second, closeness, same_label=same_label)
    chosen = [(int(a), int(b)) for a, b in pairs]
    assert all(allowed[pair] for pair in chosen)
    assert len(chosen) == -best[0]
    total = sum(measure[pair] if closeness.centres else 1 - measure[pair] for pair in chosen)
    assert total == pytest.approx(best[1], abs=1e-6)


@settings(deadline=None)
@given(things, things, st.sampled_from([IOU, NEAR]))
def test_swapping_mirrors(one: Things, two: Things, closeness: Closeness) -> None:
    """What is lost one way is new the other way, and the same boxes are matched."""
    first, second = objects(one), objects(two)
    there, back = match(first, second, closeness), match(second, first, closeness)
    assert contents(first, there.lost) == contents(first, back.new)
    assert contents(second, there.new) == contents(second, back.lost)
    assert pair_contents(first, second, there.matched) == pair_contents(first, second, back.matched[:, ::-1])
    assert pair_contents(first, second, there.relabelled) == pair_contents(first, second, back.relabelled[:, ::-1])


@settings(deadline=None)
@given(things, things, st.randoms(use_true_random=False), st.sampled_from([IOU, NEAR]))
def test_the_order_of_boxes_changes_nothing(one: Things, two: Things, random: Random, closeness: Closeness) -> None:
    """Boxes in another order are matched with the same ones."""
    shuffled = list(one)
    random.shuffle(shuffled)
    first, second, turned = objects(one), objects(two), objects(shuffled)
    straight, other = match(first, second, closeness), match(turned, second, closeness)
    assert contents(first, straight.lost) == contents(turned, other.lost)
    assert contents(second, straight.new) == contents(second, other.new)
    assert pair_contents(first, second, straight.matched) == pair_contents(turned, second, other.matched)


@settings(deadline=None)
@given(things, st.sampled_from([IOU, NEAR]))
def test_identical_boxes_are_all_matched_with_themselves(one: Things, closeness: Closeness) -> None:
    """Nothing is lost, new or relabelled, and every match is perfect."""
    same = objects(one)
    found = match(same, same, closeness)
    assert found.changed == 0
    assert len(found.matched) == len(one)
    for left, right in pair_contents(same, same, found.matched):
        assert left == right


def test_same_label_comes_before_a_closer_other_label() -> None:
    """A box is matched with one of its label, even if one of another label lies closer."""
    reference = objects([("a", 0.9, (0.1, 0.1, 0.4, 0.4))])
    candidate = objects([("b", 0.9, (0.1, 0.1, 0.4, 0.4)), ("a", 0.9, (0.15, 0.1, 0.4, 0.4))])
    found = match(reference, candidate, IOU)
    assert found.matched.tolist() == [[0, 1]]
    assert found.new.tolist() == [0]
    assert not len(found.relabelled)


def test_what_is_left_is_relabelled() -> None:
    """Boxes in one place with two labels are one object that was relabelled, not one lost and one new."""
    found = match(objects([("a", 0.9, (0.1, 0.1, 0.4, 0.4))]), objects([("b", 0.9, (0.1, 0.1, 0.4, 0.4))]), IOU)
    assert found.relabelled.tolist() == [[0, 0]]
    assert (len(found.lost), len(found.new), found.changed) == (0, 0, 1)


@pytest.mark.parametrize(("limit", "matched"), [(0.6, 1), (0.60001, 0)])
def test_the_limit_itself_is_close_enough(limit: float, matched: int) -> None:
    """Boxes that overlap by exactly the limit are a pair."""
    one, two = objects([("a", 1.0, (0.0, 0.0, 0.5, 0.5))]), objects([("a", 1.0, (0.125, 0.0, 0.5, 0.5))])
    assert len(match(one, two, Closeness(centres=False, limit=limit)).matched) == matched


def contents(held: Objects, which: np.ndarray) -> list[tuple[object, ...]]:
    """What boxes say, in an order of their own."""
    taken = held.take(which)
    scores = np.nan_to_num(taken.scores, nan=-1)
    return sorted(zip(taken.labels.tolist(), scores.tolist(), map(tuple, taken.boxes.tolist()), strict=True))


def pair_contents(first: Objects, second: Objects, pairs: np.ndarray) -> list[tuple[object, object]]:
    """What the boxes of pairs say, in an order of their own."""
    return sorted((contents(first, np.array([a]))[0], contents(second, np.array([b]))[0]) for a, b in pairs.tolist())
