"""Anomaly scores against their threshold."""

import numpy as np
import pytest

from tests.figures import examples
from variantlens.comparison.outcomes import Harm
from variantlens.figures import anomaly, palette

VALUES = [-0.4, -0.2, 0.1, 0.29, 0.8, -0.3]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_variant_is_a_line_against_the_threshold(theme: palette.Theme) -> None:
    """The reference is solid, the candidate dashed, the threshold named, all with the scores as they are."""
    figure = anomaly.timeline(examples.windows(6), examples.anomaly(VALUES), theme)
    reference, candidate, threshold = figure.data
    assert list(reference.y) == VALUES
    assert (reference.line.dash, candidate.line.dash) == ("solid", "dash")
    assert candidate.line.color == palette.palette(theme).candidates[0]
    assert threshold.name == "threshold 0.3"
    assert set(threshold.y[:2]) == {0.3}


def test_flips_are_marked_on_the_candidate() -> None:
    """A flip stands at its window, on the candidate's score, and can be clicked."""
    figure = anomaly.timeline(examples.windows(6), examples.anomaly(VALUES, {3: Harm.HARMFUL}), "light")
    flips = figure.data[-1]
    assert (list(flips.x), list(flips.y), list(flips.customdata)) == ([1.5], [0.3], [3])
    assert list(flips.marker.symbol) == ["triangle-down"]
    assert "▼ harmful flip" in flips.hovertext[0]


def test_the_view_holds_all_scores_and_the_threshold() -> None:
    """Without a tail everything is in view, and no note says otherwise."""
    figure = anomaly.timeline(examples.windows(6), examples.anomaly(VALUES), "light")
    low, high = figure.layout.yaxis.range
    assert low < -0.4
    assert high > 0.81
    assert not figure.layout.annotations


def test_a_huge_tail_is_left_out_and_admitted() -> None:
    """One log-likelihood of a million does not flatten the rest: the view stays close, a note says what is beyond."""
    values = [*np.random.default_rng(0).normal(size=300), 1e6]
    figure = anomaly.timeline(examples.windows(301), examples.anomaly(values, {300: Harm.NEUTRAL}), "light")
    assert figure.layout.yaxis.range[1] < 20
    assert "1 window beyond this view" in figure.layout.annotations[-1].text
    assert "1,000,000" in figure.layout.annotations[-1].text
    assert figure.data[-1].y[0] == pytest.approx(figure.layout.yaxis.range[1])


def test_long_recordings_are_thinned_and_keep_their_peaks() -> None:
    """A hundred thousand windows give a small figure with the peak and the flip in it."""
    values = np.zeros(100_000)
    values[77_777] = 0.9
    figure = anomaly.timeline(examples.windows(100_000), examples.anomaly(values.tolist(), {5: Harm.HELPFUL}), "light")
    assert len(figure.to_json()) < 2_000_000
    assert np.nanmax(figure.data[0].y) == 0.9
    assert 5 in figure.data[-1].customdata
    assert "thinned" in figure.layout.annotations[-1].text


@pytest.mark.parametrize("values", [[], [float("nan")] * 5, [0.2], [1.0, float("nan"), 1.0]])
def test_broken_scores_break_nothing(values: list[float]) -> None:
    """No scores, one, equal ones and gaps are drawn."""
    assert len(anomaly.timeline(examples.windows(len(values)), examples.anomaly(values), "dark").data) == 3


def test_the_timeline_in_words() -> None:
    """The words for screen readers give range, threshold and flips."""
    words = anomaly.timeline_alt(examples.windows(6), examples.anomaly(VALUES, {3: Harm.HARMFUL}))
    assert "from −0.400 to 0.810 against the threshold of 0.3" in words
    assert "1 of 6 windows: 1.5–3.5 s harmful" in words
