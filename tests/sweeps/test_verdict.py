"""May the candidate ship? Four words, and never a pass that nobody can know."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sweeps.kept import (
    CANDIDATE,
    REFERENCE,
    block_of,
    classified,
    decisions,
    sample,
    values,
)
from variantlens.sweeps.bounds import clopper_pearson_upper
from variantlens.sweeps.measures import allowed_loss
from variantlens.sweeps.verdict import Assumption, Rule, Word, judge

POINT = allowed_loss(1.0, "points of accuracy")


def test_forty_samples_never_pass_one_point() -> None:
    """Where nothing changed in 40 samples, a loss of 7.2 points is still possible; 299 samples exclude one point."""
    verdict = judge(classified([0] * 40, windows=17), CANDIDATE, POINT)
    assert verdict.word is Word.UNKNOWN
    assert verdict.upper == pytest.approx(0.0722, abs=1e-4)
    assert (verdict.samples, verdict.windows, verdict.worse) == (40, 680, 0)
    assert verdict.needed == pytest.approx(299, abs=2)
    assert verdict.assumption is Assumption.NONE_WORSE
    assert verdict.rule is Rule.CLOPPER_PEARSON


@settings(max_examples=25)
@given(st.integers(1, 298), st.integers(1, 20))
def test_no_set_of_unchanged_samples_under_299_passes_one_point(samples: int, windows: int) -> None:
    """However long the samples are: their windows are not independent."""
    assert not judge(classified([0] * samples, windows=windows), CANDIDATE, POINT).word.passes


def test_enough_unchanged_samples_pass() -> None:
    """With 300 samples of which none changed, one point is excluded."""
    verdict = judge(classified([0] * 300), CANDIDATE, POINT)
    assert verdict.word is Word.WITHIN
    assert verdict.needed is None


def test_few_harmful_flips_are_bounded_as_a_share() -> None:
    """Where few samples differ, gains do not count: six lost of 400 leave what Clopper and Pearson leave."""
    block = classified([1] * 6 + [0] * 394, [0] * 6 + [1] * 8 + [0] * 386)
    verdict = judge(block, CANDIDATE, allowed_loss(3, "points of accuracy"))
    assert verdict.upper == pytest.approx(clopper_pearson_upper(6, 400))
    assert (verdict.worse, verdict.better, verdict.word) == (6, 8, Word.WITHIN)
    assert verdict.loss == pytest.approx(-2 / 400)


def test_a_clear_loss_fails() -> None:
    """Eight of a hundred samples lost are worse than one point."""
    verdict = judge(classified([1] * 8 + [0] * 92), CANDIDATE, POINT)
    assert verdict.word is Word.WORSE
    assert POINT.amount < verdict.lower < verdict.loss < verdict.upper


def test_few_harmful_flips_may_be_chance() -> None:
    """Three of twenty lost and none better, where helpful flips may be as many, is not known to be worse at all."""
    verdict = judge(classified([1] * 3 + [0] * 17), CANDIDATE, POINT)
    assert (verdict.word, verdict.lower) == (Word.UNKNOWN, 0.0)
    assert verdict.needed is not None
    assert judge(classified([1] * 6 + [0] * 14), CANDIDATE, POINT).word is Word.WORSE


def test_gains_that_were_seen_may_come_again() -> None:
    """A lower bound allows for one more sample that gains as much as the one that gained most."""
    lost, none = [1] * 12 + [0] * 28, [0] * 40
    alone, gained = classified(lost, windows=4), classified(lost, [*none[:-1], 3], windows=4)
    assert judge(gained, CANDIDATE, POINT).lower < judge(alone, CANDIDATE, POINT).lower - 3 / 160


def test_a_small_but_sure_loss_is_told() -> None:
    """Every sample loses one of 100 windows: worse, but by less than allowed."""
    verdict = judge(classified([1] * 400, windows=100), CANDIDATE, allowed_loss(3, "points of accuracy"))
    assert verdict.word is Word.LESS
    assert 0 < verdict.lower <= 0.01 <= verdict.upper <= 0.03


def test_unclear_losses_are_not_failed() -> None:
    """A loss beyond the allowed one that chance may have made is not enough data, with how many would show it."""
    verdict = judge(classified([1] * 2 + [0] * 98), CANDIDATE, POINT)
    assert verdict.word is Word.UNKNOWN
    assert verdict.loss > POINT.amount
    assert verdict.assumption is Assumption.LIKE_THESE
    assert verdict.needed is not None
    assert verdict.needed > 100


def test_a_loss_at_the_allowed_one_needs_no_number() -> None:
    """No number of samples like these would decide between a loss and itself."""
    assert judge(classified([1] + [0] * 99), CANDIDATE, POINT).needed is None


def test_so_many_as_are_needed_are_enough() -> None:
    """A data set as large as the verdict asked for, and like this one, passes."""
    lost = [1, 0, 0, 0, 0] + [0] * 195
    asked = judge(classified(lost, windows=4), CANDIDATE, POINT).needed
    assert asked is not None
    times = math.ceil(asked / len(lost) * 1.02)
    assert judge(classified(lost * times, windows=4), CANDIDATE, POINT).word.passes


def test_uncertain_is_not_right() -> None:
    """A window that becomes uncertain is lost as one that becomes wrong."""
    expected, before = ["cat"] * 4, ["cat"] * 4
    block = block_of(*[sample(at, decisions(expected, before, ["cat", "uncertain", "cat", "cat"])) for at in range(50)])
    assert judge(block, CANDIDATE, POINT).values == (1.0, 0.75)


def test_groups_are_the_unit_when_samples_hang_together() -> None:
    """Eighty recordings of four people are four units, and say as little."""
    allowed = allowed_loss(2, "points of accuracy")
    lost = [[1, 0, 0, 0]] * 20
    block = block_of(
        *[
            sample(at, decisions(["cat"], ["cat"], ["dog" if down else "cat"]), metadata={"person": f"{at % 4}"})
            for at, down in enumerate(np.ravel(lost).tolist())
        ]
    )
    alone, grouped = judge(block, CANDIDATE, allowed), judge(block, CANDIDATE, allowed, by="person")
    assert (alone.samples, grouped.samples) == (80, 4)
    assert alone.grouped is not None
    assert alone.grouped.apart.word is Word.WORSE
    assert alone.word is grouped.word is Word.UNKNOWN


def test_samples_without_the_key_stand_for_themselves() -> None:
    """Grouping by a key that nothing has changes nothing."""
    block = classified([1] * 8 + [0] * 92)
    assert judge(block, CANDIDATE, POINT, by="person").samples == 100


def test_a_floor_keeps_two_bad_variants_from_passing() -> None:
    """Equal variants at half accuracy are within the allowed loss, yet miss a floor of 90 points."""
    block = block_of(*[sample(at, decisions(["cat"] * 2, ["cat", "dog"], ["cat", "dog"])) for at in range(400)])
    assert judge(block, CANDIDATE, POINT).word is Word.WITHIN
    missed = judge(block, CANDIDATE, POINT, floor=90)
    assert missed.word is Word.WORSE
    assert missed.floor is not None
    assert missed.floor.reached is False
    held = judge(block, CANDIDATE, POINT, floor=40)
    assert held.word is Word.WITHIN
    assert held.floor is not None
    assert held.floor.reached is True
    assert held.floor.bound == pytest.approx(0.5, abs=0.02)
    assert judge(block, CANDIDATE, POINT, floor=49.9).word is Word.UNKNOWN


def test_a_ceiling_holds_for_errors() -> None:
    """An error must not exceed it."""
    block = block_of(*[sample(at, values([0.0], [1.0], [1.0])) for at in range(400)])
    allowed = allowed_loss(0.5, "MAE")
    assert judge(block, CANDIDATE, allowed, floor=2.0).word is Word.WITHIN
    assert judge(block, CANDIDATE, allowed, floor=0.5).word is Word.WORSE


def test_nothing_judged_is_not_enough_data() -> None:
    """Without expected labels there is neither a number nor a pass."""
    block = block_of(*[sample(at, decisions([None], ["cat"], ["cat"])) for at in range(400)])
    verdict = judge(block, CANDIDATE, POINT)
    assert (verdict.word, verdict.samples) == (Word.UNKNOWN, 0)
    assert math.isnan(verdict.loss)


def test_a_candidate_that_was_left_out_is_not_judged() -> None:
    """A sample without the candidate's answer counts for neither."""
    full = sample(0, decisions(["cat"], ["cat"], ["cat"]))
    lacking = decisions(["cat"], ["cat"], ["cat"])
    lacking = lacking.model_copy(update={"variants": lacking.variants[:1]})
    verdict = judge(block_of(full, sample(1, lacking)), CANDIDATE, POINT)
    assert verdict.samples == 1


def test_the_same_data_gives_the_same_verdict() -> None:
    """Bounds are drawn with a fixed seed, in whatever order samples come."""
    lost = [0, 3, 1, 0, 0, 2, 0, 0, 1, 0] * 12
    first, second = (judge(classified(each, windows=5), CANDIDATE, POINT) for each in (lost, lost[::-1]))
    assert (first.upper, first.lower) == (second.upper, second.lower)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=60))
def test_the_loss_lies_between_its_bounds(changes: list[tuple[int, int]]) -> None:
    """Lower ≤ loss ≤ upper, and a pass is only given at or below the allowed loss."""
    block = classified([down for down, _ in changes], [up for _, up in changes], windows=6)
    verdict = judge(block, CANDIDATE, POINT)
    assert verdict.lower <= verdict.loss + 1e-9
    assert verdict.loss <= verdict.upper + 1e-9
    assert verdict.word.passes == (verdict.upper <= POINT.amount)


def test_the_reference_is_the_usual_one() -> None:
    """A sample whose reference was left out is no reason to take another one for the rest."""
    block = classified([0] * 5)
    assert block.reference == REFERENCE
