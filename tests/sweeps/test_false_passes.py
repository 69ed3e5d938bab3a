"""A verdict passes what loses exactly as much as is allowed in at most one of twenty data sets: a small simulation."""

import pytest

from benchmarks.false_passes import POPULATIONS, Case, main, rate
from variantlens.sweeps.measures import Measure

SETS = 60
MOST = 8
"""Of 60 sets that pass one time in twenty each, more pass by chance once in 200."""

SMALL = [
    Case(Measure.ACCURACY, "concentrated, 17 windows, no other flips", 100),
    Case(Measure.ACCURACY, "whole samples, one window, few other flips", 300),
    Case(Measure.ACCURACY, "spread, unequal, many other flips", 100),
    Case(Measure.F1, "concentrated, many other flips", 300),
    Case(Measure.F1, "false alarms, no other flips", 100),
    Case(Measure.AUROC, "concentrated, one window", 200),
    Case(Measure.MAE, "concentrated, little noise", 100),
    Case(Measure.MAE, "whole samples, much noise", 300),
]


@pytest.mark.parametrize("case", SMALL, ids=str)
def test_false_passes_are_rare(case: Case) -> None:
    """Harm that is spread out, harm that hides in few samples, with other flips beside it."""
    assert rate(case, SETS).passed <= MOST


def test_a_plain_bootstrap_passes_what_it_has_not_seen() -> None:
    """The reason for the imagined sample: harm in one of a hundred samples, and a hundred samples."""
    found = rate(Case(Measure.ACCURACY, "whole samples, one window, no other flips", 100), SETS, beside=True)
    assert found.passed == 0
    assert found.bootstrap is not None
    assert found.bootstrap > SETS / 5


def test_passes_do_happen() -> None:
    """The simulation can fail: a candidate that is as good as the reference passes with enough samples."""
    case = Case(Measure.ACCURACY, "spread, one window, many other flips", 1000)
    assert rate(case, 200).passed > 0


def test_every_population_can_be_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    """The long simulation runs through, a line for each case and one for each measure."""
    arguments = ["--sets", "1", "--sizes", "20", "--workers", "1"]
    assert main(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == sum(len(names) for _, names in POPULATIONS.values()) + len(POPULATIONS) + 1
