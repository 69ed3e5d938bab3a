"""How far each sensor gets from its median in each window of a recording."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from variantlens.comparison.windows import Windows, is_image
from variantlens.service.schema import SampleData

MOST_WORK = 50_000_000
"""Values over all windows that are looked at, at most."""


@dataclass(frozen=True)
class Peaks:
    """The farthest values of each window.

    Attributes:
        sensors: Names of the columns.
        values: Largest distance from the sensor's median over the recording, shape (windows, sensors).
    """

    sensors: tuple[str, ...]
    values: npt.NDArray[np.float64]


def peaks(sample: SampleData, windows: Windows) -> Peaks | None:
    """How far each sensor gets from its median in each window.

    Returns:
        None where the sample has no even rows of numbers over time, where a window reaches beyond them, or where
        this would take too long.
    """
    payload = sample.payload
    interval = payload.interval_ms or sample.sample.interval_ms
    names = [sensor.name for sensor in payload.sensors or sample.sample.sensors]
    if is_image(sample) or not windows.timed or not interval or {len(row) for row in payload.values} != {len(names)}:
        return None
    start = np.round(windows.start_ms / interval).astype(np.intp)
    length = max(1, round(windows.size_ms / interval))
    values = np.array(payload.values, dtype=np.float64)
    too_short = not windows.count or int(start[-1]) + length > len(values)
    if too_short or windows.count * length * len(names) > MOST_WORK or not np.isfinite(values).all():
        return None
    away = np.abs(values - np.median(values, axis=0))
    # Where windows overlap, every other piece of reduceat is none of theirs; a last row lets the last one end.
    edges = np.column_stack([start, start + length]).ravel()
    padded = np.vstack([away, np.zeros((1, len(names)))])
    return Peaks(tuple(names), np.maximum.reduceat(padded, edges, axis=0)[::2])
