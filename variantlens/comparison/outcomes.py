"""Decisions judged: right, abstained or wrong, and what a changed decision means.

A *decision* is what a block says of one window at its threshold; its *outcome* is the decision held against
the expected label. A *flip* is a window that candidate and reference decide differently; its *harm* says
whether the outcome moved down (harmful), up (helpful), not at all (neutral), or cannot be told (unjudged).
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

UNCERTAIN = "uncertain"
"""The decision of a classifier whose best score is below its threshold."""
ANOMALY = "anomaly"
NO_ANOMALY = "no anomaly"

Decisions = npt.NDArray[np.object_]
"""One decision per window: a text, or None where the window has no usable scores; shape (windows,)."""


class Outcome(IntEnum):
    """A decision held against the expected label; a larger one is better, except UNJUDGED, which is none."""

    UNJUDGED = -1
    WRONG = 0
    ABSTAINED = 1
    RIGHT = 2


class Harm(IntEnum):
    """What a flip does to the outcome."""

    UNJUDGED = 0
    NEUTRAL = 1
    HELPFUL = 2
    HARMFUL = 3


@dataclass(frozen=True)
class Flips:
    """The windows of one block that a candidate decides differently from the reference.

    Attributes:
        windows: Indices of the flipped windows, ascending, shape (flips,).
        harm: A :class:`Harm` for each, shape (flips,).
        crossed_threshold: True where one of the two decisions is *uncertain* (or an anomaly score passed its
            threshold), False for a swap of labels, shape (flips,).
        comparable: How many windows both variants decide.
    """

    windows: npt.NDArray[np.intp]
    harm: npt.NDArray[np.int8]
    crossed_threshold: npt.NDArray[np.bool_]
    comparable: int

    def __len__(self) -> int:
        return len(self.windows)

    def count(self, harm: Harm) -> int:
        """How many flips have this harm."""
        return int(np.count_nonzero(self.harm == harm))
