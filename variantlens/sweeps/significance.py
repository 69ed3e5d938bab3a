"""p-values, for the details only: how likely a difference like this is if the variants are equally good.

They say nothing of how large a loss may be; the verdict does.
"""

from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np

from variantlens.sweeps.evidence import Evidence, Sums, twice_missed
from variantlens.sweeps.measures import Measure
from variantlens.sweeps.resampling import SEED, Floats

DRAWS = 20_000
ENUMERATED = 14
"""Up to so many samples that differ, every combination of signs is tried."""
ROUNDING = 1e-9


@dataclass(frozen=True)
class Significance:
    """A two-sided p-value.

    Attributes:
        p: 0..1; 1 where nothing differs.
        test: How it was found.
    """

    p: float
    test: Literal["McNemar, mid-p", "sign flips over samples"]


def significance(seen: Evidence) -> Significance | None:
    """McNemar's test where units have one window, sign flips over units otherwise; None for ranks and distances."""
    if not isinstance(seen, Sums) or seen.measure.distance or not len(seen.rows):
        return None
    if seen.measure is Measure.F1:
        return Significance(sign_flip(twice_missed(seen.rows)), "sign flips over samples")
    changes = seen.rows[:, 1] - seen.rows[:, 2]
    if seen.measure is Measure.ACCURACY and bool((seen.rows[:, 0] == 1).all()):
        p = mcnemar_mid_p(int(np.count_nonzero(changes > 0)), int(np.count_nonzero(changes < 0)))
        return Significance(p, "McNemar, mid-p")
    return Significance(sign_flip(changes), "sign flips over samples")


def mcnemar_mid_p(lost: int, gained: int) -> float:
    """McNemar's test with the mid-p value.

    Fagerland, Lydersen and Laake, "The McNemar test for binary matched-pairs data: mid-p and asymptotic are better
    than exact conditional", BMC Medical Research Methodology 13, 2013: the exact p-value, minus the probability of
    the observed table.

    Args:
        lost: Cases that only the reference gets right.
        gained: Cases that only the candidate gets right.

    Returns:
        The two-sided p-value; 1 where no case differs.
    """
    from scipy.special import bdtr, gammaln

    every, fewer = lost + gained, min(lost, gained)
    if every == 0:
        return 1.0
    ways = gammaln(every + 1) - gammaln(fewer + 1) - gammaln(every - fewer + 1)
    observed = float(np.exp(ways - every * np.log(2)))
    return min(1.0, 2 * float(bdtr(fewer, every, 0.5)) - observed)


def sign_flip(changes: Floats) -> float:
    """The share of sign combinations whose sum is as far from 0 as the one seen (Fisher's randomisation test).

    Args:
        changes: What each unit loses, shape (units,); those that lose nothing do not matter.

    Returns:
        The two-sided p-value: exact for few units that differ, else drawn at random, never 0.
    """
    changed = changes[changes != 0]
    seen = abs(float(changed.sum())) * (1 - ROUNDING)
    if not len(changed):
        return 1.0
    if len(changed) <= ENUMERATED:
        signs = np.array(list(product((-1.0, 1.0), repeat=len(changed))))
        return float(np.mean(np.abs(signs @ changed) >= seen))
    sizes, repeats = np.unique(np.abs(changed), return_counts=True)
    # Of equal changes only the number of minus signs matters.
    minus = np.random.default_rng(SEED).binomial(repeats, 0.5, size=(DRAWS, len(sizes)))
    sums = (repeats - 2 * minus) @ sizes
    return float((1 + np.count_nonzero(np.abs(sums) >= seen)) / (1 + DRAWS))
