"""What holds for every figure of scores: side by side, overlaid, and their difference."""

import time
from collections.abc import Callable

import numpy as np
import plotly.graph_objects as go
import pytest

from tests.figures import examples
from tests.figures.checking import heatmaps, markers
from variantlens.comparison.outcomes import Harm
from variantlens.comparison.scores import ScoresComparison
from variantlens.comparison.windows import Windows
from variantlens.figures import palette, scores

Draw = Callable[[Windows, ScoresComparison, palette.Theme], go.Figure]

DRAWN: tuple[Draw, ...] = (scores.side_by_side, scores.overlaid, scores.difference)
MANY = 100_000

every_figure = pytest.mark.parametrize("draw", DRAWN, ids=lambda draw: draw.__name__)


@every_figure
def test_other_labels_can_be_reached(draw: Callable[..., go.Figure]) -> None:
    """A figure says how many labels it leaves out, and draws the ones it is asked for."""
    result = examples.scores(17, labels=examples.HUNDRED)
    assert "of 100 labels" in draw(examples.windows(17), result, "light").layout.annotations[-1].text
    asked = draw(examples.windows(17), result, "light", labels=("label 7", "label 3"))
    assert list(asked.layout.yaxis.ticktext)[:2] == ["label 7", "label 3"]


@pytest.fixture(scope="module")
def huge() -> ScoresComparison:
    """A hundred thousand windows with one spike and two rare flips."""
    result = examples.scores(MANY, harm={70_001: Harm.HARMFUL, 70_002: Harm.HELPFUL})
    result.pairs[0].change[33_333, 1] = -0.9
    return result


@every_figure
def test_a_hundred_thousand_windows(draw: Draw, huge: ScoresComparison) -> None:
    """A figure of 100,000 windows is made in about a second, is small, keeps the flips, and says it is thinned."""
    started = time.process_time()
    figure = draw(examples.windows(MANY), huge, "light")
    assert time.process_time() - started < 2
    assert len(figure.to_json()) < 2_000_000
    assert 70_001 in markers(figure)[-1].customdata
    assert "thinned" in figure.layout.annotations[-1].text or "windows" in figure.layout.annotations[-1].text


@every_figure
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_broken_scores_break_nothing(draw: Draw, theme: palette.Theme) -> None:
    """Windows without numbers are gaps; all gaps, one window and one label are drawn too."""
    gaps = examples.scores(17, harm={5: Harm.UNJUDGED})
    for said in (gaps.reference, gaps.pairs[0].candidate):
        said.scores[5] = np.nan
        said.decisions[5] = None
    gaps.pairs[0].change[5] = np.nan
    gap = draw(examples.windows(17), gaps, theme).data[0]
    drawn = gap.z[0] if gap.type == "heatmap" else gap.y
    assert np.isnan(drawn[5])
    assert not np.isnan(drawn[4])
    empty = examples.scores(4)
    for values in (empty.reference.scores, empty.pairs[0].candidate.scores, empty.pairs[0].change):
        values[:] = np.nan
    assert draw(examples.windows(4), empty, theme).data
    assert draw(Windows(1, 0, 0, image=True), examples.scores(1), theme).data
    assert draw(examples.windows(0), examples.scores(0), theme).data
    assert draw(examples.windows(3), examples.scores(3, labels=()), theme).data


@every_figure
def test_names_cannot_bring_markup(draw: Draw) -> None:
    """Labels and variants of the service reach plotly escaped."""
    evil = "<a href='http://example.com'>%{x}</a>"
    result = examples.scores(candidates=(evil,), labels=(evil, "b", "c"), harm=examples.HARM)
    described = draw(examples.windows(17), result, "light").to_json().replace("\\u003c", "<")
    assert "<a" not in described
    assert "%{x}<" not in described


@every_figure
def test_choosing_a_window_fades_nothing(draw: Draw) -> None:
    """A click selects one marker; the others keep their full strength."""
    marked = [
        trace
        for trace in draw(examples.windows(17), examples.scores(harm=examples.HARM), "light").data
        if trace.type == "scatter"
    ]
    assert all(trace.unselected.marker.opacity == 1 for trace in marked if "markers" in trace.mode)


@every_figure
def test_figures_have_few_traces(draw: Draw) -> None:
    """A figure of four variants has a dozen traces at most, however many windows there are."""
    result = examples.scores(600, candidates=("a", "b", "c"), harm=examples.HARM)
    assert len(draw(examples.windows(600), result, "light").data) <= 8


def test_peaks_survive_in_the_difference(huge: ScoresComparison) -> None:
    """The largest change of a hundred thousand windows is in its column."""
    figure = scores.difference(examples.windows(MANY), huge, "light")
    assert np.min(heatmaps(figure)[0].z) == pytest.approx(-0.9)
