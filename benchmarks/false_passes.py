"""How often does a verdict pass, or fail, a candidate that loses exactly what is allowed? At most one time in twenty.

Test sets of 20 to 1,000 samples are drawn from populations whose true loss is the allowed one
(:mod:`benchmarks.populations`). Counted is how often the upper bound of the loss lies at or below it
(:mod:`benchmarks.passing`), and how often the lower bound lies above it; on request the former for a plain bootstrap.

    python -m benchmarks.false_passes [--sets 2000] [--measure accuracy] [--sizes 20,100] [--beside]

Exits with 1 if any case passes or fails more often than that.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from benchmarks.passing import fails, passes
from benchmarks.populations import POPULATIONS, Case, allowed_in, cases, drawn
from variantlens.sweeps.bounds import LEVEL
from variantlens.sweeps.measures import Measure

SIZES = (20, 50, 100, 200, 500, 1000)
SETS = 2000
AT_ONCE = 50
"""Test sets that share their weights."""
NEAR, CLOSER = 0.04, 4
"""A case that passes or fails more often than this is drawn so many times as often, so that luck does not decide."""


@dataclass(frozen=True)
class Rate:
    """How often a case passes.

    Attributes:
        case: Which.
        sets: Of how many test sets.
        passed: How many passed.
        failed: How many were said to be worse than allowed.
        bootstrap: How many a plain bootstrap would have passed; None where that is not tried.
    """

    case: Case
    sets: int
    passed: int
    failed: int
    bootstrap: int | None

    @property
    def share(self) -> float:
        """Passed ÷ sets, or failed ÷ sets where that is more."""
        return max(self.passed, self.failed) / self.sets


def rate(case: Case, sets: int, *, seed: int = 1, beside: bool = False) -> Rate:
    """How often a case passes.

    Args:
        case: Which.
        sets: How many test sets to draw at least.
        seed: Of the draws.
        beside: Whether to try a plain bootstrap as well.
    """
    random = np.random.default_rng([seed, case.samples, *case.population.encode()])
    passed = failed = bootstrap = tried = 0
    wanted = sets
    while tried < wanted:
        made = [drawn(case, random) for _ in range(min(AT_ONCE, sets - tried % sets))]
        tried += len(made)
        weighted = int(random.integers(2**63))
        passed += int(passes(made, allowed_in(case), weighted).sum())
        failed += int(fails(made, allowed_in(case), weighted).sum())
        if beside:
            bootstrap += int(passes(made, allowed_in(case), weighted, imagined=False).sum())
        # Decided once, so that a case cannot stop when it happens to look good.
        if tried == sets and max(passed, failed) > NEAR * sets:
            wanted = CLOSER * sets
    return Rate(case, tried, passed, failed, bootstrap if beside else None)


def _line(found: Rate) -> str:
    case = found.case
    beside = "" if found.bootstrap is None else f"   bootstrap alone {found.bootstrap / found.sets:6.2%}"
    told = f"{case.measure.value:20} {case.population:46} {case.samples:5} samples"
    rates = f"passed {found.passed / found.sets:6.2%}  failed {found.failed / found.sets:6.2%}"
    return f"{told}  {rates}  of {found.sets:5} sets{beside}"


def _rate(case: Case, sets: int, beside: bool) -> Rate:
    return rate(case, sets, beside=beside)


def main(arguments: Sequence[str] | None = None) -> int:
    """Simulate all cases; 1 if one passes too often."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=int, default=SETS, help="test sets per case")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of samples")
    parser.add_argument("--measure", type=Measure, action="append", choices=list(POPULATIONS), help="only this one")
    parser.add_argument("--workers", type=int, help="processes at once; as many as there are processors unless given")
    parser.add_argument("--beside", action="store_true", help="try a plain bootstrap as well")
    chosen = parser.parse_args(arguments)
    every = list(cases(chosen.measure or list(POPULATIONS), [int(size) for size in chosen.sizes.split(",")]))
    started = time.monotonic()
    worst: dict[Measure, float] = {}
    with ProcessPoolExecutor(chosen.workers) as workers:
        for found in workers.map(_rate, every, repeat(chosen.sets), repeat(chosen.beside)):
            print(_line(found), flush=True)
            worst[found.case.measure] = max(worst.get(found.case.measure, 0.0), found.share)
    for measure, share in worst.items():
        print(f"{measure.value}: at most {share:.2%} false verdicts in any case")
    print(f"{chosen.sets} test sets and more for each of {len(every)} cases, {time.monotonic() - started:.0f} s")
    return int(max(worst.values()) > 1 - LEVEL)


if __name__ == "__main__":
    sys.exit(main())
