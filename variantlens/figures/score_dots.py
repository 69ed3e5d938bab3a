"""The scores of one window as dots: a row per label, a dot per variant, against the threshold."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from variantlens.comparison.scores import ScoresComparison, VariantScores
from variantlens.comparison.wording import numbers
from variantlens.figures import labels, layout, palette
from variantlens.text import plain, title, visible

LABELS = 12
"""Rows unless more are asked for."""
ROW = 30
"""Pixels of a label's row."""
SYMBOLS = ("circle", "diamond", "square", "cross", "star")
"""Shape of a variant's dot by its place; only the reference is a circle."""
SIZE = 12
SPREAD = 0.5
"""Height over which the dots of a row are spread, in rows, so that equal ones do not hide each other."""


def dots(
    result: ScoresComparison, theme: palette.Theme, window: int = 0, names: Sequence[str] | None = None
) -> go.Figure:
    """One window: how sure each variant is of each label.

    Args:
        result: The scores.
        theme: Light or dark.
        window: Index of the window.
        names: Labels to draw, in the result's order; None for those that matter.

    Returns:
        A figure of one trace per variant; the threshold is a dashed line, the expected label is named as such.
    """
    shown, columns = labels.chosen(result, names, LABELS)
    of = palette.palette(theme)
    offsets = np.linspace(-SPREAD / 2, SPREAD / 2, len(result.variants)) if result.pairs else np.zeros(1)
    traces = [
        _trace(said, place, said.scores[window, columns], shown, float(offsets[place]), theme)
        for place, said in enumerate(result.variants)
    ]
    drawn: dict[str, Any] = {
        "xaxis": {"range": [-0.02, 1.02], "title": {"text": "score"}, "showgrid": True},
        "yaxis": {
            "range": [len(shown) - 0.5, -0.5],
            "tickvals": list(range(len(shown))),
            "ticktext": [_row_name(name, result.expected[window]) for name in shown],
            "tickfont": {"family": layout.WORDS},
            "fixedrange": True,
        },
        "shapes": [_threshold(result.threshold, of.muted)] if result.threshold is not None else [],
        "showlegend": True,
        "margin": {"t": 40},
    }
    note = labels.cut_note(result, shown)
    return layout.figure(traces, drawn, theme=theme, height=ROW * len(shown) + 110, name="score dots", note=note)


def dots_alt(result: ScoresComparison, window: int = 0) -> str:
    """The dots in words, for screen readers."""
    best = numbers(*(_best(each, window) for each in result.variants))
    said = "; ".join(
        f"{visible(each.variant)} decides {visible(str(each.decisions[window]))}, best score {score}"
        for each, score in zip(result.variants, best, strict=True)
    )
    return f"Scores of {len(result.labels)} labels as dots, one per variant. {said}."


def _best(said: VariantScores, window: int) -> float:
    """The best score of a window; NaN without one."""
    scores = said.scores[window]
    return float(np.nanmax(scores)) if np.isfinite(scores).any() else float("nan")


def _trace(
    said: VariantScores,
    place: int,
    scores: np.ndarray[Any, np.dtype[np.float64]],
    shown: Sequence[str],
    offset: float,
    theme: palette.Theme,
) -> dict[str, Any]:
    colour = palette.palette(theme).variant(place)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": title(said.variant),
        "x": scores,
        "y": np.arange(len(shown)) + offset,
        "marker": {
            "symbol": SYMBOLS[0] if place == 0 else SYMBOLS[1 + (place - 1) % (len(SYMBOLS) - 1)],
            "size": SIZE,
            "color": colour,
        },
        "hovertext": [f"{plain(said.variant)}<br>{plain(name)}" for name in shown],
        "hovertemplate": "%{hovertext} <b>%{x}</b><extra></extra>",
    }


def _row_name(name: str, expected: object) -> str:
    shown = title(name, layout.NAME_LIMIT)
    return f"<b>{shown}</b> · expected" if name == expected else shown


def _threshold(value: float, colour: str) -> dict[str, Any]:
    line = {"color": colour, "width": 1, "dash": "dash"}
    return {"type": "line", "x0": value, "x1": value, "y0": 0, "y1": 1, "yref": "paper", "line": line}
