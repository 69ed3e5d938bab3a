"""How scores lie over a data set: variants against each other, changes, and values against what is expected."""

from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from variantlens.comparison.wording import counted, number
from variantlens.figures import layout, palette
from variantlens.sweeps.distributions import Scatter
from variantlens.text import plain, title, visible

Floats = npt.NDArray[np.float64]

MOST_POINTS = 3000
"""Up to so many windows each is a point; of more the density is drawn, and the ones that change most as points."""
MOST_CHANGED = 400
BINS = 80
SIDE = 420
HISTOGRAM = 300
MOST_BARS = 60
WHICH = "<br>window %{customdata[1]:,.0f}"
"""Which window of its recording a point is."""


def against(
    found: Scatter,
    names: tuple[str, str],
    threshold: float | None,
    theme: palette.Theme,
    place: int = 1,
    noun: str = "window",
) -> go.Figure:
    """Each window as a point, the reference's score to the right, the candidate's upwards; equal ones on a line.

    Args:
        found: The scores, or values.
        names: The reference and the candidate.
        threshold: Drawn on both axes; None without one.
        theme: Light or dark.
        place: Of the candidate among the variants, 1 for the first candidate.
        noun: What a window is called: a picture is one, too.

    Returns:
        A figure whose last trace is the points, their ``customdata`` (sample, window). Of many windows the density
        is drawn, and points only for those that change most; it says so.
    """
    of, count = palette.palette(theme), len(found.reference)
    dense = count > MOST_POINTS
    shown = np.argsort(-np.abs(found.change), kind="stable")[:MOST_CHANGED] if dense else np.arange(count)
    ends = _ends(found)
    traces = [_density(found, ends, theme, noun)] if dense else []
    traces.append(_equal(ends, theme))
    hover = f"{plain(names[0])} %{{x:.7~g}}<br>{plain(names[1])} %{{y:.7~g}}"
    points: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers",
        "x": found.reference[shown],
        "y": found.candidate[shown],
        # As lists: a click on a row of a typed array would bring no list back.
        "customdata": np.column_stack([found.sample[shown], found.window[shown]]).tolist(),
        "marker": {"size": 6, "color": of.variant(place), "opacity": 0.75, "line": {"width": 0.5, "color": of.text}},
        "hovertemplate": f"{hover}<extra></extra>" if noun == "picture" else f"{hover}{WHICH}<extra></extra>",
        "unselected": {"marker": {"opacity": 0.75}},
    }
    drawn = {
        "xaxis": {"range": ends, "title": {"text": title(names[0], 32)}, "nticks": 6},
        "yaxis": {"range": ends, "title": {"text": title(names[1], 32)}, "nticks": 6},
        "shapes": [] if threshold is None else _limits(threshold, theme),
        "showlegend": False,
    }
    note = f"density of {counted(count, noun)}; dots: the {len(shown):,} that change most" if dense else ""
    return layout.figure([*traces, points], drawn, theme=theme, height=SIDE, name=f"scatter {names[1]}", note=note)


def against_alt(found: Scatter, names: tuple[str, str], noun: str = "window") -> str:
    """The scatter in words, for screen readers."""
    change = np.abs(found.change)
    if not len(change):
        return f"No {noun} has a score in both variants."
    equal = int(np.count_nonzero(change == 0))
    return (
        f"Scores of {visible(names[0])} against {visible(names[1])} in {counted(len(change), noun)}: "
        f"{equal:,} are equal, half change by no more than {number(float(np.median(change)))}, "
        f"the largest change is {number(float(change.max()))}."
    )


