"""Scores side by side, overlaid, and their difference."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from tests.figures import examples
from variantlens.comparison.outcomes import UNCERTAIN, Harm
from variantlens.comparison.scores import ScoresComparison
from variantlens.comparison.windows import Windows
from variantlens.figures import looks, palette, scores
from variantlens.figures.heatmaps import HEAD
from variantlens.figures.labels import labels_that_matter

Draw = Callable[[Windows, ScoresComparison, palette.Theme], go.Figure]

HARM = {3: Harm.HARMFUL, 12: Harm.HELPFUL, 16: Harm.NEUTRAL}
DRAWN: tuple[Draw, ...] = (scores.side_by_side, scores.overlaid, scores.difference)
MANY = 100_000

every_figure = pytest.mark.parametrize("draw", DRAWN, ids=lambda draw: draw.__name__)


def heatmaps(figure: go.Figure) -> list[Any]:
    """The heatmaps of a figure, from the top."""
    return [trace for trace in figure.data if trace.type == "heatmap"]


def markers(figure: go.Figure) -> list[Any]:
    """The clickable markers of a figure, from the top."""
    return [trace for trace in figure.data if trace.type == "scatter" and trace.mode == "markers"]


def head(trace: Any) -> dict[int, str]:
    """The shapes in the head row by window."""
    found = zip(trace.y, trace.customdata, trace.marker.symbol, strict=True)
    return {int(window): shape for y, window, shape in found if y == HEAD}


@pytest.fixture
def pair() -> go.Figure:
    """Two variants side by side, with three flips."""
    return scores.side_by_side(examples.windows(17), examples.scores(harm=HARM), "light")


def test_panels_share_one_scale_and_one_time_axis(pair: go.Figure) -> None:
    """The reference is on top; all panels have the same colours from 0 to 1 and zoom together."""
    assert [trace.coloraxis for trace in heatmaps(pair)] == ["coloraxis", "coloraxis"]
    assert (pair.layout.coloraxis.cmin, pair.layout.coloraxis.cmax) == (0.0, 1.0)
    assert {trace.xaxis for trace in pair.data} == {None}
    assert pair.layout.yaxis.domain[0] > pair.layout.yaxis2.domain[1]
    assert "float32" in pair.layout.annotations[0].text
    assert "reference" in pair.layout.annotations[0].text
    assert "int8" in pair.layout.annotations[1].text
    assert "3 flips" in pair.layout.annotations[1].text
    assert pair.layout.xaxis.anchor == "y2"


def test_cells_hold_the_scores(pair: go.Figure) -> None:
    """Rows are labels, columns windows at their start in seconds, colours the scores."""
    result = examples.scores(harm=HARM)
    for trace, variant in zip(heatmaps(pair), result.variants, strict=True):
        assert np.allclose(trace.z, variant.scores.T, atol=1e-6)
        assert (trace.x0, trace.dx) == (0.0, 0.5)
    assert list(pair.layout.yaxis.ticktext) == ["idle", "running", "walking"]


def test_few_cells_say_their_numbers(pair: go.Figure) -> None:
    """Up to 24 windows and 12 labels have their score written in each cell; more have not."""
    first = examples.scores().reference.scores[0, 0]
    assert heatmaps(pair)[0].text[0][0] == f"{first:.2f}".removeprefix("0")
    many = scores.side_by_side(examples.windows(25), examples.scores(25), "light")
    assert heatmaps(many)[0].text is None


@pytest.mark.parametrize(
    ("value", "text"), [(0.714, ".71"), (1.0, "1.00"), (-0.126, "−.13"), (0.004, "0"), (-0.001, "0")]
)
def test_numbers_in_cells_are_short(value: float, text: str) -> None:
    """A cell has room for two decimals, and never says "−.00"."""
    result = examples.scores(1)
    changed = replace(result, reference=replace(result.reference, scores=np.full((1, 3), value)))
    drawn = heatmaps(scores.side_by_side(examples.windows(1), changed, "light"))
    assert drawn[0].text[0][0] == text


def test_flips_stand_above_the_candidate(pair: go.Figure) -> None:
    """Only the candidate's panel marks the flips, by the shape and the colour of their harm."""
    reference, candidate = markers(pair)
    assert set(head(reference).values()) == {"square"}
    flipped = {window: shape for window, shape in head(candidate).items() if shape != "square"}
    assert flipped == {3: "triangle-down", 12: "triangle-up", 16: "circle"}
    of_window_3 = [
        colour
        for y, window, colour in zip(candidate.y, candidate.customdata, candidate.marker.color, strict=True)
        if (y, window) == (HEAD, 3)
    ]
    assert of_window_3 == [Harm.HARMFUL]


