"""How often is a verdict false, and how often does a good candidate pass?

Test sets are drawn from populations whose true loss is the allowed one (:mod:`benchmarks.populations`). Counted is how
often the upper bound of the loss lies at or below it, and how often the lower bound lies above it
(:mod:`benchmarks.passing`): each at most one time in twenty. Where samples carry a person, beside it how often samples
alone would; on request how often a plain bootstrap would pass. Then the same of candidates that lose nothing, or a
tenth of what is allowed: the more pass, the better; where losses do not depend on persons, that samples carry them
costs at most two of a hundred passes.

    python -m benchmarks.false_passes [--sets 800] [--only false|power] [--measure accuracy] [--population persons]
        [--sizes 20,100] [--beside]

Exits with 1 if any case is false more often than that, or costs more, but for those that no test can hold
(:data:`BEYOND_ANY_TEST`).
"""

import argparse
import math
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from benchmarks.passing import fails, held_by_persons, passes
from benchmarks.populations import FAMILIES, Case, allowed_in, cases, drawn, good_cases
from variantlens.sweeps.bounds import LEVEL
from variantlens.sweeps.measures import Measure

SETS = 800
AT_ONCE = 50
"""Test sets that share their weights."""
NEAR, CLOSER = 0.045, 10
"""A case that passes or fails more often than this is drawn so many times as often, so that luck does not decide."""
FEWEST_SETS = 200
NUMBERS = 250_000
"""Of good candidates so many samples are drawn in each case, in at most as many sets as of the others."""
COST = 0.02
"""So many fewer good candidates pass at most because their samples carry a person that does not matter."""
BEYOND_ANY_TEST = "persons: "
"""Populations that may pass more often: a set in which no harmed person happens to be drawn, or a loss or two of
different persons, looks like one of a candidate that harms nobody (docs/verdict.md says how often)."""


@dataclass(frozen=True)
class Rate:
    """How often a case passes.

    Attributes:
        case: Which.
        sets: Of how many test sets.
        passed: How many passed.
        failed: How many were said to be worse than allowed.
        alone: How many would have passed, and failed, by their samples, whatever persons say.
        bootstrap: How many a plain bootstrap would have passed; None where that is not tried.
    """

    case: Case
    sets: int
    passed: int
    failed: int
    alone: tuple[int, int]
    bootstrap: int | None

    @property
    def share(self) -> float:
        """Passed ÷ sets, or failed ÷ sets where that is more."""
        return max(self.passed, self.failed) / self.sets

    @property
    def cost(self) -> float:
        """The share of sets that do not pass because of persons."""
        return (self.alone[0] - self.passed) / self.sets


def rate(case: Case, sets: int, *, seed: int = 1, beside: bool = False) -> Rate:
    """How often a case passes.

    Args:
        case: Which.
        sets: How many test sets to draw at least.
        seed: Of the draws.
        beside: Whether to try a plain bootstrap as well.
    """
    random = np.random.default_rng([seed, case.samples, *case.population.encode()])
    counts = np.zeros(4, dtype=np.intp)
    bootstrap = tried = 0
    wanted, allowed = sets, allowed_in(case)
    decides = case.lost == 1 and not case.population.startswith(BEYOND_ANY_TEST)
    while tried < wanted:
        made = [drawn(case, random) for _ in range(min(AT_ONCE, sets - tried % sets))]
        seen = [each.seen for each in made]
        tried += len(made)
        weighted = int(random.integers(2**63))
        passed, failed = passes(seen, allowed, weighted), fails(seen, allowed, weighted)
        passed_too = held_by_persons(made, passed, allowed, weighted, passing=True)
        failed_too = held_by_persons(made, failed, allowed, weighted, passing=False)
        counts += [int(each.sum()) for each in (passed_too, failed_too, passed, failed)]
        if beside:
            bootstrap += int(passes(seen, allowed, weighted, imagined=False).sum())
        # Decided once, so that a case cannot stop when it happens to look good.
        if tried == sets and decides and counts[:2].max() > NEAR * sets:
            wanted = CLOSER * sets
    every = counts.tolist()
    return Rate(case, tried, every[0], every[1], (every[2], every[3]), bootstrap if beside else None)


