"""Which threshold decides: moved by the person, set in the service, or what an older answer calls its minimum."""

import math
from collections.abc import Mapping
from typing import TypeAlias

from variantlens.comparison.rows import LARGEST_NUMBER
from variantlens.service.schema import Classification, Threshold

MIN_SCORE = "min_score"
MIN_ANOMALY_SCORE = "min_anomaly_score"

MovedThresholds: TypeAlias = Mapping[tuple[int, str], float]
"""Thresholds that the person moved: (learn block id, threshold key) → value."""


def threshold_of(
    classification: Classification,
    key: str,
    moved: MovedThresholds,
    *,
    older: bool = True,
    most: float = LARGEST_NUMBER,
) -> float | None:
    """The threshold of a learn block.

    Args:
        classification: What the block answered.
        key: Which of its thresholds.
        moved: Thresholds that the person moved; they come first.
        most: What is larger is none, as nothing could reach it.
        older: Whether ``minimumConfidenceRating``, which ``thresholds`` replaced, means this one.

    Returns:
        The first number that can be reached among: what the person chose, the threshold's value,
        ``minimumConfidenceRating``, the threshold's suggested value. None without any.
    """
    wire = next((each for each in classification.thresholds if each.key == key), None)
    candidates = (
        moved.get((classification.learn_block.id, key)),
        wire.value if wire else None,
        classification.minimum_confidence_rating if older else None,
        wire.suggested_value if wire else None,
    )
    return next((number for each in candidates if (number := _number(each, most)) is not None), None)


def _number(value: float | str | None, most: float) -> float | None:
    """The value as a number of no larger magnitude than the most, None if it is none."""
    if value is None:
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if abs(number) <= most else None


def threshold_lines(threshold: Threshold, moved: float | None = None) -> list[str]:
    """What a threshold is set to, in words.

    Args:
        threshold: As the service sent it; its values may be numbers or texts.
        moved: What the person chose instead, None where it stands as it was sent.

    Returns:
        Its value, what the service suggests, and the options that it can be chosen from, each in the words of
        its drop-down where it has one.
    """
    options = threshold.dropdown_options or []
    words = {_text(option.value): f"{option.description} ({_text(option.value)})" for option in options}

    def named(value: float | str) -> str:
        return words.get(_text(value), _text(value))

    lines = [f"Value: {'none' if threshold.value is None else named(threshold.value)}"]
    if moved is not None:
        lines.append(f"Moved on this page to {_text(moved)}")
    suggested = threshold.suggested_value
    if suggested is not None or threshold.suggested_value_text:
        said = [] if suggested is None else [named(suggested)]
        said += [threshold.suggested_value_text] if threshold.suggested_value_text else []
        lines.append(f"The service suggests: {', '.join(said)}")
    if options:
        lines.append(f"Choices: {'; '.join(named(option.value) for option in options)}")
    return lines


def _text(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return "no number" if math.isnan(value) else f"{value:.10g}"
