"""What all figures share: fonts, margins, grid, hover and the mode bar."""

from functools import lru_cache
from typing import Any

import plotly.graph_objects as go

from variantlens.figures.hovering import missing_named
from variantlens.figures.palette import Theme, palette
from variantlens.text import title

WORDS = "Inter, system-ui, sans-serif"
NUMBERS = "'JetBrains Mono', ui-monospace, monospace"
SIZE = 13
SMALL = 12

NOTE_HEIGHT = 28
NOTE_MARGIN = 52

NAME_LIMIT = 20
"""Characters of a name beside a row; hovering shows it whole."""
ROW_NAME_LIMIT = 40
"""Characters of a name above a row."""


def config(filename: str = "variant-lens") -> dict[str, Any]:
    """Plotly's options for ``st.plotly_chart(config=…)``: a quiet mode bar that saves a sharp picture.

    Args:
        filename: Name of the saved picture, without its ending.
    """
    return {
        "displaylogo": False,
        # Plotly's own "Share chart" would upload what is shown.
        "showSendToCloud": False,
        "plotlyServerURL": "",
        "displayModeBar": "hover",
        "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d"],
        "toImageButtonOptions": {"format": "png", "filename": filename, "scale": 2},
        "responsive": True,
    }


CONFIG = config()


@lru_cache(maxsize=2)
def template(theme: Theme) -> go.layout.Template:
    """The look of a theme; figures carry it whole, so that reports look like the screen."""
    of = palette(theme)
    axis = {
        "gridcolor": of.grid,
        "linecolor": of.border,
        "zeroline": False,
        "automargin": True,
        "tickfont": {"family": NUMBERS, "size": SMALL, "color": of.muted},
        "title": {"font": {"size": SMALL, "color": of.muted}, "standoff": 8},
    }
    hover = {"font": {"family": NUMBERS, "size": SMALL, "color": of.text}, "bgcolor": of.surface}
    return go.layout.Template(
        layout={
            "font": {"family": WORDS, "size": SIZE, "color": of.text},
            "paper_bgcolor": of.background,
            "plot_bgcolor": of.background,
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8, "pad": 4},
            "xaxis": axis,
            "yaxis": axis,
            "hovermode": "closest",
            "hoverlabel": hover | {"bordercolor": of.border, "align": "left", "namelength": -1},
            "legend": {"orientation": "h", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom"},
            "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": of.muted, "activecolor": of.text},
            "dragmode": "zoom",
            "clickmode": "event+select",
            "coloraxis": {"colorbar": {"outlinewidth": 0, "thickness": 10, "tickfont": {"family": NUMBERS}}},
        }
    )


def figure(
    traces: list[dict[str, Any]], changes: dict[str, Any], *, theme: Theme, height: float, name: str, note: str = ""
) -> go.Figure:
    """A figure in the look of the theme.

    Args:
        traces: Plotly traces.
        changes: Plotly layout, on top of the shared one.
        theme: Light or dark.
        height: In pixels, without the note.
        name: What the figure shows. Plotly keeps the zoom of a figure whose name stays, where the chart itself stays;
            Streamlit makes a new chart whenever the figure changes.
        note: What a reader must know of the drawing, such as that it is thinned; set small below it.
    """
    shared: dict[str, Any] = {"template": template(theme), "uirevision": name, "selectionrevision": name}
    if note:
        changes = changes | {"annotations": [*changes.get("annotations", ()), _note(note, theme)]}
        changes["margin"] = changes.get("margin", {}) | {"b": NOTE_MARGIN}
    shared["height"] = round(height + (NOTE_HEIGHT if note else 0))
    # Plotly's check of every property takes longer than all the rest; the tests make it once for each figure.
    return go.Figure(data=[missing_named(each) for each in traces], layout=shared | changes, _validate=False)


def _note(text: str, theme: Theme) -> dict[str, Any]:
    return {
        "text": text,
        "showarrow": False,
        "xref": "paper",
        "yref": "paper",
        "x": 1,
        "y": 0,
        "yshift": -NOTE_HEIGHT,
        "xanchor": "right",
        "yanchor": "top",
        "font": {"size": SMALL, "color": palette(theme).muted},
    }


def heading(text: str, *, y: float) -> dict[str, Any]:
    """The name of a panel, above its left end; ``y`` is the panel's upper edge, 0..1 of the plot."""
    return {
        "text": text,
        "showarrow": False,
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": y,
        "xanchor": "left",
        "yanchor": "bottom",
        "font": {"size": SIZE},
    }


def row_name(text: str, y: float, theme: Theme) -> dict[str, Any]:
    """The (unescaped) name of a row, small, in the room that the row leaves for it; ``y`` is the row's upper edge."""
    look = {"yanchor": "top", "font": {"size": SMALL, "color": palette(theme).muted}}
    return heading(title(text, ROW_NAME_LIMIT), y=y) | look


def swatch(name: str, colour: str, pattern: str) -> str:
    """The (escaped) name of a variant behind a piece of its line; ``pattern`` is a plotly dash."""
    line = {"solid": "━━", "dash": "╍╍", "dot": "┅┅", "dashdot": "━┅", "longdash": "━╍"}[pattern]
    return f'<span style="color:{colour}">{line}</span> <b>{name}</b>'
