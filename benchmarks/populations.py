"""Made-up populations whose true loss is known: it is exactly what is allowed.

Windows are correlated within samples; harm is spread over all samples or concentrated in few, with and without
harmless flips beside it. Every function draws one test set and answers with the evidence that a sweep would have.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from variantlens.comparison.outcomes import Outcome
from variantlens.sweeps.evidence import Evidence, Sums
from variantlens.sweeps.measures import Measure
from variantlens.sweeps.measuring import accuracy, error, f1
from variantlens.sweeps.ranks import Ranks

Floats = npt.NDArray[np.float64]
Random = np.random.Generator

WINDOWS = 17
POINT = 0.01
BAD = 0.02
"""The share of samples in which concentrated harm lies."""
ERROR = 0.1
"""The allowed rise of a mean absolute error of 1."""
SPAN = 10.0
"""From the smallest to the largest of the values that have such errors."""


@dataclass(frozen=True)
class Case:
    """One population and a number of samples.

    Attributes:
        measure: What is measured.
        population: Its name, a key of :data:`POPULATIONS`.
        samples: How many samples a test set has.
    """

    measure: Measure
    population: str
    samples: int


def lengths(random: Random, samples: int, kind: str) -> npt.NDArray[np.intp]:
    """How many windows each sample has."""
    if kind == "one window":
        return np.ones(samples, dtype=np.intp)
    if kind == "unequal":
        return random.geometric(1 / WINDOWS, samples).astype(np.intp)
    return np.full(samples, WINDOWS)


def harm(random: Random, samples: int, kind: str) -> Floats:
    """The chance of each sample's windows to be lost; one point on average."""
    if kind == "spread":
        return random.beta(0.5, 0.5 * (1 / POINT - 1), samples)
    share = POINT if kind == "whole samples" else BAD
    return np.where(random.random(samples) < share, POINT / share, 0.0)


def accuracy_case(random: Random, samples: int, population: str) -> Sums:
    """Windows that are lost, and others that flip without harm on the whole, sample by sample."""
    kind, length, noise = population.split(", ")
    count = lengths(random, samples, length)
    unit = np.repeat(np.arange(samples), count)
    lost = harm(random, samples, kind)[unit]
    level = {"no other flips": 0.0, "few other flips": 0.02, "many other flips": 0.2}[noise]
    # One sample's windows flip alike often: a gamma law with this shape leaves most samples without a flip.
    other = np.minimum(level / 2 * random.gamma(0.5, 2, samples), 0.5)[unit] * (1 - lost)
    drawn = random.random(len(unit))
    before = np.where(random.random(len(unit)) < 0.95, Outcome.RIGHT, Outcome.WRONG)
    after = before.copy()
    flipped = drawn < lost + 2 * other
    harmful = drawn < lost + other
    before[flipped] = np.where(harmful, Outcome.RIGHT, Outcome.WRONG)[flipped]
    after[flipped] = np.where(harmful, Outcome.WRONG, Outcome.RIGHT)[flipped]
    return accuracy(before.astype(np.int8), after.astype(np.int8), unit, samples)


def f1_case(random: Random, samples: int, population: str) -> Sums:
    """Pictures of one object and more; hits that are lost, or false alarms that are new."""
    kind, noise = population.split(", ")
    objects = 1 + random.poisson(1.5, samples)
    hits = random.binomial(objects, random.beta(9.2, 0.8, samples))
    alarms = random.poisson(0.2, samples)
    whole, found, raised = 2.5, 2.5 * 0.92, 0.2
    target = 2 * found / (found + raised + whole) - POINT
    # Solved for the share of hits that goes, and for the false alarms that come, so that F1 falls by one point.
    share = 1 - target * (raised + whole) / (found * (2 - target))
    new = 2 * found / target - found - whole - raised
    bad = np.ones(samples) if kind == "spread" else (random.random(samples) < BAD) / BAD
    if kind == "false alarms":
        gone, come = np.zeros(samples, dtype=np.intp), random.poisson(new * bad)
    else:
        gone, come = random.binomial(hits, np.minimum(share * bad, 1)), np.zeros(samples, dtype=np.intp)
    level = {"no other flips": 0.0, "many other flips": 0.2}[noise]
    # False alarms that swap: as many come as go, in other pictures.
    more, fewer = (random.poisson(level, samples) for _ in range(2))
    columns = [objects, hits, alarms + fewer, hits - gone, alarms + more + come, gone + more + come > 0, fewer > 0]
    return f1(np.stack(columns, axis=1).astype(np.float64), np.arange(samples), samples)