def _line(found: Rate) -> str:
    case, sets = found.case, found.sets
    lost = "" if case.lost == 1 else f"loses {case.lost:.0%} of it  "
    told = f"{case.measure.value:20} {case.population:52} {case.samples:5} samples  {lost}"
    rates = f"passed {found.passed / sets:6.2%}  failed {found.failed / sets:6.2%}  of {sets:5} sets"
    alone = tuple(f"{each / sets:6.2%}" for each in found.alone)
    persons = f"   samples alone {alone[0]} {alone[1]}" if case.population.startswith("persons") else ""
    beside = "" if found.bootstrap is None else f"   bootstrap alone {found.bootstrap / sets:6.2%}"
    return f"{told}{rates}{persons}{beside}"


def _rate(case: Case, sets: int, beside: bool) -> Rate:
    if case.lost < 1:
        sets = min(sets, max(NUMBERS // case.samples, FEWEST_SETS))
    return rate(case, sets, beside=beside)


def main(arguments: Sequence[str] | None = None) -> int:
    """Simulate all cases; 1 if one is false too often, or if persons cost too much."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=int, default=SETS, help="test sets per case")
    parser.add_argument("--only", choices=["false", "power"], help="false verdicts, or passes of good candidates")
    parser.add_argument("--sizes", help="numbers of samples; each population's own unless given")
    parser.add_argument("--measure", type=Measure, action="append", choices=list(FAMILIES), help="only this one")
    parser.add_argument("--population", default="", help="only those whose name holds this")
    parser.add_argument("--workers", type=int, help="processes at once; as many as there are processors unless given")
    parser.add_argument("--beside", action="store_true", help="try a plain bootstrap as well")
    chosen = parser.parse_args(arguments)
    measures = chosen.measure or list(FAMILIES)
    sizes = [int(size) for size in chosen.sizes.split(",")] if chosen.sizes else None
    every = [] if chosen.only == "power" else list(cases(measures, sizes))
    every += [] if chosen.only == "false" else list(good_cases(measures, sizes))
    every = [each for each in every if chosen.population in each.population]
    started = time.monotonic()
    found: list[Rate] = []
    with ProcessPoolExecutor(chosen.workers) as workers:
        for each in workers.map(_rate, every, repeat(chosen.sets), repeat(chosen.beside)):
            print(_line(each), flush=True)
            found.append(each)
    _told(found)
    print(f"{chosen.sets} test sets and more for each of {len(every)} cases, {time.monotonic() - started:.0f} s")
    return int(any(_is_wrong(each) for each in found))


def _is_wrong(found: Rate) -> bool:
    """Whether a case is false too often where that need not be, or persons cost too much."""
    if found.case.lost < 1:
        # Beyond what chance makes of it, three standard errors.
        return found.cost > COST + 3 * math.sqrt(COST / found.sets)
    if found.case.population.startswith(BEYOND_ANY_TEST):
        return found.failed / found.sets > 1 - LEVEL
    return found.share > 1 - LEVEL


def _told(found: Sequence[Rate]) -> None:
    """What all cases come to."""
    for measure in dict.fromkeys(each.case.measure for each in found):
        own = [each for each in found if each.case.measure is measure]
        false = [each for each in own if each.case.lost == 1]
        held = [each.share for each in false if not each.case.population.startswith(BEYOND_ANY_TEST)]
        if held:
            print(f"{measure.value}: at most {max(held):.2%} false verdicts in any case")
        by_person = [each for each in false if each.case.population.startswith(BEYOND_ANY_TEST)]
        if by_person:
            passed, failed = (
                max(getattr(each, name) / each.sets for each in by_person) for name in ("passed", "failed")
            )
            print(f"{measure.value}, thirty persons: at most {passed:.2%} false passes, {failed:.2%} falsely worse")
        costs = [each.cost for each in own if each.case.lost < 1 and each.case.population.startswith("persons")]
        if costs:
            print(
                f"{measure.value}: persons that do not matter cost at most {max(costs):.2%} of good candidates a pass"
            )


if __name__ == "__main__":
    sys.exit(main())
