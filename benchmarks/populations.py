"""Made-up populations whose true loss is known: what is allowed, or a part of it.

Windows are correlated within samples, and samples within persons; harm is spread over all or concentrated in few, with
and without harmless flips beside it; samples are copies of others, and the candidate leaves some without an answer.
Every function draws one test set and answers with the evidence that a sweep would have.
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
from variantlens.sweeps.measuring import Outcomes, accuracy, error, f1
from variantlens.sweeps.ranks import Ranks

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]
Random = np.random.Generator

WINDOWS = 17
POINT = 0.01
BAD = 0.02
"""The share of samples in which concentrated harm lies."""
ERROR = 0.1
"""The allowed rise of a mean absolute error of 1."""
RANGE = 20.0
"""Expected values lie between 0 and this."""
PERSONS = 30
LABELLED_RIGHT = 0.95
"""The reference's accuracy."""


@dataclass(frozen=True)
class Case:
    """One population and a number of samples.

    Attributes:
        measure: What is measured.
        population: Its name, one of :data:`FAMILIES`.
        samples: How many samples a test set has.
        lost: The true loss, as a part of the allowed one.
    """

    measure: Measure
    population: str
    samples: int
    lost: float = 1.0


@dataclass(frozen=True, eq=False)
class TestSet:
    """One test set.

    Attributes:
        seen: What its samples say.
        persons: Whose each sample is, shape (samples,); None where nobody knows.
        of_persons: What persons say, each as one unit.
    """

    __test__ = False

    seen: Evidence
    persons: Indices | None = None
    of_persons: Evidence | None = None


@dataclass(frozen=True)
class Family:
    """Populations that are drawn by one function.

    Attributes:
        draw: Draws a test set: random numbers, samples, the population's name, the loss as a part of the allowed one.
        names: The populations' names.
        sizes: How many samples their test sets have.
    """

    draw: Callable[[Random, int, str, float], TestSet | Evidence]
    names: tuple[str, ...]
    sizes: tuple[int, ...] = (20, 50, 100, 200, 500, 1000)


def lengths(random: Random, samples: int, kind: str) -> Indices:
    """How many windows each sample has."""
    if kind == "one window":
        return np.ones(samples, dtype=np.intp)
    if kind == "unequal":
        return random.geometric(1 / WINDOWS, samples).astype(np.intp)
    return np.full(samples, WINDOWS)


def harm(random: Random, samples: int, kind: str, loss: float) -> Floats:
    """The chance of each sample's windows to be lost; ``loss`` on average."""
    if not loss:
        return np.zeros(samples)
    if kind == "spread":
        return random.beta(0.5, 0.5 * (1 / loss - 1), samples)
    share = loss if kind == "whole samples" else BAD
    return np.where(random.random(samples) < share, loss / share, 0.0)


def flips(random: Random, lost: Floats, count: Indices, noise: str) -> tuple[Outcomes, Outcomes, Indices]:
    """What both variants decide in every window, as outcomes, and the sample of each.

    Args:
        random: Random numbers.
        lost: The chance of each sample's windows to be lost, shape (samples,).
        count: How many windows each sample has, shape (samples,).
        noise: How many other flips there are, which do no harm on the whole.
    """
    samples = len(lost)
    unit = np.repeat(np.arange(samples), count)
    gone = lost[unit]
    level = {"no other flips": 0.0, "few other flips": 0.02, "many other flips": 0.2}[noise]
    # One sample's windows flip alike often: a gamma law with this shape leaves most samples without a flip.
    other = np.minimum(level / 2 * random.gamma(0.5, 2, samples), 0.5)[unit] * (1 - gone)
    drawn = random.random(len(unit))
    before = np.where(random.random(len(unit)) < LABELLED_RIGHT, Outcome.RIGHT, Outcome.WRONG)
    after = before.copy()
    flipped = drawn < gone + 2 * other
    harmful = drawn < gone + other
    before[flipped] = np.where(harmful, Outcome.RIGHT, Outcome.WRONG)[flipped]
    after[flipped] = np.where(harmful, Outcome.WRONG, Outcome.RIGHT)[flipped]
    return before.astype(np.int8), after.astype(np.int8), unit


