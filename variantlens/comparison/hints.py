"""What to check: likely causes of a difference, each only with its evidence in the data.

saturated   numbers pile up at the ends of the output's range
coarse      few distinct levels
beyond      scores above 1 or below 0
drift       K-means or GMM scores that differ although they run in float
one class   all flips leave, or enter, one label
threshold   all flips cross the threshold by little
one sensor  all flips lie where one sensor reaches far out
one place   one number of a raw output carries the change
"""

from collections.abc import Callable, Iterable

from variantlens.comparison.compare import BlockComparison, Comparison, Result
from variantlens.comparison.evidence import Hint
from variantlens.comparison.output_evidence import beyond, coarse, one_place, saturated_scores, saturated_values
from variantlens.comparison.pattern_evidence import drift, one_class, one_sensor, threshold

__all__ = ["Hint", "hints"]

CHECKS: tuple[Callable[[Comparison, BlockComparison, Result], Iterable[Hint]], ...] = (
    saturated_scores,
    saturated_values,
    coarse,
    beyond,
    drift,
    one_class,
    threshold,
    one_sensor,
    one_place,
)


def hints(comparison: Comparison) -> tuple[Hint, ...]:
    """What to check, block by block; empty where the data gives no evidence."""
    found = [
        hint
        for block in comparison.blocks
        for result in block.results
        for check in CHECKS
        for hint in check(comparison, block, result)
    ]
    return tuple(dict.fromkeys(found))
