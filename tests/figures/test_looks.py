"""Markers have the colour and the shape of what they mean."""

import numpy as np
import pytest

from variantlens.comparison.outcomes import Harm
from variantlens.figures import looks, palette

ALL = np.arange(looks.CLEAR, looks.HOLLOW + 1, dtype=np.int8)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_scale_gives_every_look_its_colour(theme: palette.Theme) -> None:
    """The number of a look falls into the middle of a step of its own colour."""
    drawn = looks.marker(ALL, theme)
    for look in ALL.tolist():
        at = (look - drawn["cmin"]) / (drawn["cmax"] - drawn["cmin"])
        before = [colour for edge, colour in drawn["colorscale"] if edge <= at][-1]
        after = next(colour for edge, colour in drawn["colorscale"] if edge >= at)
        assert before == after == looks.colour(look, theme)


def test_flips_have_the_colours_of_their_harm() -> None:
    """Harmful is red and a triangle down, helpful green and up, neutral grey and round."""
    of = palette.palette("light")
    assert looks.colour(Harm.HARMFUL, "light") == of.harmful
    assert looks.colour(Harm.HELPFUL, "light") == of.helpful
    assert looks.colour(Harm.NEUTRAL, "light") == of.neutral
    shapes = looks.marker(np.array([Harm.HARMFUL, Harm.HELPFUL, Harm.NEUTRAL], dtype=np.int8), "light")["symbol"]
    assert shapes == ["triangle-down", "triangle-up", "circle"]


def test_flips_are_larger_than_quiet_windows() -> None:
    """A flip stands out among windows that are decided alike, few or many."""
    for quiet in (3, 500):
        harm = np.array([looks.QUIET] * quiet + [Harm.HARMFUL], dtype=np.int8)
        sizes = looks.marker(harm, "light")["size"]
        assert sizes[-1] >= 3 * sizes[0]
