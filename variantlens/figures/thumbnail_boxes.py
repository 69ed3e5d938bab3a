"""A small picture of boxes for a card: the reference and the candidate that differs most, side by side, as SVG."""

from xml.sax.saxutils import escape

import numpy as np

from variantlens.comparison.detections import DetectionsComparison, DetectionsPair
from variantlens.comparison.found import VariantDetections
from variantlens.comparison.objects import Objects
from variantlens.figures.palette import Theme, palette
from variantlens.figures.pictures import Picture
from variantlens.text import visible

WIDTH = 320
GAP = 8
NAME = 18
"""Pixels above each picture, for the variant's name."""
_NAME_LENGTH = 22
DASHES = {"found": "", "lost": "2 2", "expected": "4 3"}


def boxes(result: DetectionsComparison, drawn: Picture, theme: Theme) -> str:
    """What two variants find in the first picture: boxes solid, lost ones dotted, labelled ones dashed.

    Args:
        result: The boxes of one block.
        drawn: The sample's picture.
        theme: Light or dark.
    """
    pair = _pair(result)
    sides = [(result.reference, 0)] + ([(pair.candidate, 1 + result.pairs.index(pair))] if pair else [])
    width = (WIDTH - GAP) / 2
    height = width / drawn.aspect
    parts = []
    for at, (said, place) in enumerate(sides):
        lost = _lost(result, pair) if at else None
        parts.append(
            f'<g transform="translate({at * (width + GAP):.1f} 0)">'
            f"{_panel(said, place, result, lost, drawn, (width, height), theme)}</g>"
        )
    total = height + NAME
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{total:.0f}" '
        f'viewBox="0 0 {WIDTH} {total:.0f}" font-family="Inter, sans-serif" font-size="11">{"".join(parts)}</svg>'
    )


def _pair(result: DetectionsComparison) -> DetectionsPair | None:
    """The pair with most harm, then with most that differs."""
    return max(result.pairs, key=lambda each: each.weight, default=None)


def _lost(result: DetectionsComparison, pair: DetectionsPair | None) -> Objects | None:
    if pair is None or not pair.matchings:
        return None
    return result.reference.found[0].take(pair.matchings[0].lost)


def _panel(
    said: VariantDetections,
    place: int,
    result: DetectionsComparison,
    lost: Objects | None,
    drawn: Picture,
    size: tuple[float, float],
    theme: Theme,
) -> str:
    of = palette(theme)
    name = visible(said.variant)
    short = name if len(name) <= _NAME_LENGTH else name[: _NAME_LENGTH - 1] + "…"
    frame = f'x="0" y="{NAME}" width="{size[0]:.1f}" height="{size[1]:.1f}"'
    image = f'<image {frame} preserveAspectRatio="none" href="{drawn.uri}"/>' if drawn.uri else ""
    truth = result.truth[0] if result.truth else None
    layers = [(truth, of.expected, "expected"), (lost, of.reference, "lost")]
    layers.append((said.found[0] if said.found else None, of.variant(place), "found"))
    drawings = "".join(
        _rectangles(objects, colour, DASHES[kind], size, of.background) for objects, colour, kind in layers
    )
    return (
        f'<text x="0" y="12" fill="{of.text}">{escape(short)}</text>{image}'
        f'<rect {frame} fill="none" stroke="{of.border}"/>{drawings}'
    )


def _rectangles(objects: Objects | None, colour: str, dashes: str, size: tuple[float, float], halo: str) -> str:
    """Outlines of boxes, each over a wider one in the page's colour."""
    if objects is None:
        return ""
    parts = []
    for x, y, width, height in (objects.boxes * np.array([*size, *size])).tolist():
        box = f'x="{x:.1f}" y="{y + NAME:.1f}" width="{width:.1f}" height="{height:.1f}" fill="none"'
        parts.append(f'<rect {box} stroke="{halo}" stroke-opacity="0.75" stroke-width="3.5"/>')
        parts.append(f'<rect {box} stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes or "none"}"/>')
    return "".join(parts)
