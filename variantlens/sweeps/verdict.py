"""May the candidate ship? Effect, bound, n and rule; *not enough data* where nobody can know.

The rule
--------
The loss of the candidate gets a one-sided upper and a one-sided lower bound, each wrong in at most one of twenty data
sets (:data:`~variantlens.sweeps.bounds.LEVEL`):

lower > allowed              worse than allowed
upper ≤ allowed, lower > 0   worse, but by less than allowed
upper ≤ allowed              within the allowed loss
else                         not enough data, and how many samples would do

Where losses cluster by something that samples have in common, such as a person, and nobody chose what counts once,
the loss is bounded twice, over samples and over groups, and the outer of these bounds hold: it passes only if both
pass, and is worse only if both say so (see :mod:`variantlens.sweeps.grouping`).

The lower bound is above 0 only where more samples get worse than better beyond chance. Nothing passes where faults
leave out more than one in twenty samples, or where a model file does not answer the same each time that it is loaded
(see :mod:`variantlens.sweeps.coverage`).

Where samples are all of one length and either wholly lost or unchanged, the upper bound is Clopper and Pearson's;
else it is the 95th percentile of the loss over weighted samples with an imagined one among them that is wholly lost
(see :mod:`variantlens.sweeps.resampling`): the same bound, made for samples that are lost in part. For why the plain
bootstrap is not enough, with figures, see docs/verdict.md.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from variantlens.comparison.kinds import Kind
from variantlens.sweeps.bounds import LEVEL, clopper_pearson_lower, clopper_pearson_upper
from variantlens.sweeps.columns import Block, groups_of
from variantlens.sweeps.coverage import Coverage, coverage
from variantlens.sweeps.evidence import Evidence, losses
from variantlens.sweeps.grouping import Clustering, clusterings, groupings, strata
from variantlens.sweeps.measures import AllowedLoss, Measure, allowed_for
from variantlens.sweeps.measuring import evidence
from variantlens.sweeps.resampling import MOST_DRAWS


class Word(StrEnum):
    """The four words of a verdict."""

    WITHIN = "within the allowed loss"
    LESS = "worse, but by less than allowed"
    WORSE = "worse than allowed"
    UNKNOWN = "not enough data"

    @property
    def passes(self) -> bool:
        """Whether the candidate may ship."""
        return self in (Word.WITHIN, Word.LESS)


class Rule(StrEnum):
    """Which rule gave the upper bound."""

    CLOPPER_PEARSON = "Clopper–Pearson bound on the share of samples that are lost"
    RESAMPLED = "bootstrap over samples, an imagined worst one among them"


class Assumption(StrEnum):
    """Under which assumption a number of samples would do."""

    NONE_WORSE = "none of them gets worse"
    LIKE_THESE = "they behave like these"


@dataclass(frozen=True)
class Floor:
    """An absolute demand on the candidate, whatever the reference does.

    Attributes:
        value: The measure that it has to reach (an error: must not exceed), as a measure: 0.9 for 90 points.
        bound: What the candidate reaches for sure (an error: does not exceed).
        reached: True or False where that is sure, None where it is not known.
    """

    value: float
    bound: float
    reached: bool | None


@dataclass(frozen=True)
class Bounds:
    """What one way to count says.

    Attributes:
        word: The verdict that it alone would give.
        upper: The candidate loses no more than this, for all that is known.
        lower: It loses no less than this.
    """

    word: Word
    upper: float
    lower: float


@dataclass(frozen=True)
class Grouped:
    """What follows from losses that cluster by something that samples have in common.

    Attributes:
        by: What groups have in common: ``device``, a metadata key, or a part of their names. Where losses cluster by
            several, the one whose groups leave most open.
        p: How often losses that do not depend on it would pile up as much, 0..1.
        groups: How many groups are judged.
        bounds: What they say.
        apart: What samples say, each by itself.
        needed: How many groups in all would do; None where that cannot be said, or where there are enough.
        assumption: Under which assumption.
        others: By what else losses cluster.
    """

    by: str
    p: float
    groups: int
    bounds: Bounds
    apart: Bounds
    needed: int | None = None
    assumption: Assumption | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What the samples say of one candidate in one kind of result of one learn block.

    Attributes:
        block: The learn block's id.
        block_name: Its name.
        kind: The kind of result.
        reference: The variant that the candidate is compared with.
        candidate: The candidate.
        allowed: The allowed loss and its measure; None where none was given in a unit that fits, so that there is
            nothing to judge by.
        word: The verdict.
        values: The measure of the reference and of the candidate; NaN without judged samples.
        loss: How much the candidate loses, in the measure (0.01 is a point); below 0 it gains.
        upper: It loses no more than this, for all that is known.
        lower: It loses no less than this.
        samples: How many units are judged: samples, or groups of them.
        windows: How many windows (labelled objects, of detection).
        worse: In how many units it does worse.
        better: In how many it does better.
        image: Whether samples are pictures.
        grouped_by: What units are groups by; None for samples.
        rule: Which rule gave the upper bound.
        assumed_worst: The largest loss that a sample is assumed to have, where the measure has no end of its own.
        needed: How many units in all would do; None where that cannot be said, or where there are enough.
        assumption: Under which assumption.
        floor: The absolute demand, if there is one.
        coverage: Which samples it rests on, and why others are left out; None where nothing was allowed.
        grouped: What follows from losses that cluster; None where they do not, or where units are groups by choice.
            Word, bounds and floor of the verdict then hold for samples and for groups; ``needed`` is of groups.
    """

    block: int
    block_name: str
    kind: Kind
    reference: str
    candidate: str
    allowed: AllowedLoss | None
    word: Word
    values: tuple[float, float]
    loss: float
    upper: float
    lower: float
    samples: int
    windows: int
    worse: int
    better: int
    image: bool
    grouped_by: str | None = None
    rule: Rule = Rule.RESAMPLED
    assumed_worst: float | None = None
    needed: int | None = None
    assumption: Assumption | None = None
    floor: Floor | None = None
    coverage: Coverage | None = None
    grouped: Grouped | None = None

    @property
    def cannot_pass(self) -> bool:
        """Whether what it rests on keeps it from passing, whatever its bounds say."""
        return self.coverage is not None and self.coverage.keeps_from_passing