def changes(
    found: Scatter, names: tuple[str, str], theme: palette.Theme, place: int = 1, noun: str = "window"
) -> go.Figure:
    """How many windows change by how much: in steps of the outputs where these are known.

    Args:
        found: The scores, or values.
        names: The reference and the candidate.
        theme: Light or dark.
        place: Of the candidate among the variants, 1 for the first candidate.
        noun: What a window is called: a picture is one, too.

    Returns:
        A figure of bars; a logarithmic axis, so that rare large changes can be seen beside many small ones.
    """
    steps = found.change_in_steps
    values = found.change if steps is None else steps
    counts, edges = np.histogram(values, bins=_edges(values, whole=steps is not None))
    centres, width = (edges[:-1] + edges[1:]) / 2, float(edges[1] - edges[0])
    unit = "" if steps is None else " steps"
    bars = {
        "type": "bar",
        "x": centres,
        "y": counts,
        "width": width,
        "customdata": np.column_stack([edges[:-1], edges[1:]]),
        "marker": {"color": palette.palette(theme).variant(place), "line": {"width": 0}},
        "hovertemplate": f"%{{customdata[0]:.4~g}} to %{{customdata[1]:.4~g}}{unit}<br>%{{y:,}} {noun}s<extra></extra>",
    }
    what = "change" if steps is None else f"change in steps of {number(found.step or 0)}"
    drawn = {
        "xaxis": {"title": {"text": f"{what}, {title(names[1], 24)} − {title(names[0], 24)}"}, "nticks": 8}
        | {"range": _seen(counts, edges)},
        "yaxis": {"type": "log", "title": {"text": f"{noun}s"}, "dtick": 1},
        "bargap": 0.05,
        "showlegend": False,
    }
    return layout.figure([bars], drawn, theme=theme, height=HISTOGRAM, name=f"changes {names[1]}")


def changes_alt(found: Scatter, names: tuple[str, str], noun: str = "window") -> str:
    """The changes in words, for screen readers."""
    values = found.change
    if not len(values):
        return f"No {noun} has a score in both variants."
    middle, low, high = np.quantile(values, [0.5, 0.05, 0.95]).tolist()
    return (
        f"Changes of {visible(names[1])} from {visible(names[0])} in {counted(len(values), noun)}: "
        f"median {number(middle)}, nine of ten between {number(low)} and {number(high)}."
    )


def _ends(found: Scatter) -> list[float]:
    """One range for both axes, with room on both sides."""
    every = np.concatenate([found.reference, found.candidate])
    low, high = (float(every.min()), float(every.max())) if every.size else (0.0, 1.0)
    room = (high - low or 1.0) * 0.03
    return [low - room, high + room]


def _density(found: Scatter, ends: list[float], theme: palette.Theme, noun: str) -> dict[str, Any]:
    counts, edges, _ = np.histogram2d(found.reference, found.candidate, bins=BINS, range=[ends, ends])
    centres = (edges[:-1] + edges[1:]) / 2
    shown = np.where(counts > 0, np.log10(np.maximum(counts, 1)), np.nan).T
    return {
        "type": "heatmap",
        "x": centres,
        "y": centres,
        "z": shown.astype(np.float32),
        "customdata": counts.T.astype(np.int32),
        "hovertemplate": f"%{{customdata:,}} {noun}s<extra></extra>",
        "hoverongaps": False,
        "colorscale": palette.palette(theme).magnitude,
        "showscale": False,
    }


def _equal(ends: list[float], theme: palette.Theme) -> dict[str, Any]:
    line = {"color": palette.palette(theme).muted, "width": 1}
    return {"type": "scatter", "mode": "lines", "x": ends, "y": ends, "line": line, "hoverinfo": "skip"}


def _limits(threshold: float, theme: palette.Theme) -> list[dict[str, Any]]:
    """The threshold on both axes."""
    line = {"color": palette.palette(theme).text, "width": 1, "dash": "dot"}
    # Not below, where a line of the grid would hide it.
    shape = {"type": "line", "line": line, "layer": "above"}
    return [
        shape | {"x0": threshold, "x1": threshold, "yref": "paper", "y0": 0, "y1": 1},
        shape | {"y0": threshold, "y1": threshold, "xref": "paper", "x0": 0, "x1": 1},
    ]


def _edges(values: Floats, *, whole: bool) -> Floats:
    """Edges of bars, at most so many, centred on 0; of whole steps, where values are counted in these."""
    reach = float(np.abs(values).max(initial=0)) or 1.0
    most = MOST_BARS // 2 - 1
    width = max(1.0, float(np.ceil(reach / most))) if whole else reach / most
    # One bar more than reaches the largest change, which rounding could leave outside.
    bars = min(int(reach / width) + 1, most + 1)
    return np.arange(-bars - 0.5, bars + 1.5, dtype=np.float64) * width


def _seen(counts: npt.NDArray[np.intp], edges: Floats) -> list[float]:
    """From the first bar that holds a window to the last, 0 among them."""
    held = np.flatnonzero(counts)
    first, last = (edges[held[0]], edges[held[-1] + 1]) if held.size else (edges[0], edges[-1])
    width = float(edges[1] - edges[0])
    return [min(float(first), 0.0) - width, max(float(last), 0.0) + width]
