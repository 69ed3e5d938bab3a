"""Two drawings of one picture in one figure, which shows one of them at a time: what changes, jumps to the eye.

The browser does the blinking by itself; nothing is asked from the server, and zoom stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from variantlens.figures import layout
from variantlens.figures.palette import Theme, palette
from variantlens.text import title

PERIOD_MS = 600
"""How long each variant is shown; fewer than the three flashes in a second that may do harm."""
TURNS = 500
"""How often both are shown before blinking ends by itself: ten minutes."""
CONTROLS = 44
"""Pixels above the drawing for the buttons."""
CHOSEN = "rgb(244, 250, 255)"
"""What Plotly fills the chosen button with, and the one under the pointer, in every theme: a page has to repaint it."""


@dataclass(frozen=True, eq=False)
class Face:
    """One of the drawings.

    Attributes:
        variant: Whose results it shows.
        figure: A single panel over the picture, as the other face has it too.
    """

    variant: str
    figure: go.Figure


def blink(reference: Face, candidate: Face, theme: Theme, *, name: str) -> go.Figure:
    """A figure that shows the reference, or the candidate at the same place, or both by turns.

    Args:
        reference: What is seen until another is chosen.
        candidate: What takes its place.
        theme: Light or dark, of the buttons.
        name: What the figure shows, as in :func:`layout.figure`.
    """
    faces = (reference, candidate)
    held = [face.figure.to_dict() for face in faces]
    owners = [at for at, each in enumerate(held) for _ in each["data"]]
    traces = [trace for each in held for trace in each["data"]]
    for trace, owner in zip(traces, owners, strict=True):
        trace["visible"] = owner == 0
    notes = _as_many([each["layout"]["annotations"] for each in held])
    margin = held[0]["layout"]["margin"]
    layout_of_both = held[0]["layout"] | {
        "uirevision": name,
        "annotations": notes[0],
        "height": max(each["layout"]["height"] for each in held) + CONTROLS,
        "margin": margin | {"t": margin["t"] + CONTROLS},
        "updatemenus": [_controls([face.variant for face in faces], margin["t"], theme)],
    }
    kinds = [trace["type"] for trace in traces]
    frames = [_frame(at, owners, kinds, notes[at]) for at in range(len(faces))]
    # Plotly's check of every property takes longer than all the rest; the tests make it.
    return go.Figure(data=traces, layout=layout_of_both, frames=frames, _validate=False)


def _as_many(notes: list[Any]) -> list[list[dict[str, Any]]]:
    """The words of each face, as many as of the other: a frame changes words by their place, and removes none."""
    most = max(map(len, notes))
    shown = [[{**each, "visible": True} for each in face] for face in notes]
    return [[*face, *[{"visible": False}] * (most - len(face))] for face in shown]


def _frame(at: int, owners: list[int], kinds: list[str], notes: list[dict[str, Any]]) -> dict[str, Any]:
    """What is seen while one of the two is shown."""
    return {
        "name": str(at),
        "data": [{"type": kind, "visible": owner == at} for owner, kind in zip(owners, kinds, strict=True)],
        "traces": list(range(len(owners))),
        "layout": {"annotations": notes},
    }


def _controls(names: Sequence[str], above: float, theme: Theme) -> dict[str, Any]:
    """A button for each variant, which also ends the blinking, and one that starts it."""
    of = palette(theme)
    step = {"mode": "immediate", "transition": {"duration": 0}}
    once = step | {"frame": {"duration": 0, "redraw": True}}
    by_turns = step | {"frame": {"duration": PERIOD_MS, "redraw": True}}
    buttons = [
        {"label": title(name, layout.NAME_LIMIT), "method": "animate", "args": [[str(at)], once]}
        for at, name in enumerate(names)
    ]
    return {
        "type": "buttons",
        "direction": "right",
        "showactive": True,
        "x": 0,
        "xanchor": "left",
        "y": 1,
        "yanchor": "bottom",
        "pad": {"t": 0, "b": above, "l": 0, "r": 0},
        "bgcolor": of.surface,
        "bordercolor": of.border,
        "font": {"size": layout.SIZE, "color": of.text},
        "buttons": [*buttons, {"label": "▶ Blink", "method": "animate", "args": [["1", "0"] * TURNS, by_turns]}],
    }
