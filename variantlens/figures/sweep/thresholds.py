"""What other thresholds would do: precision, recall and the undecided share of each variant over the threshold."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from variantlens.comparison.wording import number
from variantlens.figures import layout, palette
from variantlens.sweeps.thresholds import Curve
from variantlens.text import plain, title, visible

PANEL = 150
GAP = 34
"""Pixels above a panel, for its name."""
FOOT, HEAD = 84, 24
LEAST_REACH = 0.02
"""Smaller differences than this fill no panel."""
UPPER, TAIL = 0.75, 0.99
SEEN = 4
"""The axis ends between these quantiles of the thresholds, since some anomaly scores lie far beyond all others, and
so many times as far as the last mark where that lies between them."""

Quality = Literal["precision", "recall", "uncertain share"]


def curves(found: Sequence[Curve], theme: palette.Theme, *, places: Sequence[int]) -> go.Figure:
    """A panel for each quality, one below the other with one threshold axis; a line per variant.

    Args:
        found: The curves, the reference first.
        theme: Light or dark.
        places: The place of each curve's variant, which its colour follows: 0 is the reference.

    Returns:
        A figure of a line per variant and panel, and a ring on it at the variant's best threshold. The shipped
        threshold is a vertical line.
    """
    panels = _panels(found)
    height = len(panels) * (PANEL + GAP)
    traces: list[dict[str, Any]] = []
    drawn: dict[str, Any] = {"annotations": [], "shapes": [], "xaxis": _threshold_axis(found, len(panels))}
    drawn["margin"] = {"t": HEAD}
    for at, quality in enumerate(panels):
        top, low = 1 - at / len(panels), 1 - (at + 1) / len(panels)
        head = top - GAP / height
        axis = "y" if at == 0 else f"y{at + 1}"
        for place, curve in zip(places, found, strict=True):
            traces += _lines(curve, quality, place, axis, theme)
        drawn["yaxis" + axis[1:]] = {"domain": [low, head], "range": _reach(found, quality), "nticks": 5}
        drawn["yaxis" + axis[1:]] |= {"fixedrange": True, "tickformat": ".3~g"}
        drawn["annotations"].append(layout.heading(f"<b>{quality}</b>", y=head))
    for shipped in sorted({curve.shipped for curve in found if curve.shipped is not None}):
        drawn["shapes"].append(_shipped(shipped, theme))
        drawn["annotations"].append(_shipped_name(shipped))
    drawn["legend"] = {"orientation": "h", "x": 0, "y": 0, "yref": "paper", "yanchor": "top"}
    drawn["legend"] |= {"yanchor": "top", "y": -(FOOT - 36) / height}
    return layout.figure(traces, drawn, theme=theme, height=height + FOOT + HEAD, name="thresholds")


def curves_alt(found: Sequence[Curve]) -> str:
    """The curves in words, for screen readers."""
    told = [
        f"{visible(curve.variant)}: "
        + ("" if curve.shipped is None else f"F1 {number(curve.at_shipped)} at {number(curve.shipped)}, ")
        + f"{number(curve.best_f1)} at its best threshold {number(curve.best)}, cross-fitted."
        for curve in found
    ]
    names = ", ".join(_panels(found))
    return f"Curves of {names} over the threshold. {' '.join(told)}"


def _panels(found: Sequence[Curve]) -> tuple[Quality, ...]:
    undecided = any(curve.undecided is not None for curve in found)
    return ("precision", "recall", "uncertain share") if undecided else ("precision", "recall")


def _values(curve: Curve, quality: Quality) -> npt.NDArray[np.float64]:
    if quality == "uncertain share":
        return curve.undecided if curve.undecided is not None else np.full(len(curve.thresholds), np.nan)
    return curve.precision if quality == "precision" else curve.recall


def _reach(found: Sequence[Curve], quality: Quality) -> list[float]:
    """From the lowest to the highest value, with room on both sides, so that small differences can be seen."""
    every = np.concatenate([_values(curve, quality) for curve in found])
    known = every[~np.isnan(every)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    room = max(high - low, LEAST_REACH) * 0.06
    return [low - room, high + room]


def _lines(curve: Curve, quality: Quality, place: int, axis: str, theme: palette.Theme) -> list[dict[str, Any]]:
    """A variant's line in one panel, and the ring at its best threshold."""
    values, colour = _values(curve, quality), palette.palette(theme).variant(place)
    hover = f"{plain(curve.variant)}<br>threshold %{{x:.4~g}}<br>{quality} %{{y:.1%}}<extra></extra>"
    line = {
        "type": "scatter",
        "mode": "lines",
        "name": title(curve.variant, 32),
        "legendgroup": str(place),
        "showlegend": axis == "y",
        "x": curve.thresholds,
        "y": values,
        "yaxis": axis,
        # Between two scores the higher one decides what passes.
        "line": {"color": colour, "width": 2, "dash": palette.dash(place), "shape": "vh"},
        "hovertemplate": hover,
    }
    at = int(np.searchsorted(curve.thresholds, curve.best))
    ring = {
        "type": "scatter",
        "mode": "markers",
        "legendgroup": str(place),
        "showlegend": False,
        "x": [curve.best],
        "y": [values[at]],
        "yaxis": axis,
        "marker": {"symbol": "circle-open", "size": 12, "color": colour, "line": {"width": 2.5}},
        "hovertemplate": f"best of {hover}",
        "cliponaxis": False,
    }
    return [line, ring]


def _threshold_axis(found: Sequence[Curve], panels: int) -> dict[str, Any]:
    every = np.concatenate([curve.thresholds for curve in found])
    marked = [value for curve in found for value in (curve.best, curve.shipped) if value is not None]
    low, marked_last = float(every.min()), max(marked)
    upper, most = np.quantile(every, [UPPER, TAIL]).tolist()
    high = max(marked_last, min(most, max(upper, low + SEEN * (marked_last - low))))
    room = (high - low or 1.0) * 0.02
    anchor = "y" if panels == 1 else f"y{panels}"
    return {"range": [low - room, high + room], "title": {"text": "threshold"}, "anchor": anchor, "nticks": 8}


def _shipped(at: float, theme: palette.Theme) -> dict[str, Any]:
    line = {"color": palette.palette(theme).muted, "width": 1.5, "dash": "dot"}
    return {"type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1, "line": line}


def _shipped_name(at: float) -> dict[str, Any]:
    place = {"x": at, "xanchor": "left", "xshift": 4, "yref": "paper", "y": 1, "yanchor": "bottom"}
    return {"text": f"in use: {at:.4g}", "showarrow": False, "font": {"size": layout.SMALL}} | place
