"""Is a variant better than it was? What two sweeps say of the same samples, paired, with a bound on either side.

The earlier sweep's variant takes the place of the reference and the later one's that of the candidate, and the other
way round: each end of the gain is the upper bound of a loss, found as a verdict's is (see docs/verdict.md). Unlike
there gains count however few samples differ, since it is gains that are looked for; the imagined sample, on which all
is lost, still guards against what no sample happens to show. Where every sample that differs does so by all its
windows and in one direction, that is a sign test: five must get better, and none worse, before it is sure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from variantlens.sweeps.columns import Block, groups_of
from variantlens.sweeps.evidence import Evidence, Sums, losses
from variantlens.sweeps.measures import AllowedLoss, Measure
from variantlens.sweeps.measuring import accuracy, error, error_span, errors_of, f1, ranked, ranks
from variantlens.sweeps.outcomes import BlockOutcome, OutputsOutcome
from variantlens.sweeps.ranks import Ranks
from variantlens.sweeps.resampling import Floats, Indices
from variantlens.sweeps.verdict import upper_bound
from variantlens.sweeps.versus.pairing import expected_of


@dataclass(frozen=True)
class Gain:
    """How a variant changed from one sweep to another, over the samples of both.

    Attributes:
        measure: What is measured.
        values: The measure before and after.
        change: How much better it became, in the measure (0.01 is a point); below 0 it became worse.
        at_least: It gained no less than this, for all that is known.
        at_most: It gained no more than this.
        samples: How many units are judged in both: samples, or groups of them.
        windows: How many windows (labelled objects, of detection).
        better: In how many units it does better.
        worse: In how many it does worse.
        assumed_worst: The largest change per window that a sample is assumed to have, where there is no natural end.
    """

    measure: Measure
    values: tuple[float, float]
    change: float
    at_least: float
    at_most: float
    samples: int
    windows: int
    better: int
    worse: int
    assumed_worst: float | None = None

    @property
    def surely_better(self) -> bool:
        """Whether it gained beyond chance."""
        return self.at_least > 0

    @property
    def surely_worse(self) -> bool:
        """Whether it lost beyond chance."""
        return self.at_most < 0


@dataclass(frozen=True)
class Said:
    """What one variant says in one sweep.

    Attributes:
        block: The kind of result over the samples of both sweeps, in the same order in either.
        variant: The variant.
    """

    block: Block
    variant: str


def gain(before: Said, after: Said, allowed: AllowedLoss, by: str | None = None) -> Gain | None:
    """How much better a variant became; None where no window is judged in both sweeps.

    Args:
        before: What it said.
        after: What it says; over the same samples, in the same order.
        allowed: Whose measure is measured.
        by: What units are groups by; None for samples.
    """
    before, after = _aligned(before, after)
    units, names = groups_of(after.block.samples, by)
    lost = _evidence(before, after, allowed, units, len(names))
    won = _evidence(after, before, allowed, units, len(names))
    change = -float(losses(allowed.measure, np.array(lost.values)))
    if change != change:
        return None
    assumed = [each for each in (lost.assumed_worst, won.assumed_worst) if each is not None]
    return Gain(
        measure=allowed.measure,
        values=lost.values,
        change=change + 0.0,
        at_least=-upper_bound(lost),
        at_most=upper_bound(won),
        samples=len(lost.unit),
        windows=lost.windows,
        better=lost.better,
        worse=lost.worse,
        assumed_worst=max(assumed, default=None),
    )


def _aligned(before: Said, after: Said) -> tuple[Said, Said]:
    """Both over the samples that have the block in either sweep, cut into the same windows."""
    first, second = (dict(said.block.members) for said in (before, after))
    both = [at for at in first if at in second and _windows(first[at]) == _windows(second[at])]
    return _over(before, first, both), _over(after, second, both)


def _windows(kept: BlockOutcome) -> int:
    """How many windows (labelled objects, of detection) there are."""
    if isinstance(kept, OutputsOutcome):
        return max(map(len, kept.squared_errors), default=0)
    return len(expected_of(kept))


def _over(said: Said, members: Mapping[int, BlockOutcome], at: Sequence[int]) -> Said:
    """What is said of some samples; the block itself, which has its columns read already, where these are all."""
    if at == list(members):
        return said
    return Said(replace(said.block, members=tuple((each, members[each]) for each in at)), said.variant)


def _evidence(one: Said, other: Said, allowed: AllowedLoss, units: Indices, count: int) -> Evidence:
    """What the samples say of the other, the one being its reference."""
    match allowed.measure:
        case Measure.ACCURACY:
            outcomes = [said.block.of(said.variant).outcomes for said in (one, other)]
            seen = accuracy(outcomes[0], outcomes[1], units[one.block.sample], count)
            return _with_gains(seen, seen.rows[:, 2] - seen.rows[:, 1])
        case Measure.F1:
            return _f1(one, other, units, count)
        case Measure.AUROC:
            return _auroc(one, other, units)
        case Measure.MAE | Measure.SQUARED_ERROR:
            return _error(one, other, allowed.measure, units, count)


def _with_gains(seen: Sums, gained: Floats) -> Sums:
    """The same with gains counting however few they are.

    Args:
        seen: What the samples say.
        gained: How much better each judged unit does, shape (judged,).
    """
    return replace(seen, harm=None, worse=int(np.count_nonzero(gained < 0)), better=int(np.count_nonzero(gained > 0)))


def _f1(one: Said, other: Said, units: Indices, count: int) -> Sums:
    before = {at: (len(kept.truth), *said.hits_and_alarms) for at, kept, said in one.block.objects(one.variant)}
    after = {at: said.hits_and_alarms for at, _, said in other.block.objects(other.variant)}
    both = [at for at in before if at in after]
    columns = np.array([[*before[at], *after[at], 0, 0] for at in both], dtype=np.float64).reshape(-1, 7)
    seen = f1(columns, units[np.array(both, dtype=np.intp)], count)
    more_hits, more_alarms = seen.rows[:, 3] - seen.rows[:, 1], seen.rows[:, 4] - seen.rows[:, 2]
    return _with_gains(seen, more_hits - more_alarms)


def _auroc(one: Said, other: Said, units: Indices) -> Ranks:
    scores = [ranked(said.block, said.variant) for said in (one, other)]
    return ranks(one.block.expected, scores, units[one.block.sample])


def _error(one: Said, other: Said, measure: Measure, units: Indices, count: int) -> Sums:
    span = max(error_span(said.block, said.variant) for said in (one, other))
    before, after = (errors_of(said.block, said.variant, span) for said in (one, other))
    return error(before, after, units[one.block.sample], count, measure=measure, span=span)
