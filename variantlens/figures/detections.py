"""Boxes over the sample's picture: one panel per variant, and both variants of a pair in one.

Colour and line pattern both say what became of a box: matched, lost, new or relabelled; labelled boxes are dashed
in the colour of text. Under each line lies a wider one in the page's colour, so that it is seen on any picture.
"""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from variantlens.comparison.boxes import Fate, box_changes
from variantlens.comparison.detections import DetectionsComparison, DetectionsPair
from variantlens.comparison.found import VariantDetections
from variantlens.comparison.objects import Objects
from variantlens.comparison.objects_in_words import changes, matches
from variantlens.comparison.wording import counted
from variantlens.figures import layout, pictures
from variantlens.figures.box_captions import LONG, SHORT, beside, decimals, hovered, named, score_in_words
from variantlens.figures.palette import Theme, dash, palette
from variantlens.figures.pictures import Picture
from variantlens.text import plain, title, visible

PATTERNS = {Fate.MATCHED: "solid", Fate.LOST: "dot", Fate.NEW: "dashdot", Fate.RELABELLED: "longdash"}
WIDTHS = {Fate.MATCHED: 2.0, Fate.LOST: 3.0, Fate.NEW: 3.0, Fate.RELABELLED: 3.0}
EXPECTED = "dash"
UNDER = 5.0
"""Width of the reference's matched boxes where the candidate's lie over them."""
HALO = 2.5
"""How much wider the line under a line is, in pixels."""
MOST_NAMED = 40
"""With more boxes in a panel their names would hide the picture; hovering shows them."""
LEGEND = 34
"""Pixels below the panels, for the legend."""


@dataclass(frozen=True, eq=False)
class _Layer:
    """Boxes that look alike."""

    name: str
    objects: Objects
    texts: tuple[str, ...]
    hover: tuple[str, ...]
    colour: str
    pattern: str
    width: float
    halo: float = HALO


def side_by_side(
    drawn: Picture, result: DetectionsComparison, theme: Theme, at: int = 0, narrow: bool = False
) -> go.Figure:
    """One panel per variant, the reference first: its boxes, those that it lost, and the labelled ones.

    Args:
        drawn: The sample's picture.
        result: The boxes.
        theme: Light or dark.
        at: Which picture of the sample.
        narrow: Whether the page is a phone's: one panel in a row.
    """
    layers = [[_expected(result, theme, at), _alone(result, result.reference, theme, at)]]
    for place, pair in enumerate(result.pairs, start=1):
        layers.append([_expected(result, theme, at), *_fated(result, pair, place, theme, at)])
    names = [_heading(said, place, result, theme, at) for place, said in enumerate(result.variants)]
    return _figure(drawn, layers, names, theme, result.closeness.centres, "boxes side by side", narrow=narrow)


def single(
    drawn: Picture, result: DetectionsComparison, place: int, theme: Theme, at: int = 0, narrow: bool = False
) -> go.Figure:
    """One variant alone, large; ``place`` is 0 for the reference, then the candidates as they are compared."""
    said = result.variants[place]
    over = (
        [_alone(result, said, theme, at)] if place == 0 else _fated(result, result.pairs[place - 1], place, theme, at)
    )
    layers, names = [[_expected(result, theme, at), *over]], [_heading(said, place, result, theme, at)]
    return _figure(drawn, layers, names, theme, result.closeness.centres, "boxes of one", narrow=narrow)


def overlay(drawn: Picture, result: DetectionsComparison, pair: DetectionsPair, theme: Theme, at: int = 0) -> go.Figure:
    """The boxes of the reference and of one candidate in one panel, with the labelled ones.

    Args:
        drawn: The sample's picture.
        result: The boxes.
        pair: One of its pairs.
        theme: Light or dark.
        at: Which picture of the sample.
    """
    place = result.pairs.index(pair) + 1
    same = [each.reference for each in box_changes(result, pair, at) if each.reference is not None]
    kept = [each for each in same if each not in _lost(result, pair, at)]
    under = _alone(result, result.reference, theme, at, np.array(kept, dtype=np.intp))
    # Where two boxes are the same, the wide line of the reference frames the narrow one of the candidate.
    over = [
        replace(each, halo=0.0) if each.name == Fate.MATCHED else each
        for each in _fated(result, pair, place, theme, at)
    ]
    layers = [[replace(under, width=UNDER), _expected(result, theme, at), *over]]
    both = [_swatch(result.reference, 0, theme), _swatch(pair.candidate, place, theme)]
    names = ["  ".join(both)]
    return _figure(drawn, layers, names, theme, result.closeness.centres, "boxes in one picture")


