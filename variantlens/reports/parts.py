"""What a report is put together from, in the order of reading: drawings, tables and remarks."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from variantlens.comparison.anomaly import AnomalyComparison
from variantlens.comparison.compare import BlockComparison, Comparison
from variantlens.comparison.label_map import LabelMapComparison
from variantlens.comparison.regression import RegressionComparison
from variantlens.comparison.scores import ScoresComparison
from variantlens.comparison.sentences import Windowed, flip_line
from variantlens.comparison.spans import Sentence
from variantlens.comparison.visual_anomaly import VisualAnomalyComparison
from variantlens.comparison.windows import is_film
from variantlens.comparison.wording import counted, decimals_apart
from variantlens.figures import pictures
from variantlens.figures.palette import Theme
from variantlens.figures.pictures import Picture
from variantlens.figures.signal import Signal, recording
from variantlens.reports.data import tables_of
from variantlens.service.schema import SampleData

Frame: TypeAlias = Callable[[int], SampleData | None]

MOST_FLIPS = 100
MOST_ROWS = 300
"""A table of a report is for reading; all of it is in the CSV."""
MOST_COLUMNS = 24
LEAST_DECIMALS, MOST_DECIMALS = 4, 9
"""Of a number in a table."""


@dataclass(frozen=True)
class Material:
    """What the parts of one result are made from.

    Attributes:
        comparison: The whole comparison.
        block: The learn block that holds the result.
        picture: The sample's picture file, None for what is no picture or where the service gave none.
        frame: Asks for the values of one window of a film; None in return where they cannot be had.
        sound: The sample's sound file, None where the answer holds its values or the service gave none.
    """

    comparison: Comparison
    block: BlockComparison
    picture: bytes | None = None
    frame: Frame | None = None
    sound: bytes | None = None

    @property
    def recording(self) -> Signal | None:
        """The sample over time; of a sound whose values the answer lacks, out of its file."""
        return recording(self.comparison.sample, self.sound)

    def picture_of(self, window: int, shape: tuple[float, float] | None = None) -> Picture:
        """The picture of the sample, of a film that of a window; an empty canvas where it cannot be had.

        Args:
            window: Index of the window.
            shape: Width and height to assume where the service says nothing of the size.
        """
        sample = self.comparison.sample
        if not is_film(sample, self.comparison.windows):
            return pictures.picture(self.picture, sample, shape)
        sent = self.frame(window) if self.frame is not None else None
        drawn = pictures.of_window(sent, sample, shape) if sent is not None else None
        return drawn or pictures.empty(sample, shape)


@dataclass(frozen=True)
class Drawing:
    """A figure.

    Attributes:
        title: What it shows, as a heading; unescaped.
        alt: The figure in words; unescaped.
        draw: Makes it in a theme.
    """

    title: str
    alt: str
    draw: Callable[[Theme], go.Figure]


@dataclass(frozen=True)
class Flipped:
    """The flipped windows in words, the harmful ones first.

    Attributes:
        lines: A sentence for each, at most ``MOST_FLIPS``.
        more: How many are left out.
    """

    lines: tuple[Sentence, ...]
    more: int


@dataclass(frozen=True)
class Table:
    """A table to read, bounded.

    Attributes:
        title: What it holds.
        columns: Names of the columns; unescaped.
        numeric: Whether a column holds numbers, shape as ``columns``.
        rows: Texts of the cells; unescaped.
        note: What is left out; empty where nothing is.
        folded: Whether a click opens it; else it stands there open.
    """

    title: str
    columns: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str
    folded: bool = True


@dataclass(frozen=True)
class Remark:
    """A sentence that a reader should know."""

    text: str


Flipping: TypeAlias = (
    ScoresComparison | AnomalyComparison | VisualAnomalyComparison | RegressionComparison | LabelMapComparison
)
"""Results that flip window by window."""

Part: TypeAlias = Drawing | Flipped | Table | Remark


def flipped(material: Material, result: Flipping) -> tuple[Flipped, ...]:
    """The flips of all candidates in words; nothing where there are none."""
    places = [(pair, index) for pair in result.pairs for index in range(len(pair.flips))]
    places.sort(key=lambda place: _weight(*place))
    windows = material.comparison.windows
    lines = tuple(flip_line(result.reference, pair, index, windows) for pair, index in places[:MOST_FLIPS])
    return (Flipped(lines, len(places) - len(lines)),) if lines else ()


def tables(material: Material, result: object) -> tuple[Table, ...]:
    """All tables of a result that hold a row, to read."""
    made = ((each.title, each.make()) for each in tables_of(material.comparison, result))
    return tuple(table(f"{title[:1].upper()}{title[1:]}", frame) for title, frame in made if len(frame))


def table(title: str, frame: pd.DataFrame, *, folded: bool = True) -> Table:
    """A data frame to read, cut to its first ``MOST_ROWS`` rows and ``MOST_COLUMNS`` columns; it says so."""
    shown = frame.iloc[:MOST_ROWS, :MOST_COLUMNS]
    numeric = tuple(dtype.kind in "iuf" for dtype in shown.dtypes)
    decimals = _decimals(shown)
    texts = [shown.iloc[:, place].map(partial(_text, decimals=decimals)) for place in range(shown.shape[1])]
    left_out = [
        f"{'first ' if len(shown) < len(frame) else ''}{counted(len(shown), 'row')} of {len(frame):,}",
        f"{counted(shown.shape[1], 'column')} of {frame.shape[1]:,}",
    ]
    cut = shown.shape != frame.shape
    note = f"Shown: {', '.join(left_out)}. The dashboard's CSV holds all." if cut else ""
    return Table(title, tuple(map(str, shown.columns)), numeric, tuple(zip(*texts, strict=True)), note, folded)


def _weight(pair: Windowed, index: int) -> tuple[int, int]:
    return -int(pair.flips.harm[index]), int(pair.flips.windows[index])


def _decimals(frame: pd.DataFrame) -> int:
    """Decimals of a table's numbers, with which those of a row that differ read differently."""
    numbers = frame.select_dtypes("float").to_numpy(dtype=np.float64)
    return int(decimals_apart(numbers, LEAST_DECIMALS, MOST_DECIMALS).max(initial=LEAST_DECIMALS))


def _text(cell: object, decimals: int) -> str:
    if cell is None or cell != cell:
        return ""
    if not isinstance(cell, float) or cell.is_integer():
        return f"{cell:.0f}" if isinstance(cell, float) else str(cell)
    return f"{cell:.{decimals}f}"
