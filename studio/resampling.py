"""A recording at another rate, for an impulse that takes fewer or more values per second."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

TOLERANCE = 0.01
"""Part by which a recording's rate may differ from the impulse's: clocks of sensors are that exact."""
FAR = 4.0
"""Rates that differ by more are probably a mistake, such as microseconds that were taken for milliseconds."""
LARGEST = 1000
"""The largest numbers of a ratio of rates: the filter has twenty times as many coefficients."""


@dataclass(frozen=True)
class Resampling:
    """Which part of the recording's rate is wanted: ``up`` values for each ``down`` values."""

    up: int
    down: int

    @property
    def ratio(self) -> float:
        """New values per old one."""
        return self.up / self.down

    def rows(self, rows: int) -> int:
        """How many rows come of so many."""
        return -(-rows * self.up // self.down)

    def __call__(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """The recording at the new rate, by SciPy's polyphase filter, which lets no higher frequencies fold down.

        A line from the first to the last value is taken out before and put back behind, so that a signal far from
        zero keeps its level at both ends.

        Args:
            values: Shape (rows, axes).

        Returns:
            Shape (rows · up ÷ down, rounded up, axes).
        """
        from scipy.signal import resample_poly  # most of a second to import

        resampled: NDArray[np.float64] = resample_poly(values, self.up, self.down, axis=0, padtype="line")
        return resampled


def resampling(has_hz: float, wanted_hz: float) -> Resampling | None:
    """The way from one rate to another, None where they are as good as the same.

    Args:
        has_hz: The recording's rate, above 0.
        wanted_hz: The impulse's rate, above 0.

    Raises:
        ValueError: The rates are too far apart: more than a factor of ``LARGEST``.
    """
    if abs(has_hz - wanted_hz) <= TOLERANCE * wanted_hz:
        return None
    if not 1 / LARGEST <= wanted_hz / has_hz <= LARGEST:
        raise ValueError(f"{has_hz:g} and {wanted_hz:g} values per second are too far apart")
    if wanted_hz < has_hz:
        ratio = Fraction(wanted_hz / has_hz).limit_denominator(LARGEST)
    else:
        ratio = 1 / Fraction(has_hz / wanted_hz).limit_denominator(LARGEST)
    return Resampling(ratio.numerator, ratio.denominator)
