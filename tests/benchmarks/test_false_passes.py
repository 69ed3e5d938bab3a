"""A verdict passes what loses exactly as much as is allowed in at most one of twenty data sets: a small simulation."""

import pytest
from scipy.stats import binom

from benchmarks.false_passes import CLOSER, COST, main, rate
from benchmarks.populations import FAMILIES, Case, cases, good_cases
from variantlens.sweeps.measures import Measure

SETS = 200
SURE = 0.999
"""How sure it is that a case that passes one time in twenty is not called worse by chance."""

SMALL = [
    Case(Measure.ACCURACY, "concentrated, 17 windows, no other flips", 100),
    Case(Measure.ACCURACY, "whole samples, one window, few other flips", 500),
    Case(Measure.ACCURACY, "whole samples, one window, many other flips", 500),
    Case(Measure.ACCURACY, "spread, unequal, many other flips", 100),
    Case(Measure.F1, "concentrated, many other flips", 500),
    Case(Measure.F1, "false alarms, no other flips", 100),
    Case(Measure.AUROC, "concentrated, one window", 100),
    Case(Measure.AUROC, "spread, 4 windows", 50),
    Case(Measure.MAE, "concentrated, little noise", 100),
    Case(Measure.MAE, "whole samples, much noise", 500),
    Case(Measure.MAE, "whole samples, no answer", 500),
]


def most(sets: int) -> int:
    """More of so many sets pass by chance once in a thousand, where each passes one time in twenty."""
    return int(binom.ppf(SURE, sets, 0.05))


@pytest.mark.parametrize("case", SMALL, ids=str)
def test_false_passes_are_rare(case: Case) -> None:
    """Harm that is spread out, harm that hides in few samples, with other flips beside it."""
    found = rate(case, SETS)
    assert found.passed <= most(found.sets)
    assert found.failed <= most(found.sets)


@pytest.mark.parametrize(
    "case",
    [
        Case(Measure.ACCURACY, "whole samples, one window, no other flips", 100),
        Case(Measure.F1, "concentrated, no other flips", 100),
        Case(Measure.AUROC, "concentrated, one window", 100),
        Case(Measure.MAE, "concentrated, little noise", 100),
    ],
    ids=str,
)
def test_a_plain_bootstrap_passes_what_it_has_not_seen(case: Case) -> None:
    """The reason for the imagined sample, and that a rule which passes too often is found out."""
    found = rate(case, SETS, beside=True)
    assert found.bootstrap is not None
    assert found.bootstrap > most(found.sets) >= found.passed


def test_few_flips_do_not_fail_by_chance() -> None:
    """Twenty samples of one window, of which some flip either way: three lost and none gained is no proof."""
    found = rate(Case(Measure.ACCURACY, "spread, one window, many other flips", 20), SETS)
    assert found.failed <= most(found.sets)


def test_passes_do_happen() -> None:
    """The simulation can fail: near the limit some sets pass, and the case is drawn more often."""
    found = rate(Case(Measure.ACCURACY, "whole samples, one window, many other flips", 500), SETS, seed=2)
    assert found.passed > 0
    assert found.sets in (SETS, CLOSER * SETS)


def test_every_population_can_be_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    """The long simulation runs through, a line for each case and one for each measure."""
    arguments = ["--sets", "1", "--sizes", "20", "--workers", "1"]
    assert main(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    every = [*cases(list(FAMILIES), [20]), *good_cases(list(FAMILIES), [20])]
    # One line for each measure, and two more for the persons of accuracy.
    assert len(lines) == len(every) + len(FAMILIES) + 2 + 1


def test_persons_in_whom_harm_hides_do_not_fool_the_rule() -> None:
    """Three of thirty persons lose: samples alone pass or fail often, the rule hardly but where nobody harmed came."""
    found = rate(Case(Measure.ACCURACY, "persons: one of five loses, 17 windows, no other flips", 1000), 100)
    assert min(found.alone) > most(found.sets)
    assert max(found.passed, found.failed) <= most(found.sets)


def test_persons_that_do_not_matter_cost_little() -> None:
    """Of good candidates whose losses do not depend on persons hardly fewer pass."""
    found = rate(Case(Measure.ACCURACY, "persons: none differs, 17 windows, many other flips", 600, 0.1), 200)
    assert found.alone[0] > 0.3 * found.sets
    assert found.cost <= binom.ppf(SURE, found.sets, COST) / found.sets


def test_copies_prove_nothing() -> None:
    """Four contents, eighty files each, never pass a point."""
    assert rate(Case(Measure.ACCURACY, "4 contents, whole samples, one window", 320), SETS).passed == 0


def test_samples_without_an_answer_are_lost() -> None:
    """What is missing in one sample of a hundred is seen, or the set is too small to pass."""
    found = rate(Case(Measure.ACCURACY, "whole samples, one window, no answer", 500), SETS)
    assert found.passed <= most(found.sets)


def test_good_candidates_pass_with_enough_samples() -> None:
    """A rule that passes nobody would hold as well: without loss 300 samples do, with a tenth of it 2,000."""
    population = "concentrated, one window, no other flips"
    assert rate(Case(Measure.ACCURACY, population, 300, 0.0), SETS).passed == SETS
    assert rate(Case(Measure.ACCURACY, population, 2000, 0.1), SETS).passed > 0.95 * SETS
