"""A small picture of anomaly grids for a card: each variant's cells over the sample's picture, side by side.

SVG of our own, as the thumbnails of decisions are.
"""

from xml.sax.saxutils import escape

import numpy as np
from plotly.colors import sample_colorscale

from variantlens.comparison.grids import Cells, flagged, resampled
from variantlens.comparison.visual_anomaly import VisualAnomalyComparison
from variantlens.figures.cell_marks import outline
from variantlens.figures.looks import INK, WHITE
from variantlens.figures.palette import Theme, palette
from variantlens.figures.pictures import Picture
from variantlens.text import visible

WIDTH = 320
GAP = 8
NAMES = 18
"""Height of the row of names, in pixels."""
MOST_CELLS = 32
"""Along either side; of larger grids only so many are drawn."""
OPACITY = 0.6
_LETTER = 6.2
"""Width of a letter of a name, in pixels."""


def grids(result: VisualAnomalyComparison, drawn: Picture, theme: Theme) -> str:
    """Each variant's grid over the sample's first picture on one colour scale, flagged cells outlined, as SVG.

    Args:
        result: The grids of a block.
        drawn: The sample's picture.
        theme: Light or dark.
    """
    first = [(each.variant, each.grids[0].scores if each.grids else np.empty((0, 0))) for each in result.variants]
    width = (WIDTH - GAP * (len(first) - 1)) / len(first)
    height = width / drawn.aspect
    known = np.concatenate([scores[~np.isnan(scores)] for _, scores in first])
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    parts = []
    for place, (variant, scores) in enumerate(first):
        shown = resampled(scores, (min(scores.shape[0], MOST_CELLS), min(scores.shape[1], MOST_CELLS)))
        picture = (
            ""
            if drawn.uri is None
            else f'<image href="{drawn.uri}" width="{width:.1f}" height="{height:.1f}" preserveAspectRatio="none"/>'
        )
        parts.append(
            f'<g transform="translate({place * (width + GAP):.1f} 0)">{_name(variant, width, theme)}'
            f'<g transform="translate(0 {NAMES})">{picture}{_cells(shown, (low, high), width, height, theme)}'
            f"{_flags(shown, result.threshold, width, height)}</g></g>"
        )
    total = f"{height + NAMES:.0f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{total}" viewBox="0 0 {WIDTH} {total}" '
        f'font-family="Inter, sans-serif" font-size="11">{"".join(parts)}</svg>'
    )


def _name(variant: str, width: float, theme: Theme) -> str:
    name, most = visible(variant), int(width / _LETTER)
    short = name if len(name) <= most else f"{name[: most - 1]}…"
    return f'<text x="0" y="{NAMES - 6}" fill="{palette(theme).text}">{escape(short)}</text>'


def _cells(scores: Cells, ends: tuple[float, float], width: float, height: float, theme: Theme) -> str:
    rows, columns = np.nonzero(~np.isnan(scores))
    if not len(rows):
        return ""
    wide, high = width / scores.shape[1], height / scores.shape[0]
    place = (scores[rows, columns] - ends[0]) / ((ends[1] - ends[0]) or 1.0)
    colours = sample_colorscale([list(step) for step in palette(theme).magnitude], place.clip(0, 1).tolist())
    cells = [
        f'<rect x="{column * wide:.1f}" y="{row * high:.1f}" width="{wide:.1f}" height="{high:.1f}" fill="{colour}"/>'
        for row, column, colour in zip(rows.tolist(), columns.tolist(), colours, strict=True)
    ]
    return f'<g opacity="{OPACITY}" shape-rendering="crispEdges">{"".join(cells)}</g>'


def _flags(scores: Cells, threshold: float | None, width: float, height: float) -> str:
    x, y = outline(flagged(scores, threshold), width, height)
    pieces = zip(x[0::3].tolist(), y[0::3].tolist(), x[1::3].tolist(), y[1::3].tolist(), strict=True)
    path = "".join(f"M{ax:.1f} {ay:.1f}L{bx:.1f} {by:.1f}" for ax, ay, bx, by in pieces)
    if not path:
        return ""
    return "".join(
        f'<path d="{path}" stroke="{colour}" stroke-width="{stroke}" fill="none" stroke-linecap="square"/>'
        for colour, stroke in ((INK, 3), (WHITE, 1.2))
    )
