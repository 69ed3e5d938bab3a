"""CSV: a row of column names, then numbers; a first column ``timestamp`` gives the time in milliseconds."""

import csv
import io
import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.samples.errors import SampleError
from studio.samples.recordings import Recording

NAME_AND_UNIT = re.compile(r"(?P<name>.*?)\s*(?:\[(?P<unit>[^\]]*)\])?\s*")
ALLOWED_JITTER = 0.5
"""Part of the usual step between two rows by which one step may differ from it; beyond it rows are missing."""
ROUNDING_MS = 1.0
"""By how much a step may also differ, since many devices write whole milliseconds."""


def read_table(path: Path, data: bytes, sha256: str) -> Recording:
    """The recording in a CSV file.

    Args:
        path: Where the data comes from, for error messages.
        data: The file's content: UTF-8, comma-separated, column names in the first row. Columns are named
            ``name`` or ``name [unit]``.
        sha256: The file's hash, which the recording carries.

    Raises:
        SampleError: No column or row of values, a cell that is no finite number, or a time that does not rise evenly.
    """
    header, _, rows = _text(path, data).partition("\n")
    names = _column_names(path, header)
    table = _numbers(path, rows, columns=len(names))
    timed = _name_and_unit(names[0])[0].lower() == "timestamp"
    sensors = tuple(_name_and_unit(name) for name in names[timed:])
    if not sensors:
        raise SampleError(path, "there is no column besides the timestamp")
    return Recording(
        values=np.ascontiguousarray(table[:, timed:]),
        sensors=sensors,
        interval_ms=_interval_ms(path, table[:, 0]) if timed else 0.0,
        image=None,
        kind="time-series",
        sha256=sha256,
    )


def _text(path: Path, data: bytes) -> str:
    """The file's text, with line ends of every system as newlines."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SampleError(path, "this is not a text file in UTF-8") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _column_names(path: Path, header: str) -> list[str]:
    if not header.strip():
        raise SampleError(path, "the file is empty or its first row has no column names")
    try:
        names = [name.strip() for name in next(csv.reader([header]))]
    except csv.Error as error:
        raise SampleError(path, f"the first row cannot be read: {error}") from None
    if "" in names:
        raise SampleError(path, f"column {names.index('') + 1} has no name")
    if all(_is_number(name) for name in names):
        raise SampleError(path, "the first row holds numbers; it should name the columns")
    return names


def _name_and_unit(column: str) -> tuple[str, str]:
    match = NAME_AND_UNIT.fullmatch(column)
    return (match["name"], match["unit"] or "") if match else (column, "")


def _numbers(path: Path, rows: str, *, columns: int) -> NDArray[np.float64]:
    """All rows below the first as numbers, shape (rows, columns)."""
    if not rows.strip():
        raise SampleError(path, "there are no rows of values")
    try:
        table = np.loadtxt(io.StringIO(rows), delimiter=",", comments=None, quotechar='"', ndmin=2)
    except ValueError:
        raise SampleError(path, _what_is_wrong(rows, columns)) from None
    if table.shape[1] != columns or not np.isfinite(table).all():
        raise SampleError(path, _what_is_wrong(rows, columns))
    return table


def _what_is_wrong(rows: str, columns: int) -> str:
    """The first cell or row that keeps a table from being read."""
    for number, line in enumerate(rows.split("\n"), start=2):
        try:
            cells = next(csv.reader([line]), [])
        except csv.Error as error:
            return f"row {number}: {error}"
        if not cells:
            continue
        if len(cells) != columns:
            return f"row {number} has {len(cells)} cells, but there are {columns} columns"
        for column, cell in enumerate(cells, start=1):
            if not _is_number(cell):
                shown = cell.strip()[:40]
                return (
                    f"row {number}, column {column}: {f'“{shown}” is not a number' if shown else 'the cell is empty'}"
                )
    return "the values cannot be read as numbers"


def _is_number(cell: str) -> bool:
    try:
        return bool(np.isfinite(float(cell)))
    except ValueError:
        return False


def _interval_ms(path: Path, timestamps: NDArray[np.float64]) -> float:
    """The time between two rows, given a time that rises evenly."""
    if len(timestamps) < 2:
        return 0.0
    steps = np.diff(timestamps)
    if (steps <= 0).any():
        raise SampleError(path, f"row {int(np.argmax(steps <= 0)) + 3}: the timestamp does not rise")
    ordered = np.sort(steps)  # the median; numpy's own takes six times as long for a hundred rows
    usual = float(ordered[(len(steps) - 1) // 2] + ordered[len(steps) // 2]) / 2
    uneven = np.abs(steps - usual) > ALLOWED_JITTER * usual + ROUNDING_MS
    if uneven.any():
        at = int(np.argmax(uneven))
        raise SampleError(
            path,
            f"row {at + 3} is {steps[at]:g} ms after the row before, while rows are usually {usual:g} ms apart; "
            "resample the recording or cut it there",
        )
    return float((timestamps[-1] - timestamps[0]) / (len(timestamps) - 1))
