"""The simulation's short cut decides what the product's rule decides, on the same random numbers."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.passing import (
    DRAWS,
    fails,
    held_by_persons,
    lower_bounds,
    passes,
    rank_fails,
    rank_passes,
    together,
    turned,
    upper_bounds,
)
from benchmarks.populations import FAMILIES, Case, TestSet, cases, drawn
from tests.sweeps.kept import CANDIDATE, block_of, decisions, sample
from variantlens.sweeps.bounds import LEVEL
from variantlens.sweeps.columns import Block
from variantlens.sweeps.evidence import Evidence, Sums, losses
from variantlens.sweeps.measures import Measure, allowed_loss
from variantlens.sweeps.ranks import Ranks
from variantlens.sweeps.resampling import MOST_DRAWS, SEED, weights
from variantlens.sweeps.verdict import TIGHT, Word, judge, lower_bound, upper_bound


def made(case: Case, sets: int = 20, seed: int = 1) -> list[Evidence]:
    """Some test sets of a case."""
    random = np.random.default_rng(seed)
    return [drawn(case, random).seen for _ in range(sets)]


def apart(seen: Evidence) -> Sums:
    """The same units in the order in which the product draws them, each different from every other."""
    assert isinstance(seen, Sums)
    rows = seen.rows + np.random.default_rng(0).uniform(0, 1e-6, seen.rows.shape)
    return replace(seen, rows=rows[np.lexsort(rows.T[::-1])], harm=None)


@pytest.mark.parametrize("measure", [Measure.ACCURACY, Measure.F1, Measure.MAE])
@pytest.mark.parametrize("samples", [20, 200])
def test_bounds_at_once_are_the_products(measure: Measure, samples: int) -> None:
    """Where no two units are alike the random numbers are the same, and so is every bound, to rounding."""
    sets = [apart(each) for each in made(Case(measure, FAMILIES[measure][0].names[-1], samples))]
    expected = [upper_bound(each, most=DRAWS) for each in sets]
    np.testing.assert_allclose(upper_bounds(sets, SEED), expected, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("measure", [Measure.ACCURACY, Measure.F1, Measure.MAE])
def test_lower_bounds_at_once_are_the_products(measure: Measure) -> None:
    """The same of the lower end, which fails a candidate only where harm is beyond chance."""
    sets = [apart(each) for each in made(Case(measure, FAMILIES[measure][0].names[-1], 100))]
    bounds = lower_bounds(sets, SEED)
    drawn_apart = [losses(measure, each.resampled(worst=False, most=DRAWS)) for each in sets]
    np.testing.assert_allclose(bounds, [np.quantile(each, 1 - LEVEL) for each in drawn_apart], rtol=1e-9, atol=1e-12)
    told = [lower_bound(each, most=DRAWS) for each in sets]
    for allowed in (0.0, float(np.median(bounds)) + 1e-9):
        assert fails(sets, max(allowed, 0), SEED).tolist() == [bound > max(allowed, 0) + TIGHT for bound in told]


@pytest.mark.parametrize(
    "case",
    [
        Case(Measure.ACCURACY, "spread, 17 windows, many other flips", 200),
        Case(Measure.ACCURACY, "concentrated, unequal, no other flips", 100),
        Case(Measure.F1, "false alarms, no other flips", 100),
        Case(Measure.F1, "spread, many other flips", 500),
    ],
    ids=str,
)
def test_units_that_are_alike_may_be_drawn_apart(case: Case) -> None:
    """A sum of exponential numbers is a gamma number: with many draws both ways give the same bound."""
    sets = [each for each in made(case, 6) if isinstance(each, Sums)]
    found = upper_bounds(sets, SEED + 1, MOST_DRAWS)
    expected = np.array([upper_bound(each) for each in sets])
    spread = np.array([np.std(losses(each.measure, each.resampled(worst=True))) for each in sets])
    # Four standard errors of the difference of two 95th percentiles of a normal law, each 2.1 σ ÷ √draws.
    assert np.all(np.abs(found - expected) <= 4 * 2.1 * np.sqrt(2 / MOST_DRAWS) * spread + 1e-12)
    assert spread.max() > 0


def test_whole_losses_are_bounded_as_shares() -> None:
    """Clopper and Pearson's bound where the product takes that."""
    sets = made(Case(Measure.ACCURACY, "whole samples, one window, no other flips", 300))
    assert all(each.shares() is not None for each in sets)
    found = upper_bounds([each for each in sets if isinstance(each, Sums)], 7)
    assert found.tolist() == [upper_bound(each) for each in sets]