MOST_NEEDED = 1_000_000
"""More samples than this are as good as none."""
SEARCHING = 2_000_000
"""Draws × samples for each guess at how many samples would do."""
PRECISE = 0.005
"""How exactly that number is told, relative to it."""
TIGHT = 1e-12
"""A bound that exceeds the allowed loss by less does so by rounding."""


def judge(
    block: Block,
    candidate: str,
    allowed: AllowedLoss,
    *,
    floor: float | None = None,
    by: str | None = None,
    failed: int = 0,
) -> Verdict:
    """The verdict on a candidate.

    Args:
        block: The kind of result, over all samples.
        candidate: The variant held against the reference.
        allowed: How much worse it may be; points fit any kind that is measured in points.
        floor: What its measure has to reach whatever the reference does, in the unit of the allowed loss (90 for
            90 points; an error must not exceed it).
        by: What units are groups by (``label``, ``device``, a metadata key); None for samples.
        failed: How many samples could not be compared at all.
    """
    fitting = allowed_for(block.kind, allowed)
    image = bool(block.samples) and block.samples[0].image
    if fitting is None:
        nan = float("nan")
        return Verdict(
            block.block, block.name, block.kind, block.reference, candidate, None, Word.UNKNOWN,
            (nan, nan), nan, nan, nan, 0, 0, 0, 0, image, by,
        )  # fmt: skip
    units, names = groups_of(block.samples, by)
    seen = evidence(block, candidate, fitting, units, len(names))
    covered = coverage(block, candidate, fitting.measure, failed)
    apart = _verdict(seen, covered, block, candidate, fitting, floor=floor, by=by)
    clustered = _clustered(seen, block) if by is None and apart.loss == apart.loss else ()
    if not clustered:
        return apart
    by_groups = []
    for each in clustered:
        units, names = groups_of(block.samples, each.grouping.by)
        grouped = evidence(block, candidate, fitting, units, len(names))
        by_groups.append(_verdict(grouped, covered, block, candidate, fitting, floor=floor, by=each.grouping.by))
    return _together(apart, by_groups, [each.p for each in clustered], fitting)


