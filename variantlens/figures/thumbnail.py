"""A small picture of a result for a card: one row of cells per variant, one cell per window.

Drawn as SVG of our own rather than as a chart, since a gallery shows many of them at once.
"""

from xml.sax.saxutils import escape

import numpy as np
import numpy.typing as npt

from variantlens.comparison.anomaly import AnomalyComparison
from variantlens.comparison.outcomes import Flips, Harm, Outcome
from variantlens.comparison.scores import ScoresComparison
from variantlens.figures.palette import Theme, palette, sign
from variantlens.text import visible

WIDTH = 320
ROW = 26
CELL = 14
NAMES = 92
"""Width of the column of names, in pixels."""
MOST_CELLS = 24
"""Of more windows only those around the first flip are shown."""
_NAME_LENGTH = 14


def decisions(result: ScoresComparison | AnomalyComparison, theme: Theme) -> str:
    """What each variant decides window by window, as SVG.

    A filled cell is right, a hollow one uncertain, a crossed one wrong, a grey one unjudged; a flip has its sign
    above the cell.

    Args:
        result: Scores or anomaly scores of one block.
        theme: Light or dark.
    """
    shown = _shown(result)
    pitch = (WIDTH - NAMES) / max(len(shown), 1)
    rows = [_row(result, place, shown, pitch, theme) for place in range(len(result.variants))]
    height = ROW * len(rows) + 6
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="Inter, sans-serif" font-size="11">{"".join(rows)}</svg>'
    )


def _shown(result: ScoresComparison | AnomalyComparison) -> npt.NDArray[np.intp]:
    count = len(result.reference.decisions)
    first = min((int(pair.flips.windows[0]) for pair in result.pairs if len(pair.flips)), default=0)
    start = max(0, min(first - MOST_CELLS // 2, count - MOST_CELLS))
    return np.arange(start, min(count, start + MOST_CELLS))


def _row(
    result: ScoresComparison | AnomalyComparison, place: int, shown: npt.NDArray[np.intp], pitch: float, theme: Theme
) -> str:
    said, colours = result.variants[place], palette(theme)
    y = place * ROW + ROW / 2 + 3
    name = visible(said.variant)
    short = name if len(name) <= _NAME_LENGTH else name[: _NAME_LENGTH - 1] + "…"
    parts = [f'<text x="0" y="{y + 4:.0f}" fill="{colours.text}">{escape(short)}</text>']
    signs = _signs(result.pairs[place - 1].flips) if place else {}
    for index, window in enumerate(shown):
        x = NAMES + (index + 0.5) * pitch
        parts.append(
            _cell(x, y, min(CELL, pitch - 2), Outcome(int(said.outcomes[window])), colours.variant(place), theme)
        )
        harm = signs.get(int(window))
        if harm is not None:
            parts.append(
                f'<text x="{x:.1f}" y="{y - 8:.0f}" fill="{colours.harm(harm)}" text-anchor="middle" '
                f'font-size="9">{sign(harm)}</text>'
            )
    return "".join(parts)


def _signs(flips: Flips) -> dict[int, Harm]:
    return {int(window): Harm(int(harm)) for window, harm in zip(flips.windows, flips.harm, strict=True)}


def _cell(x: float, y: float, size: float, outcome: Outcome, colour: str, theme: Theme) -> str:
    half = size / 2
    box = f'x="{x - half:.1f}" y="{y - half / 1.4:.1f}" width="{size:.1f}" height="{size / 1.4:.1f}" rx="2"'
    if outcome is Outcome.RIGHT:
        return f'<rect {box} fill="{colour}"/>'
    if outcome is Outcome.UNJUDGED:
        return f'<rect {box} fill="{palette(theme).grid}"/>'
    hollow = f'<rect {box} fill="none" stroke="{colour}" stroke-width="1.5"/>'
    if outcome is Outcome.ABSTAINED:
        return hollow
    left, right, top, bottom = x - half, x + half, y - half / 1.4, y + half / 1.4
    cross = f"M{left:.1f} {top:.1f}L{right:.1f} {bottom:.1f}M{left:.1f} {bottom:.1f}L{right:.1f} {top:.1f}"
    return f'{hollow}<path d="{cross}" stroke="{colour}" stroke-width="1.5"/>'
