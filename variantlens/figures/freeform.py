"""Raw outputs of each variant: lines or heatmaps and their difference; over many windows, how far apart they are."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from variantlens.comparison.freeform import FreeformComparison
from variantlens.comparison.windows import Windows
from variantlens.comparison.wording import number
from variantlens.figures import heatmaps, layout, lines, palette
from variantlens.figures import windows as axis
from variantlens.figures.hovering import hover_decimals_of_values
from variantlens.text import plain, title, visible

LINE_HEIGHT = 190
CHANGE_HEIGHT = 110
GAP = 46
MAP_HEIGHT = 230
FEWEST_ROWS = 4
"""Outputs with fewer rows or columns than this are drawn as lines."""
MOST_CELLS = 65_536
"""Larger maps are drawn as lines, which are thinned."""
POINTS = 2000

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Panel:
    """A heatmap of the row of maps: its place from the left, its values, what it is called and its scale."""

    place: int
    values: Floats
    name: str
    scale: str


def output(result: FreeformComparison, window: int, theme: palette.Theme, across: int | None = None) -> go.Figure:
    """The output of one window: heatmaps where its shape is known to be one of rows and columns, else lines.

    Args:
        result: The outputs.
        window: Index of the window.
        theme: Light or dark.
        across: How many maps stand in a row; as many as look well unless said otherwise.

    Returns:
        As lines: a trace per variant, and beneath them the change of each candidate on an axis of its own. As
        heatmaps: one per variant on one scale, and the change of each candidate on a scale centred on 0.
    """
    shape = map_shape(result)
    return _maps(result, window, shape, theme, across) if shape else _lines(result, window, theme)


def output_alt(result: FreeformComparison, window: int) -> str:
    """The output in words, for screen readers."""
    names = " and ".join(visible(each.variant) for each in result.variants)
    drawn = "Heatmaps" if map_shape(result) else "Lines"
    apart = [
        f"{visible(pair.candidate.variant)}: mean squared error {number(float(pair.squared_error[window]))}, "
        f"cosine similarity {number(float(pair.cosine[window]))}."
        for pair in result.pairs
    ]
    return " ".join([f"{drawn} of the {len(result.places)} numbers that {names} put out in window {window}.", *apart])


def distances(windows: Windows, result: FreeformComparison, theme: palette.Theme) -> go.Figure:
    """Mean squared error of each candidate over the windows; every marker carries its window's index.

    Args:
        windows: The windows.
        result: Their outputs.
        theme: Light or dark.
    """
    traces = []
    for place, pair in enumerate(result.pairs, 1):
        drawn = lines.kept(pair.squared_error, np.empty(0, dtype=np.intp), POINTS)
        hover = "mean squared error %{y:.4~g}<br>cosine similarity %{customdata[1]:.4f}<extra></extra>"
        style = lines.style(place, pair.candidate.variant, theme, windows.count) | {"mode": "lines+markers"}
        style["marker"] = style["marker"] | {"size": 5 if windows.count <= lines.FEW else 3}
        traces.append(
            style
            | {
                "x": drawn * axis.step_s(windows),
                "y": pair.squared_error[drawn],
                "customdata": np.column_stack([drawn, pair.cosine[drawn]]),
                "hovertemplate": f"{plain(pair.candidate.variant)}<br>window %{{customdata[0]:,.0f}}<br>{hover}",
            }
        )
    drawn_axes = {
        "xaxis": axis.axis(windows, theme),
        "yaxis": {"rangemode": "tozero", "title": {"text": "mean squared error"}, "nticks": 5},
        "showlegend": True,
    }
    note = "lines thinned, peaks kept" if windows.count > POINTS else ""
    return layout.figure(traces, drawn_axes, theme=theme, height=200, name="distances", note=note)


def distances_alt(windows: Windows, result: FreeformComparison) -> str:
    """The distances in words, for screen readers."""
    said = [
        f"{visible(pair.candidate.variant)}: {number(pair.mean_squared_error)}, largest in window {pair.furthest}."
        for pair in result.pairs
        if pair.furthest is not None
    ]
    return " ".join([f"Mean squared error in each of {windows.count} windows.", *said])


def map_shape(result: FreeformComparison) -> tuple[int, int] | None:
    """Rows and columns of an output that can be drawn as a map; None for any other."""
    shape = tuple(length for length in result.shape if length > 1)
    if len(shape) != 2 or min(shape) < FEWEST_ROWS or shape[0] * shape[1] > MOST_CELLS:
        return None
    return shape[0], shape[1]


def _lines(result: FreeformComparison, window: int, theme: palette.Theme) -> go.Figure:
    rows = np.stack([*(each.values[window] for each in result.variants)], axis=-1)
    changes = [pair.change[window] for pair in result.pairs]
    details = np.column_stack([rows, *changes])
    traces = [
        _line(result, place, rows[:, place], details, theme) | {"yaxis": "y"} for place in range(len(result.variants))
    ]
    for place, change in enumerate(changes, 1):
        line = _line(result, place, change, details, theme) | {"yaxis": "y2", "showlegend": False}
        traces.append(line)
    height = LINE_HEIGHT + (GAP + CHANGE_HEIGHT if changes else 0)
    drawn: dict[str, Any] = {
        "xaxis": _places(result) | ({"anchor": "y2"} if changes else {}),
        "yaxis": {"domain": [1 - LINE_HEIGHT / height, 1], "nticks": 5, "title": {"text": "output"}},
        "showlegend": True,
    }
    if changes:
        reach = _reach_of(changes)
        drawn["yaxis2"] = {
            "domain": [0, CHANGE_HEIGHT / height],
            "range": [-reach * 1.1, reach * 1.1],
            "zeroline": True,
            "zerolinecolor": palette.palette(theme).border,
            "tickvals": [-reach, 0, reach],
            "tickformat": "+.2~g",
            "title": {"text": "change"},
        }
    note = "lines thinned, peaks kept" if len(rows) > POINTS else ""
    return layout.figure(traces, drawn, theme=theme, height=height + 70, name="output", note=note)


def _line(
    result: FreeformComparison, place: int, values: Floats, details: Floats, theme: palette.Theme
) -> dict[str, Any]:
    drawn = lines.kept(values, np.empty(0, dtype=np.intp), POINTS)
    count = len(result.variants)
    decimals = hover_decimals_of_values([details[..., at] for at in range(count)])
    hover = [f"{plain(each.variant)} %{{customdata[{at}]:.{decimals}f}}" for at, each in enumerate(result.variants)]
    moved = [f" (%{{customdata[{count + at}]:+.{decimals}f}})" for at in range(count - 1)]
    hover = [line + change for line, change in zip(hover, ["", *moved], strict=True)]
    return lines.style(place, result.variants[place].variant, theme, len(values)) | {
        "x": drawn,
        "y": values[drawn],
        "customdata": details[drawn],
        "text": [plain(result.places[at]) for at in drawn.tolist()],
        "hovertemplate": "<br>".join(["place %{text}", *hover]) + "<extra></extra>",
    }


def _places(result: FreeformComparison) -> dict[str, Any]:
    """The x axis: places by number, or by name while there is room for names."""
    numbers = all(place.isascii() and place.isdigit() for place in result.places)
    named: dict[str, Any] = {}
    if not numbers and len(result.places) <= lines.FEW:
        named = {
            "tickvals": list(range(len(result.places))),
            "ticktext": [title(place, layout.NAME_LIMIT) for place in result.places],
        }
    return {"title": {"text": "place in the output"}, "showgrid": False} | named


def _reach_of(changes: list[Floats]) -> float:
    return max((float(np.fmax.reduce(np.abs(each), initial=0)) for each in changes), default=0.0) or 1.0


def _maps(
    result: FreeformComparison, window: int, shape: tuple[int, int], theme: palette.Theme, across: int | None
) -> go.Figure:
    said = [each.values[window].reshape(shape) for each in result.variants]
    changes = [pair.change[window].reshape(shape) for pair in result.pairs]
    panels = [
        _Panel(place, values, _variant_name(result, place, theme), "coloraxis") for place, values in enumerate(said)
    ]
    reference = title(result.reference.variant, layout.NAME_LIMIT)
    panels += [
        _Panel(
            len(said) + place,
            change,
            f"<b>{title(pair.candidate.variant, layout.NAME_LIMIT)} − {reference}</b>",
            "coloraxis2",
        )
        for place, (pair, change) in enumerate(zip(result.pairs, changes, strict=True))
    ]
    details = np.stack([*said, *changes], axis=-1)
    columns = across or _across(len(panels))
    rows = -(-len(panels) // columns)
    traces: list[dict[str, Any]] = []
    drawn: dict[str, Any] = {"annotations": [], "showlegend": False, "margin": {"t": 64}}
    for panel in panels:
        traces.append(_map(panel, details, result))
        _place(drawn, panel, columns, rows)
    every = np.concatenate([each.ravel() for each in said])
    known = every[np.isfinite(every)]
    reach = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    of = palette.palette(theme)
    change = _reach_of([each.ravel() for each in changes])
    drawn["coloraxis"] = _scale(of.magnitude, reach, "output", 1.0)
    drawn["coloraxis2"] = _scale(of.diverging, (-change, change), "change", 0.55) | {"showscale": bool(changes)}
    return layout.figure(traces, drawn, theme=theme, height=rows * MAP_HEIGHT + 90, name="output maps")


def _scale(colours: tuple[tuple[float, str], ...], reach: tuple[float, float], name: str, x: float) -> dict[str, Any]:
    made = heatmaps.color_axis([list(step) for step in colours], reach, name)
    ends = {"tickvals": list(reach)}
    made["colorbar"] = made["colorbar"] | {"x": x, "y": 1.02, "yanchor": "bottom", "len": 120} | ends
    return made


def _across(count: int) -> int:
    """How many maps stand in a row."""
    return count if count <= 3 else -(-count // 2)


def _place(drawn: dict[str, Any], panel: _Panel, across: int, rows: int) -> None:
    """Give a map its axes and its name; all of them zoom together."""
    column, row = panel.place % across, panel.place // across
    suffix = str(panel.place + 1) if panel.place else ""
    left, right = (
        column / across + (0.02 if column else 0),
        (column + 1) / across - (0.02 if column + 1 < across else 0),
    )
    top, low = 1 - row / rows - 0.12 / rows, 1 - (row + 1) / rows
    hidden = {"showgrid": False, "showticklabels": False, "ticks": "", "constrain": "domain"}
    drawn["xaxis" + suffix] = hidden | {"domain": [left, right], "anchor": "y" + suffix}
    drawn["yaxis" + suffix] = hidden | {
        "domain": [low, top],
        "anchor": "x" + suffix,
        "autorange": "reversed",
        "scaleanchor": "x" + suffix,
    }
    if panel.place:
        drawn["xaxis" + suffix]["matches"] = "x"
        drawn["yaxis" + suffix]["matches"] = "y"
    drawn["annotations"].append(layout.heading(panel.name, y=top) | {"x": left})


def _map(panel: _Panel, details: Floats, result: FreeformComparison) -> dict[str, Any]:
    suffix = str(panel.place + 1) if panel.place else ""
    count = len(result.variants)
    decimals = hover_decimals_of_values([details[..., at] for at in range(count)])
    hover = [f"{plain(each.variant)} %{{customdata[{at}]:.{decimals}f}}" for at, each in enumerate(result.variants)]
    hover += [
        f"{plain(pair.candidate.variant)} change %{{customdata[{count + at}]:+.{decimals}f}}"
        for at, pair in enumerate(result.pairs)
    ]
    return {
        "type": "heatmap",
        "z": panel.values.astype(np.float32),
        "xaxis": "x" + suffix,
        "yaxis": "y" + suffix,
        "customdata": details.astype(np.float32),
        "coloraxis": panel.scale,
        "hoverongaps": False,
        "hovertemplate": "<br>".join(["row %{y}, column %{x}", *hover]) + "<extra></extra>",
    }


def _variant_name(result: FreeformComparison, place: int, theme: palette.Theme) -> str:
    colour = palette.palette(theme).variant(place)
    return layout.swatch(title(result.variants[place].variant, layout.NAME_LIMIT), colour, palette.dash(place))
