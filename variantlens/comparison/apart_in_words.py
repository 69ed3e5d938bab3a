"""How far a candidate is from the reference, in words."""

from typing import TypeAlias

from variantlens.comparison.anomaly import AnomalyPair
from variantlens.comparison.freeform import FreeformPair
from variantlens.comparison.regression import RegressionPair, VariantValues
from variantlens.comparison.scores import ScoresPair
from variantlens.comparison.spans import Parts, Span, from_service
from variantlens.comparison.steps import in_steps
from variantlens.comparison.windows import Windows
from variantlens.comparison.wording import decimals_of, number, numbers, place, steps

Changed: TypeAlias = ScoresPair | RegressionPair
"""Pairs that have a largest change."""


def scores_apart(pair: ScoresPair, windows: Windows) -> Parts:
    """Such as ", largest change 0.131 for walking at 6.0 s"; nothing without a comparable score."""
    return [", largest change ", *largest(pair, windows)] if pair.largest else []


def anomaly_apart(pair: AnomalyPair) -> Parts:
    """Such as ", rank correlation 0.98"; nothing where there is none."""
    return (
        [f", rank correlation {number(pair.rank_correlation)}"]
        if pair.rank_correlation == pair.rank_correlation
        else []
    )


def values_apart(reference: VariantValues, pair: RegressionPair, windows: Windows) -> Parts:
    """Such as ", mean absolute error 1.06 → 8.12, largest change 20.3 at 6.0 s"; errors where something is expected."""
    if pair.largest is None:
        return []
    before, after = reference.mean_absolute_error, pair.candidate.mean_absolute_error
    error = ""
    if before == before and after == after:
        both = " → ".join(numbers(before, after))
        error = f", {'error' if windows.count == 1 else 'mean absolute error'} {both}"
    decimals = decimals_of(*(float(each.values[pair.largest]) for each in (reference, pair.candidate)))
    return [error, ", largest change " if windows.count > 1 else ", change ", *largest(pair, windows, decimals)]


def output_apart(pair: FreeformPair, reference: str) -> Parts:
    """Such as "int8 differs from float32 by a mean squared error of 0.003"."""
    name, other = from_service(pair.candidate.variant), from_service(reference)
    if not pair.comparable:
        return [name, " cannot be compared with ", other]
    if pair.largest_change == 0:
        return [name, " puts out the same numbers as ", other]
    return [name, " differs from ", other, f" by a mean squared error of {number(pair.mean_squared_error)}"]


def outputs_apart(pair: FreeformPair) -> Parts:
    """Such as "differs by a mean squared error of 0.003 (cosine similarity 0.998)"."""
    if not pair.comparable:
        return ["puts out nothing that can be compared"]
    if pair.largest_change == 0:
        return ["puts out the same numbers"]
    alike = pair.cosine_similarity
    angle = f", cosine similarity {number(alike)}" if alike == alike else ""
    error, change = number(pair.mean_squared_error), number(abs(pair.largest_change))
    return [f"differs by a mean squared error of {error} (largest change {change}{angle})"]


def largest(pair: Changed, windows: Windows, decimals: int | None = None) -> Parts:
    """The largest change of a pair: "0.131 for walking at 6.0 s (34 steps)"; of a value without its label.

    Args:
        pair: The pair.
        windows: The windows.
        decimals: Those of the two numbers that it is the difference of; None where these are not said.
    """
    change, window, label = _largest(pair)
    if change == 0:
        return ["0"]
    where = place(windows, window)
    of: Parts = [" for ", from_service(label)] if label is not None else []
    parts: Parts = [number(change, decimals), *of, Span(f" {where}" if where else "")]
    counted = in_steps(change, pair.step)
    if counted is None:
        return parts
    return [*parts, f" ({steps(counted)})" if counted > 1 - 1e-3 else ", smaller than this output can show"]


def _largest(pair: Changed) -> tuple[float, int, str | None]:
    """Magnitude, window and label of the largest change; 0 without any."""
    if isinstance(pair, RegressionPair):
        return (0.0, 0, None) if pair.largest is None else (abs(pair.largest_change), pair.largest, None)
    return (
        (0.0, 0, None) if pair.largest is None else (abs(pair.largest.change), pair.largest.window, pair.largest.label)
    )
