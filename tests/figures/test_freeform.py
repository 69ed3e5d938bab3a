"""Raw outputs and their difference."""

from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go
import pytest

from tests.answers import scored
from variantlens.comparison.compare import Comparison, compare
from variantlens.comparison.freeform import FreeformComparison
from variantlens.figures import freeform, palette


def compared(
    reference: npt.NDArray[np.float64], candidates: dict[str, npt.NDArray[np.float64]], shape: tuple[int, ...] = ()
) -> tuple[Comparison, FreeformComparison]:
    """An answer of a freeform block; arrays have the shape (windows, places)."""
    rows = {
        name: [{str(place): float(value) for place, value in enumerate(window)} for window in values]
        for name, values in {"float32": reference, **candidates}.items()
    }
    model = {"sha256": "0" * 64, "sizeBytes": 1, "outputs": [{"name": "o", "type": "float32", "shape": [1, *shape]}]}
    fields: dict[str, Any] = {"model": model} if shape else {}
    comparison = compare(scored(rows, kind="keras-freeform", **fields))
    (result,) = comparison.blocks[0].results
    assert isinstance(result, FreeformComparison)
    return comparison, result


def checked(figure: go.Figure) -> go.Figure:
    """The figure, after plotly has checked it."""
    go.Figure(figure.to_dict())
    return figure


WAVE = np.sin(np.arange(24.0) / 4)[None, :]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_lines_and_their_difference(theme: palette.Theme) -> None:
    """A line per variant, and beneath them a line per candidate for its change, on the same places."""
    _, result = compared(WAVE, {"int8": WAVE + 0.1, "int16": WAVE - 0.2})
    figure = checked(freeform.output(result, 0, theme))
    above, below = figure.data[:3], figure.data[3:]
    assert [trace.name for trace in above] == ["float32", "int8", "int16"]
    assert {trace.yaxis for trace in above} == {"y"}
    assert {trace.yaxis for trace in below} == {"y2"}
    np.testing.assert_allclose(above[0].y, WAVE[0])
    np.testing.assert_allclose(below[0].y, 0.1)
    np.testing.assert_allclose(below[1].y, -0.2)
    low, high = figure.layout.yaxis2.range
    assert low == -high
    assert high > 0.2
    assert [trace.line.dash for trace in above] == [palette.dash(place) for place in range(3)]


def test_a_map_where_the_shape_is_known() -> None:
    """A heatmap per variant on one scale, the difference on another that is centred on 0; all zoom together."""
    image = np.arange(48.0)[None, :]
    _, result = compared(image, {"int8": image + 2}, (6, 8, 1))
    figure = checked(freeform.output(result, 0, "light"))
    reference, candidate, change = figure.data
    assert {trace.type for trace in figure.data} == {"heatmap"}
    assert np.array(reference.z).shape == (6, 8)
    assert reference.coloraxis == candidate.coloraxis == "coloraxis"
    assert change.coloraxis == "coloraxis2"
    assert (figure.layout.coloraxis.cmin, figure.layout.coloraxis.cmax) == (0, 49)
    assert (figure.layout.coloraxis2.cmin, figure.layout.coloraxis2.cmax) == (-2, 2)
    assert figure.layout.xaxis2.matches == figure.layout.xaxis3.matches == "x"
    np.testing.assert_array_equal(change.z, np.full((6, 8), 2))
    assert all("int8 change" in trace.hovertemplate and "float32" in trace.hovertemplate for trace in figure.data)


@pytest.mark.parametrize("shape", [(48,), (2, 24), (2, 4, 6), ()])
def test_other_shapes_are_lines(shape: tuple[int, ...]) -> None:
    """A flat output, few rows and more than two axes have no picture of their own."""
    numbers = np.arange(48.0)[None, :]
    _, result = compared(numbers, {"int8": numbers}, shape)
    assert {trace.type for trace in freeform.output(result, 0, "light").data} == {"scatter"}


def test_five_maps_stand_in_two_rows() -> None:
    """Three variants and two differences."""
    image = np.arange(16.0)[None, :]
    _, result = compared(image, {"int8": image + 1, "int16": image}, (4, 4))
    layout = checked(freeform.output(result, 0, "light")).layout
    assert layout.yaxis.domain == layout.yaxis3.domain
    assert layout.yaxis4.domain[1] < layout.yaxis.domain[0]
    assert len(layout.annotations) == 5


def test_distances_over_windows() -> None:
    """A line per candidate; every marker carries its window."""
    many = np.repeat(WAVE, 5, axis=0)
    moved = many.copy()
    moved[3] += 0.5
    comparison, result = compared(many, {"int8": moved})
    (line,) = checked(freeform.distances(comparison.windows, result, "light")).data
    np.testing.assert_allclose(line.y, [0, 0, 0, 0.25, 0], atol=1e-12)
    assert [int(each[0]) for each in line.customdata] == [0, 1, 2, 3, 4]
    assert freeform.distances_alt(comparison.windows, result) == (
        "Mean squared error in each of 5 windows. int8: 0.050, largest in window 3."
    )


def test_long_outputs_are_thinned_and_say_so() -> None:
    """Peaks stay."""
    numbers = np.zeros((1, 20_000))
    moved = numbers.copy()
    moved[0, 12_345] = 7
    _, result = compared(numbers, {"int8": moved})
    figure = freeform.output(result, 0, "light")
    assert max(len(trace.y) for trace in figure.data) < 4_000
    assert 7 in figure.data[1].y
    assert figure.layout.annotations[0].text == "lines thinned, peaks kept"


def test_one_variant_alone_and_nothing_at_all() -> None:
    """There is no difference to draw, and no number need be there."""
    rows: dict[str, Any] = {"float32": [{"0": None, "1": None}]}
    (result,) = compare(scored(rows, kind="keras-freeform")).blocks[0].results
    assert isinstance(result, FreeformComparison)
    assert len(checked(freeform.output(result, 0, "dark")).data) == 1
    assert freeform.output_alt(result, 0) == "Lines of the 2 numbers that float32 put out in window 0."


def test_names_bring_no_markup() -> None:
    """Names of variants and places are shown letter by letter."""
    rows = {"<b>x</b>": [{"<i>p</i>": 1.0, "q": 2.0}], "b": [{"<i>p</i>": 1.0, "q": 2.0}]}
    (result,) = compare(scored(rows, kind="keras-freeform"), reference="<b>x</b>").blocks[0].results
    assert isinstance(result, FreeformComparison)
    drawn = str(freeform.output(result, 0, "light").to_dict())
    assert "<b>x" not in drawn
    assert "<i>p" not in drawn