def test_every_cell_of_few_can_be_clicked_and_hovered(pair: go.Figure) -> None:
    """Invisible markers over the cells carry the window and name label, time and every variant's exact score."""
    trace = markers(pair)[1]
    result = examples.scores(harm=HARM)
    over = trace.marker.color == looks.CLEAR
    assert over.sum() == 17 * 3
    assert sorted(np.array(trace.customdata)[over].tolist()) == sorted([*range(17)] * 3)
    at = 17 + 4
    assert trace.y[at] == 1
    text = trace.hovertext[at]
    assert text.startswith("<b>running</b><br>2.0–4.0 s · window 4")
    assert f"float32 {result.reference.scores[4, 1]:.4f}" in text
    assert f"int8 {result.pairs[0].candidate.scores[4, 1]:.4f} (" in text


def test_decisions_are_dotted_and_uncertain_ones_hollow(pair: go.Figure) -> None:
    """A full dot stands on the decided label, a hollow one on the best label below the threshold."""
    trace, said = markers(pair)[0], examples.scores(harm=HARM).reference
    for look, passed in ((looks.DOT, True), (looks.HOLLOW, False)):
        chosen = trace.marker.color == look
        dots = dict(zip(np.array(trace.customdata)[chosen].tolist(), np.round(trace.y[chosen]), strict=True))
        expected = {
            window: said.scores[window].argmax()
            for window in range(17)
            if (said.decisions[window] != UNCERTAIN) == passed
        }
        assert dots == expected


def test_multi_label_decisions_are_all_dotted() -> None:
    """Where several labels may hold, each one that passes the threshold has a dot."""
    result = examples.scores(1)
    several = replace(result.reference, scores=np.array([[0.9, 0.7, 0.1]]), decisions=np.array(["x"], dtype=object))
    both = replace(result, reference=several, multi_label=True)
    trace = markers(scores.side_by_side(examples.windows(1), both, "light"))[0]
    assert np.round(trace.y[trace.marker.color == looks.DOT]).tolist() == [0, 1]


def test_scores_beyond_one_widen_the_scale() -> None:
    """A score of 1.4 is drawn as 1.4, not cut off."""
    result = examples.scores()
    result.reference.scores[0, 0] = 1.4
    figure = scores.side_by_side(examples.windows(17), result, "light")
    assert figure.layout.coloraxis.cmax == pytest.approx(1.4)


def test_one_variant_alone_is_drawn_alone() -> None:
    """Without candidates there is one panel, and its windows can be clicked."""
    figure = scores.side_by_side(examples.windows(17), examples.scores(candidates=()), "dark")
    assert len(heatmaps(figure)) == 1
    assert sorted(head(markers(figure)[0])) == list(range(17))


def test_differences_are_centred_on_zero() -> None:
    """The scale runs as far to one side as to the other, with no change in the background's colour."""
    result = examples.scores()
    result.pairs[0].change[2, 1] = -0.7
    figure = scores.difference(examples.windows(17), result, "light")
    assert (figure.layout.coloraxis.cmin, figure.layout.coloraxis.cmax) == (-0.7, 0.7)
    assert figure.layout.coloraxis.colorscale == palette.palette("light").diverging
    assert heatmaps(figure)[0].z[1][2] == pytest.approx(-0.7)


def test_rounding_does_not_look_like_change() -> None:
    """Tiny changes stay faint: the scale never gets narrower than a tenth."""
    result = examples.scores()
    result.pairs[0].change[:] = 0.001
    figure = scores.difference(examples.windows(17), result, "light")
    assert figure.layout.coloraxis.cmax == 0.1


