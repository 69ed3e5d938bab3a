"""Tails of anomaly scores and of errors."""

import numpy as np
import pytest

from tests.figures.checking import checked
from variantlens.figures import palette
from variantlens.figures.sweep import tails
from variantlens.sweeps.distributions import Errors, Tails

AT = np.zeros(7)


def ends(good: list[float], bad: list[float], variant: str = "int8") -> Tails:
    """Scores of good and of bad windows."""
    return Tails(variant, np.sort(good), np.sort(bad), AT, AT)


def wrong(errors: list[float], variant: str = "int8") -> Errors:
    """Errors of a variant."""
    values = np.array(errors)
    return Errors(variant, values, float(np.abs(values).mean()), float(values.mean()), AT)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_shares_of_good_above_and_bad_below(theme: palette.Theme) -> None:
    """At each score: which share of the good lies at least as high, and which share of the bad at most as high."""
    found = [ends([1.0, 2.0, 3.0, 4.0], [3.5, 5.0])]
    figure = checked(tails.tails(found, 3.0, theme, places=[1]))
    good, bad = figure.data
    assert dict(zip(good.x, good.y, strict=True)) == {4: 0.25, 3: 0.5, 2: 0.75, 1: 1}
    assert dict(zip(bad.x, bad.y, strict=True)) == {3.5: 0.5, 5: 1}
    assert figure.layout.shapes[0].x0 == 3
    assert good.line.color == palette.palette(theme).variant(1)


def test_one_side_alone_is_drawn_alone() -> None:
    """A data set without anomalies has no bad windows, which is no error."""
    figure = tails.tails([ends([1.0, 2.0], [])], None, "light", places=[0])
    assert [trace.name for trace in figure.data] == ["int8: good, above"]


def test_a_huge_score_leaves_room_for_the_others() -> None:
    """Scores of anomalies may be a thousand times larger; the axis shows where good and bad meet."""
    figure = tails.tails([ends([1.0, 2.0], [1.5, 1e6])], 2.5, "light", places=[0])
    assert figure.layout.xaxis.range[1] < 10


def test_long_lines_keep_their_tail() -> None:
    """Of a million scores a few hundred points are drawn, the rarest ones all of them."""
    scores = np.linspace(0, 1, 100_000)
    figure = tails.tails([Tails("int8", scores, np.array([]), AT, AT)], None, "light", places=[0])
    drawn = figure.data[0]
    assert len(drawn.x) <= tails.MOST_POINTS
    assert list(drawn.x[:10]) == list(scores[::-1][:10])
    assert drawn.y[-1] == 1


def test_errors_count_both_sides() -> None:
    """A value that is too small by 3 is as wrong as one that is too large by 3."""
    figure = checked(tails.errors([wrong([-3.0, 1.0])], 2.0, "light", places=[1]))
    assert (list(figure.data[0].x), list(figure.data[0].y)) == ([3, 1], [0.5, 1])
    assert tails.errors_alt([wrong([-3.0, 1.0])]) == "int8: mean absolute error 2.00, bias −1.00, in 2 windows."
