"""Samples that hang together: by what they can be grouped, and whether losses cluster by it.

Thirty recordings of one person are not thirty independent samples where what is lost depends on the person. Nobody
has to know that beforehand: where samples carry a device, a person, a session, losses are dealt out anew at random,
many times, over samples of the same label (Good, "Permutation, Parametric, and Bootstrap Tests of Hypotheses", 2005),
and it is asked how often they pile up in groups as much as they were seen to. What is measured of a pile is

    the sum over groups of (what is lost in the group − what would be lost in it if labels alone mattered)²,

where a group that loses less than that counts half, since harm that hides in few groups is what fools a verdict.

Of several groupings each has its p-value, and the smallest is held against the smallest of every dealing (Westfall and
Young, "Resampling-Based Multiple Testing", 1993), so that many groupings find nothing more often than one.

The p-value is the mid-p value, which counts half of the dealings that pile up exactly as much (Lancaster,
"Significance Tests in Discrete Distributions", Journal of the American Statistical Association 56, 1961), since few
lost samples can fall in few ways. Losses count as clustered below :data:`LEVEL`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from variantlens.sweeps.columns import groups_of, keys_in
from variantlens.sweeps.name_parts import key_of, parts_of
from variantlens.sweeps.outcomes import SampleOutcome
from variantlens.sweeps.resampling import SEED, Floats, Indices

LEVEL = 0.015
"""Where losses do not depend on a grouping, so many verdicts that would pass are held up, by chance up to two of a
hundred. At .05 it would be five, and hardly more of what hangs together would be found (docs/verdict.md)."""
SPARED = 0.5
"""How much groups that are spared weigh: harm in one person of ten is found in 61 % of data sets where it would be in
54 % at 1, and equally strong effects of every person in as many; at 0 it would be 67 %, and a tenth fewer."""
FEW = 5
"""Labels with fewer samples are one, since nothing can be dealt out anew within them: numbers, for example."""
MOST_NAME_PARTS = 12
"""Names with more parts are looked at no further."""
FIRST_DRAWS, DRAWS = 100, 1_000
"""So many dealings show that nothing is there; so many show how much is."""
HOPELESS = 0.1
"""Where the first dealings give a p-value above this, no more are made."""
MOST_NUMBERS = 4_000_000
"""Dealings × samples that lose or gain, at most: some tenths of a second."""
FEWEST_DRAWS = 400
AT_ONCE = 2_000_000
"""Places that are held in memory at once while they are shuffled."""
SPARSE = 8
"""Where fewer than one in so many samples lose or gain, only their places are drawn."""
ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Grouping:
    """A way in which samples may hang together.

    Attributes:
        by: ``device``, a metadata key, or a part of their names.
        units: The group of each sample, shape (samples,); one that lacks the key is a group by itself.
        count: How many groups there are.
    """

    by: str
    units: Indices
    count: int


@dataclass(frozen=True, eq=False)
class Clustering:
    """A grouping by which losses cluster.

    Attributes:
        grouping: Which.
        p: How often losses that do not depend on any grouping would pile up as much in one of them, 0..1.
    """

    grouping: Grouping
    p: float


def groupings(samples: Sequence[SampleOutcome]) -> tuple[Grouping, ...]:
    """By what samples can hang together: each at least two groups, most of them of at least two samples.

    What their label or category says is none, and of two that part the samples alike the first is named.

    Args:
        samples: The samples that are judged.
    """
    categories, category = np.unique([each.category for each in samples], return_inverse=True)
    said = strata(samples) * len(categories) + category
    found: dict[bytes, Grouping] = {}
    for by in ("device", *keys_in(samples), *_name_parts(samples)):
        units, names = groups_of(samples, by)
        sizes = np.bincount(units, minlength=len(names))
        large = np.count_nonzero(sizes > 1)
        if 1 < len(names) < 2 * large and not _determined(units, said):
            found.setdefault(units.tobytes(), Grouping(by, units, len(names)))
    return tuple(found.values())


def strata(samples: Sequence[SampleOutcome]) -> Indices:
    """Which samples are of one label, shape (samples,); labels of few samples are one.

    Args:
        samples: The samples that are judged.
    """
    _, label, counts = np.unique([each.label for each in samples], return_inverse=True, return_counts=True)
    rare = counts[label] < FEW
    return np.where(rare, len(counts), label)


def clusterings(lost: Floats, ways: Sequence[Grouping], labels: Indices) -> tuple[Clustering, ...]:
    """By which groupings losses cluster, the surest first; none where fewer than two samples lose.

    Args:
        lost: What each sample loses, below 0 what it gains, shape (samples,).
        ways: How they may hang together.
        labels: Within which samples are exchangeable, shape (samples,); see :func:`strata`.
    """
    if not ways or np.count_nonzero(lost > 0) < 2:
        return ()
    random = np.random.default_rng(SEED)
    piles = _piles(random, lost, ways, labels, FIRST_DRAWS)
    if _p_values(piles).min() > HOPELESS:
        return ()
    draws = int(np.clip(MOST_NUMBERS // np.count_nonzero(lost), FEWEST_DRAWS, DRAWS))
    p_values = _p_values(_piles(random, lost, ways, labels, draws)).tolist()
    found = [Clustering(way, p) for way, p in zip(ways, p_values, strict=True) if p < LEVEL]
    return tuple(sorted(found, key=lambda each: each.p))


def _name_parts(samples: Sequence[SampleOutcome]) -> Iterator[str]:
    """The parts of names that are the same in some samples and different in others."""
    names = [parts_of(each.filename, each.label)[:MOST_NAME_PARTS] for each in samples]
    for at in range(max(map(len, names), default=0)):
        if 1 < len({parts[at] for parts in names if at < len(parts)}) < len(names):
            yield key_of(at + 1)


def _determined(units: Indices, labels: Indices) -> bool:
    """Whether all samples of a label are in one group, so that nothing can be told from the label."""
    pairs = labels * (int(units.max()) + 1) + units
    return len(np.unique(pairs)) == len(np.unique(labels))


def _piles(random: np.random.Generator, lost: Floats, ways: Sequence[Grouping], labels: Indices, draws: int) -> Floats:
    """How much losses pile up as they were seen, and on every dealing, shape (1 + draws, ways)."""
    step = max(1, AT_ONCE // len(lost))
    dealt = [_dealt(random, lost, labels, min(step, draws - start)) for start in range(0, draws, step)]
    mean = np.bincount(labels, weights=lost) / np.maximum(np.bincount(labels), 1)
    found = []
    for way in ways:
        expected = np.bincount(way.units, weights=mean[labels], minlength=way.count)
        seen = np.bincount(way.units, weights=lost, minlength=way.count)
        parts = [_summed(numbers, way.units[places], way.count) for numbers, places in dealt]
        more = np.concatenate([seen[None], *parts]) - expected
        found.append((more**2 * np.where(more > 0, 1, SPARED)).sum(axis=1))
    return np.stack(found, axis=1)


def _summed(numbers: Floats, groups: Indices, count: int) -> Floats:
    """Sums by group of numbers, shape (different,), whose groups have shape (draws, different): (draws, groups)."""
    draws = len(groups)
    cells = groups + count * np.arange(draws)[:, None]
    sums: Floats = np.bincount(cells.ravel(), np.tile(numbers, draws), draws * count).astype(np.float64)
    return sums.reshape(draws, count)


def _dealt(random: np.random.Generator, lost: Floats, labels: Indices, draws: int) -> tuple[Floats, Indices]:
    """What is lost and gained, shape (different,), and by which sample on each dealing, shape (draws, different)."""
    numbers, places = [], []
    for label in np.unique(labels[lost != 0]).tolist():
        members = np.flatnonzero(labels == label)
        own = lost[members]
        numbers.append(own[own != 0])
        places.append(members[_places(random, len(members), len(numbers[-1]), draws)])
    return np.concatenate(numbers), np.concatenate(places, axis=1)


def _places(random: np.random.Generator, size: int, count: int, draws: int) -> npt.NDArray[np.int32]:
    """So many of a number of places, each at most once, shape (draws, count)."""
    every = np.tile(np.arange(size, dtype=np.int32), (draws, 1))
    if count * SPARSE > size:
        return random.permuted(every, axis=1)[:, :count]
    # The first steps of a shuffle (Fisher and Yates), of all dealings at once.
    rows = np.arange(draws)
    for at in range(count):
        other = random.integers(at, size, draws)
        chosen = every[rows, other]
        every[rows, other] = every[:, at]
        every[:, at] = chosen
    return every[:, :count]


def _p_values(piles: Floats) -> Floats:
    """The p-value of each way as it was seen, those of all ways taken into account, shape (ways,)."""
    alone = np.stack([_beyond(column) for column in piles.T], axis=1)
    smallest = alone.min(axis=1)
    seen = alone[0]
    less = (smallest[:, None] < seen - ROUNDING).mean(axis=0)
    same = (np.abs(smallest[:, None] - seen) <= ROUNDING).mean(axis=0)
    found: Floats = less + same / 2
    return found


def _beyond(values: Floats) -> Floats:
    """For each value the share that is larger, those that are equal counting half, shape (values,)."""
    rounded = np.round(values / max(float(np.abs(values).max()), ROUNDING), 9)
    _, place, counts = np.unique(rounded, return_inverse=True, return_counts=True)
    larger = len(values) - np.cumsum(counts)
    found: Floats = ((larger + counts / 2) / len(values))[place]
    return found
