"""How the service paired FOMO's centres: true and predicted ones, lines between those that it took for the same."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from variantlens.comparison.debug_info import DebugInfo
from variantlens.comparison.wording import counted
from variantlens.figures import layout, pictures
from variantlens.figures.palette import Theme, dash, palette
from variantlens.figures.pictures import Picture
from variantlens.text import plain, title, visible

LEGEND = 34
"""Pixels below the panels, for the legend."""
MARK = 13


def assignments(
    drawn: Picture, said: Mapping[str, tuple[int, DebugInfo]], theme: Theme, narrow: bool = False
) -> go.Figure:
    """One panel per variant: true centres as squares, predicted ones as dots, assignments as lines between them.

    Centres that the service left unassigned are hollow.

    Args:
        drawn: The sample's picture.
        said: Name of a variant → its place (0 is the reference) and what the service says of it.
        theme: Light or dark.
        narrow: Whether the page is a phone's: one panel in a row.
    """
    names = [
        f"{layout.swatch(title(name, 30), palette(theme).variant(place), dash(place))}<br>{_counts(info)}"
        for name, (place, info) in said.items()
    ]
    changed, height = pictures.panels(len(said), drawn, theme, names, *pictures.row_of(narrow=narrow))
    traces: list[dict[str, Any]] = []
    for at, (place, info) in enumerate(said.values()):
        colour = palette(theme).variant(place)
        traces += [pictures.frame(drawn, at, theme), _lines(info, at, drawn, theme)]
        traces += [*_true(info, at, drawn, theme), *_predicted(info, at, drawn, theme, colour)]
    changed |= {"showlegend": True, "margin": {"t": 4, "b": LEGEND}}
    changed["legend"] = {"orientation": "h", "x": 0, "y": 0, "yanchor": "top"}
    return layout.figure(traces, changed, theme=theme, height=height + LEGEND, name="assignments")


def assignments_alt(said: Mapping[str, tuple[int, DebugInfo]]) -> str:
    """The assignments in words, for screen readers."""
    parts = [f"{visible(name)}: {_counts(info)}." for name, (_, info) in said.items()]
    return " ".join(["How the service paired true and predicted centres.", *parts])


def _counts(info: DebugInfo) -> str:
    left = len(info.unassigned_true), len(info.unassigned_predicted)
    told = [f"{counted(left[0], 'true centre')} missed"] if left[0] else []
    told += [f"{counted(left[1], 'predicted one')} of nothing"] if left[1] else []
    return ", ".join([f"{len(info.assignments)} assigned", *told])


def _lines(info: DebugInfo, at: int, drawn: Picture, theme: Theme) -> dict[str, Any]:
    x: list[float | None] = []
    y: list[float | None] = []
    for each in info.assignments:
        true, predicted = info.true[each.true], info.predicted[each.predicted]
        x += [true.x * drawn.width, predicted.x * drawn.width, None]
        y += [true.y * drawn.height, predicted.y * drawn.height, None]
    return _scatter("assigned", at, x, y) | {
        "mode": "lines",
        "line": {"color": palette(theme).expected, "width": 2},
        "hoverinfo": "skip",
    }


def _true(info: DebugInfo, at: int, drawn: Picture, theme: Theme) -> list[dict[str, Any]]:
    texts = [
        f"<b>true {index}</b>, class {each.label}<br>{_partner(info, index, true=True)}"
        for index, each in enumerate(info.true)
    ]
    hollow = [index in info.unassigned_true for index in range(len(info.true))]
    symbols = ["square-open" if each else "square" for each in hollow]
    x, y = [each.x * drawn.width for each in info.true], [each.y * drawn.height for each in info.true]
    return _marks("true", at, x, y, texts, symbols, palette(theme).expected, theme)


def _predicted(info: DebugInfo, at: int, drawn: Picture, theme: Theme, colour: str) -> list[dict[str, Any]]:
    texts = [
        f"<b>predicted {index}</b>, class {each.label}<br>{_partner(info, index, true=False)}"
        for index, each in enumerate(info.predicted)
    ]
    hollow = [index in info.unassigned_predicted for index in range(len(info.predicted))]
    symbols = ["circle-open" if each else "circle" for each in hollow]
    x, y = [each.x * drawn.width for each in info.predicted], [each.y * drawn.height for each in info.predicted]
    return _marks("predicted", at, x, y, texts, symbols, colour, theme)


def _partner(info: DebugInfo, index: int, *, true: bool) -> str:
    for each in info.assignments:
        if index == (each.true if true else each.predicted):
            other = f"predicted {each.predicted}" if true else f"true {each.true}"
            return plain(f"assigned to {other}, distance {each.distance:.3f}")
    return "unassigned"


def _marks(
    name: str,
    at: int,
    x: Sequence[float],
    y: Sequence[float],
    texts: list[str],
    symbols: list[str],
    colour: str,
    theme: Theme,
) -> list[dict[str, Any]]:
    """Markers, with wider ones in the page's colour under them, so that they are seen on any picture."""
    shared = _scatter(name, at, x, y) | {"mode": "markers"}
    under = {"size": MARK + 5, "symbol": [each.removesuffix("-open") for each in symbols], "opacity": 0.75}
    return [
        shared | {"marker": under | {"color": palette(theme).background}, "hoverinfo": "skip", "showlegend": False},
        shared
        | {
            "hovertext": texts,
            "hoverinfo": "text",
            "marker": {"size": MARK, "symbol": symbols, "color": colour, "line": {"color": colour, "width": 2}},
        },
    ]


def _scatter(name: str, at: int, x: Sequence[float | None], y: Sequence[float | None]) -> dict[str, Any]:
    across, down = pictures.axes(at)
    return {
        "type": "scatter",
        "name": name,
        "legendgroup": name,
        "showlegend": at == 0,
        "x": x,
        "y": y,
        "xaxis": across,
        "yaxis": down,
    }
