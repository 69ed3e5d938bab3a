"""Which threshold decides: moved by the person, set in the service, or what an older answer calls its minimum."""

import math
from collections.abc import Mapping
from typing import TypeAlias

from variantlens.service.schema import Classification

MIN_SCORE = "min_score"
MIN_ANOMALY_SCORE = "min_anomaly_score"

MovedThresholds: TypeAlias = Mapping[tuple[int, str], float]
"""Thresholds that the person moved: (learn block id, threshold key) → value."""


def threshold_of(
    classification: Classification, key: str, moved: MovedThresholds, *, older: bool = True
) -> float | None:
    """The threshold of a learn block.

    Args:
        classification: What the block answered.
        key: Which of its thresholds.
        moved: Thresholds that the person moved; they come first.
        older: Whether ``minimumConfidenceRating``, which ``thresholds`` replaced, means this one.

    Returns:
        The first finite number among: what the person chose, the threshold's value, ``minimumConfidenceRating``,
        the threshold's suggested value. None without any.
    """
    wire = next((each for each in classification.thresholds if each.key == key), None)
    candidates = (
        moved.get((classification.learn_block.id, key)),
        wire.value if wire else None,
        classification.minimum_confidence_rating if older else None,
        wire.suggested_value if wire else None,
    )
    return next((number for each in candidates if (number := _number(each)) is not None), None)


def _number(value: float | str | None) -> float | None:
    """The value as a finite number, None if it is none."""
    if value is None:
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