def boxes_alt(result: DetectionsComparison) -> str:
    """The pictures in words, for screen readers."""
    parts = [f"Boxes of {', '.join(visible(each.variant) for each in result.variants)} over the sample's picture."]
    for pair in result.pairs:
        what = changes(pair)
        parts.append(f"{visible(pair.candidate.variant)}: {matches(pair)}{f'; {what}' if what else ''}.")
    true = sum(len(each) for each in result.truth if each is not None)
    parts.append(f"{counted(true, 'labelled object')}." if true else "No labelled objects.")
    return " ".join(parts)


def _heading(said: VariantDetections, place: int, result: DetectionsComparison, theme: Theme, at: int) -> str:
    """The variant, and what it finds and changes in this picture."""
    name = _swatch(said, place, theme)
    boxes = counted(len(said.found[at]) if at < len(said.found) else 0, "box")
    if place == 0:
        return f"{name}<br>{f'reference, {boxes}' if result.pairs else boxes}"
    fates = Counter(each.fate for each in box_changes(result, result.pairs[place - 1], at))
    words = [f"{fates[fate]} {fate.value}" for fate in (Fate.LOST, Fate.NEW, Fate.RELABELLED) if fates[fate]]
    return f"{name}<br>{', '.join([boxes, *words])}"


def _swatch(said: VariantDetections, place: int, theme: Theme) -> str:
    return layout.swatch(title(said.variant, 30), palette(theme).variant(place), dash(place))


def _expected(result: DetectionsComparison, theme: Theme, at: int) -> _Layer:
    truth = result.truth[at] if at < len(result.truth) else None
    objects = truth if truth is not None else Objects(np.empty((0, 4)), np.empty(0, dtype=object), np.empty(0))
    hover = tuple(f"<b>{plain(label)}</b><br>expected" for label in objects.labels.tolist())
    return _Layer("expected", objects, (), hover, palette(theme).expected, EXPECTED, 1.5)


def _alone(
    result: DetectionsComparison,
    said: VariantDetections,
    theme: Theme,
    at: int,
    which: npt.NDArray[np.intp] | None = None,
) -> _Layer:
    """The reference's boxes as it found them."""
    objects = (
        said.found[at] if at < len(said.found) else Objects(np.empty((0, 4)), np.empty(0, dtype=object), np.empty(0))
    )
    objects = objects if which is None else objects.take(which)
    every = list(zip(objects.labels.tolist(), objects.scores.tolist(), strict=True))
    short, full = decimals(result, at, SHORT), decimals(result, at, LONG)
    hover = tuple(
        f"<b>{plain(label)}</b><br>{plain(said.variant)} {score_in_words(score, full)}" for label, score in every
    )
    texts = tuple(named(label, score, short) for label, score in every) if which is None else ()
    return _Layer("reference", objects, texts, hover, palette(theme).reference, "solid", 2.0)


def _fated(result: DetectionsComparison, pair: DetectionsPair, place: int, theme: Theme, at: int) -> list[_Layer]:
    """The boxes of a pair by what became of them, the quiet ones below."""
    every = box_changes(result, pair, at)
    short, full = decimals(result, at, SHORT), decimals(result, at, LONG)
    layers = []
    for fate in (Fate.MATCHED, Fate.RELABELLED, Fate.LOST, Fate.NEW):
        boxes = [each for each in every if each.fate is fate]
        said = result.reference if fate is Fate.LOST else pair.candidate
        which = [each.reference if fate is Fate.LOST else each.candidate for each in boxes]
        if boxes:
            layers.append(
                _Layer(
                    name=fate.value,
                    objects=said.found[at].take(np.array(which, dtype=np.intp)),
                    texts=tuple(beside(result, pair, at, each, short) for each in boxes),
                    hover=tuple(hovered(result, pair, at, each, full) for each in boxes),
                    colour=palette(theme).variant(0 if fate is Fate.LOST else place),
                    pattern=PATTERNS[fate],
                    width=WIDTHS[fate],
                )
            )
    if at < len(pair.candidate.found) and not (result.reference.sent[at] and pair.candidate.sent[at]):
        layers.append(_alone(result, pair.candidate, theme, at))
    return layers