def test_steps_are_named_where_known() -> None:
    """A change is said in steps where the step is known, and not spoken of in steps elsewhere."""
    known, unknown = (
        markers(scores.difference(examples.windows(17), examples.scores(step=step), "light"))[0].hovertext[0]
        for step in (1 / 256, None)
    )
    assert "step" in known
    assert "step" not in unknown


def test_an_unknown_candidate_is_refused() -> None:
    """Asking for the difference of a candidate that is not there is a mistake of the caller."""
    with pytest.raises(ValueError, match="int4"):
        scores.difference(examples.windows(17), examples.scores(), "light", "int4")


def test_each_candidate_has_its_difference() -> None:
    """The chosen candidate is the one that is drawn."""
    result = examples.scores(candidates=("int8", "int4"))
    figure = scores.difference(examples.windows(17), result, "light", "int4")
    assert np.allclose(heatmaps(figure)[0].z, result.pairs[1].change.T, atol=1e-6)


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
    trace = markers(scores.overlaid(examples.windows(17), examples.scores(harm=HARM), "light"))[0]
    assert list(trace.customdata) == [3, 12, 16]
    assert list(trace.x) == [1.5, 6.0, 8.0]
    assert list(trace.marker.symbol) == ["triangle-down", "triangle-up", "circle"]


LABELS_100 = tuple(f"label {at}" for at in range(100))


def test_labels_that_matter_come_first() -> None:
    """Of a hundred labels those in flips are drawn, then the expected ones, in the service's order."""
    result = examples.scores(17, labels=LABELS_100, harm={3: Harm.HARMFUL})
    result.pairs[0].candidate.decisions[3] = "label 99"
    result.reference.decisions[3] = "label 98"
    found = labels_that_matter(result, 4)
    assert found[-2:] == ("label 98", "label 99")
    assert list(found) == sorted(found, key=LABELS_100.index)
    assert len(found) == 4


@every_figure
def test_other_labels_can_be_reached(draw: Callable[..., go.Figure]) -> None:
    """A figure says how many labels it leaves out, and draws the ones it is asked for."""
    result = examples.scores(17, labels=LABELS_100)
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


def test_peaks_survive_in_the_difference(huge: ScoresComparison) -> None:
    """The largest change of a hundred thousand windows is in its column."""
    figure = scores.difference(examples.windows(MANY), huge, "light")
    assert np.min(heatmaps(figure)[0].z) == pytest.approx(-0.9)


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
    result = examples.scores(candidates=(evil,), labels=(evil, "b", "c"), harm=HARM)
    described = draw(examples.windows(17), result, "light").to_json().replace("\\u003c", "<")
    assert "<a" not in described
    assert "%{x}<" not in described


@every_figure
def test_choosing_a_window_fades_nothing(draw: Draw) -> None:
    """A click selects one marker; the others keep their full strength."""
    marked = [
        trace
        for trace in draw(examples.windows(17), examples.scores(harm=HARM), "light").data
        if trace.type == "scatter"
    ]
    assert all(trace.unselected.marker.opacity == 1 for trace in marked if "markers" in trace.mode)


@every_figure
def test_figures_have_few_traces(draw: Draw) -> None:
    """A figure of four variants has a dozen traces at most, however many windows there are."""
    result = examples.scores(600, candidates=("a", "b", "c"), harm=HARM)
    assert len(draw(examples.windows(600), result, "light").data) <= 8


def test_the_figures_in_words() -> None:
    """The words for screen readers name variants, counts and the largest change."""
    windows, result = examples.windows(17), examples.scores(harm=HARM)
    assert "float32 and int8" in scores.side_by_side_alt(windows, result)
    assert "3 of 17 windows" in scores.side_by_side_alt(windows, result)
    assert "threshold of 0.6" in scores.overlaid_alt(windows, result)
    assert "minus that of float32" in scores.difference_alt(windows, result)
    assert "largest change is −0.020, of idle, 2.5–4.5 s" in scores.difference_alt(windows, result)
