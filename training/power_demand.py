"""Days of electrical power demand out of the package aeon, which the autoencoder demo uses.

Each line of the .ts files is one day: 24 hourly values separated by commas, then a colon and the day's class.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
import numpy.typing as npt

from training.projects import Category, Sample, write_series

HOURS = 24
HOUR_MS = 3_600_000
AXIS = "demand"
LABELS = {"1": "October to March", "2": "April to September"}
"""In the order in which the file's own description names them."""
FILES: dict[Category, str] = {"testing": "ItalyPowerDemand_TEST.ts", "training": "ItalyPowerDemand_TRAIN.ts"}
SHORT: dict[Category, str] = {"testing": "test", "training": "train"}


@dataclass(frozen=True, eq=False)
class Day:
    """One day.

    Attributes:
        file: What its sample file is called.
        label: The half of the year that it is from.
        category: Its half of the split.
        values: As text, exactly as in the source, one for each hour.
    """

    file: str
    label: str
    category: Category
    values: tuple[str, ...]


def days(category: Category, count: int | None = None) -> list[Day]:
    """The first days of one half of the file's own split, or all of them."""
    source = resources.files("aeon") / "datasets" / "data" / "ItalyPowerDemand" / FILES[category]
    lines = [line for line in source.read_text("utf-8").splitlines() if line and line[0] not in "#@"]
    return [_day(number, line, category) for number, line in enumerate(lines[:count], start=1)]


def _day(number: int, line: str, category: Category) -> Day:
    values, _, label = line.partition(":")
    return Day(f"{SHORT[category]}-{number:03}.csv", LABELS[label], category, tuple(values.split(",")))


def signals(of: Sequence[Day]) -> npt.NDArray[np.float64]:
    """The values as numbers, shape (days, hours, 1)."""
    return np.array([[float(value) for value in day.values] for day in of])[:, :, np.newaxis]


def write(folder: Path, of: Sequence[Day]) -> list[Sample]:
    """Writes days as CSV files and says what they are."""
    for day in of:
        write_series(folder / day.file, [AXIS], range(0, HOURS * HOUR_MS, HOUR_MS), [[v] for v in day.values])
    return [Sample(day.file, day.category, day.label) for day in of]
