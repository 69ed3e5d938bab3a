"""Windows on an axis in seconds, and one column for several of them where there are more than a screen shows."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from variantlens.comparison.outcomes import Flips, Harm
from variantlens.comparison.windows import Windows
from variantlens.comparison.wording import seconds
from variantlens.figures import palette

Indices = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]

COLUMNS = 600
"""More columns than this are not drawn: about two pixels each on a wide screen."""
FEW = 6
"""So many windows have a tick each; Plotly's own ticks would fall between them, even before the first."""
NO_FLIP = -1
"""Stands for a window that is decided alike, beside the values of :class:`Harm`."""


@dataclass(frozen=True)
class Columns:
    """Windows as columns of a figure.

    Attributes:
        windows: The windows they stand for.
        per_column: How many windows share a column; 1 where every window has its own.
        shown: The window that a column shows, shape (columns,).
    """

    windows: Windows
    per_column: int
    shown: Indices

    @property
    def first(self) -> Indices:
        """First window of each column, shape (columns,)."""
        return np.arange(len(self.shown)) * self.per_column

    @property
    def step_s(self) -> float:
        """Width of a column in seconds."""
        return self.per_column * step_s(self.windows)

    @property
    def centre_s(self) -> Floats:
        """Middle between the starts of a column's first and last window, in seconds, shape (columns,)."""
        return self.first.astype(np.float64) * step_s(self.windows) + (self.per_column - 1) / 2 * step_s(self.windows)

    @property
    def thinned(self) -> bool:
        """Whether some windows are not shown."""
        return self.per_column > 1


@dataclass(frozen=True)
class Marks:
    """The flips of one candidate, column by column.

    Attributes:
        window: The column's worst flip, or the window it shows, shape (columns,).
        harm: The worst :class:`Harm` in the column or ``NO_FLIP``, shape (columns,).
        flips: How many windows of the column flip, shape (columns,).
    """

    window: Indices
    harm: npt.NDArray[np.int8]
    flips: npt.NDArray[np.intp]


def step_s(windows: Windows) -> float:
    """Seconds from one window's start to the next one's; 1 where windows have no place in time."""
    return windows.increase_ms / 1000 if windows.timed else 1.0


def size_s(windows: Windows) -> float:
    """Length of a window in seconds; that of a step where it is unknown."""
    known = windows.timed and math.isfinite(windows.size_ms) and windows.size_ms > 0
    return windows.size_ms / 1000 if known else step_s(windows)


def end_s(windows: Windows) -> float:
    """When the last window ends, in seconds."""
    return max(windows.count - 1, 0) * step_s(windows) + size_s(windows)


def reach(values: Iterable[Floats], low: float, high: float) -> tuple[float, float]:
    """From ``low`` to ``high``, or as far as the values go beyond; NaN is passed over."""
    known = list(values)
    lowest = min((float(np.fmin.reduce(each, axis=None, initial=low)) for each in known), default=low)
    return lowest, max((float(np.fmax.reduce(each, axis=None, initial=high)) for each in known), default=high)


def harm_by_window(flips: Sequence[Flips], count: int) -> npt.NDArray[np.int8]:
    """The worst harm of each window over several candidates, ``NO_FLIP`` where all agree, shape (count,)."""
    worst = np.full(count, NO_FLIP, dtype=np.int8)
    for of in flips:
        np.maximum.at(worst, of.windows, of.harm)
    return worst


def columns(windows: Windows, importance: Floats, limit: int = COLUMNS) -> Columns:
    """One column for each window, or for as many as it takes to stay within the limit.

    Args:
        windows: The windows.
        importance: Of each window, shape (windows,); a column shows its most important one. NaN counts least.
        limit: How many columns there may be.
    """
    per_column = max(1, -(-windows.count // limit))
    if per_column == 1:
        return Columns(windows, 1, np.arange(windows.count))
    wide = np.full(-(-windows.count // per_column) * per_column, -np.inf)
    wide[: windows.count] = np.nan_to_num(importance, nan=-1e300)
    best = wide.reshape(-1, per_column).argmax(axis=1)
    return Columns(windows, per_column, np.arange(len(best)) * per_column + best)


def marks(grid: Columns, flips: Flips | None) -> Marks:
    """The flips of a candidate on the columns; however many windows share one, none is lost silently."""
    window = grid.shown.copy()
    harm = np.full(len(window), NO_FLIP, dtype=np.int8)
    if flips is None:
        return Marks(window, harm, np.zeros(len(window), dtype=np.intp))
    column = flips.windows // grid.per_column
    mildest_first = np.argsort(flips.harm, kind="stable")
    window[column[mildest_first]] = flips.windows[mildest_first]
    harm[column[mildest_first]] = flips.harm[mildest_first]
    return Marks(window, harm, np.bincount(column, minlength=len(window)))


def span(windows: Windows, window: int) -> str:
    """When a window begins and ends, such as ``6.0–8.0 s``; its number where windows have no place in time."""
    if windows.image:
        return "the picture"
    if not windows.timed:
        return f"window {window:,}"
    start = seconds(windows, window).removesuffix(" s")
    decimals = len(start.partition(".")[2])
    return f"{start}–{window * step_s(windows) + size_s(windows):,.{decimals}f} s"


def numbered_span(windows: Windows, window: int) -> str:
    """The same with the window's number: ``6.0–8.0 s · window 12``."""
    return f"{span(windows, window)} · window {window:,}" if windows.timed else span(windows, window)


def thinning_note(grid: Columns) -> str:
    """What a reader must know of columns that stand for several windows; empty where they do not."""
    if not grid.thinned:
        return ""
    return f"one column for {grid.per_column} windows: the worst flip, else the largest change"


def axis(windows: Windows, theme: palette.Theme, **changes: object) -> dict[str, Any]:
    """The x axis: where windows start, in seconds, or their numbers; a single window needs none."""
    half = step_s(windows) / 2
    last = max(windows.count - 1, 0) * step_s(windows)
    shown = {
        "ticksuffix": " s" if windows.timed else "",
        "title": {"text": "" if windows.timed else "window"},
        "range": [-half, last + half],
        "showgrid": False,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": palette.palette(theme).border,
        "visible": windows.count > 1,
    }
    if windows.count <= FEW:
        shown["tickvals"] = [window * step_s(windows) for window in range(windows.count)]
    return shown | changes


def harm_in_words(harm: int, flips: int) -> str:
    """A mark in words, such as ``▼ harmful flip``; empty where nothing flips."""
    if harm == NO_FLIP:
        return ""
    kind = Harm(harm)
    more = f", the worst of {flips} flips here" if flips > 1 else ""
    return f"{palette.sign(kind)} {palette.word(kind)} flip{more}"
