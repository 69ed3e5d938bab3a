"""The populations of the simulation lose as much as they say: exactly what is allowed."""

import numpy as np
import pytest

from benchmarks.populations import FAMILIES, Case, allowed_in, cases, drawn, good_cases
from variantlens.sweeps.evidence import losses
from variantlens.sweeps.measures import Measure

SETS, SAMPLES = 20, 4000


def lost_in(case: Case, sets: int) -> tuple[float, float]:
    """The mean loss of some sets, and its standard error."""
    random = np.random.default_rng(11)
    lost = [float(losses(case.measure, np.array(drawn(case, random).seen.values))) for _ in range(sets)]
    return float(np.mean(lost)), float(np.std(lost, ddof=1) / np.sqrt(sets))


def few(case: Case) -> bool:
    """Whether what counts is few, so that it takes more sets: contents that are copied, or persons."""
    return "contents" in case.population or "persons" in case.population


LARGE = [case for case in cases(list(FAMILIES), [SAMPLES]) if not few(case)]
FEW = [case for case in cases(list(FAMILIES), [200]) if few(case)]


@pytest.mark.parametrize(
    ("case", "sets"), [*((each, SETS) for each in LARGE), *((each, 1000) for each in FEW)], ids=str
)
def test_what_is_lost_is_what_is_allowed(case: Case, sets: int) -> None:
    """The mean loss of many sets lies within four standard errors of the allowed one, which are small."""
    mean, off = lost_in(case, sets)
    assert abs(mean - allowed_in(case)) < 4 * off
    assert off < 0.2 * allowed_in(case)


@pytest.mark.parametrize("case", list(good_cases(list(FAMILIES), [SAMPLES])), ids=str)
def test_good_candidates_lose_what_they_say(case: Case) -> None:
    """Nothing, or a tenth of what is allowed; exactly nothing where no other window flips."""
    mean, off = lost_in(case, SETS)
    assert abs(mean - case.lost * allowed_in(case)) <= 4 * off
    assert off < 0.2 * allowed_in(case)


def test_persons_hold_several_samples() -> None:
    """Each sample is of one of thirty persons, and persons say the same in all as samples do."""
    (found,) = (
        case
        for case in cases([Measure.ACCURACY], [1000])
        if case.population == "persons: one of ten loses, 17 windows, no other flips"
    )
    made = drawn(found, np.random.default_rng(3))
    assert made.persons is not None
    assert made.of_persons is not None
    assert len(np.unique(made.persons)) == 30
    assert made.of_persons.values == pytest.approx(made.seen.values)


def test_copies_count_once() -> None:
    """Of each content the first file."""
    (found,) = (
        case for case in cases([Measure.ACCURACY], [320]) if case.population == "4 contents, spread, one window"
    )
    assert drawn(found, np.random.default_rng(3)).seen.windows == 4


def test_harm_is_concentrated_in_two_percent() -> None:
    """In the others nothing gets worse, where there are no other flips."""
    (found,) = (
        case
        for case in cases([Measure.ACCURACY], [SAMPLES])
        if case.population == "concentrated, 17 windows, no other flips"
    )
    seen = drawn(found, np.random.default_rng(3)).seen
    assert 0.01 < seen.worse / SAMPLES < 0.03
    assert seen.better == 0