def accuracy_case(random: Random, samples: int, population: str, lost: float) -> Sums:
    """Windows that are lost, and others that flip without harm on the whole, sample by sample."""
    kind, length, noise = population.split(", ")
    count = lengths(random, samples, length)
    before, after, unit = flips(random, harm(random, samples, kind, POINT * lost), count, noise)
    return accuracy(before, after, unit, samples)


def persons_case(random: Random, samples: int, population: str, lost: float) -> TestSet:
    """Samples of thirty persons, some with more of them than others; what is lost depends on the person, or not."""
    kind, length, noise = population.removeprefix("persons: ").split(", ")
    persons = random.choice(PERSONS, samples, p=random.dirichlet(np.full(PERSONS, 5.0)))
    loss = POINT * lost
    chance = _of_person(random, kind, loss)[persons]
    if length == WINDOWS_EACH:
        # Windows of a recording are lost together often.
        chance = np.where(chance > 0, random.beta(np.maximum(2 * chance, 1e-9), 2 * (1 - chance) + 1e-9), 0.0)
    before, after, unit = flips(random, chance, lengths(random, samples, length), noise)
    of_persons = accuracy(before, after, persons[unit], PERSONS)
    return TestSet(accuracy(before, after, unit, samples), persons, of_persons)


def _of_person(random: Random, kind: str, loss: float) -> Floats:
    """The chance of each person's windows to be lost; ``loss`` on average."""
    if kind in HARMED_PERSONS:
        share = HARMED_PERSONS[kind]
        return np.where(random.random(PERSONS) < share, loss / share, 0.0)
    if kind == "all differ":
        return random.beta(0.5, 0.5 * (1 / loss - 1), PERSONS)
    return np.full(PERSONS, loss)


def copies_case(random: Random, samples: int, population: str, lost: float) -> Sums:
    """Files that are copies of few contents; of each content the first file counts."""
    few, kind, length = population.split(", ")
    contents = np.arange(samples) % int(few.removesuffix(" contents"))
    own = lengths(random, samples, length)
    before, after, unit = flips(random, harm(random, samples, kind, POINT * lost), own, "no other flips")
    first = np.unique(contents, return_index=True)[1]
    kept = np.isin(unit, first)
    return accuracy(before[kept], after[kept], unit[kept], samples)


def missing_case(random: Random, samples: int, population: str, lost: float) -> Sums:
    """The candidate decides as the reference does, and leaves some windows without an answer."""
    kind, length, _ = population.split(", ")
    count = lengths(random, samples, length)
    unit = np.repeat(np.arange(samples), count)
    # What the reference has wrong is no loss of accuracy.
    gone = random.random(len(unit)) < harm(random, samples, kind, POINT * lost / LABELLED_RIGHT)[unit]
    before = np.where(random.random(len(unit)) < LABELLED_RIGHT, Outcome.RIGHT, Outcome.WRONG)
    after = np.where(gone, Outcome.LOST, before)
    return accuracy(before.astype(np.int8), after.astype(np.int8), unit, samples)


def f1_case(random: Random, samples: int, population: str, lost: float) -> Sums:
    """Pictures of one object and more; hits that are lost, or false alarms that are new."""
    kind, noise = population.split(", ")
    objects = 1 + random.poisson(1.5, samples)
    hits = random.binomial(objects, random.beta(9.2, 0.8, samples))
    alarms = random.poisson(0.2, samples)
    whole, found, raised = 2.5, 2.5 * 0.92, 0.2
    target = 2 * found / (found + raised + whole) - POINT * lost
    # Solved for the share of hits that goes, and for the false alarms that come, so that F1 falls by as much.
    share = max(1 - target * (raised + whole) / (found * (2 - target)), 0.0)
    new = max(2 * found / target - found - whole - raised, 0.0)
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


