"""The fonts that reports carry."""

import base64
import tomllib
from pathlib import Path

from variantlens.reports import lettering

ROOT = Path(__file__).parents[2]
SHOWN = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]["fontFaces"]


def test_a_report_has_the_fonts_of_the_screen() -> None:
    """Each font is, byte for byte and with its weights and characters, one that the dashboard shows."""
    on_screen = {(ROOT / "pages" / face["url"].removeprefix("app/")).read_bytes(): face for face in SHOWN}
    for font in lettering.fonts():
        face = on_screen[base64.b64decode(font.uri.removeprefix("data:font/woff2;base64,"))]
        assert (font.family, font.weights, font.characters) == (face["family"], face["weight"], face["unicodeRange"])


def test_words_and_figures_have_theirs() -> None:
    """All families that the dashboard shows are there, with their licences beside them."""
    assert {font.family for font in lettering.fonts()} == {face["family"] for face in SHOWN}
    assert len(list(lettering.FILES.glob("*-LICENSE.txt"))) == len(lettering.fonts())