def auroc_case(random: Random, samples: int, population: str) -> Ranks:
    """Scores of good and bad samples; some of the anomalies lose theirs."""
    kind, windows = population.split(", ")
    count = 1 if windows == "one window" else 4
    anomalous = np.arange(samples) % 2 == 0
    distance, blur = np.sqrt(2) * ndtri(0.95), 0.1
    blurred = np.sqrt(2 * (1 + blur**2))
    # Normal scores, so that the area of each part of the population is known: Φ(distance ÷ √(sum of variances)).
    if kind == "spread":
        shift = np.full(samples, blurred * ndtri(0.95 - POINT))
    else:
        share = {"concentrated": 2 * BAD, "whole samples": POINT / 0.9}[kind]
        area = float(ndtr(distance / blurred))
        rest = (0.95 - POINT - (1 - share) * area) / share
        shift = np.where(random.random(samples) < share, blurred * ndtri(rest), distance)
    unit = np.repeat(np.arange(samples), count)
    own = np.sqrt(0.5) * (random.standard_normal(samples)[unit] + random.standard_normal(len(unit)))
    noise = blur * random.standard_normal(len(unit))
    scores = [own + np.where(anomalous, distance, 0)[unit], own + noise + np.where(anomalous, shift, 0)[unit]]
    return Ranks(np.arange(samples), unit, anomalous[unit], np.stack(scores))


def error_case(random: Random, samples: int, population: str) -> Sums:
    """Errors that grow by the allowed amount on average, in all samples or in few."""
    kind, noise = population.split(", ")
    unit = np.repeat(np.arange(samples), WINDOWS)
    if kind == "spread":
        rise = ERROR * random.exponential(1, samples)
    else:
        share = POINT if kind == "whole samples" else BAD
        spread = 1.0 if kind == "whole samples" else random.uniform(0.5, 1.5, samples)
        rise = np.where(random.random(samples) < share, ERROR / share * spread, 0.0)
    level = {"little noise": 0.02, "much noise": 1.0}[noise]
    before = random.gamma(4, 0.25, len(unit)) + level
    wobble = level * random.standard_normal(samples)[unit] + level / 4 * random.standard_normal(len(unit))
    return error(before, before + wobble + rise[unit], unit, samples, measure=Measure.MAE, span=SPAN)


def _named(*parts: tuple[str, ...]) -> tuple[str, ...]:
    """A name for each way to choose one of every part."""
    return tuple(", ".join(chosen) for chosen in product(*parts))


KINDS = ("spread", "concentrated", "whole samples")
"""How what is lost lies over the samples."""
POPULATIONS: dict[Measure, tuple[Callable[[Random, int, str], Evidence], tuple[str, ...]]] = {
    Measure.ACCURACY: (
        accuracy_case,
        _named(
            KINDS,
            ("17 windows", "one window", "unequal"),
            ("no other flips", "few other flips", "many other flips"),
        ),
    ),
    Measure.F1: (
        f1_case,
        _named(("spread", "concentrated", "false alarms"), ("no other flips", "many other flips")),
    ),
    Measure.AUROC: (auroc_case, _named(KINDS, ("one window", "4 windows"))),
    Measure.MAE: (error_case, _named(KINDS, ("little noise", "much noise"))),
}


def cases(measures: Sequence[Measure], sizes: Sequence[int]) -> Iterator[Case]:
    """Every population at every size."""
    for measure in measures:
        for population in POPULATIONS[measure][1]:
            for samples in sizes:
                yield Case(measure, population, samples)


def allowed_in(case: Case) -> float:
    """How much may be lost in a case, which is what is lost."""
    return ERROR if case.measure is Measure.MAE else POINT


def drawn(case: Case, random: Random) -> Evidence:
    """One test set."""
    return POPULATIONS[case.measure][0](random, case.samples, case.population)
