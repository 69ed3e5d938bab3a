"""A small picture of what each variant says of a sample in a word or a number, beside the sample's picture, as SVG.

words   one row per variant: its name, what it says, and the sign of its flip
lines   the raw output of each variant, as one line each
"""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import numpy as np

from variantlens.comparison.freeform import FreeformComparison
from variantlens.comparison.outcomes import Flips, Harm
from variantlens.comparison.regression import RegressionComparison, RegressionPair
from variantlens.comparison.scores import ScoresComparison, ScoresPair
from variantlens.comparison.wording import numbers
from variantlens.figures.palette import DASHES, Theme, palette, sign
from variantlens.figures.pictures import Picture
from variantlens.text import visible

WIDTH = 320
PICTURE = 96
"""Width of the sample's picture in pixels."""
ROW = 24
HEIGHT = 96
_NAME_LENGTH = 17
_MOST_ROWS = 4


@dataclass(frozen=True)
class _Row:
    variant: str
    says: str
    harm: Harm | None


def words(result: ScoresComparison | RegressionComparison, drawn: Picture, theme: Theme) -> str:
    """What each variant says of the first window, in words.

    Args:
        result: Scores or values of one block.
        drawn: The sample's picture.
        theme: Light or dark.
    """
    rows = _rows(result)[:_MOST_ROWS]
    height = max(PICTURE / drawn.aspect, ROW * len(rows))
    image = (
        f'<image x="0" y="0" width="{PICTURE}" height="{PICTURE / drawn.aspect:.0f}" preserveAspectRatio="none" '
        f'href="{drawn.uri}" style="image-rendering:pixelated"/>'
    )
    lines = [_line(row, place, (height - ROW * len(rows)) / 2, theme) for place, row in enumerate(rows)]
    return _svg(height, (image if drawn.uri else "") + "".join(lines))


def lines(result: FreeformComparison, theme: Theme) -> str:
    """The outputs of the first window, on one scale."""
    said = (result.reference, *(pair.candidate for pair in result.pairs))
    values = [np.nan_to_num(each.values[0]) for each in said if len(each.values)]
    low, high = (min(map(np.min, values)), max(map(np.max, values))) if values else (0.0, 1.0)
    parts = []
    for place, output in enumerate(values):
        x = np.linspace(4, WIDTH - 4, len(output))
        y = HEIGHT - 6 - (output - low) / ((high - low) or 1) * (HEIGHT - 12)
        points = " ".join(f"{across:.1f},{down:.1f}" for across, down in zip(x, y, strict=True))
        dashed = "" if DASHES[place % len(DASHES)] == "solid" else ' stroke-dasharray="5 3"'
        colour = palette(theme).variant(place)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{dashed}/>')
    return _svg(HEIGHT, "".join(parts))


def _rows(result: ScoresComparison | RegressionComparison) -> list[_Row]:
    """The reference and the candidates, those that flip first."""
    pairs: Sequence[ScoresPair | RegressionPair] = result.pairs
    rows = [
        _Row(pair.candidate.variant, _says(result, place), _harm(pair.flips))
        for place, pair in enumerate(pairs, start=1)
    ]
    rows.sort(key=lambda row: row.harm is None)
    return [_Row(result.reference.variant, _says(result, 0), None), *rows]


def _harm(flips: Flips) -> Harm | None:
    first = np.flatnonzero(flips.windows == 0)
    return Harm(int(flips.harm[first[0]])) if len(first) else None


def _says(result: ScoresComparison | RegressionComparison, place: int) -> str:
    """What a variant says, with as many digits as tell it from what the others say."""
    if isinstance(result, RegressionComparison):
        values = [float(each.values[0]) if len(each.values) else float("nan") for each in result.variants]
        return numbers(*values)[place] if len(result.variants[place].values) else ""
    best = [
        float("nan") if not len(each.decisions) or each.decisions[0] is None else float(np.nanmax(each.scores[0]))
        for each in result.variants
    ]
    return f"{result.variants[place].decisions[0]} {numbers(*best)[place]}" if best[place] == best[place] else ""


def _line(row: _Row, place: int, top: float, theme: Theme) -> str:
    of = palette(theme)
    name = visible(row.variant)
    short = name if len(name) <= _NAME_LENGTH else name[: _NAME_LENGTH - 1] + "…"
    y = top + place * ROW + 16
    mark = f' <tspan fill="{of.harm(row.harm)}">{sign(row.harm)}</tspan>' if row.harm is not None else ""
    return (
        f'<text x="{PICTURE + 14}" y="{y:.0f}" fill="{of.muted}">{escape(short)}</text>'
        f'<text x="{WIDTH}" y="{y:.0f}" fill="{of.text}" font-weight="600" text-anchor="end">'
        f"{escape(visible(row.says))}{mark}</text>"
    )


def _svg(height: float, body: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:.0f}" '
        f'viewBox="0 0 {WIDTH} {height:.0f}" font-family="Inter, sans-serif" font-size="11">{body}</svg>'
    )
