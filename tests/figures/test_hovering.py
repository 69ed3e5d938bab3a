"""Numbers as hovering shows them."""

import numpy as np
import pytest

from tests.answers import scored
from variantlens.comparison.compare import compare
from variantlens.comparison.scores import ScoresComparison
from variantlens.figures import overlaid, scores
from variantlens.figures.hovering import MOST_OF_VALUES, hover_decimals_of_values, hovered, missing_named


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [(0.25, ".4f", "0.2500"), (-0.5, "+.2f", "−0.50"), (0.5, "+.2f", "+0.50"), (12.0, ".4~g", "12")],
)
def test_as_plotly_writes_it(value: float, form: str, shown: str) -> None:
    """Python writes a number as plotly does."""
    assert hovered(value, form) == shown
    assert hovered(float("nan"), form) == "none"


def test_what_is_missing_is_named() -> None:
    """A variant without a number stands beside one with a number; what is not drawn stays as it is."""
    trace = {
        "y": np.array([0.5, np.nan, 0.7]),
        "customdata": np.array([[0, 0.5, np.nan], [1, np.nan, np.nan], [2, 0.7, 0.25]]),
        "hovertemplate": "window %{customdata[0]:,.0f}<br>a %{customdata[1]:.2f}<br>b %{customdata[2]:.2f}",
    }
    told = missing_named(trace)
    assert told["customdata"].tolist() == [[0, 0.5, "none"], [None] * 3, [2, 0.7, "0.25"]]
    assert told["hovertemplate"] == "window %{customdata[0]:,.0f}<br>a %{customdata[1]:.2f}<br>b %{customdata[2]}"


def test_what_is_whole_is_left_alone() -> None:
    """Numbers stay numbers, which are drawn fastest, also where gaps part lines."""
    trace = {
        "y": np.array([0.5, np.nan]),
        "customdata": np.array([[0, 0.5], [np.nan, np.nan]]),
        "hovertemplate": "%{customdata[1]:.2f}",
    }
    assert missing_named(trace) is trace


def test_a_window_that_only_one_variant_scores() -> None:
    """Hovering over it says what the one says, and that the other says nothing."""
    rows = [{"a": 0.9, "b": 0.1}, {"a": 0.8, "b": 0.2}]
    comparison = compare(scored({"float32": rows, "int8": rows[:1]}))
    (result,) = comparison.blocks[0].results
    assert isinstance(result, ScoresComparison)
    markers = scores.side_by_side(comparison.windows, result, "light").data[1]
    assert any(text.endswith("float32 0.8000<br>int8 none") for text in markers.hovertext)
    drawn = overlaid.overlaid(comparison.windows, result, "light")
    held = next(trace for trace in drawn.data if trace.name == "float32")
    assert held.customdata[1, 2] == "none"


@pytest.mark.parametrize("value", [5e-324, 1e-12, 1e30])
def test_decimals_are_as_many_as_can_be_written(value: float) -> None:
    """Whatever the number is."""
    sides = [np.array([value]), np.array([np.nan])]
    assert 1 <= hover_decimals_of_values(sides) <= MOST_OF_VALUES