def auroc_case(random: Random, samples: int, population: str, lost: float) -> Ranks:
    """Scores of good and bad samples; some of the anomalies lose theirs."""
    kind, windows = population.split(", ")
    count = 1 if windows == "one window" else 4
    anomalous = np.arange(samples) % 2 == 0
    distance, blur = np.sqrt(2) * ndtri(0.95), 0.1
    blurred = np.sqrt(2 * (1 + blur**2))
    # Normal scores, so that the area of each part of the population is known: Φ(distance ÷ √(sum of variances)).
    if kind == "spread":
        shift = np.full(samples, blurred * ndtri(0.95 - POINT * lost))
    else:
        share = {"concentrated": 2 * BAD, "whole samples": POINT / 0.9}[kind]
        area = float(ndtr(distance / blurred))
        rest = (0.95 - POINT * lost - (1 - share) * area) / share
        shift = np.where(random.random(samples) < share, blurred * ndtri(rest), distance)
    unit = np.repeat(np.arange(samples), count)
    own = np.sqrt(0.5) * (random.standard_normal(samples)[unit] + random.standard_normal(len(unit)))
    noise = blur * random.standard_normal(len(unit))
    scores = [own + np.where(anomalous, distance, 0)[unit], own + noise + np.where(anomalous, shift, 0)[unit]]
    return Ranks(np.arange(samples), unit, anomalous[unit], np.stack(scores))


def error_case(random: Random, samples: int, population: str, lost: float) -> Sums:
    """Values whose errors grow by the allowed amount on average, in all samples or in few."""
    kind, noise = population.split(", ")
    unit = np.repeat(np.arange(samples), WINDOWS)
    rise = ERROR * lost
    if kind == "spread":
        grown = rise * random.exponential(1, samples)
    else:
        share = POINT if kind == "whole samples" else BAD
        spread = 1.0 if kind == "whole samples" else random.uniform(0.5, 1.5, samples)
        grown = np.where(random.random(samples) < share, rise / share * spread, 0.0)
    level = {"little noise": 0.02, "much noise": 2.0}[noise]
    before = random.gamma(4, 0.25, len(unit)) + level
    # Never so much that an error would change its side.
    wobble = level * (0.9 * random.uniform(-1, 1, samples)[unit] + 0.1 * random.uniform(-1, 1, len(unit)))
    after = before + wobble + grown[unit]
    return error(before, after, unit, samples, measure=Measure.MAE, span=_span(random, before, after))


def missing_values_case(random: Random, samples: int, population: str, lost: float) -> Sums:
    """The candidate answers as the reference does, and some samples not at all: each loses the span of all values."""
    kind = population.split(", ")[0]
    unit = np.repeat(np.arange(samples), WINDOWS)
    before = random.gamma(4, 0.25, len(unit))
    span = _span(random, before)
    gone = random.random(len(unit)) < harm(random, samples, kind, ERROR * lost / span)[unit]
    return error(before, np.where(gone, before + span, before), unit, samples, measure=Measure.MAE, span=span)


def _span(random: Random, *errors: Floats) -> float:
    """From the smallest to the largest of all values, where these errors lie on either side of what is expected."""
    expected = random.uniform(0, RANGE, len(errors[0]))
    side = random.choice([-1.0, 1.0], len(expected))
    values = np.concatenate([expected, *(expected + side * each for each in errors)])
    return float(values.max() - values.min())


def _named(*parts: tuple[str, ...]) -> tuple[str, ...]:
    """A name for each way to choose one of every part."""
    return tuple(", ".join(chosen) for chosen in product(*parts))


