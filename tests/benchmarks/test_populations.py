"""The populations of the simulation lose as much as they say: exactly what is allowed."""

import numpy as np
import pytest

from benchmarks.populations import POPULATIONS, Case, allowed_in, cases, drawn
from variantlens.sweeps.evidence import losses
from variantlens.sweeps.measures import Measure

SETS, SAMPLES = 20, 4000


@pytest.mark.parametrize("case", list(cases(list(POPULATIONS), [SAMPLES])), ids=str)
def test_what_is_lost_is_what_is_allowed(case: Case) -> None:
    """The mean loss of twenty large sets lies within four standard errors of the allowed one, which are small."""
    random = np.random.default_rng(11)
    lost = [float(losses(case.measure, np.array(drawn(case, random).values))) for _ in range(SETS)]
    allowed, off = allowed_in(case), np.std(lost, ddof=1) / np.sqrt(SETS)
    assert abs(np.mean(lost) - allowed) < 4 * off
    assert off < 0.2 * allowed


def test_harm_is_concentrated_in_two_percent() -> None:
    """In the others nothing gets worse, where there are no other flips."""
    (found,) = (
        case
        for case in cases([Measure.ACCURACY], [SAMPLES])
        if case.population == "concentrated, 17 windows, no other flips"
    )
    seen = drawn(found, np.random.default_rng(3))
    assert 0.01 < seen.worse / SAMPLES < 0.03
    assert seen.better == 0
