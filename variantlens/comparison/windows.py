"""When each window begins and ends, and what is expected of it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Windows:
    """The sliding windows over a sample: window ``w`` spans ``[w·increase_ms, w·increase_ms + size_ms)``.

    Attributes:
        count: How many there are; an image is one window.
        size_ms: Length of a window in milliseconds.
        increase_ms: Distance from one window's start to the next one's, in milliseconds.
    """

    count: int
    size_ms: float
    increase_ms: float

    @property
    def start_ms(self) -> npt.NDArray[np.float64]:
        """Start of each window in milliseconds from the sample's start, shape (count,)."""
        return np.arange(self.count, dtype=np.float64) * self.increase_ms
