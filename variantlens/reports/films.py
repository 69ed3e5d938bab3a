"""Of a film: which of its pictures a report draws, and what stands beside their names."""

from collections import defaultdict

import numpy as np

from variantlens.comparison.detections import DetectionsComparison
from variantlens.comparison.visual_anomaly import VisualAnomalyComparison
from variantlens.comparison.windows import Windows
from variantlens.comparison.wording import counted, seconds

MOST = 3
"""Pictures of a film that are drawn: each is there once for every variant, and the file has an end."""


def telling(result: DetectionsComparison | VisualAnomalyComparison, count: int) -> tuple[int, ...]:
    """The windows that a reader should see, at most ``MOST``: with harmful flips before others, then with most flips.

    Args:
        result: Grids or boxes.
        count: How many windows there are, at least 1.

    Returns:
        Indices of the windows, ascending. Where nothing flips, the one that changes most, or else the first.
    """
    harms: dict[int, list[int]] = defaultdict(list)
    for pair in result.pairs:
        for window, harm in zip(pair.flips.windows, pair.flips.harm, strict=True):
            harms[int(window)].append(int(harm))
    changes = _changes(result, count)
    if not harms:
        return (int(changes.argmax()),)

    def weight(window: int) -> tuple[int, int, float]:
        return max(harms[window]), len(harms[window]), float(changes[window])

    return tuple(sorted(sorted(harms, key=weight, reverse=True)[:MOST]))


def _changes(result: DetectionsComparison | VisualAnomalyComparison, count: int) -> np.ndarray:
    """How much the score that decides a picture changes at most, shape (count,); 0 of boxes, which have none."""
    changes = np.zeros(count)
    if isinstance(result, VisualAnomalyComparison):
        for pair in result.pairs:
            changes = np.maximum(changes, np.nan_to_num(np.abs(pair.change)))
    return changes


def place(windows: Windows, window: int) -> str:
    """Which picture of a film it is, to stand behind a title; nothing of a single picture."""
    if windows.count <= 1:
        return ""
    return f", window {window}{f' at {seconds(windows, window)}' if windows.timed else ''}"


def remark(result: DetectionsComparison | VisualAnomalyComparison, drawn: tuple[int, ...], count: int) -> str:
    """Which of the film's pictures are drawn, in a sentence."""
    *first, last = map(str, drawn)
    which = f"those of windows {', '.join(first)} and {last} are" if first else f"that of window {last} is"
    why = ", where the variants differ most" if any(len(pair.flips) for pair in result.pairs) else ""
    return f"Of {counted(count, 'picture')} {which} drawn{why}."
