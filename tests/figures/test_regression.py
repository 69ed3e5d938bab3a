"""Values against what is expected."""

import numpy as np
import plotly.graph_objects as go
import pytest

from tests.answers import Row, scored
from variantlens.comparison.compare import Comparison, compare
from variantlens.comparison.regression import RegressionComparison
from variantlens.figures import palette, regression


def compared(
    reference: list[float | None], candidate: list[float | None], *, expected: bool = True, name: str = "int8"
) -> tuple[Comparison, RegressionComparison]:
    """A regression with an allowed error of 2, expecting 10 in all windows but the last."""
    rows: dict[str, list[Row]] = {
        "float32": [{"value": each} for each in reference],
        name: [{"value": each} for each in candidate],
    }
    labels = [(0, max(len(reference) - 2, 0), "10")] if expected else []
    comparison = compare(scored(rows, kind="keras-regression", thresholds={"max_absolute_error": 2.0}, expected=labels))
    (result,) = comparison.blocks[0].results
    assert isinstance(result, RegressionComparison)
    return comparison, result


def traces(figure: go.Figure) -> dict[str, go.Scatter]:
    """The traces by name, after plotly has checked the figure."""
    return {trace.name: trace for trace in checked(figure).data}


def checked(figure: go.Figure) -> go.Figure:
    """The figure, after plotly has checked it."""
    go.Figure(figure.to_dict())
    return figure


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_values_over_time(theme: palette.Theme) -> None:
    """Each variant is a line, the expected value dashed, the band reaches 2 to both sides of it, flips are marked."""
    comparison, result = compared([9, 10, 11, 12], [9, 13, 11, 12])
    drawn = traces(regression.timeline(comparison.windows, result, theme))
    assert list(drawn) == ["±2.00 around the expected value", "expected", "float32", "int8", "flips"]
    assert list(drawn["float32"].y) == [9, 10, 11, 12]
    assert (drawn["float32"].line.dash, drawn["int8"].line.dash) == ("solid", "dash")
    assert list(drawn["expected"].y)[:3] == [10, 10, 10]
    assert np.isnan(drawn["expected"].y[3])
    band = drawn["±2.00 around the expected value"]
    assert (min(filter(None, band.y)), max(filter(None, band.y))) == (8, 12)
    assert (min(each for each in band.x if each is not None), max(filter(None, band.x))) == (-0.25, 1.25)
    flips = drawn["flips"]
    assert (list(flips.x), list(flips.y), list(flips.customdata)) == ([0.5], [13], [1])
    assert "▼ harmful flip" in flips.hovertext[0]
    assert "int8: <b>13.0</b> (error +3.0)" in flips.hovertext[0]


def test_without_an_expected_value_the_band_lies_around_the_reference() -> None:
    """There is no ground truth to draw."""
    comparison, result = compared([9, 10], [9, 15], expected=False)
    drawn = traces(regression.timeline(comparison.windows, result, "light"))
    assert "expected" not in drawn
    assert max(filter(None, drawn["±2.00 around float32"].y)) == 12


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_one_value_as_dots(theme: palette.Theme) -> None:
    """A dot per variant in its own row, the expected value as a dashed line, the band around it, all in view."""
    _, result = compared([9.5], [14.0])
    figure = checked(regression.dots(result, theme))
    reference, candidate, expected = figure.data
    assert (list(reference.x), list(candidate.x), list(expected.x)) == ([9.5], [14.0], [10, 10])
    assert reference.y[0] != candidate.y[0]
    assert expected.line.dash == "dash"
    band = figure.layout.shapes[0]
    assert (band.x0, band.x1) == (8, 12)
    low, high = figure.layout.xaxis.range
    assert low < 8
    assert high > 14
    names = [note.text for note in figure.layout.annotations]
    assert "float32" in names[0]
    assert "14.00 (error +4.00)" in names[1]
    assert "▼ harmful" in names[1]


def test_dots_without_truth() -> None:
    """The values stand alone."""
    _, result = compared([9.5], [14.0], expected=False)
    figure = checked(regression.dots(result, "light"))
    assert len(figure.data) == 2
    assert not figure.layout.shapes
    assert "error" not in figure.layout.annotations[1].text


def test_names_bring_no_markup() -> None:
    """A variant's name is shown letter by letter."""
    comparison, result = compared([9, 10, 11], [9, 14, 11], name="<b>x</b>")
    for figure in (regression.timeline(comparison.windows, result, "light"), regression.dots(result, "light", 1)):
        assert "<b>x" not in str(figure.to_dict())
    assert "<b>x</b>" in regression.dots_alt(result, 1)


def test_in_words() -> None:
    """Screen readers hear values, truth and flips."""
    comparison, result = compared([9, 10, 11], [9, 13, 11])
    assert regression.dots_alt(result, 1) == (
        "Values on a scale: float32 10.0, int8 13.0. The expected value is 10.0, with an allowed error of 2.00."
    )
    alt = regression.timeline_alt(comparison.windows, result)
    assert alt.startswith("Values of float32 and int8 over 3 windows, from 8.0 to 13.0, with an allowed error of 2.00.")
    assert "1 of 3 windows: 0.5–2.5 s harmful" in alt


@pytest.mark.parametrize("values", [[], [None], [None, None], [0.0], [0.0, 0.0]])
def test_nothing_to_draw_is_drawn_all_the_same(values: list[float | None]) -> None:
    """Empty and missing values give a figure."""
    rows: dict[str, list[Row]] = {name: [{"value": each} for each in [*values, None]] for name in ("float32", "int8")}
    comparison = compare(scored(rows, kind="keras-regression"))
    (result,) = comparison.blocks[0].results
    assert isinstance(result, RegressionComparison)
    assert traces(regression.timeline(comparison.windows, result, "light"))
    assert traces(regression.dots(result, "light"))
    assert regression.dots_alt(result).startswith("Values on a scale")


def test_a_long_recording_is_thinned_and_says_so() -> None:
    """A screen's worth of points; the flip stays."""
    count = 50_000
    comparison, result = compared([10.0] * count, [*[10.0] * 777, 99.0, *[10.0] * (count - 778)])
    figure = regression.timeline(comparison.windows, result, "light")
    drawn = traces(figure)
    assert max(len(trace.y) for trace in drawn.values()) < 4_000
    assert 99.0 in drawn["int8"].y
    assert list(drawn["flips"].customdata) == [777]
    assert figure.layout.annotations[0].text == "lines thinned, peaks and flips kept"
