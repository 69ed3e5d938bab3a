"""The colours can be told apart and read, by everybody, in both themes."""

import tomllib
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from coloraide import Color

from variantlens.comparison.outcomes import Harm
from variantlens.figures import palette as colours
from variantlens.figures.palette import Palette, Theme, palette

THEMES: tuple[Theme, ...] = ("light", "dark")
VISIONS = (None, *((kind, method) for kind in ("deutan", "protan") for method in ("vienot", "brettel", "machado")))
CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"

themes = pytest.mark.parametrize("theme", THEMES)


def meaningful(of: Palette) -> dict[str, str]:
    """Colours that meet in one chart and say something."""
    named = {f"candidate {place}": colour for place, colour in enumerate(of.candidates, 1)}
    for name in ("background", "text", "reference", "harmful", "helpful", "neutral"):
        named[name] = getattr(of, name)
    return named


def seen(colour: str, vision: tuple[str, str] | None) -> Color:
    """The colour as somebody with this vision sees it."""
    if vision is None:
        return Color(colour)
    return Color(colour).filter(vision[0], 1, method=vision[1], out_space="srgb-linear").convert("srgb").clip()


@themes
@pytest.mark.parametrize("vision", VISIONS, ids=str)
def test_colours_that_meet_stay_apart(theme: Theme, vision: tuple[str, str] | None) -> None:
    """Any two colours that mean something differ by ΔE2000 ≥ 10, also for colour-blind people."""
    close = {
        (one, other): round(difference, 1)
        for (one, a), (other, b) in combinations(meaningful(palette(theme)).items(), 2)
        if (difference := seen(a, vision).delta_e(seen(b, vision), method="2000")) < 10
    }
    assert not close


@themes
@pytest.mark.parametrize("ground", ["background", "surface"])
@pytest.mark.parametrize("name", ["text", "muted", "reference", "harmful", "helpful", "neutral"])
def test_words_can_be_read(theme: Theme, ground: str, name: str) -> None:
    """Colours in which words are set have a contrast of at least 4.5 : 1."""
    of = palette(theme)
    assert Color(getattr(of, name)).contrast(getattr(of, ground)) >= 4.5


@themes
@pytest.mark.parametrize("ground", ["background", "surface"])
def test_marks_can_be_seen(theme: Theme, ground: str) -> None:
    """Every candidate's colour has a contrast of at least 3 : 1."""
    of = palette(theme)
    assert all(Color(colour).contrast(getattr(of, ground)) >= 3 for colour in of.candidates)
    assert len(of.candidates) >= 4


@themes
def test_differences_are_centred_on_the_background(theme: Theme) -> None:
    """No difference looks like no ink, and both ends stand for the variant that scores higher."""
    of = palette(theme)
    assert of.diverging == ((0.0, of.reference), (0.5, of.background), (1.0, of.candidates[0]))


@themes
@pytest.mark.parametrize("end", [0, 2])
def test_a_larger_difference_has_more_contrast(theme: Theme, end: int) -> None:
    """Along each half of the scale the contrast with the background only grows."""
    of = palette(theme)
    ramp = Color.steps([of.diverging[1][1], of.diverging[end][1]], steps=12, space="srgb")
    contrasts = [colour.contrast(of.background) for colour in ramp]
    assert all(earlier < later for earlier, later in pairwise(contrasts))


@themes
def test_streamlit_shows_the_same_colours(theme: Theme) -> None:
    """The theme in the configuration says what the palette says."""
    of = palette(theme)
    configured = tomllib.loads(CONFIG.read_text())["theme"][theme]
    same = {
        "primaryColor": of.reference,
        "backgroundColor": of.background,
        "secondaryBackgroundColor": of.surface,
        "textColor": of.text,
        "borderColor": of.border,
        "linkColor": of.reference,
        "redColor": of.harmful,
        "redTextColor": of.harmful,
        "greenColor": of.helpful,
        "greenTextColor": of.helpful,
        "blueColor": of.reference,
        "orangeColor": of.candidates[0],
        "grayColor": of.neutral,
        "grayTextColor": of.neutral,
        "chartCategoricalColors": [of.reference, *of.candidates],
    }
    assert {name: configured.get(name) for name in same} == same


def test_the_configuration_keeps_to_this_machine_and_tells_nobody() -> None:
    """The dashboard listens on loopback, sends no usage statistics and loads its fonts from its own folder."""
    configured = tomllib.loads(CONFIG.read_text())
    assert configured["server"] | {"address": "127.0.0.1", "port": 8501} == configured["server"]
    assert configured["browser"]["gatherUsageStats"] is False
    for face in configured["theme"]["fontFaces"]:
        assert (CONFIG.parents[1] / "pages" / "static" / face["url"].removeprefix("app/static/")).is_file()


def test_every_harm_has_a_sign_of_its_own() -> None:
    """Without colour, the signs, words and shapes of flips still tell them apart."""
    for say in (colours.sign, colours.word, colours.symbol):
        assert len({say(harm) for harm in Harm}) == len(Harm)


def test_only_the_reference_is_solid() -> None:
    """However many variants there are, no candidate is drawn solid or in the reference's colour."""
    of = palette("light")
    assert (colours.dash(0), of.variant(0)) == ("solid", of.reference)
    assert all(colours.dash(place) != "solid" and of.variant(place) != of.reference for place in range(1, 20))
    assert len({(colours.dash(place), of.variant(place)) for place in range(5)}) == 5