def tied(seen: Ranks, decimals: int) -> Ranks:
    """The same with scores that tie."""
    return replace(seen, scores=np.round(seen.scores, decimals))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(FAMILIES[Measure.AUROC][0].names), st.integers(0, 3))
def test_areas_fall_by_as_much(seed: int, population: str, decimals: int) -> None:
    """On every draw, with scores that tie, and with units that hold windows of both kinds."""
    random = np.random.default_rng(seed)
    (whole,) = made(Case(Measure.AUROC, population, 30), 1, seed)
    assert isinstance(whole, Ranks)
    seen = replace(tied(whole, decimals), anomalous=random.random(whole.windows) < 0.5)
    if seen.anomalous.all() or not seen.anomalous.any():
        return
    expected = losses(Measure.AUROC, seen.resampled(worst=True, most=50))
    found = turned(seen).losses(together(weights(np.ones(len(seen.unit)), 50)))
    np.testing.assert_allclose(found, expected, atol=1e-11)


@pytest.mark.parametrize("population", FAMILIES[Measure.AUROC][0].names)
def test_areas_pass_as_the_product_says(population: str) -> None:
    """Draws that are not made would not have changed the answer; allowed losses on either side of the bound."""
    weighted = together(weights(np.ones(100), DRAWS))
    for seen in made(Case(Measure.AUROC, population, 100), 5):
        assert isinstance(seen, Ranks)
        bound = upper_bound(seen, most=DRAWS)
        for allowed in (0.0, bound - 1e-6, bound + 1e-6, 0.2):
            assert rank_passes(seen, weighted, allowed) == (bound <= allowed + TIGHT)


@pytest.mark.parametrize("population", FAMILIES[Measure.AUROC][0].names)
def test_areas_fail_as_the_product_says(population: str) -> None:
    """Of the lower end too."""
    weighted = together(weights(np.ones(100), DRAWS))
    for seen in made(Case(Measure.AUROC, population, 100), 5):
        assert isinstance(seen, Ranks)
        bound = lower_bound(seen, most=DRAWS)
        for allowed in (-1.0, bound - 1e-6, bound + 1e-6, 0.2):
            assert rank_fails(seen, weighted, allowed) == (bound > allowed + TIGHT)


@pytest.mark.parametrize("case", list(cases(list(FAMILIES), [50])), ids=str)
def test_every_case_passes_as_the_product_says(case: Case) -> None:
    """With other random numbers, the same answer to an allowed loss a seventh above or below the product's bound."""
    for seen in made(case, 2):
        bound = upper_bound(seen, most=4 * DRAWS)
        assert [bool(passes([seen], bound * factor, 3)[0]) for factor in (1 / 1.15, 1.15)] == [False, True]


def as_kept(made: TestSet) -> Block:
    """The samples of a test set, of one window each, as a sweep keeps them."""
    assert isinstance(made.seen, Sums)
    assert made.persons is not None
    said = {True: "cat", False: "dog"}
    return block_of(
        *[
            sample(at, decisions(["cat"], [said[before > 0]], [said[after > 0]]), metadata={"person": f"{person}"})
            for at, ((_, before, after), person) in enumerate(
                zip(made.seen.rows.tolist(), made.persons.tolist(), strict=True)
            )
        ]
    )


@pytest.mark.parametrize("population", ["persons: one of ten loses", "persons: none differs"])
def test_persons_hold_what_samples_say_as_the_product_does(population: str) -> None:
    """A set passes, or fails, where the whole verdict on the same samples does."""
    random = np.random.default_rng(4)
    case = Case(Measure.ACCURACY, f"{population}, one window, no other flips", 600, 0.5)
    sets = [drawn(case, random) for _ in range(12)]
    allowed = allowed_loss(1.2, "points of accuracy")
    words = [judge(as_kept(each), CANDIDATE, allowed).word for each in sets]
    for decide, passing in ((passes, True), (fails, False)):
        decided = decide([each.seen for each in sets], allowed.amount, SEED)
        held = held_by_persons(sets, decided, allowed.amount, SEED, passing=passing)
        assert held.tolist() == [word.passes if passing else word is Word.WORSE for word in words]
        assert decided.any() or not passing
