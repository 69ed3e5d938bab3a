"""What the results of a sweep say in a sentence each: the worst class, another threshold, costs, distributions."""

from collections.abc import Sequence

import numpy as np

from variantlens.comparison.outcomes import Harm
from variantlens.comparison.spans import Parts, Sentence, Span, from_service, names_joined, spans_of
from variantlens.comparison.wording import counted, number, numbers
from variantlens.comparison.wording import steps as in_steps
from variantlens.sweeps.costs import Cost, Limit, amount
from variantlens.sweeps.distributions import Errors, Scatter
from variantlens.sweeps.measures import AllowedLoss
from variantlens.sweeps.slices import Slice
from variantlens.sweeps.thresholds import Curve
from variantlens.sweeps.wording import SURE, measured_apart, with_unit
from variantlens.sweeps.wording import amount as lost

EXPLORATORY = (
    "Exploratory: of many parts, one looks bad by chance sooner or later. It says where to look; it is no verdict."
)
WORTH_TELLING = 0.002
"""A smaller gain of F1 is none."""


def worst_part(found: Sequence[Slice], allowed: AllowedLoss, noun: str) -> Sentence | None:
    """The part that loses most, with its bound; None where nothing is judged.

    Args:
        found: The parts, the worst first.
        allowed: The allowed loss.
        noun: What the units are, such as "recording".
    """
    worst = next((each for each in found if each.loss == each.loss), None)
    if worst is None:
        return None
    measure = allowed.measure
    before, after = measured_apart(measure, *worst.values)
    what = f"{measure.value} {before} → {after} in {counted(worst.samples, noun)}"
    if measure.distance:
        parts: Parts = ["It is farthest in ", _stressed(worst.name), f": {measure.value} {after} in "]
        parts += [f"{counted(worst.samples, noun)}, between {lost(measure, worst.lower)} and "]
        parts += [f"{lost(measure, worst.upper)} {SURE} each."]
        return Sentence(spans_of(parts), Harm.HARMFUL if worst.lower > allowed.amount else None)
    if worst.loss <= 0:
        parts = ["No part loses anything. The one least sure: ", _stressed(worst.name)]
        parts += [f", {what}; a loss of more than {lost(measure, worst.upper)} is excluded {SURE}."]
        return Sentence(spans_of(parts), None)
    parts = ["It loses most in ", _stressed(worst.name), f": {what}. A {'loss' if measure.in_points else 'rise'} of "]
    parts += [f"{with_unit(measure, worst.loss)}, between {lost(measure, worst.lower)}"]
    parts += [f" and {lost(measure, worst.upper)} {SURE} each."]
    return Sentence(spans_of(parts), Harm.HARMFUL if worst.lower > allowed.amount else None)


def threshold_gain(curve: Curve) -> Sentence:
    """What another threshold would give a variant back."""
    parts: Parts = [_stressed(curve.variant)]
    if curve.shipped is None:
        parts += [f": its samples were decided at several thresholds; {number(curve.best)} balances precision and "]
        parts += [f"recall best, with F1 {curve.best_f1:.3f}, cross-fitted."]
    elif curve.gives_back > WORTH_TELLING:
        parts += [f": F1 {curve.at_shipped:.3f} at the threshold in use, {curve.shipped:.4g}. Moving it to "]
        parts += [Span(number(curve.best), emphasis=True)]
        parts += [f" would give back {curve.gives_back * 100:.1f} points: F1 {curve.best_f1:.3f}, cross-fitted."]
    else:
        parts += [f": F1 {curve.at_shipped:.3f} at the threshold in use, {curve.shipped:.4g}. No other one gives "]
        parts += [f"anything back: chosen on other samples, the best one has {curve.best_f1:.3f}."]
    return Sentence(spans_of(parts), None)


def broken_limits(found: Sequence[Cost], limits: Sequence[Limit]) -> tuple[Sentence, ...]:
    """A sentence for each limit that a variant breaks."""
    broken = [(cost, limit) for cost in found for limit in limits if limit.keeps(cost) is False]
    return tuple(Sentence(spans_of(_too_much(cost, limit)), Harm.HARMFUL) for cost, limit in broken)


def levels(found: Scatter, names: tuple[str, str], *, noun: str = "window", what: str = "score") -> Sentence | None:
    """How many distinct scores both have, and the step, or that all scores are the same; None without any score.

    Args:
        found: The scores, or values.
        names: The reference and the candidate.
        noun: What a window is called.
        what: What they are: scores or values.
    """
    if not len(found.reference):
        return None
    if found.alike:
        same: Parts = [*names_joined(names), f" have the same {what} in {_every(len(found.reference), noun)}."]
        return Sentence(spans_of(same), None)
    before, after = found.levels
    parts: Parts = [from_service(names[0]), f" has {counted(before, f'distinct {what}')}, ", from_service(names[1])]
    parts += [f" {after:,}, in {counted(len(found.reference), noun)}."]
    steps = found.change_in_steps
    if steps is not None:
        size = np.abs(steps)
        parts += [f" One step is {number(found.step or 0)}; half of the {noun}s change by no more than "]
        parts += [f"{in_steps(float(np.median(size)))}, the one that changes most by {in_steps(float(size.max()))}."]
    return Sentence(spans_of(parts), None)


def _every(count: int, noun: str) -> str:
    return f"all {counted(count, noun)}" if count > 1 else f"the one {noun}"


def errors_and_biases(found: Sequence[Errors], noun: str = "window") -> list[Sentence]:
    """Mean absolute error and bias of each variant of a regression, over what is called ``noun``."""
    told = []
    for each, text in zip(found, numbers(*(each.mean_absolute for each in found)), strict=True):
        side = "too large on average" if each.bias > 0 else "too small on average"
        bias = f"bias {number(each.bias)} ({side})" if each.bias else "no bias"
        parts: Parts = [_stressed(each.variant), f": mean absolute error {text}, {bias}, "]
        told.append(Sentence(spans_of([*parts, f"in {counted(each.errors.size, noun)}."]), None))
    return told


def _too_much(cost: Cost, limit: Limit) -> Parts:
    needs = f" needs {amount(cost, limit.quantity)} of {limit.quantity.value}"
    return [_stressed(cost.variant), needs, f", more than your {number(limit.most)} {limit.quantity.unit}."]


def _stressed(name: str) -> Span:
    return Span(name, from_service=True, emphasis=True)
