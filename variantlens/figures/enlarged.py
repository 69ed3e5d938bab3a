"""A figure of pictures, large enough for a room: higher, as far as a projector's screen goes, with larger words."""

from typing import Any

import plotly.graph_objects as go

from variantlens.figures import layout

TALLEST = 720
"""Pixels that are left of a projector's screen beside the sentence above."""
GROWTH = 1.45
"""Panels are laid out for a narrow page; on a screen of 1,440 to 1,920 pixels they may grow about so much."""
WORDS = 1.3
"""How much larger words are."""


def enlarged(figure: go.Figure) -> go.Figure:
    """The same figure, larger; one that is higher than the screen anyway stays as high.

    Args:
        figure: Panels over a picture, as :func:`pictures.panels` lays them out, or two of these by turns.
    """
    held = figure.to_dict()
    changed: dict[str, Any] = held["layout"]
    height = changed["height"]
    changed["height"] = max(height, round(min(TALLEST, GROWTH * height)))
    changed["legend"] = changed.get("legend", {}) | {"font": {"size": WORDS * layout.SIZE}}
    for name in changed:
        if name.startswith("yaxis"):
            # What a panel is not high enough for stays free below it, and its name stays with it.
            changed[name] = changed[name] | {"constraintoward": "top"}
    frames = held.get("frames", ())
    for each in (changed, *(frame["layout"] for frame in frames)):
        each["annotations"] = [_larger(note) for note in each.get("annotations", ())]
    # Plotly's check of every property takes longer than all the rest; the tests make it.
    return go.Figure(data=held["data"], layout=changed, frames=frames, _validate=False)


def _larger(note: dict[str, Any]) -> dict[str, Any]:
    font = note.get("font", {})
    return note | {"font": font | {"size": WORDS * font["size"]}} if "size" in font else note
