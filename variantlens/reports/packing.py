"""plotly.js and figures, compressed, so that a whole report stays small: gzip in base64, which browsers unpack."""

import base64
import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from variantlens.figures import layout
from variantlens.figures.palette import Theme
from variantlens.logs import redact
from variantlens.reports.parts import Drawing

LARGEST_REPORT = 6_000_000
"""Bytes that a report may have: what tickets and mail let through."""
ROOM_FOR_FIGURES = 3_000_000
"""Of these what figures may take: plotly.js takes two million, tables and words have the rest."""


@dataclass(frozen=True)
class Packed:
    """A drawing as it stands in the file.

    Attributes:
        drawing: What it shows.
        light: Its figure for light screens and for paper, compressed; None where the file has no room for it.
        dark: The same for dark screens; without it the light one serves.
    """

    drawing: Drawing
    light: str | None
    dark: str | None


@lru_cache(maxsize=1)
def library() -> str:
    """plotly.js, compressed."""
    return compressed(get_plotlyjs())


def compressed(text: str) -> str:
    """A text as gzip in base64; the same for equal texts."""
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


def packed(drawings: Sequence[Drawing], files: Sequence[str], room: int = ROOM_FOR_FIGURES) -> tuple[Packed, ...]:
    """Drawings as they stand in the file; as many as there is room for, in their order, the light ones first.

    Args:
        drawings: What to draw.
        files: What a picture of each is called that is saved, without ending; as many as drawings.
        room: How many bytes they may take together.
    """
    themes: tuple[Theme, Theme] = ("light", "dark")
    kept: dict[Theme, list[str | None]] = {theme: [] for theme in themes}
    for theme in themes:
        for drawing, file in zip(drawings, files, strict=True):
            text = compressed(_as_json(drawing, file, theme))
            fits = len(text) <= room
            room -= len(text) if fits else 0
            kept[theme].append(text if fits else None)
    return tuple(map(Packed, drawings, kept["light"], kept["dark"]))


def _as_json(drawing: Drawing, file: str, theme: Theme) -> str:
    figure: go.Figure = drawing.draw(theme)
    config = json.dumps(layout.config(file))
    return redact(f'{{"figure": {figure.to_json(validate=False)}, "config": {config}}}')
