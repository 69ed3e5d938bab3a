"""Where the windows of a recording lie, and what is expected of each.

Window ``w`` spans ``[w·increase_ms, w·increase_ms + size_ms)``. Times become rows by rounding each window's start
on its own, so that an increase of no whole number of rows does not add up to a drift.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from studio.samples import SampleEntry
from variantlens.service.schema import StructuredLabel

ANOMALY = "anomaly"
NO_ANOMALY = "no anomaly"


@dataclass(frozen=True)
class Windows:
    """The windows over a recording.

    Attributes:
        starts: First row of each window.
        size: Rows in a window.
    """

    starts: tuple[int, ...]
    size: int

    def __len__(self) -> int:
        """How many windows there are."""
        return len(self.starts)

    def stretched(self, ratio: float) -> "Windows":
        """The same windows where ``ratio`` rows stand for each row."""
        return Windows(tuple(round(start * ratio) for start in self.starts), max(1, round(self.size * ratio)))

    def cut(self, values: NDArray[np.float64], first: int, last: int) -> NDArray[np.float64]:
        """The values of windows ``first`` … ``last − 1``.

        Args:
            values: Shape (rows, axes).
            first: Index of the first window.
            last: Index behind the last window.

        Returns:
            Shape (windows, size, axes).
        """
        rows = np.asarray(self.starts[first:last], dtype=np.intp)[:, np.newaxis] + np.arange(self.size)
        windows: NDArray[np.float64] = values[rows]
        return windows


def rows_in_window(frequency_hz: float, size_ms: float) -> int:
    """How many rows a window has, at least one.

    Args:
        frequency_hz: Rows per second, above 0.
        size_ms: Length of a window, above 0.
    """
    return max(1, round(size_ms * frequency_hz / 1000))


def over(rows: int, frequency_hz: float, size_ms: float, increase_ms: float) -> Windows:
    """All windows that lie in a recording as a whole; none if it is shorter than one window.

    Args:
        rows: Length of the recording.
        frequency_hz: Rows per second, above 0.
        size_ms: Length of a window, above 0.
        increase_ms: From one window's start to the next one's, above 0.
    """
    size = rows_in_window(frequency_hz, size_ms)
    step = increase_ms * frequency_hz / 1000
    most = int((rows - size + 0.5) / step) + 1 if rows >= size else 0
    starts = tuple(start for start in (round(window * step) for window in range(most)) if start + size <= rows)
    return Windows(starts=starts, size=size)


def expected_labels(entry: SampleEntry, windows: Windows) -> list[StructuredLabel]:
    """The label of each window as ranges of window indices, both ends inclusive; windows without one are left out.

    Where a sample has several labels, a window has the label at its end, which is the service's default.
    """
    if entry.label is not None:
        return [StructuredLabel(start_index=0, end_index=len(windows) - 1, label=entry.label)] if windows else []
    ends = [start + windows.size - 1 for start in windows.starts]
    labels = [_label_at(entry, row) for row in ends]
    return _ranges(labels)


def expected_outcomes(labels: Sequence[StructuredLabel], anomalous: Sequence[str]) -> list[StructuredLabel] | None:
    """Expected labels as ``anomaly`` or ``no anomaly``, or None where nothing says which is which.

    Args:
        labels: Expected labels of windows.
        anomalous: Labels that mean an anomaly. Without any, only samples labelled with one of the two words are judged.
    """
    if not anomalous and not any(part.label in {ANOMALY, NO_ANOMALY} for part in labels):
        return None
    outcomes = []
    for part in labels:
        if not anomalous and part.label not in {ANOMALY, NO_ANOMALY}:
            continue
        is_anomaly = part.label in anomalous if anomalous else part.label == ANOMALY
        outcomes.append(part.model_copy(update={"label": ANOMALY if is_anomaly else NO_ANOMALY, "label_map": None}))
    return outcomes


def _label_at(entry: SampleEntry, row: int) -> str | None:
    for part in entry.structured_labels:
        if part.start_index <= row <= part.end_index:
            return part.label
    return None


def _ranges(labels: Sequence[str | None]) -> list[StructuredLabel]:
    ranges = []
    start = 0
    for label, group in groupby(labels):
        length = len(list(group))
        if label is not None:
            ranges.append(StructuredLabel(start_index=start, end_index=start + length - 1, label=label))
        start += length
    return ranges
