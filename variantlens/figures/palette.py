"""The colours of every chart, table, badge and report, and the marks that say the same without colour.

The values are held by a test: colours that meet in one chart stay apart (ΔE2000 ≥ 10) also for people with
deuteranopia and protanopia, text has a contrast of at least 4.5 : 1 and marks of 3 : 1. The theme in
``.streamlit/config.toml`` repeats some of them; the same test compares the two.
"""

from dataclasses import dataclass
from typing import Literal

from plotly.colors import get_colorscale

from variantlens.comparison.outcomes import Harm

Theme = Literal["light", "dark"]


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, as ``#rrggbb``.

    Attributes:
        background: Of the page and of charts.
        surface: Of cards, hover labels and bands.
        border: Around cards and charts.
        text: Words and numbers; also the ground truth, which is always drawn dashed and named "expected".
        muted: Words of less weight, raw signals, threshold lines.
        grid: Grid lines; carries no meaning.
        reference: The reference, always first and drawn solid.
        candidates: The candidates in their order, always drawn dashed.
        harmful: Flips that make the outcome worse.
        helpful: Flips that make it better.
        neutral: Flips that change no outcome, or that nobody can judge, and rounding.
        magnitude: Scale for magnitudes, as pairs of position (0..1) and colour.
    """

    background: str
    surface: str
    border: str
    text: str
    muted: str
    grid: str
    reference: str
    candidates: tuple[str, ...]
    harmful: str
    helpful: str
    neutral: str
    magnitude: tuple[tuple[float, str], ...]

    @property
    def expected(self) -> str:
        """The ground truth."""
        return self.text

    @property
    def diverging(self) -> tuple[tuple[float, str], ...]:
        """Scale of differences, centred on 0: more on the reference's side, none, more on the candidate's."""
        return ((0.0, self.reference), (0.5, self.background), (1.0, self.candidates[0]))

    def variant(self, place: int) -> str:
        """Colour of a variant by its place: 0 is the reference, 1 the first candidate; the last ones repeat."""
        return self.reference if place == 0 else self.candidates[(place - 1) % len(self.candidates)]

    def harm(self, harm: Harm) -> str:
        """Colour of a flip."""
        return {Harm.HARMFUL: self.harmful, Harm.HELPFUL: self.helpful}.get(harm, self.neutral)


_CIVIDIS: tuple[tuple[float, str], ...] = tuple((place, colour) for place, colour in get_colorscale("cividis"))

_LIGHT = Palette(
    background="#ffffff",
    surface="#f5f6f8",
    border="#d9dde3",
    text="#10161f",
    muted="#596273",
    grid="#e6e9ed",
    reference="#1746e0",
    candidates=("#bd7e0b", "#319081", "#770a74", "#b470b8"),
    harmful="#ba1b0a",
    helpful="#23784b",
    neutral="#54585b",
    magnitude=_CIVIDIS,
)
_DARK = Palette(
    background="#10151c",
    surface="#19202a",
    border="#323c49",
    text="#e8ecf1",
    muted="#9aa5b4",
    grid="#262e39",
    reference="#6bbbfd",
    candidates=("#fcb834", "#137b7d", "#bc41ca", "#837f63"),
    harmful="#ff4a2e",
    helpful="#90e2aa",
    neutral="#a4a6a9",
    magnitude=_CIVIDIS,
)

DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
"""Line pattern of a variant by its place; only the reference is solid."""

_MARKS = {
    Harm.HARMFUL: ("▼", "harmful", "triangle-down"),
    Harm.HELPFUL: ("▲", "helpful", "triangle-up"),
    Harm.NEUTRAL: ("●", "neutral", "circle"),
    Harm.UNJUDGED: ("○", "unjudged", "circle-open"),
}


def palette(theme: Theme) -> Palette:
    """The colours of a theme."""
    return _DARK if theme == "dark" else _LIGHT


def dash(place: int) -> str:
    """Line pattern of a variant by its place: 0 is the reference."""
    return DASHES[0] if place == 0 else DASHES[1 + (place - 1) % (len(DASHES) - 1)]


def sign(harm: Harm) -> str:
    """The sign of a flip, such as ▼."""
    return _MARKS[harm][0]


def word(harm: Harm) -> str:
    """The word for a flip, such as *harmful*."""
    return _MARKS[harm][1]


def symbol(harm: Harm) -> str:
    """Plotly's name of the marker of a flip, the shape of its sign."""
    return _MARKS[harm][2]
