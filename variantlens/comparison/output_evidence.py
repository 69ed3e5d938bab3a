"""What a variant's numbers themselves give away: ends of a range, few levels, impossible scores, one loud channel."""

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from variantlens.comparison.compare import BlockComparison, Comparison, Result
from variantlens.comparison.evidence import Hint, hint, of_variant, verb
from variantlens.comparison.freeform import FreeformComparison
from variantlens.comparison.regression import RegressionComparison, VariantValues
from variantlens.comparison.scores import ScoresComparison, VariantScores
from variantlens.comparison.spans import from_service
from variantlens.comparison.wording import counted, number, numbers

Numbers: TypeAlias = npt.NDArray[np.float64]

PILED = 0.05
"""A part of the scores that makes a pile."""
FEWEST_PILED = 3
STEPS_LOST = 2
"""A number at the end of a range lost something where the other variant is more than so many steps away."""
INNER = (0.05, 0.95)
"""Scores outside of this often round to the ends; their levels say nothing."""
FEWEST_INNER = 20
FEW_LEVELS = 32
ROUNDING = 1e-6
MOST = 0.9
"""A part of the squared change that is called nearly all of it."""
FEWEST_PLACES = 8


def saturated_scores(_: Comparison, block: BlockComparison, result: Result) -> Iterator[Hint]:
    """Scores that sit at the ends of what a variant's output can say, while the other variant's do not."""
    if not isinstance(result, ScoresComparison):
        return
    for pair in result.pairs:
        for said, other in _both(result.reference, pair.candidate):
            at_end = _at_own_end(said.scores, pair.step or 0.0)
            lost = at_end & (np.abs(said.scores - other.scores) > STEPS_LOST * (pair.step or np.inf))
            known = int(np.count_nonzero(~np.isnan(pair.change)))
            if (count := int(np.count_nonzero(lost))) >= max(FEWEST_PILED, PILED * known):
                gap = float(np.abs(said.scores - other.scores)[lost].max())
                ends = " or ".join(number(value) for value in np.unique(said.scores[lost]).tolist())
                yield hint(
                    block,
                    "Scores pile up at the ends of the output's range",
                    [
                        *of_variant(said.variant, count, known, "score"),
                        f" {verb(count, 'is', 'are')} at {ends}, the end of what its output can say; ",
                        from_service(other.variant),
                        f" is up to {number(gap)} away there.",
                    ],
                    "The range of the output's quantization and the calibration set: values beyond it are cut off.",
                )


def saturated_values(_: Comparison, block: BlockComparison, result: Result) -> Iterator[Hint]:
    """Values at the end of an output's range, where that range is known."""
    if not isinstance(result, RegressionComparison):
        return
    for pair in result.pairs:
        for said, other in _both_values(result.reference, pair.candidate):
            if said.limits is None:
                yield from _never_beyond(block, said, other)
                continue
            low, high = said.limits
            step = (high - low) / 255
            ends = (said.values <= low + step / 2) | (said.values >= high - step / 2)
            lost = ends & (np.abs(said.values - other.values) > STEPS_LOST * step)
            if count := int(np.count_nonzero(lost)):
                gap = float(np.abs(said.values - other.values)[lost].max())
                known = int(np.count_nonzero(~np.isnan(pair.change)))
                yield hint(
                    block,
                    "Values stop at the end of the output's range",
                    [
                        *of_variant(said.variant, count, known, "value"),
                        f" {verb(count, 'is', 'are')} at the end: its output reaches from {number(low)} to",
                        f" {number(high)}; ",
                        from_service(other.variant),
                        f" is up to {number(gap)} away there.",
                    ],
                    "The calibration set: its values have to reach as far as those that the model will meet.",
                )


def _never_beyond(block: BlockComparison, said: VariantValues, other: VariantValues) -> Iterator[Hint]:
    """Values that are exactly a variant's highest or lowest in many windows, in which the other one goes beyond."""
    for end, beyond in ((np.fmax, np.greater), (np.fmin, np.less)):
        if np.isnan(said.values).all():
            return
        limit = float(end.reduce(said.values))
        stopped = (said.values == limit) & beyond(other.values, limit)
        known = int(np.count_nonzero(~np.isnan(said.values) & ~np.isnan(other.values)))
        if (count := int(np.count_nonzero(stopped))) >= max(FEWEST_PILED, PILED * known):
            gap = float(np.abs(other.values - limit)[stopped].max())
            yield hint(
                block,
                "Values stop at one number",
                [
                    *of_variant(said.variant, count, known, "value"),
                    f" {verb(count, 'is', 'are')} exactly {number(limit)} and none goes beyond it, where ",
                    from_service(other.variant),
                    f" does so by up to {number(gap)}.",
                ],
                "The range of the output's quantization and the calibration set: values beyond it are cut off.",
            )