KINDS = ("spread", "concentrated", "whole samples")
"""How what is lost lies over the samples."""
NOISE = ("no other flips", "few other flips", "many other flips")
WINDOWS_EACH = "17 windows"
HARMED_PERSONS = {"one of ten loses": 0.1, "one of five loses": 0.2}
"""The share of persons in whom all harm lies; of each a tenth, or a twentieth, of the windows is lost."""
FAMILIES: dict[Measure, tuple[Family, ...]] = {
    Measure.ACCURACY: (
        Family(accuracy_case, _named(KINDS, (WINDOWS_EACH, "one window", "unequal"), NOISE)),
        Family(
            persons_case,
            _named(
                tuple(f"persons: {kind}" for kind in (*HARMED_PERSONS, "all differ")),
                (WINDOWS_EACH, "one window"),
                ("no other flips", "few other flips"),
            ),
            (300, 1000, 2000),
        ),
        Family(
            copies_case,
            _named(("4 contents", "20 contents", "100 contents"), ("spread", "whole samples"), ("one window",)),
            (320, 1000),
        ),
        Family(missing_case, _named(("spread", "whole samples"), (WINDOWS_EACH, "one window"), ("no answer",))),
    ),
    Measure.F1: (Family(f1_case, _named(("spread", "concentrated", "false alarms"), (NOISE[0], NOISE[2]))),),
    Measure.AUROC: (Family(auroc_case, _named(KINDS, ("one window", "4 windows"))),),
    Measure.MAE: (
        Family(error_case, _named(KINDS, ("little noise", "much noise"))),
        Family(missing_values_case, _named(("spread", "whole samples"), ("no answer",))),
    ),
}

GOOD = (0.0, 0.1)
"""What a good candidate loses, as a part of what is allowed."""
GOOD_SIZES = (100, 300, 600, 2000)
GOOD_FAMILIES: dict[Measure, tuple[Family, ...]] = {
    Measure.ACCURACY: (
        Family(accuracy_case, _named(("concentrated",), (WINDOWS_EACH, "one window"), NOISE), GOOD_SIZES),
        Family(persons_case, _named(("persons: none differs",), (WINDOWS_EACH, "one window"), NOISE), GOOD_SIZES),
    ),
    Measure.F1: (Family(f1_case, _named(("concentrated",), (NOISE[0], NOISE[2])), GOOD_SIZES),),
    Measure.AUROC: (Family(auroc_case, ("spread, one window",), GOOD_SIZES),),
    Measure.MAE: (Family(error_case, _named(("concentrated",), ("little noise", "much noise")), GOOD_SIZES),),
}
"""Populations of good candidates."""


def cases(measures: Sequence[Measure], sizes: Sequence[int] | None = None) -> Iterator[Case]:
    """Every population that loses what is allowed, at every size; its own sizes unless given."""
    return _cases(FAMILIES, measures, sizes, (1.0,))


def good_cases(measures: Sequence[Measure], sizes: Sequence[int] | None = None) -> Iterator[Case]:
    """Every population of good candidates, likewise."""
    return _cases(GOOD_FAMILIES, measures, sizes, GOOD)


def _cases(
    families: dict[Measure, tuple[Family, ...]],
    measures: Sequence[Measure],
    sizes: Sequence[int] | None,
    lost: Sequence[float],
) -> Iterator[Case]:
    for measure in measures:
        for family in families[measure]:
            for population, part, samples in product(family.names, lost, sizes or family.sizes):
                yield Case(measure, population, samples, part)


def allowed_in(case: Case) -> float:
    """How much may be lost in a case."""
    return ERROR if case.measure is Measure.MAE else POINT


def drawn(case: Case, random: Random) -> TestSet:
    """One test set."""
    every = (*FAMILIES[case.measure], *GOOD_FAMILIES[case.measure])
    family = next(each for each in every if case.population in each.names)
    made = family.draw(random, case.samples, case.population, case.lost)
    return made if isinstance(made, TestSet) else TestSet(made)
