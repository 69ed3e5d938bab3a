"""Curves over the threshold."""

import numpy as np
import pytest

from tests.figures.checking import checked
from variantlens.figures import palette
from variantlens.figures.sweep import thresholds as sweep_thresholds
from variantlens.sweeps.thresholds import Curve


def a_curve(variant: str = "int8", *, uncertain: bool = True, shipped: float | None = 0.6) -> Curve:
    """A curve of four thresholds."""
    thresholds = np.array([0.3, 0.5, 0.6, 0.9])
    return Curve(
        variant=variant,
        thresholds=thresholds,
        precision=np.array([0.7, 0.8, 0.9, 1.0]),
        recall=np.array([0.9, 0.85, 0.7, 0.2]),
        undecided=np.array([0.0, 0.1, 0.3, 0.8]) if uncertain else None,
        shipped=shipped,
        at_shipped=0.79,
        best=0.5,
        best_f1=0.82,
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("uncertain", [True, False])
def test_a_panel_for_each_quality(theme: palette.Theme, uncertain: bool) -> None:
    """Precision, recall, and where something can be undecided its share; a line and a ring per variant in each."""
    found = [a_curve("float32", uncertain=uncertain), a_curve(uncertain=uncertain)]
    figure = checked(sweep_thresholds.curves(found, theme, places=[0, 2]))
    panels = 3 if uncertain else 2
    assert len(figure.data) == panels * 2 * 2
    lines = [trace for trace in figure.data if trace.mode == "lines"]
    assert {trace.line.color for trace in lines} == {palette.palette(theme).variant(place) for place in (0, 2)}
    assert {trace.line.dash for trace in lines} == {palette.dash(0), palette.dash(2)}
    assert [trace.name for trace in lines if trace.showlegend] == ["float32", "int8"]
    assert list(lines[-1].y) == ([0.0, 0.1, 0.3, 0.8] if uncertain else [0.9, 0.85, 0.7, 0.2])


def test_the_best_threshold_is_ringed_and_the_shipped_one_marked() -> None:
    """The ring lies on the curve; the threshold in use is a line across."""
    figure = sweep_thresholds.curves([a_curve()], "light", places=[1])
    rings = [trace for trace in figure.data if trace.mode == "markers"]
    assert [(ring.x[0], ring.y[0]) for ring in rings] == [(0.5, 0.8), (0.5, 0.85), (0.5, 0.1)]
    assert [shape.x0 for shape in figure.layout.shapes] == [0.6]
    assert "in use: 0.6" in [note.text for note in figure.layout.annotations]


def test_without_one_threshold_in_use_none_is_drawn() -> None:
    """Samples that were decided at several thresholds have none to mark."""
    figure = sweep_thresholds.curves([a_curve(shipped=None)], "light", places=[1])
    assert not figure.layout.shapes
    assert "int8: 0.820 at its best threshold 0.500" in sweep_thresholds.curves_alt([a_curve(shipped=None)])


def test_far_scores_do_not_hide_what_matters() -> None:
    """Anomaly scores far beyond all others leave the axis to the thresholds that could be chosen."""
    thresholds = np.append(np.linspace(0, 10, 100), [1e6])
    flat = np.ones(101)
    far = Curve("int8", thresholds, flat, flat, None, 2.0, 0.5, 3.0, 0.5)
    low, high = sweep_thresholds.curves([far], "light", places=[1]).layout.xaxis.range
    assert low <= 0
    assert 3 < high < 20
