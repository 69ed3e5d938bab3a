"""Scores against scores, and how much they change."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.figures.checking import checked
from variantlens.figures import palette
from variantlens.figures.sweep import distributions
from variantlens.sweeps.distributions import Scatter

NAMES = ("float32", "int8")


def scattered(before: list[float], after: list[float], step: float | None = None) -> Scatter:
    """One window per sample."""
    at = np.arange(len(before))
    return Scatter(np.array(before), np.array(after), at, np.zeros(len(before), dtype=np.intp), step)


def many(count: int) -> Scatter:
    """Scores that change little, but for one window that changes most."""
    before = np.linspace(0, 1, count)
    after = before + 0.001
    after[7] = 0.95
    return Scatter(before, after, np.arange(count), np.zeros(count, dtype=np.intp), None)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_few_windows_are_points(theme: palette.Theme) -> None:
    """Each window is a point; a click says its sample and window as a plain list; equal scores lie on the line."""
    figure = checked(distributions.against(scattered([0.2, 0.9], [0.2, 0.5]), NAMES, 0.6, theme, 2))
    line, points = figure.data
    assert list(line.x) == list(line.y)
    assert (list(points.x), list(points.y)) == ([0.2, 0.9], [0.2, 0.5])
    assert list(points.customdata) == [[0, 0], [1, 0]]
    assert points.marker.color == palette.palette(theme).variant(2)
    assert {(shape.x0, shape.y0) for shape in figure.layout.shapes} == {(0.6, 0), (0, 0.6)}


def test_many_windows_are_a_density() -> None:
    """Ten thousand windows are a density, and points only for those that change most; no window is lost."""
    figure = checked(distributions.against(many(10_000), NAMES, None, "light"))
    density, _, points = figure.data
    assert int(np.array(density.customdata).sum()) == 10_000
    assert len(points.x) == distributions.MOST_CHANGED
    assert list(points.customdata[0]) == [7, 0]
    assert any("density of 10,000 windows" in note.text for note in figure.layout.annotations)


@given(
    st.lists(st.tuples(st.integers(0, 256), st.integers(0, 256)), min_size=1, max_size=40),
    st.sampled_from([None, 1 / 256]),
)
def test_every_window_is_in_one_bar(pairs: list[tuple[int, int]], step: float | None) -> None:
    """Bars hold all windows, with unchanged ones in a bar around 0, in steps or without."""
    before, after = ([each[side] / 256 for each in pairs] for side in (0, 1))
    figure = distributions.changes(scattered(before, after, step), NAMES, "light")
    bars = figure.data[0]
    assert int(np.sum(bars.y)) == len(pairs)
    assert len(bars.x) <= distributions.MOST_BARS + 2
    around = np.argmin(np.abs(bars.x))
    assert bars.y[around] >= sum(one == two for one, two in pairs)
    low, high = figure.layout.xaxis.range
    assert all(low <= x <= high for x, y in zip(bars.x, bars.y, strict=True) if y)


def test_steps_are_named() -> None:
    """Where the step is known, changes are told in it."""
    figure = distributions.changes(scattered([0.5], [0.5 + 3 / 256], 1 / 256), NAMES, "light")
    assert "change in steps of 0.004" in figure.layout.xaxis.title.text
    held = figure.data[0]
    assert [x for x, y in zip(held.x, held.y, strict=True) if y] == [3]


def test_nothing_to_draw_is_said() -> None:
    """Without a score in both variants there is a sentence, not an error."""
    nothing = scattered([], [])
    assert distributions.against_alt(nothing, NAMES) == "No window has a score in both variants."
    assert checked(distributions.against(nothing, NAMES, None, "light")).data
    assert checked(distributions.changes(nothing, NAMES, "light")).data
