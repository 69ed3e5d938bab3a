"""What tests look at in a figure, and Plotly's own check of it, which the product leaves out for speed."""

from typing import Any

import plotly.graph_objects as go


def checked(figure: go.Figure) -> go.Figure:
    """The figure, after Plotly has checked every property."""
    go.Figure(figure.to_dict())
    return figure


def heatmaps(figure: go.Figure) -> list[Any]:
    """The heatmaps of a figure, from the top."""
    return [trace for trace in figure.data if trace.type == "heatmap"]


def markers(figure: go.Figure) -> list[Any]:
    """The clickable markers of a figure, from the top."""
    return [trace for trace in figure.data if trace.type == "scatter" and trace.mode == "markers"]
