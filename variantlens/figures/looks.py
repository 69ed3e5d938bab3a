"""How single markers look: signs of flips, quiet windows, dots on decisions, and invisible ones to click on.

Colours are numbers on a stepped scale, because plotly checks a list of colours one by one but numbers at once.
"""

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from variantlens.comparison.outcomes import Harm
from variantlens.figures.palette import Theme, palette, symbol

CLEAR, QUIET = -2, -1
"""Looks beside the values of :class:`Harm`: nothing to see, and a small square for a window that flips nowhere."""
DOT, HOLLOW = 4, 5
"""A dot on a decision, and one on the best label of an uncertain window."""
CROWDED = 120
"""With more markers than this, they are drawn smaller."""
INK, WHITE = "#10151c", "#ffffff"
"""Dots are white with an edge of ink, which can be seen on every colour of a magnitude scale."""

_FIRST, _LAST = CLEAR, HOLLOW
_SYMBOLS = (
    {CLEAR: "square", QUIET: "square"}
    | {int(each): symbol(each) for each in Harm}
    | {DOT: "circle"}
    | {HOLLOW: "circle-open"}
)

Looks = npt.NDArray[np.int8]


def marker(looks: Looks, theme: Theme) -> dict[str, Any]:
    """Plotly's description of markers.

    Args:
        looks: A :class:`Harm` or one of the looks above for each marker, shape (markers,).
        theme: Light or dark.
    """
    crowded = int(np.count_nonzero(looks != CLEAR)) > CROWDED
    sizes = {CLEAR: 18, QUIET: 2 if crowded else 4, DOT: 3 if crowded else 6, HOLLOW: 4 if crowded else 7}
    flip = 9 if crowded else 12
    return {
        "symbol": [_SYMBOLS[look] for look in looks.tolist()],
        "size": np.array([sizes.get(look, flip) for look in looks.tolist()], dtype=np.int8),
        "color": looks,
        "colorscale": _scale(theme),
        "cmin": _FIRST - 0.5,
        "cmax": _LAST + 0.5,
        "opacity": 1,
        "line": {"color": INK, "width": (looks == DOT).astype(np.int8)},
    }


def colour(look: int, theme: Theme) -> str:
    """The colour of a look."""
    if look in (DOT, HOLLOW):
        return WHITE
    if look == CLEAR:
        return "rgba(0,0,0,0)"
    return palette(theme).muted if look == QUIET else palette(theme).harm(Harm(look))


@lru_cache(maxsize=2)
def _scale(theme: Theme) -> list[tuple[float, str]]:
    """One step for each look."""
    steps = _LAST - _FIRST + 1
    colours = [colour(look, theme) for look in range(_FIRST, _LAST + 1)]
    return [(edge / steps, each) for at, each in enumerate(colours) for edge in (at, at + 1)]
