"""Scores of all variants as lines."""

import numpy as np
import pytest

from tests.figures import examples
from tests.figures.checking import markers
from variantlens.figures import palette, scores


def test_lines_differ_by_colour_and_dash() -> None:
    """One trace per variant: the reference solid and blue, candidates dashed in colours of their own."""
    figure = scores.overlaid(examples.windows(17), examples.scores(candidates=("int8", "int4")), "light")
    of = palette.palette("light")
    lines = figure.data[:3]
    assert [line.name for line in lines] == ["float32", "int8", "int4"]
    assert [line.line.color for line in lines] == [of.reference, *of.candidates[:2]]
    assert [line.line.dash for line in lines] == ["solid", "dash", "dot"]


def test_rows_share_their_height_and_have_gaps() -> None:
    """Each label has a row of the same height; lines break between rows; hovering knows the exact scores."""
    result = examples.scores()
    line = scores.overlaid(examples.windows(17), result, "light").data[1]
    rows = np.array(line.y).reshape(3, 18)
    assert np.isnan(rows[:, -1]).all()
    base = np.array([0, -1.3, -2.6])[:, None]
    assert np.allclose(rows[:, :-1] - base, result.pairs[0].candidate.scores.T, atol=1e-6)
    details = np.array(line.customdata)[4]
    assert details[0] == 4
    assert details[1:] == pytest.approx([each.scores[4, 0] for each in result.variants], rel=1e-5)
    assert line.text[20] == "running"


def test_the_threshold_runs_through_every_row() -> None:
    """The threshold is drawn at its height in each row, and named."""
    figure = scores.overlaid(examples.windows(17), examples.scores(), "light")
    line = next(trace for trace in figure.data if trace.name.startswith("threshold"))
    assert line.name == "threshold 0.6"
    assert np.allclose([y for y in line.y if not np.isnan(y)], [0.6, 0.6, -0.7, -0.7, -2.0, -2.0])
    bare = scores.overlaid(examples.windows(17), examples.scores(threshold=None), "light")
    assert [trace.name for trace in bare.data] == ["float32", "int8"]


def test_flips_are_marked_on_the_lines() -> None:
    """Each flip has its sign at its window, and clicking it chooses that window."""
    trace = markers(scores.overlaid(examples.windows(17), examples.scores(harm=examples.HARM), "light"))[0]
    assert list(trace.customdata) == [3, 12, 16]
    assert list(trace.x) == [1.5, 6.0, 8.0]
    assert list(trace.marker.symbol) == ["triangle-down", "triangle-up", "circle"]
