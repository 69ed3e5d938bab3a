"""Windows on a time axis, and columns where there are too many."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.figures import examples
from variantlens.comparison.outcomes import Harm
from variantlens.comparison.windows import Windows
from variantlens.figures import windows as axis


@given(st.integers(0, 5000), st.integers(1, 700), st.data())
def test_columns_stay_within_the_limit_and_cover_every_window(count: int, limit: int, data: st.DataObject) -> None:
    """However many windows there are, columns are few and each window belongs to one."""
    grid = axis.columns(examples.windows(count), np.arange(count, dtype=np.float64), limit)
    assert len(grid.shown) <= limit
    assert len(grid.shown) == -(-count // grid.per_column)
    assert all(grid.first <= grid.shown)
    assert all(grid.shown < grid.first + grid.per_column)
    if count:
        window = data.draw(st.integers(0, count - 1))
        assert grid.first[window // grid.per_column] <= window


def test_a_column_shows_its_most_important_window() -> None:
    """A peak among quiet windows is what its column shows; no number is the least important."""
    importance = np.zeros(1000)
    importance[777], importance[776] = 1.0, np.nan
    grid = axis.columns(examples.windows(1000), importance, limit=100)
    assert grid.shown[77] == 777


@given(st.dictionaries(st.integers(0, 2999), st.sampled_from(Harm), max_size=60), st.integers(1, 600))
def test_no_flip_is_lost(harm: dict[int, Harm], limit: int) -> None:
    """Every flip is counted in its column, and the column is marked with its worst one."""
    grid = axis.columns(examples.windows(3000), np.zeros(3000), limit)
    marks = axis.marks(grid, examples.flips(harm, 3000))
    assert marks.flips.sum() == len(harm)
    for window, kind in harm.items():
        assert marks.harm[window // grid.per_column] >= kind
    for column in np.flatnonzero(marks.harm != axis.NO_FLIP):
        assert harm[int(marks.window[column])] == marks.harm[column]


@pytest.mark.parametrize(
    ("windows", "ticks"), [(Windows(3, 1000, 125), [0, 0.125, 0.25]), (Windows(3, 0, 0), [0, 1, 2])]
)
def test_few_windows_have_a_tick_each(windows: Windows, ticks: list[float]) -> None:
    """No tick stands before the first window or between two; of many windows Plotly chooses some."""
    assert axis.axis(windows, "light")["tickvals"] == ticks
    assert "tickvals" not in axis.axis(examples.windows(40), "light")


def test_the_worst_harm_counts_over_several_candidates() -> None:
    """A window that one candidate flips for better and another for worse is harmful."""
    several = [examples.flips({2: Harm.HELPFUL}, 4), examples.flips({2: Harm.HARMFUL, 3: Harm.UNJUDGED}, 4)]
    assert axis.harm_by_window(several, 4).tolist() == [-1, -1, Harm.HARMFUL, Harm.UNJUDGED]


@pytest.mark.parametrize(
    ("windows", "text"),
    [
        (Windows(20, 2000, 500), "6.0–8.0 s · window 12"),
        (Windows(20, 1000, 10), "0.12–1.12 s · window 12"),
        (Windows(20, 2000, 0), "window 12"),
        (Windows(20, float("nan"), float("nan")), "window 12"),
        (Windows(1, 2000, 500, image=True), "the picture"),
    ],
)
def test_windows_are_named_by_their_time(windows: Windows, text: str) -> None:
    """A window is named by its span with the digits it needs, or by its number where it has no place in time."""
    assert axis.numbered_span(windows, 12) == text


def test_windows_without_time_are_counted_on_the_axis() -> None:
    """Where the service sent no usable step, the axis shows window numbers and does not speak of seconds."""
    drawn = axis.axis(Windows(20, 0, 0), "light")
    assert drawn["ticksuffix"] == ""
    assert drawn["title"]["text"] == "window"
    assert drawn["range"] == [-0.5, 19.5]


def test_thinning_is_admitted() -> None:
    """Where columns stand for several windows, the figure's note says how many."""
    assert axis.thinning_note(axis.columns(examples.windows(10), np.zeros(10))) == ""
    assert "167 windows" in axis.thinning_note(axis.columns(examples.windows(100_000), np.zeros(100_000)))


@given(st.lists(st.one_of(st.floats(-5, 5), st.just(float("nan"))), max_size=8))
def test_a_reach_never_shrinks(values: list[float]) -> None:
    """Scores beyond 0..1 widen the scale, and what is no number does not touch it."""
    low, high = axis.reach([np.array(values)], 0.0, 1.0)
    known = [value for value in values if not np.isnan(value)]
    assert (low, high) == (min([0.0, *known]), max([1.0, *known]))
