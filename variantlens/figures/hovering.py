"""How many digits numbers get that hovering shows side by side, one variant's below another's."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from variantlens.comparison.wording import decimals_apart, decimals_of

LEAST, MOST = 4, 7
"""Decimals of a score; charts hold single precision, which has no more."""


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
    return int(decimals_apart(stacked, least + 1, least + 4).max(initial=least + 1))
