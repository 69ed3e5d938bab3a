"""Scores side by side, and their difference."""

from dataclasses import replace
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from tests.figures import examples
from tests.figures.checking import heatmaps, markers
from variantlens.comparison.outcomes import UNCERTAIN, Harm
from variantlens.figures import looks, palette, scores
from variantlens.figures.heatmaps import HEAD


def head(trace: Any) -> dict[int, str]:
    """The shapes in the head row by window."""
    found = zip(trace.y, trace.customdata, trace.marker.symbol, strict=True)
    return {int(window): shape for y, window, shape in found if y == HEAD}


@pytest.fixture
def pair() -> go.Figure:
    """Two variants side by side, with three flips."""
    return scores.side_by_side(examples.windows(17), examples.scores(harm=examples.HARM), "light")


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
    result = examples.scores(harm=examples.HARM)
    for trace, variant in zip(heatmaps(pair), result.variants, strict=True):
        assert np.allclose(trace.z, variant.scores.T, atol=1e-6)
        assert (trace.x0, trace.dx) == (0.0, 0.5)
    assert list(pair.layout.yaxis.ticktext) == ["idle", "running", "walking"]


def test_few_cells_say_their_numbers(pair: go.Figure) -> None:
    """Up to 24 windows and 12 labels have their score written in each cell; more have not."""
    first = examples.scores().reference.scores[0, 0]
    text = heatmaps(pair)[0].text[0][0]
    assert abs(float(text) - first) <= 10 ** -(len(text) - 1) / 2
    many = scores.side_by_side(examples.windows(25), examples.scores(25), "light")
    assert heatmaps(many)[0].text is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.714, ".71"),
        (1.0, "1.00"),
        (-0.126, "−.13"),
        (0.004, ".004"),
        (0.9998, ".9998"),
        (-0.00001, "≈0"),
        (0.99999, "≈1"),
    ],
)
def test_numbers_in_cells_are_short(value: float, text: str) -> None:
    """A cell has two decimals, up to four where these would say 0 or 1 of another number, and never says "−.00"."""
    result = examples.scores(1)
    changed = replace(result, reference=replace(result.reference, scores=np.full((1, 3), value)))
    drawn = heatmaps(scores.side_by_side(examples.windows(1), changed, "light"))
    assert drawn[0].text[0][0] == text


def test_what_differs_reads_differently_in_every_variant() -> None:
    """In the cells of both panels and on hovering, with the same number of digits; the reference page's own scores."""
    result = examples.scores(1)
    before, after = np.array([[0.9998, 0.0002, 0.31]]), np.array([[0.9996, 0.0002, 0.31004]])
    (pair,) = result.pairs
    candidate = replace(pair.candidate, scores=after)
    reference = replace(result.reference, scores=before)
    made = replace(pair, reference=reference, candidate=candidate, change=after - before)
    drawn = scores.side_by_side(examples.windows(1), replace(result, reference=reference, pairs=(made,)), "light")
    first, second = heatmaps(drawn)
    texts = {(name, one[0], other[0]) for name, one, other in zip(result.labels, first.text, second.text, strict=True)}
    assert texts == {
        (result.labels[0], ".9998", ".9996"),
        (result.labels[1], ".0002", ".0002"),
        (result.labels[2], ".3100", ".3100"),  # no room for a fifth decimal
    }
    hovered = " ".join(markers(drawn)[0].hovertext)
    assert "0.31000" in hovered
    assert "0.31004 (+0.00004" in hovered


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
    result = examples.scores(harm=examples.HARM)
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
    trace, said = markers(pair)[0], examples.scores(harm=examples.HARM).reference
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


LABELS_100 = tuple(f"label {at}" for at in range(100))


def test_the_figures_in_words() -> None:
    """The words for screen readers name variants, counts and the largest change."""
    windows, result = examples.windows(17), examples.scores(harm=examples.HARM)
    assert "float32 and int8" in scores.side_by_side_alt(windows, result)
    assert "3 of 17 windows" in scores.side_by_side_alt(windows, result)
    assert "threshold of 0.6" in scores.overlaid_alt(windows, result)
    assert "minus that of float32" in scores.difference_alt(windows, result)
    assert "largest change is −0.020, of idle, 2.5–4.5 s" in scores.difference_alt(windows, result)
