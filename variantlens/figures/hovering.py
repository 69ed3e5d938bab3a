"""How many digits numbers get that hovering shows side by side, one variant's below another's, and what is missing."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from variantlens.comparison.wording import MINUS, decimals_apart, decimals_of

LEAST, MOST = 4, 7
"""Decimals of a score; charts hold single precision, which has no more."""
MOST_OF_VALUES = 20
"""Decimals of a value in a unit of its own; plotly writes no more."""
MISSING = "none"
"""What stands in place of a number that there is not."""

_NUMBER = re.compile(r"%\{customdata\[(\d+)\]:([^}]+)\}")


def hover_decimals(sides: Sequence[npt.NDArray[np.float64]]) -> int:
    """Decimals of scores in 0..1 that tell variants apart wherever they differ.

    Args:
        sides: What each variant says, shapes alike.
    """
    stacked = np.stack(sides, axis=-1)
    return int(decimals_apart(stacked, LEAST, MOST).max(initial=LEAST))


def hover_decimals_of_values(sides: Sequence[npt.NDArray[np.float64]]) -> int:
    """The same of numbers in a unit of their own: as many as suit the largest of them, and up to three more."""
    stacked = np.stack(sides, axis=-1)
    known = np.abs(stacked[np.isfinite(stacked)])
    least = (decimals_of(float(known.max())) or 0) if known.size else 0
    least = min(least, MOST_OF_VALUES - 4)
    return int(decimals_apart(stacked, least + 1, least + 4).max(initial=least + 1))


def hovered(value: float, form: str) -> str:
    """A number as hovering shows it.

    Args:
        value: The number; NaN where there is none.
        form: How plotly writes it, such as ``.4f`` or ``+.4f``.
    """
    return MISSING if value != value else format(value, form.replace("~", "")).replace("-", MINUS)


def missing_named(trace: dict[str, Any]) -> dict[str, Any]:
    """A trace whose hover says what is missing: plotly itself would write NaN where a variant has no number.

    Args:
        trace: A plotly trace; numbers that its ``hovertemplate`` shows stand in the columns of its ``customdata``.

    Returns:
        The same trace, or a copy in which columns that lack a number somewhere hold texts.
    """
    details, template = trace.get("customdata"), trace.get("hovertemplate")
    if not isinstance(details, np.ndarray) or details.dtype.kind != "f" or details.ndim < 2 or not template:
        return trace
    drawn = np.isfinite(np.asarray(trace.get("z", trace.get("y")), dtype=np.float64))
    forms = {int(column): form for column, form in _NUMBER.findall(template)}
    lacking = {column: form for column, form in forms.items() if np.isnan(details[..., column][drawn]).any()}
    if not lacking:
        return trace
    told = details.astype(object)
    for column, form in lacking.items():
        told[..., column][drawn] = [hovered(value, form) for value in details[..., column][drawn].tolist()]
    told[~drawn] = None
    plain = _NUMBER.sub(
        lambda found: f"%{{customdata[{found[1]}]}}" if int(found[1]) in lacking else found[0], template
    )
    return trace | {"customdata": told, "hovertemplate": plain}
