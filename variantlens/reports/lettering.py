"""The dashboard's fonts, as a report carries them: whole files in the text, so that it asks nobody for them.

Inter and JetBrains Mono are licensed under the SIL Open Font License, whose notice each file holds.
"""

import base64
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FILES = Path(__file__).parent / "fonts"
LATIN = (
    "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,"
    "U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD"
)
"""Characters that the files hold; others are drawn in the reader's own font."""


@dataclass(frozen=True)
class Font:
    """One file of a font.

    Attributes:
        family: Its name in CSS.
        weights: Lightest and heaviest weight, as CSS writes them.
        characters: Which characters it holds, as CSS writes them.
        uri: The whole file as a data URI.
    """

    family: str
    weights: str
    characters: str
    uri: str


@lru_cache(maxsize=1)
def fonts() -> tuple[Font, ...]:
    """The font of words and that of figures."""
    return (
        Font("Inter", "100 900", LATIN, _uri("inter-latin-wght-normal.woff2")),
        Font("JetBrains Mono", "100 800", LATIN, _uri("jetbrains-mono-latin-wght-normal.woff2")),
    )


def _uri(name: str) -> str:
    return f"data:font/woff2;base64,{base64.b64encode((FILES / name).read_bytes()).decode()}"