def _clustered(seen: Evidence, block: Block) -> tuple[Clustering, ...]:
    """By what losses cluster, the units being samples."""
    lost = seen.lost
    if not (lost > 0).any():
        return ()
    judged = [block.samples[at] for at in seen.unit.tolist()]
    return clusterings(lost, groupings(judged), strata(judged))


def _together(apart: Verdict, by_groups: Sequence[Verdict], p_values: Sequence[float], allowed: AllowedLoss) -> Verdict:
    """The verdict that holds for samples and for groups: the outer bounds of all."""
    every = [apart, *by_groups]
    # Disagreement weighs most, then how much is left open.
    first = max(range(len(by_groups)), key=lambda at: _openness(apart, by_groups[at]))
    chosen = by_groups[first]
    upper, lower = max(each.upper for each in every), min(each.lower for each in every)
    floors = [each.floor for each in every if each.floor is not None]
    floor = _weakest(floors, allowed) if floors else None
    return replace(
        apart,
        word=_settled(_word(upper, lower, allowed, floor), allowed, apart.coverage),
        upper=upper,
        lower=lower,
        floor=floor,
        needed=None,
        assumption=None,
        grouped=Grouped(
            by=chosen.grouped_by or "",
            p=p_values[first],
            groups=chosen.samples,
            bounds=Bounds(chosen.word, chosen.upper, chosen.lower),
            apart=Bounds(apart.word, apart.upper, apart.lower),
            needed=chosen.needed,
            assumption=chosen.assumption,
            others=tuple(each.grouped_by or "" for each in by_groups if each is not chosen),
        ),
    )


def _openness(apart: Verdict, grouped: Verdict) -> tuple[bool, float]:
    """How much groups leave open that samples do not."""
    return grouped.word is not apart.word, grouped.upper - grouped.lower


def _weakest(floors: Sequence[Floor], allowed: AllowedLoss) -> Floor:
    """Reached, or not, only if each way to count says so; what is reached by all."""
    said = {each.reached for each in floors}
    bounds = [each.bound for each in floors]
    bound = min(bounds) if allowed.measure.higher_is_better else max(bounds)
    return Floor(floors[0].value, bound, said.pop() if len(said) == 1 else None)


def _verdict(
    seen: Evidence,
    covered: Coverage,
    block: Block,
    candidate: str,
    allowed: AllowedLoss,
    *,
    floor: float | None,
    by: str | None,
) -> Verdict:
    """The verdict that follows from evidence, and from what is missing."""
    values = seen.values
    loss = float(losses(allowed.measure, np.array(values)))
    judged = loss == loss
    upper, lower = (upper_bound(seen), lower_bound(seen)) if judged else (float("nan"), float("nan"))
    demanded = _floor(seen, floor, allowed) if judged and floor is not None else None
    word = _word(upper, lower, allowed, demanded)
    needed = _needed(seen, loss, allowed.amount) if judged and word is Word.UNKNOWN else None
    return Verdict(
        block=block.block,
        block_name=block.name,
        kind=block.kind,
        reference=block.reference,
        candidate=candidate,
        allowed=allowed,
        word=_settled(word, allowed, covered),
        values=values,
        loss=loss,
        upper=upper,
        lower=lower,
        samples=len(seen.unit),
        windows=seen.windows,
        worse=seen.worse,
        better=seen.better,
        image=block.samples[0].image,
        grouped_by=by,
        rule=Rule.RESAMPLED if seen.shares() is None else Rule.CLOPPER_PEARSON,
        assumed_worst=seen.assumed_worst,
        needed=needed,
        assumption=None if needed is None else Assumption.LIKE_THESE if seen.worse else Assumption.NONE_WORSE,
        floor=demanded,
        coverage=covered,
    )