def _lost(result: DetectionsComparison, pair: DetectionsPair, at: int) -> set[int]:
    return {
        each.reference
        for each in box_changes(result, pair, at)
        if each.fate is Fate.LOST and each.reference is not None
    }


def _figure(
    drawn: Picture,
    panels: list[list[_Layer]],
    names: list[str],
    theme: Theme,
    centres: bool,
    name: str,
    *,
    narrow: bool = False,
) -> go.Figure:
    changed, height = pictures.panels(len(panels), drawn, theme, names, *pictures.row_of(narrow=narrow))
    traces: list[dict[str, Any]] = []
    shown: set[str] = set()
    for place, layers in enumerate(panels):
        traces.append(pictures.frame(drawn, place, theme))
        few = sum(len(layer.texts) for layer in layers) <= MOST_NAMED
        for layer in layers:
            if len(layer.objects):
                traces += _drawn(layer, place, drawn, theme, centres, layer.name not in shown)
                shown.add(layer.name)
                changed["annotations"] += _names(layer, place, drawn, theme) if few else []
    changed |= {"showlegend": True, "margin": {"t": 4, "b": LEGEND}}
    changed["legend"] = {"orientation": "h", "x": 0, "y": 0, "yanchor": "top", "itemclick": "toggle", "yref": "paper"}
    return layout.figure(traces, changed, theme=theme, height=height + LEGEND, name=name)


def _drawn(
    layer: _Layer, place: int, drawn: Picture, theme: Theme, centres: bool, legend: bool
) -> list[dict[str, Any]]:
    """A wide line, the line itself, and the middle of each box, which answers to hovering."""
    across, down = pictures.axes(place)
    boxes = layer.objects.boxes * np.array([drawn.width, drawn.height, drawn.width, drawn.height])
    x, y = _outline(boxes)
    line = {"type": "scatter", "mode": "lines", "xaxis": across, "yaxis": down, "x": x, "y": y, "hoverinfo": "skip"}
    shared = {"legendgroup": layer.name, "name": layer.name}
    middle = boxes[:, :2] + boxes[:, 2:] / 2
    return [
        line
        | shared
        | {"line": {"color": palette(theme).background, "width": layer.width + layer.halo}, "showlegend": False}
        | {"opacity": 0.75},
        line
        | shared
        | {"line": {"color": layer.colour, "width": layer.width, "dash": layer.pattern}}
        | {"showlegend": legend},
        shared
        | {
            "type": "scatter",
            "mode": "markers",
            "xaxis": across,
            "yaxis": down,
            "x": middle[:, 0],
            "y": middle[:, 1],
            "hovertext": list(layer.hover),
            "hoverinfo": "text",
            "showlegend": False,
            "marker": {
                "size": 9 if centres else 16,
                "symbol": "circle" if layer.pattern != EXPECTED else "x-thin-open",
                "color": layer.colour,
                "opacity": 1 if centres else 0,
                "line": {"color": palette(theme).background if layer.pattern != EXPECTED else layer.colour, "width": 2},
            },
        },
    ]


def _outline(boxes: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The corners of boxes as one line with gaps, shape (6 × boxes,) each."""
    left, top, width, height = boxes.T
    gap = np.full(len(boxes), np.nan)
    x = np.stack([left, left + width, left + width, left, left, gap], axis=1)
    y = np.stack([top, top, top + height, top + height, top, gap], axis=1)
    return x.ravel(), y.ravel()


def _names(layer: _Layer, place: int, drawn: Picture, theme: Theme) -> list[dict[str, Any]]:
    """Label and score above each box; lost ones below it, where no other name stands."""
    across, down = pictures.axes(place)
    of = palette(theme)
    annotations = []
    for box, text in zip(layer.objects.boxes.tolist(), layer.texts, strict=False):
        left, top, height = box[0] * drawn.width, box[1] * drawn.height, box[3] * drawn.height
        below = layer.name == Fate.LOST or top < drawn.height * 0.06
        annotations.append(
            {
                "text": text,
                "xref": across,
                "yref": down,
                "x": min(max(left, 0.0), drawn.width),
                "y": min(max(top + height if below else top, 0.0), drawn.height),
                "xanchor": "left",
                "yanchor": "top" if below else "bottom",
                "showarrow": False,
                "bgcolor": of.background,
                "bordercolor": layer.colour,
                "borderwidth": 1,
                "borderpad": 1,
                "font": {"family": layout.NUMBERS, "size": 11, "color": of.text},
            }
        )
    return annotations
