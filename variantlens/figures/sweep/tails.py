"""Where scores of good and bad samples end, and how values err: the tails that decide about thresholds."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from variantlens.comparison.wording import counted, number, numbers
from variantlens.figures import layout, palette
from variantlens.sweeps.distributions import Errors, Tails
from variantlens.text import plain, title, visible

Floats = npt.NDArray[np.float64]

MOST_POINTS = 400
"""Points of a line; tails are kept whole."""
TAIL = 40
HEIGHT = 320
FOOT = 48
QUANTILE = 0.95
SEEN = 3
"""The axis of scores is so many times as long as what the good ones and the threshold take."""


def tails(
    found: Sequence[Tails],
    threshold: float | None,
    theme: palette.Theme,
    *,
    places: Sequence[int],
    noun: str = "window",
) -> go.Figure:
    """Two lines per variant: the share of good windows above a score, and the share of bad windows below it.

    Where they cross, as many of one are taken for the other; the lower that is, the better they are apart.

    Args:
        found: The scores, the reference first.
        threshold: The threshold in use; None without one.
        theme: Light or dark.
        places: The place of each one's variant, which its colour follows: 0 is the reference.
        noun: What a window is called: a picture is one, too.

    Returns:
        A figure with a logarithmic axis, since tails are rare.
    """
    traces = []
    for place, each in zip(places, found, strict=True):
        traces += [_tail(each.good[::-1], each.variant, "good, above", place, theme)] if each.good.size else []
        traces += [_tail(each.bad, each.variant, "bad, below", place, theme)] if each.bad.size else []
    drawn = {
        "xaxis": {"title": {"text": "anomaly score"}, "nticks": 8, "range": _score_range(found, threshold)},
        "yaxis": _share_axis([max(each.good.size, each.bad.size) for each in found], f"share of {noun}s"),
        **_marked(threshold, "threshold", theme),
        "legend": {"y": 1.02},
    }
    return layout.figure(traces, drawn, theme=theme, height=HEIGHT + FOOT, name="tails")


def tails_alt(found: Sequence[Tails], noun: str = "window") -> str:
    """The tails in words, for screen readers: where the highest good and the lowest bad scores lie."""
    told = []
    for each in found:
        parts = []
        if each.good.size:
            high = float(np.quantile(each.good, QUANTILE))
            parts.append(f"95 % of {counted(each.good.size, f'good {noun}')} score below {number(high)}")
        if each.bad.size:
            low = float(np.quantile(each.bad, 1 - QUANTILE))
            parts.append(f"95 % of {counted(each.bad.size, f'bad {noun}')} score above {number(low)}")
        told.append(f"{visible(each.variant)}: {', '.join(parts)}.")
    return " ".join(told)


def errors(
    found: Sequence[Errors],
    allowed: float | None,
    theme: palette.Theme,
    *,
    places: Sequence[int],
    noun: str = "window",
) -> go.Figure:
    """The share of windows whose value is wrong by more than an error, a line per variant.

    Args:
        found: The errors, the reference first.
        allowed: The allowed error of a single value; None without one.
        theme: Light or dark.
        places: The place of each one's variant, which its colour follows: 0 is the reference.
        noun: What a window is called.
    """
    traces = [_error_line(each, place, theme) for place, each in zip(places, found, strict=True)]
    drawn = {
        "xaxis": {"title": {"text": "absolute error"}, "rangemode": "tozero", "nticks": 8},
        "yaxis": _share_axis([each.errors.size for each in found], f"share of {noun}s above"),
        **_marked(allowed, "allowed", theme),
        "legend": {"y": 1.02},
    }
    return layout.figure(traces, drawn, theme=theme, height=HEIGHT, name="errors")


def errors_alt(found: Sequence[Errors], noun: str = "window") -> str:
    """The errors in words, for screen readers."""
    absolute = numbers(*(each.mean_absolute for each in found))
    biases = numbers(*(each.bias for each in found))
    return " ".join(
        f"{visible(each.variant)}: mean absolute error {error}, bias {bias}, in {counted(each.errors.size, noun)}."
        for each, error, bias in zip(found, absolute, biases, strict=True)
    )


def _tail(towards_tail: Floats, variant: str, part: str, place: int, theme: palette.Theme) -> dict[str, Any]:
    """The share of windows at least as far out as each score; ``towards_tail`` begins with the farthest one."""
    drawn = _kept(len(towards_tail))
    good = part.startswith("good")
    hover = f"{plain(variant)}<br>%{{y:.2%}} of {part} %{{x:.4~g}}<extra></extra>"
    return {
        "type": "scatter",
        "mode": "lines",
        "name": f"{title(variant, 24)}: {part}",
        "x": towards_tail[drawn],
        "y": (drawn + 1) / len(towards_tail),
        "line": {"color": palette.palette(theme).variant(place), "width": 2.5 if good else 1.25}
        | {"dash": palette.dash(place), "shape": "linear"},
        "hovertemplate": hover,
    }


def _error_line(each: Errors, place: int, theme: palette.Theme) -> dict[str, Any]:
    magnitudes = np.sort(np.abs(each.errors))[::-1]
    drawn = _kept(len(magnitudes))
    return {
        "type": "scatter",
        "mode": "lines",
        "name": title(each.variant, 32),
        "x": magnitudes[drawn],
        "y": (drawn + 1) / len(magnitudes),
        "line": {"color": palette.palette(theme).variant(place), "width": 2, "dash": palette.dash(place)},
        "hovertemplate": f"{plain(each.variant)}<br>%{{y:.2%}} above %{{x:.4~g}}<extra></extra>",
    }


def _share_axis(counts: Sequence[int], name: str) -> dict[str, Any]:
    """Shares on a logarithmic scale, down to one window of so many in each line."""
    least = min((1 / max(count, 1) for count in counts), default=0.01)
    return {
        "type": "log",
        "range": [np.log10(least) - 0.1, 0.05],
        "dtick": 1,
        "tickformat": ".3~%",
        "title": {"text": name},
    }


def _kept(count: int) -> npt.NDArray[np.intp]:
    """Which of so many points are drawn: all of the tail, and of the rest evenly."""
    if count <= MOST_POINTS:
        return np.arange(count)
    rest = np.linspace(TAIL, count - 1, MOST_POINTS - TAIL).astype(np.intp)
    return np.unique(np.concatenate([np.arange(TAIL), rest]))


def _score_range(found: Sequence[Tails], threshold: float | None) -> list[float]:
    """From the lowest score to well beyond the good ones and the threshold; bad ones can lie far beyond."""
    every = [values for each in found for values in (each.good, each.bad) if values.size]
    marked = [] if threshold is None else [threshold]
    low = min([*(float(values[0]) for values in every), *marked], default=0.0)
    good = [float(each.good[-1]) for each in found if each.good.size]
    bad = [float(np.quantile(each.bad, 0.99)) for each in found if each.bad.size]
    near = max([*good, *marked], default=1.0)
    high = max(near, min(max(bad, default=near), low + SEEN * (near - low)))
    room = (high - low or 1.0) * 0.03
    return [low - room, high + room]


def _marked(at: float | None, name: str, theme: palette.Theme) -> dict[str, Any]:
    """A value as a line across the figure, with its name; not below, where a line of the grid would hide it."""
    if at is None:
        return {}
    line = {"color": palette.palette(theme).text, "width": 1, "dash": "dot"}
    across = {"type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1, "line": line, "layer": "above"}
    place = {"x": at, "xanchor": "left", "xshift": 4, "yref": "paper", "y": 1, "yanchor": "top"}
    told = {"text": name, "showarrow": False, "font": {"size": layout.SMALL}} | place
    return {"shapes": [across], "annotations": [told]}
