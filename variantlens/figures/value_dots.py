"""The values of one window as dots on a scale, with the expected value and the band of the allowed error."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from variantlens.comparison.outcomes import Harm
from variantlens.comparison.regression import RegressionComparison, RegressionPair, VariantValues
from variantlens.comparison.wording import decimals_of, number
from variantlens.figures import layout, palette
from variantlens.text import plain, title, visible

MARGIN = 0.08
"""Room around the values, as a part of their range."""
ROW = 48
"""Pixels of a variant's row."""
BAND = 0.13
"""Opacity of the band of the allowed error."""


def dots(result: RegressionComparison, theme: palette.Theme, window: int = 0) -> go.Figure:
    """One window: a dot per variant on a scale, with the expected value and the band of the allowed error.

    Args:
        result: The values.
        theme: Light or dark.
        window: Index of the window.

    Returns:
        A figure of one trace per variant, and one for the expected value where there is one.
    """
    expected, count = float(result.expected[window]), len(result.variants)
    traces = [_dot(result, place, window, theme) for place in range(count)]
    shapes: list[dict[str, Any]] = []
    if expected == expected:
        traces.append(_expected_mark(expected, window_decimals(result, window), count, theme))
        shapes = [_vertical_band(expected, result.threshold, theme)] if result.threshold is not None else []
    drawn = {
        "xaxis": {"range": padded(result, window), "title": {"text": title(result.name)}, "nticks": 8},
        "yaxis": {"range": [count - 0.5, -1], "visible": False, "fixedrange": True},
        "annotations": [_row_name(result, place, window, theme) for place in range(count)],
        "shapes": shapes,
        "showlegend": False,
        "margin": {"t": 28},
    }
    return layout.figure(traces, drawn, theme=theme, height=ROW * (count + 0.5) + 80, name="value")


def dots_alt(result: RegressionComparison, window: int = 0) -> str:
    """The dots in words, for screen readers."""
    decimals = window_decimals(result, window)
    said = ", ".join(
        f"{visible(each.variant)} {number(float(each.values[window]), decimals)}" for each in result.variants
    )
    expected = float(result.expected[window])
    truth = f" The expected value is {number(expected, decimals)}{limit_in_words(result)}."
    return f"Values on a scale: {said}.{truth if expected == expected else ''}"


def limit_in_words(result: RegressionComparison) -> str:
    """The allowed error as the end of a sentence; empty without one."""
    return "" if result.threshold is None else f", with an allowed error of {number(result.threshold)}"


def reach(result: RegressionComparison, window: int | None = None) -> tuple[float, float]:
    """From the lowest to the highest value, expected ones with their band; of one window or of all."""
    at = slice(None) if window is None else slice(window, window + 1)
    allowed = result.threshold or 0.0
    every = [each.values[at] for each in result.variants]
    every += [result.expected[at] - allowed, result.expected[at] + allowed]
    known = np.concatenate(every)
    known = known[np.isfinite(known)]
    return (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)


def padded(result: RegressionComparison, window: int | None = None) -> list[float]:
    """The same with room on both sides, as an axis takes it."""
    low, high = reach(result, window)
    room = ((high - low) or abs(high) or 1.0) * MARGIN
    return [low - room, high + room]


def window_decimals(result: RegressionComparison, window: int) -> int | None:
    """Decimals that tell apart what the variants say of a window, and what is expected."""
    return decimals_of(*(float(each.values[window]) for each in result.variants), float(result.expected[window]))


def said_in_words(said: VariantValues, window: int, decimals: int | None) -> str:
    """A variant's value and its error, escaped: ``int8: 41.2 (error +0.8)``."""
    value = number(float(said.values[window]), decimals)
    return f"{plain(said.variant)}: <b>{value}</b>{error_in_words(said, window, decimals)}"


def error_in_words(said: VariantValues, window: int, decimals: int | None) -> str:
    """A variant's error in brackets, such as `` (error +0.8)``; empty without an expected value."""
    error = float(said.errors[window])
    if error != error:
        return ""
    return f" (error {'+' if error > 0 else ''}{number(error, decimals)})"


def faint(colour: str, opacity: float) -> str:
    """A ``#rrggbb`` colour that lets through what lies below."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def _dot(result: RegressionComparison, place: int, window: int, theme: palette.Theme) -> dict[str, Any]:
    """A variant's value in its row."""
    said = result.variants[place]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": title(said.variant),
        "x": [said.values[window]],
        "y": [place],
        "marker": {
            "color": palette.palette(theme).variant(place),
            "size": 13,
            "symbol": "circle" if place == 0 else "diamond",
        },
        "hovertext": [said_in_words(said, window, window_decimals(result, window))],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _row_name(result: RegressionComparison, place: int, window: int, theme: palette.Theme) -> dict[str, Any]:
    """Above a row at its left end: the variant, its value and error, and its flip as sign and word."""
    said, of = result.variants[place], palette.palette(theme)
    harm = _harm_at(result.pairs[place - 1], window) if place else None
    flip = (
        "" if harm is None else f' <span style="color:{of.harm(harm)}">{palette.sign(harm)} {palette.word(harm)}</span>'
    )
    name = layout.swatch(title(said.variant, 24), of.variant(place), palette.dash(place))
    decimals = window_decimals(result, window)
    text = f"{name} {number(float(said.values[window]), decimals)}{error_in_words(said, window, decimals)}{flip}"
    return {
        "text": text,
        "showarrow": False,
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "y": place - 0.22,
        "yanchor": "bottom",
        "font": {"size": layout.SMALL},
        "bgcolor": faint(of.background, 0.7),
        "borderpad": 1,
    }


def _harm_at(pair: RegressionPair, window: int) -> Harm | None:
    at = np.flatnonzero(pair.flips.windows == window)
    return Harm(int(pair.flips.harm[at[0]])) if len(at) else None


def _expected_mark(expected: float, decimals: int | None, count: int, theme: palette.Theme) -> dict[str, Any]:
    of = palette.palette(theme)
    return {
        "type": "scatter",
        "mode": "lines+text",
        "name": "expected",
        "x": [expected, expected],
        "y": [-0.7, count - 0.5],
        "text": [f"expected {number(expected, decimals)}", ""],
        "textposition": "top center",
        "textfont": {"color": of.expected, "size": layout.SMALL},
        "line": {"color": of.expected, "width": 1.5, "dash": "dash"},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _vertical_band(expected: float, allowed: float, theme: palette.Theme) -> dict[str, Any]:
    return {
        "type": "rect",
        "x0": expected - allowed,
        "x1": expected + allowed,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "fillcolor": faint(palette.palette(theme).expected, BAND),
        "line": {"width": 0},
        "layer": "below",
    }
