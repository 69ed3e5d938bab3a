"""May the candidate ship? Four words, and never a pass that nobody can know."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sweeps.kept import (
    CANDIDATE,
    REFERENCE,
    anomalies,
    block_of,
    classified,
    decisions,
    objects,
    outputs,
    sample,
    values,
)
from variantlens.comparison.outcomes import Harm
from variantlens.sweeps.bounds import clopper_pearson_upper
from variantlens.sweeps.measures import AllowedLoss, Measure, allowed_loss
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
    assert alone.word is Word.WORSE
    assert grouped.word is Word.UNKNOWN


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


def test_detection_is_measured_by_f1_over_all_pictures() -> None:
    """Hits, misses and alarms of all pictures together, as scikit-learn counts them."""
    block = block_of(
        sample(0, objects(["coin", "coin"], [("coin", 0.9, True), ("coin", 0.8, True)], [("coin", 0.9, True)])),
        sample(1, objects(["note"], [("note", 0.9, True)], [("note", 0.9, True), ("coin", 0.6, False)])),
    )
    verdict = judge(block, CANDIDATE, allowed_loss(2, "points of F1"))
    assert verdict.values == pytest.approx((1.0, 2 * 2 / (2 * 2 + 1 + 1)))
    assert verdict.windows == 3


def test_unchanged_pictures_bound_f1_as_they_bound_accuracy() -> None:
    """At worst every object of a picture is found as something else, which costs as much F1 as its share."""
    made = [sample(at, objects(["coin"], [("coin", 0.9, True)], [("coin", 0.9, True)])) for at in range(100)]
    verdict = judge(block_of(*made), CANDIDATE, allowed_loss(2, "points of F1"))
    assert verdict.upper == pytest.approx(clopper_pearson_upper(0, 100), abs=0.003)


def test_objects_that_are_swapped_count_as_harm_where_few_differ() -> None:
    """A picture that gains as much as another loses does not make that one good."""
    hit: list[tuple[str, float, bool]] = [("coin", 0.9, True)]
    missed: list[tuple[str, float, bool]] = []
    made = [sample(0, objects(["coin"], hit, missed, harm=[Harm.HARMFUL]))]
    made += [sample(1, objects(["coin"], missed, hit, harm=[Harm.HELPFUL]))]
    made += [sample(at, objects(["coin"], hit, hit)) for at in range(2, 200)]
    verdict = judge(block_of(*made), CANDIDATE, allowed_loss(2, "points of F1"))
    assert verdict.loss == pytest.approx(0)
    assert (verdict.worse, verdict.better) == (1, 1)
    assert verdict.upper > clopper_pearson_upper(0, 200) + 0.003


def test_anomalies_are_measured_by_decisions_or_by_ranks() -> None:
    """Both are offered; AUROC is that of all windows together."""
    made = [sample(at, anomalies([at % 2 == 0], [float(at % 2 == 0)], [0.4 * (at % 2 == 0)])) for at in range(40)]
    block = block_of(*made)
    assert judge(block, CANDIDATE, POINT).values == (1.0, 0.5)
    ranked = judge(block, CANDIDATE, allowed_loss(1, "points of AUROC"))
    assert ranked.values == (1.0, 1.0)
    assert ranked.word is Word.UNKNOWN


def test_one_class_alone_has_no_auroc() -> None:
    """Only anomalies: not enough data."""
    block = block_of(*[sample(at, anomalies([True], [1.0], [1.0])) for at in range(400)])
    assert judge(block, CANDIDATE, allowed_loss(1, "points of AUROC")).word is Word.UNKNOWN


def test_auroc_passes_with_many_samples_and_fails_when_ranks_turn() -> None:
    """A thousand samples of each class that keep their order exclude one point; turned around they fail."""
    random = np.random.default_rng(3)
    expected = np.arange(1000) % 2 == 0
    scores = random.standard_normal(1000) + 2 * expected
    allowed = allowed_loss(1, "points of AUROC")
    pairs = list(enumerate(zip(expected.tolist(), scores.tolist(), strict=True)))
    kept = block_of(*[sample(at, anomalies([bad], [score], [score])) for at, (bad, score) in pairs])
    turned = block_of(*[sample(at, anomalies([bad], [score], [-score])) for at, (bad, score) in pairs])
    assert judge(kept, CANDIDATE, allowed).word is Word.WITHIN
    assert judge(turned, CANDIDATE, allowed).word is Word.WORSE


def test_an_error_has_an_assumed_end() -> None:
    """No sample is assumed to be worse by more than a hundred times the allowed loss, or than the span of values."""
    wide = block_of(*[sample(at, values([float(at)], [at + 0.1], [at + 0.1])) for at in range(400)])
    narrow = block_of(*[sample(at, values([at / 400], [at / 400], [at / 400])) for at in range(400)])
    allowed = AllowedLoss(0.5, Measure.MAE)
    assert judge(wide, CANDIDATE, allowed).assumed_worst == pytest.approx(50)
    assert judge(narrow, CANDIDATE, allowed).assumed_worst == pytest.approx(399 / 400)
    assert judge(wide, CANDIDATE, allowed).word is Word.WITHIN


def test_a_seen_error_moves_the_assumed_end() -> None:
    """Whoever got worse by more than that shows that one can."""
    made = [
        sample(0, values([0.0], [0.0], [500.0])),
        *[sample(at, values([0.0], [0.0], [0.0])) for at in range(1, 400)],
    ]
    assert judge(block_of(*made), CANDIDATE, AllowedLoss(0.5, Measure.MAE)).assumed_worst == 500


def test_outputs_are_measured_by_their_distance() -> None:
    """A distance from the reference is never worse by less: it is within or not."""
    near, far = (block_of(*[sample(at, outputs([error])) for at in range(400)]) for error in (0.0001, 0.01))
    allowed = allowed_loss(0.001, "mean squared error")
    assert judge(near, CANDIDATE, allowed).word is Word.WITHIN
    assert judge(far, CANDIDATE, allowed).word is Word.WORSE


def test_points_fit_what_is_measured_in_points() -> None:
    """Points of accuracy are points of F1 where boxes are judged; a distance has a unit of its own."""
    boxes = block_of(sample(0, objects(["coin"], [("coin", 0.9, True)], [("coin", 0.9, True)])))
    verdict = judge(boxes, CANDIDATE, POINT)
    assert verdict.allowed == AllowedLoss(1.0, Measure.F1)
    distance = judge(block_of(sample(0, outputs([0.0]))), CANDIDATE, POINT)
    assert (distance.allowed, distance.word) == (None, Word.UNKNOWN)
    within = judge(block_of(sample(0, values([1.0], [1.0], [1.0]))), CANDIDATE, POINT)
    assert within.allowed == POINT


@pytest.mark.parametrize("unit", ["points of accuracy", "Point of Accuracy", "accuracy", " points of accuracy "])
def test_units_are_read_as_people_write_them(unit: str) -> None:
    """The unit names the measure."""
    assert allowed_loss(1, unit) == POINT


@pytest.mark.parametrize(("value", "unit"), [(-1, "accuracy"), (math.nan, "accuracy"), (math.inf, "F1"), (1, "joy")])
def test_senseless_allowed_losses_are_refused(value: float, unit: str) -> None:
    """A negative loss, none at all, and a unit that measures nothing."""
    with pytest.raises(ValueError, match=r"loss|unit"):
        allowed_loss(value, unit)


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
