"""Lines over many windows: thinned to what a screen shows, gaps, peaks and flips kept."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from tsdownsample import MinMaxLTTBDownsampler, NaNMinMaxLTTBDownsampler

from variantlens.figures.palette import Theme, dash, palette
from variantlens.figures.windows import Indices
from variantlens.text import title

POINTS = 2000
"""Points of one line; a wide screen has fewer columns."""
FEW = 60
"""Lines of up to so many points show each point."""

# The samplers ship no types.
_WHOLE: Any = MinMaxLTTBDownsampler
_WITH_GAPS: Any = NaNMinMaxLTTBDownsampler


def kept(values: npt.NDArray[np.float64], wanted: Indices, points: int = POINTS) -> Indices:
    """Which values of a line are drawn.

    Args:
        values: The line, NaN where it has a gap, shape (values,).
        wanted: Indices that are kept as long as they are at most half of the points, such as flips.
        points: About how many may be drawn.

    Returns:
        Ascending indices; all of them for a short line.
    """
    if len(values) <= points:
        return np.arange(len(values))
    also = wanted if len(wanted) <= points // 2 else wanted[:0]
    sampler = _WITH_GAPS if np.isnan(values).any() else _WHOLE
    left = points - len(also)
    drawn = np.asarray(sampler().downsample(np.ascontiguousarray(values), n_out=left - left % 2), dtype=np.intp)
    return np.union1d(drawn, also)


def joined(parts: Sequence[npt.NDArray[np.floating[Any]]]) -> npt.NDArray[np.floating[Any]]:
    """Several lines as one with a row of NaN after each, shape (values + lines, …)."""
    if not parts:
        return np.empty(0)
    gap = np.full((1, *parts[0].shape[1:]), np.nan)
    return np.concatenate([piece for part in parts for piece in (part, gap)])


def style(place: int, variant: str, theme: Theme, points: int) -> dict[str, Any]:
    """How the line of a variant looks, by its place: 0 is the reference; short lines show their points."""
    colour = palette(theme).variant(place)
    return {
        "type": "scatter",
        "mode": "lines+markers" if points <= FEW else "lines",
        "name": title(variant),
        "line": {"color": colour, "dash": dash(place), "width": 2 if points <= FEW else 1.5},
        "marker": {"color": colour, "size": 5},
        "connectgaps": False,
        "unselected": {"marker": {"opacity": 1}},
    }


def threshold(
    x: Sequence[npt.NDArray[np.floating[Any]]],
    y: Sequence[npt.NDArray[np.floating[Any]]],
    value: float,
    theme: Theme,
) -> dict[str, Any]:
    """Threshold lines, one for each row, as one trace."""
    return {
        "type": "scatter",
        "mode": "lines",
        "name": f"threshold {value:g}",
        "x": joined(x),
        "y": joined(y),
        "line": {"color": palette(theme).muted, "width": 1, "dash": "2px,3px"},
        "hoverinfo": "skip",
    }


def clickable(
    x: npt.NDArray[np.floating[Any]], y: npt.NDArray[np.floating[Any]], windows: Indices, texts: Sequence[str]
) -> dict[str, Any]:
    """Markers that answer to clicks with their window's index as ``customdata``."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "flips",
        "showlegend": False,
        "x": x,
        "y": y,
        "customdata": windows,
        "hovertext": list(texts),
        "hoverinfo": "text",
        "cliponaxis": False,
        "unselected": {"marker": {"opacity": 1}},
    }
