"""Which threshold decides."""

import pytest

from tests.answers import classification
from variantlens.comparison.thresholds import threshold_lines, threshold_of
from variantlens.service.schema import Classification, Threshold

NAN = float("nan")


@pytest.mark.parametrize(
    ("moved", "value", "minimum", "suggested", "threshold"),
    [
        (0.9, 0.6, 0.5, 0.4, 0.9),  # the person's choice comes first
        (None, 0.6, 0.5, 0.4, 0.6),  # then the threshold's value
        (None, None, 0.5, 0.4, 0.5),  # then its older name
        (None, None, None, 0.4, 0.4),  # then what the service suggests
        (None, None, None, None, None),
        (None, "0.7", None, None, 0.7),  # a number as text
        (None, "max", 0.5, None, 0.5),  # text that is no number
        (None, NAN, 0.5, None, 0.5),
        (0.0, 0.6, None, None, 0.0),  # zero is a threshold
    ],
)
def test_threshold_of(
    moved: float | None,
    value: float | str | None,
    minimum: float | None,
    suggested: float | None,
    threshold: float | None,
) -> None:
    """Moved, set, older, suggested: the first that is a number."""
    wire = classification(
        thresholds={},
        minimumConfidenceRating=minimum,
    )
    wire["thresholds"] = [{"key": "min_score", "value": value, "suggestedValue": suggested}]
    moves = {} if moved is None else {(1, "min_score"): moved}
    assert threshold_of(Classification.model_validate(wire), "min_score", moves) == threshold


def test_only_the_blocks_own_threshold_is_moved() -> None:
    """Another block's or another key's choice changes nothing."""
    block = Classification.model_validate(classification(thresholds={"min_score": 0.6}))
    moved = {(2, "min_score"): 0.1, (1, "min_anomaly_score"): 0.2}
    assert threshold_of(block, "min_score", moved) == 0.6


def test_the_older_name_may_mean_another_threshold() -> None:
    """Where it belongs to the scores, it says nothing about anomalies."""
    block = Classification.model_validate(classification(minimumConfidenceRating=0.5))
    assert threshold_of(block, "min_anomaly_score", {}, older=False) is None


@pytest.mark.parametrize(
    ("fields", "moved", "lines"),
    [
        ({"value": 0.6, "suggestedValue": 0.6}, None, ["Value: 0.6", "The service suggests: 0.6"]),
        ({"value": 0.6}, 0.55, ["Value: 0.6", "Moved on this page to 0.55"]),
        ({}, None, ["Value: none"]),
        (
            {"value": "max", "suggestedValueText": "the largest cell"},
            None,
            ["Value: max", "The service suggests: the largest cell"],
        ),
        (
            {
                "value": "mean",
                "suggestedValue": "max",
                "dropdownOptions": [
                    {"description": "Mean of all cells", "value": "mean"},
                    {"description": "Largest cell", "value": "max"},
                ],
            },
            None,
            [
                "Value: Mean of all cells (mean)",
                "The service suggests: Largest cell (max)",
                "Choices: Mean of all cells (mean); Largest cell (max)",
            ],
        ),
        (
            {"value": 2, "dropdownOptions": [{"description": "Two in a row", "value": 2}]},
            None,
            ["Value: Two in a row (2)", "Choices: Two in a row (2)"],
        ),
    ],
)
def test_threshold_lines(fields: dict[str, object], moved: float | None, lines: list[str]) -> None:
    """Numbers, texts and choices of a drop-down, in words."""
    assert threshold_lines(Threshold.model_validate({"key": "any"} | fields), moved) == lines