def upper_bound(seen: Evidence, copies: float = 1.0, most: int = MOST_DRAWS) -> float:
    """The candidate loses no more than this, wrong in at most one of twenty data sets.

    Args:
        seen: What the samples say.
        copies: As if there were this many times as many samples like these.
        most: No more draws than this.
    """
    shares = seen.shares(copies)
    if shares is not None:
        return clopper_pearson_upper(*shares)
    drawn = seen.resampled(worst=True, copies=copies, most=most)
    return float(np.nanquantile(losses(seen.measure, drawn), LEVEL))


def lower_bound(seen: Evidence, copies: float = 1.0, most: int = MOST_DRAWS) -> float:
    """The candidate loses no less than this; see :func:`upper_bound`.

    The imagined sample is one on which the reference does as usual and the candidate does perfectly, or gains as much
    as on any that was seen. Where as many may get better as get worse, there may be no loss at all.
    """
    drawn = seen.resampled(worst=False, copies=copies, most=most)
    bound = float(np.nanquantile(losses(seen.measure, drawn), 1 - LEVEL))
    return bound if beyond_chance(seen, copies) else min(bound, 0.0)


def _word(upper: float, lower: float, allowed: AllowedLoss, floor: Floor | None) -> Word:
    """The verdict that bounds, allowed loss and floor give; unknown where there are no bounds."""
    if lower > allowed.amount + TIGHT or (floor is not None and floor.reached is False):
        return Word.WORSE
    if not upper <= allowed.amount + TIGHT or (floor is not None and floor.reached is None):
        return Word.UNKNOWN
    return Word.LESS if lower > TIGHT else Word.WITHIN


def _settled(word: Word, allowed: AllowedLoss, covered: Coverage | None) -> Word:
    """The verdict that follows from the bounds' one and from what it rests on."""
    if word.passes and covered is not None and covered.keeps_from_passing:
        return Word.UNKNOWN
    # A distance from the reference is never worse by less: it is within or not.
    return Word.WITHIN if word is Word.LESS and allowed.measure.distance else word


def beyond_chance(seen: Evidence, copies: float = 1.0) -> bool:
    """Whether more samples get worse than better beyond chance, where that can be counted: a sign test.

    Args:
        seen: What the samples say.
        copies: As if there were this many times as many samples like these.
    """
    if seen.measure not in (Measure.ACCURACY, Measure.F1):
        return True
    return clopper_pearson_lower(seen.worse * copies, (seen.worse + seen.better) * copies) > 0.5


def _floor(seen: Evidence, floor: float, allowed: AllowedLoss) -> Floor:
    """Whether the candidate reaches an absolute demand: for sure, surely not, or not known."""
    value = floor / 100 if allowed.measure.in_points else floor
    # As a shortfall, so that a score that is too low and an error that is too high are one case.
    sign = 1 if allowed.measure.higher_is_better else -1
    short = [sign * (value - seen.resampled(worst=worst)[:, 1]) for worst in (True, False)]
    at_most, at_least = float(np.nanquantile(short[0], LEVEL)), float(np.nanquantile(short[1], 1 - LEVEL))
    reached = True if at_most <= 0 else False if at_least > 0 else None
    return Floor(value, value - sign * at_most, reached)


def _needed(seen: Evidence, loss: float, allowed: float) -> int | None:
    """How many units would do if more like these came; None where no reasonable number would."""
    units = len(seen.unit)
    draws = max(SEARCHING // max(units, 1000), 300)

    def enough(copies: float) -> bool:
        if loss < allowed:
            return upper_bound(seen, copies, draws) <= allowed
        return lower_bound(seen, copies, draws) > allowed

    most = MOST_NEEDED / max(units, 1)
    few, many = 1.0, 2.0
    while not enough(many):
        few, many = many, many * 2
        if many > most or loss == allowed:
            return None
    while many / few > 1 + PRECISE:
        middle = (few * many) ** 0.5
        few, many = (few, middle) if enough(middle) else (middle, many)
    return math.ceil(round(units * many, 6))
