"""How much better a variant became: sure where the samples are, the same in either direction, and seldom wrong."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sweeps.kept import CANDIDATE, LABELS, anomalies, block_of, decisions, objects, outputs, sample, values
from variantlens.sweeps.columns import Block
from variantlens.sweeps.measures import AllowedLoss, Measure
from variantlens.sweeps.outcomes import AnyBlockOutcome
from variantlens.sweeps.versus.gains import Gain, Said, gain

CAT, DOG = LABELS
POINT = AllowedLoss(1.0, Measure.ACCURACY)


def candidate(rows: list[list[bool]]) -> Block:
    """A block in which the candidate is right in some windows of each sample."""
    made = [decisions([CAT] * len(row), [CAT] * len(row), [CAT if right else DOG for right in row]) for row in rows]
    return block_of(*(sample(at, each) for at, each in enumerate(made)))


def gained(before: Block, after: Block, allowed: AllowedLoss = POINT) -> Gain:
    """What the candidate gained."""
    found = gain(Said(before, CANDIDATE), Said(after, CANDIDATE), allowed)
    assert found is not None
    return found


@pytest.mark.parametrize(("mended", "sure"), [(4, False), (5, True)])
def test_five_mended_samples_and_none_worse_are_beyond_chance(mended: int, sure: bool) -> None:
    """As in a sign test: five of five would happen by chance in 3 % of data sets, four of four in 6 %."""
    before = candidate([[at >= mended] for at in range(40)])
    found = gained(before, candidate([[True]] * 40))
    assert found.surely_better is sure
    assert (found.better, found.worse) == (mended, 0)
    assert found.change == pytest.approx(mended / 40)


def test_no_difference_is_no_proof_of_none() -> None:
    """With 40 samples that are all alike, a change of 7.2 points either way is still possible."""
    same = candidate([[True]] * 40)
    found = gained(same, same)
    assert found.change == 0
    assert found.at_most == pytest.approx(0.0722, abs=1e-3)
    assert found.at_least == pytest.approx(-0.0722, abs=1e-3)


@given(st.lists(st.tuples(*[st.lists(st.booleans(), min_size=2, max_size=2)] * 2), min_size=1, max_size=12))
def test_swapping_mirrors_the_gain(rows: list[tuple[list[bool], list[bool]]]) -> None:
    """What one way round is a gain of at least so much is the other way round a loss of at least so much."""
    before, after = (candidate([row[side] for row in rows]) for side in (0, 1))
    there, back = gained(before, after), gained(after, before)
    assert back.values == there.values[::-1]
    assert back.change == pytest.approx(-there.change)
    assert (back.at_least, back.at_most) == (-there.at_most, -there.at_least)
    assert (back.better, back.worse) == (there.worse, there.better)
    assert there.at_least <= there.change + 1e-9
    assert there.at_most >= there.change - 1e-9


def test_a_gain_by_chance_is_seldom_called_sure() -> None:
    """Two models that are equally good: at most one of twenty data sets may call either end beyond chance."""
    random = np.random.default_rng(7)
    claimed = 0
    for _ in range(200):
        before, after = (candidate((random.random((30, 1)) < 0.8).tolist()) for _ in range(2))
        claimed += gained(before, after).surely_better
    assert claimed <= 18  # more happen in one of 100 runs where exactly 5 % are wrong


def test_pictures_gain_by_their_objects() -> None:
    """Of detection F1 over all pictures counts: hits gained and false alarms gone."""
    hit, alarm = ("cat", 0.9, True), ("cat", 0.9, False)
    missed, found_all = (
        block_of(*(sample(at, objects(["cat"], [hit], boxes)) for at in range(30))) for boxes in ([alarm], [hit])
    )
    found = gained(missed, found_all, AllowedLoss(1.0, Measure.F1))
    assert found.values == (0.0, 1.0)
    assert (found.better, found.worse, found.surely_better) == (30, 0, True)


def scored(made: AnyBlockOutcome, count: int = 30) -> Block:
    """The same result in many samples."""
    return block_of(*(sample(at, made) for at in range(count)))


def test_anomalies_gain_by_their_order() -> None:
    """AUROC before and after comes from the candidate's own scores."""
    expected = [True, False]
    worst, best = (scored(anomalies(expected, [0.9, 0.1], scores)) for scores in ([0.1, 0.9], [0.9, 0.1]))
    found = gained(worst, best, AllowedLoss(1.0, Measure.AUROC))
    assert found.values == (0.0, 1.0)
    assert found.surely_better


def test_a_smaller_error_is_a_gain() -> None:
    """Errors count downwards: 2 before and 1 after is a gain of 1, with what is assumed of other samples."""
    found = gained(
        scored(values([5.0], [5.0], [7.0])), scored(values([5.0], [5.0], [6.0])), AllowedLoss(0.1, Measure.MAE)
    )
    assert found.values == (2.0, 1.0)
    assert found.change == 1.0
    assert 0 < found.at_least < 1.0
    assert found.assumed_worst is not None


def test_raw_outputs_gain_by_coming_nearer_to_the_reference() -> None:
    """What is measured is the distance from each sweep's own reference."""
    found = gained(scored(outputs([4.0])), scored(outputs([1.0])), AllowedLoss(0.1, Measure.SQUARED_ERROR))
    assert found.values == (4.0, 1.0)
    assert found.surely_better


def test_without_common_windows_there_is_nothing_to_say() -> None:
    """Where another impulse cuts other windows, nothing is made up."""
    assert gain(Said(candidate([[True]]), CANDIDATE), Said(candidate([[True] * 2]), CANDIDATE), POINT) is None
    raw = [Said(scored(outputs(apart)), CANDIDATE) for apart in ([4.0], [4.0, 1.0])]
    assert gain(raw[0], raw[1], AllowedLoss(0.1, Measure.SQUARED_ERROR)) is None
