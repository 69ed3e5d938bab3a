"""Figures are made without Plotly's own check, for speed; here each of them passes it."""

from collections.abc import Callable

import numpy as np
import plotly.graph_objects as go
import pytest

from tests.figures import examples
from variantlens.comparison.outcomes import Harm
from variantlens.figures import anomaly, palette, scores, signal

Draw = Callable[[palette.Theme], go.Figure]

WINDOWS = examples.windows(17)
SCORES = examples.scores(harm={3: Harm.HARMFUL, 9: Harm.HELPFUL})
ANOMALY = examples.anomaly(list(np.linspace(-1, 2, 17)), {5: Harm.NEUTRAL})
RECORDING = signal.Signal(np.random.default_rng(1).normal(size=(100, 3)), ("x", "y", "z"), 100.0)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "draw",
    [
        lambda theme: signal.strip(RECORDING, WINDOWS, SCORES, theme),
        lambda theme: signal.strip(None, WINDOWS, ANOMALY, theme),
        lambda theme: scores.side_by_side(WINDOWS, SCORES, theme),
        lambda theme: scores.overlaid(WINDOWS, SCORES, theme),
        lambda theme: scores.difference(WINDOWS, SCORES, theme),
        lambda theme: anomaly.timeline(WINDOWS, ANOMALY, theme),
    ],
    ids=["strip", "strip without signal", "side by side", "overlaid", "difference", "timeline"],
)
def test_plotly_accepts_every_property(draw: Draw, theme: palette.Theme) -> None:
    """No trace and no layout holds a property or a value that Plotly does not know."""
    checked = go.Figure(draw(theme).to_dict())
    assert checked.data