def coarse(_: Comparison, block: BlockComparison, result: Result) -> Iterator[Hint]:
    """Few distinct levels where the other variant has many."""
    low, high = INNER if isinstance(result, ScoresComparison) else (-np.inf, np.inf)
    noun = "score" if isinstance(result, ScoresComparison) else "value"
    for (variant, values), (other, others) in _sides(result):
        inner = ~np.isnan(values) & (others >= low) & (others <= high)
        count, few, many = int(np.count_nonzero(inner)), _levels(values[inner]), _levels(others[inner])
        if count >= FEWEST_INNER and few <= min(FEW_LEVELS, count / 4) and many >= count / 2:
            beyond = f" between {low:g} and {high:g}" if noun == "score" else ""
            yield hint(
                block,
                "Few distinct levels",
                [
                    f"Where {counted(count, noun)} of ",
                    from_service(other),
                    f"{beyond} take {counted(many, 'value')}, those of ",
                    from_service(variant),
                    f" take {few:,}.",
                ],
                "The scale of the output and of the last layers: one outlier can stretch a range until little of it "
                "is left for the rest. Quantizing weights per channel may help.",
            )


def beyond(_: Comparison, block: BlockComparison, result: Result) -> Iterator[Hint]:
    """Scores above 1 or below 0."""
    for said in result.variants if isinstance(result, ScoresComparison) else ():
        outside = (said.scores < -ROUNDING) | (said.scores > 1 + ROUNDING)
        if outside.any():
            reach = "from {} to {}".format(*numbers(float(np.nanmin(said.scores)), float(np.nanmax(said.scores))))
            whole = int(np.count_nonzero(~np.isnan(said.scores)))
            count = int(np.count_nonzero(outside))
            yield hint(
                block,
                "Scores beyond 0 and 1",
                [
                    *of_variant(said.variant, count, whole, "score"),
                    f" {verb(count, 'is', 'are')} outside of 0 to 1; all reach {reach}.",
                ],
                "The last layer and the output's scale: a classifier that ends in softmax or sigmoid cannot say this. "
                "Thresholds mean something else for such scores.",
            )


def one_place(_: Comparison, block: BlockComparison, result: Result) -> Iterator[Hint]:
    """One number of a raw output carries nearly all of the change."""
    if not isinstance(result, FreeformComparison) or len(result.places) < FEWEST_PLACES:
        return
    for pair in result.pairs:
        squared = np.nansum(pair.change**2, axis=0)
        if squared.sum() > 0 and squared.max() >= MOST * squared.sum():
            yield hint(
                block,
                "One number carries the change",
                [
                    "Place ",
                    from_service(result.places[int(squared.argmax())]),
                    f", one of {len(result.places):,}, holds {squared.max() / squared.sum():.0%} of the squared change",
                    " of ",
                    from_service(pair.candidate.variant),
                    ".",
                ],
                "This channel of the last layer: an outlier in its weights or activations.",
            )


def _sides(result: Result) -> Iterator[tuple[tuple[str, Numbers], tuple[str, Numbers]]]:
    """Names and numbers of two variants that are compared, both ways round."""
    if isinstance(result, ScoresComparison):
        for pair in result.pairs:
            for one, two in _both(result.reference, pair.candidate):
                yield (one.variant, one.scores), (two.variant, two.scores)
    elif isinstance(result, RegressionComparison):
        for values in result.pairs:
            for said, other in _both_values(result.reference, values.candidate):
                yield (said.variant, said.values), (other.variant, other.values)


def _both(reference: VariantScores, candidate: VariantScores) -> tuple[tuple[VariantScores, VariantScores], ...]:
    return (candidate, reference), (reference, candidate)


def _both_values(reference: VariantValues, candidate: VariantValues) -> tuple[tuple[VariantValues, VariantValues], ...]:
    return (candidate, reference), (reference, candidate)


def _at_own_end(scores: npt.NDArray[np.float64], step: float) -> npt.NDArray[np.bool_]:
    """Where a score is the variant's highest and at the top of 0..1, or its lowest and at the bottom."""
    if np.isnan(scores).all():
        return np.zeros(scores.shape, dtype=np.bool_)
    low, high = float(np.nanmin(scores)), float(np.nanmax(scores))
    at_top = (scores == high) & (high >= 1 - 1.5 * step)
    return np.asarray(at_top | ((scores == low) & (low <= step / 2)), dtype=np.bool_)


def _levels(values: npt.NDArray[np.float64]) -> int:
    """How many different values there are, but for rounding."""
    ordered = np.sort(values)
    apart = np.diff(ordered) > ROUNDING * np.maximum(1, np.abs(ordered[1:]))
    return int(np.count_nonzero(apart)) + bool(len(ordered))
