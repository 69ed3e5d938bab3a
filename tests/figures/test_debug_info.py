"""What the figure of FOMO's assignments draws."""

import json

import pytest

from tests.comparison.test_debug_info import EXAMPLE
from variantlens.comparison.debug_info import read_debug_info
from variantlens.figures import debug_info as figures
from variantlens.figures.pictures import Picture

INFO = read_debug_info(json.dumps(EXAMPLE))
DRAWN = Picture(100, 200)


def test_centres_and_assignments() -> None:
    """True centres as squares, predicted ones as dots, hollow where unassigned, and a line for each assignment."""
    figure = figures.assignments(DRAWN, {"float32": (0, INFO), "int8": (1, INFO)}, "light")
    top = [trace for trace in figure.data if trace.xaxis == "x" and trace.hovertext]
    symbols = {trace.name: list(trace.marker.symbol) for trace in top}
    assert symbols == {"true": ["square-open", "square"], "predicted": ["circle-open", "circle"]}
    assert next(list(trace.x) for trace in top if trace.name == "true") == pytest.approx([85.4, 19.7])
    line = next(trace for trace in figure.data if trace.name == "assigned")
    assert list(line.x) == [19.7, 25.0, None]
    assert len([trace for trace in figure.data if trace.name == "assigned"]) == 2


def test_hovering_names_the_partner_and_the_distance() -> None:
    """Who was taken for whom, how far apart, and who was left over."""
    figure = figures.assignments(DRAWN, {"float32": (0, INFO)}, "dark")
    texts = next(trace.hovertext for trace in figure.data if trace.name == "true" and trace.hovertext)
    assert "unassigned" in texts[0]
    assert "assigned to predicted 1" in texts[1]
    assert "class 2" in texts[1]


def test_the_alt_text_counts() -> None:
    """Screen readers hear how many are assigned, missed and left over."""
    alt = figures.assignments_alt({"int8": (1, INFO)})
    assert "int8: 1 assigned, 1 true centre missed, 1 predicted one of nothing." in alt
