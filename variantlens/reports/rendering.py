"""How templates become pages: everything that is put into one is escaped, and every character can be seen."""

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from variantlens.comparison.wording import HARM_WORDS
from variantlens.figures.palette import sign
from variantlens.reports.lettering import fonts
from variantlens.reports.packing import Packed
from variantlens.reports.parts import Flipped, Table
from variantlens.text import visible

TEMPLATES = Path(__file__).parent / "templates"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Templates that escape whatever is put into them, and show every character that a reader cannot see."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"sign": sign, "harm_word": HARM_WORDS.__getitem__, "fonts": fonts}
    made.tests |= {
        "packed": lambda part: isinstance(part, Packed),
        "flipped": lambda part: isinstance(part, Flipped),
        "table": lambda part: isinstance(part, Table),
    }
    return made


def _shown(value: object) -> object:
    return visible(value) if type(value) is str else value
