"""CSV: a row of column names, then numbers; the first column may be the time.

Columns are separated by commas, semicolons or tabs. What programs add is left out: lines that begin with ``#``, a
nameless column that counts the rows, nameless empty columns at the end, and a column ``label`` of words.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.resampling import FAR
from studio.samples.errors import SampleError
from studio.samples.recordings import Recording
from studio.samples.texts import text_of

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
NO_DATA = re.compile(r"\A[ \t]*sep=.[ \t]*$|^[ \t]*#.*$", re.MULTILINE)
"""Comments, and the line by which Excel is told the separator."""
LABEL = "label"
COUNTERS = {"", "unnamed: 0"}
"""What pandas calls the column that counts the rows."""

NAME_AND_UNIT = re.compile(r"(?P<name>.*?)\s*(?:\[(?P<unit>[^\]]*)\])?\s*")
TIME = re.compile(
    r"(?P<name>timestamp|datetime|time|t)(?:[\s_.\-]+(?P<word>[a-zµμ]+)|\s*[\[(]\s*(?P<unit>[^\])]*?)\s*[\])])?",
    re.IGNORECASE,
)
LOOKED_FOR = "timestamp, time or datetime, with a unit as in “timestamp [ms]”"
"""The names of a time column, for people."""
UNITS_MS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1e3),
    **dict.fromkeys(("ms", "msec", "millis", "millisecond", "milliseconds"), 1.0),
    **dict.fromkeys(("us", "µs", "μs", "usec", "micros", "microsecond", "microseconds"), 1e-3),
    **dict.fromkeys(("ns", "nsec", "nanos", "nanosecond", "nanoseconds"), 1e-6),
}
COMMON_UNITS = ("s", "ms", "us", "ns")
BEGIN = datetime(1970, 1, 1, tzinfo=UTC)

ALLOWED_JITTER = 0.5
"""Part of the usual step between two rows by which one step may differ from it; beyond it rows are missing."""
ROUNDING_MS = 1.0
"""By how much a step may also differ, since many devices write whole milliseconds."""


@dataclass(frozen=True)
class Time:
    """The time column.

    Attributes:
        name: Its name, as the file has it.
        unit_ms: Milliseconds in its unit, None where the name says none.
    """

    name: str
    unit_ms: float | None


def read_table(path: Path, data: bytes, sha256: str, rates_hz: Sequence[float] = ()) -> Recording:
    """The recording in a CSV file.

    Args:
        path: Where the data comes from, for error messages.
        data: The file's content: UTF-8, or UTF-16 with its mark; column names in the first row. Columns are named
            ``name`` or ``name [unit]``.
        sha256: The file's hash, which the recording carries.
        rates_hz: What the rate may be: by them the unit of a time is told whose name has none. Without any,
            it is milliseconds.

    Raises:
        SampleError: No column or row of values, a cell that is no finite number, a time that does not rise evenly, or
            whose unit is not known.
    """
    text = _text(path, data)
    header, _, rows = text.lstrip("\n").partition("\n")
    first_row = text.count("\n", 0, len(text) - len(rows)) + 1
    delimiter = _delimiter(header, rows)
    names = _column_names(path, header, delimiter)
    width = max(number for number, name in enumerate(names, start=1) if name)
    if width < len(names):
        rows = re.sub(rf"(?m)(?:{delimiter} *){{1,{len(names) - width}}}$", "", rows)
        names = names[:width]
    lines = _Lines(rows, first_row)
    table = _numbers(path, lines, delimiter, names)
    columns = [column for column in range(width) if column not in table.labels]
    if names[0].lower() in COUNTERS:
        if not any(np.array_equal(table.values[:, 0], np.arange(len(lines)) + start) for start in (0, 1)):
            raise SampleError(path, "column 1 has no name")
        columns = columns[1:]
    time = _time(path, names[columns[0]], dates=columns[0] in table.dates) if columns else None
    axes = columns[time is not None :]
    if not axes:
        raise SampleError(path, "there is no column of values besides the time")
    return Recording(
        values=np.ascontiguousarray(table.values[:, axes]),
        sensors=tuple(_name_and_unit(names[column]) for column in axes),
        interval_ms=_interval_ms(path, table.values[:, columns[0]], time, rates_hz, lines) if time else 0.0,
        image=None,
        kind="time-series",
        sha256=sha256,
    )


@dataclass(frozen=True)
class _Lines:
    """The rows below the names."""

    text: str
    first: int
    """The number of the first one in the file."""

    def __iter__(self) -> Iterator[tuple[int, str]]:
        """Each row that is not empty, with its number."""
        lines = enumerate(self.text.split("\n"), start=self.first)
        return ((number, line) for number, line in lines if line.strip())

    def __len__(self) -> int:
        """How many rows there are."""
        return sum(1 for _ in self)

    def number(self, row: int) -> int:
        """The number in the file of the row with this index."""
        return [number for number, _ in self][row]


@dataclass(frozen=True, eq=False)
class _Table:
    """What the rows hold.

    Attributes:
        values: Shape (rows, columns).
        labels: Columns that hold words.
        dates: Columns that hold dates, here in milliseconds.
    """

    values: NDArray[np.float64]
    labels: frozenset[int] = frozenset()
    dates: frozenset[int] = frozenset()


def _text(path: Path, data: bytes) -> str:
    """The file's text without comments, with line ends of every system as newlines."""
    try:
        text = text_of(data)
    except UnicodeDecodeError:
        raise SampleError(path, "this is not a text file in UTF-8, nor in UTF-16") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return NO_DATA.sub("", text) if "#" in text or "sep=" in text[:9] else text


def _cells(line: str, delimiter: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]


def _delimiter(header: str, rows: str) -> str:
    """What separates the columns: what cuts names and first row into equally many, or else the names into most."""
    row = rows.lstrip("\n").partition("\n")[0]

    def fitness(delimiter: str) -> tuple[bool, int]:
        try:
            names, cells = (len(_cells(line, delimiter)) for line in (header, row))
        except csv.Error:
            return False, 0
        return names == cells > 1, names

    return max(DELIMITERS, key=fitness)


def _column_names(path: Path, header: str, delimiter: str) -> list[str]:
    if not header.strip():
        raise SampleError(path, "the file is empty or its first row has no column names")
    try:
        names = _cells(header, delimiter)
    except csv.Error as error:
        raise SampleError(path, f"the first row cannot be read: {error}") from None
    if not any(names):
        raise SampleError(path, "the first row has no column names")
    last = max(number for number, name in enumerate(names) if name)
    if "" in names[1:last]:
        raise SampleError(path, f"column {names.index('', 1) + 1} has no name")
    if all(_is_number(name) for name in names if name):
        raise SampleError(path, "the first row holds numbers; it should name the columns")
    return names


def _name_and_unit(column: str) -> tuple[str, str]:
    match = NAME_AND_UNIT.fullmatch(column)
    return (match["name"], match["unit"] or "") if match else (column, "")


def _time(path: Path, column: str, *, dates: bool) -> Time | None:
    """The time column that a name says, None where it says none."""
    match = TIME.fullmatch(column)
    if column.lower() in {"millis", "micros"}:
        return Time(column, UNITS_MS[column.lower()])
    if match is None or (match["name"].lower() == "t" and not (match["word"] or match["unit"])):
        return None
    if dates:
        return Time(column, UNITS_MS["ms"])
    if match["word"]:
        unit_ms = UNITS_MS.get(match["word"].lower())
        return Time(column, unit_ms) if unit_ms is not None else None
    if match["unit"] and match["unit"].lower() not in UNITS_MS:
        known = ", ".join(COMMON_UNITS)
        raise SampleError(path, f"“{column}”: the unit “{match['unit']}” of time is not known; known are {known}")
    return Time(column, UNITS_MS[match["unit"].lower()] if match["unit"] else None)


def _numbers(path: Path, rows: _Lines, delimiter: str, names: Sequence[str]) -> _Table:
    """All rows as numbers."""
    if not rows.text.strip():
        raise SampleError(path, "there are no rows of values")
    try:
        values = np.loadtxt(io.StringIO(rows.text), delimiter=delimiter, comments=None, quotechar='"', ndmin=2)
        if values.shape[1] == len(names) and np.isfinite(values).all():
            return _Table(values)
    except ValueError:
        pass
    return _by_cell(path, rows, delimiter, names)


def _by_cell(path: Path, rows: _Lines, delimiter: str, names: Sequence[str]) -> _Table:
    """The same cell by cell: with dates, decimal commas and labels, and with an error that says where."""
    values: list[list[float]] = []
    labels: set[int] = set()
    commas = points = ""
    dates: frozenset[int] | None = None
    for number, line in rows:
        try:
            cells = _cells(line, delimiter)
        except csv.Error as error:
            raise SampleError(path, f"row {number}: {error}") from None
        if len(cells) != len(names):
            raise SampleError(path, f"row {number} has {len(cells)} cells, but there are {len(names)} columns")
        if dates is None:
            dates = _dated(names, cells)
        row = []
        for column, (name, cell) in enumerate(zip(names, cells, strict=True)):
            place = f"row {number}, column {column + 1}"
            if name.lower() == LABEL and not _is_number(cell):
                labels.add(column)
                row.append(np.nan)
            elif column in dates:
                row.append(_date(path, cell, place))
            else:
                commas = commas or (cell if "," in cell else "")
                points = points or (cell if "." in cell else "")
                row.append(_value(path, cell, place, delimiter))
        values.append(row)
    if commas and points:
        raise SampleError(path, f"“{commas}” has a comma and “{points}” a point: it is not clear what a comma means")
    return _Table(np.array(values, dtype=np.float64), frozenset(labels), dates or frozenset())


def _dated(names: Sequence[str], cells: Sequence[str]) -> frozenset[int]:
    """The columns of a row that are a time by name and hold a date."""
    return frozenset(
        column
        for column, (name, cell) in enumerate(zip(names, cells, strict=True))
        if TIME.fullmatch(name) and not _is_number(cell) and _milliseconds(cell) is not None
    )


def _value(path: Path, cell: str, place: str, delimiter: str) -> float:
    """The number in a cell, with a decimal comma where that separates no columns."""
    plain = cell.replace(",", ".") if delimiter != "," else cell
    if _is_number(plain):
        return float(plain)
    if not cell:
        raise SampleError(path, f"{place}: the cell is empty")
    raise SampleError(
        path, f"{place}: “{cell[:40]}” is not a number; columns are taken to be separated by {DELIMITERS[delimiter]}"
    )


def _date(path: Path, cell: str, place: str) -> float:
    milliseconds = _milliseconds(cell)
    if milliseconds is None:
        raise SampleError(path, f"{place}: “{cell[:40]}” is no date and time such as 2026-11-25T10:00:00.010")
    return milliseconds


def _is_number(cell: str) -> bool:
    try:
        return bool(np.isfinite(float(cell))) and "_" not in cell
    except ValueError:
        return False


def _milliseconds(cell: str) -> float | None:
    """A date and time as ISO 8601 writes it, in milliseconds; None where it is none."""
    try:
        date = datetime.fromisoformat(cell)
    except ValueError:
        return None
    return ((date if date.tzinfo else date.replace(tzinfo=UTC)) - BEGIN) / timedelta(milliseconds=1)


def _interval_ms(path: Path, times: NDArray[np.float64], time: Time, rates_hz: Sequence[float], rows: _Lines) -> float:
    """The time between two rows, given a time that rises evenly."""
    if len(times) < 2:
        return 0.0
    steps = np.diff(times)
    if (steps <= 0).any():
        raise SampleError(path, f"row {rows.number(int(np.argmax(steps <= 0)) + 1)}: the {time.name} does not rise")
    ordered = np.sort(steps)  # the median; numpy's own takes six times as long for a hundred rows
    usual = float(ordered[(len(steps) - 1) // 2] + ordered[len(steps) // 2]) / 2
    unit_ms = _unit_ms(path, time, usual, rates_hz)
    uneven = np.abs(steps - usual) * unit_ms > ALLOWED_JITTER * usual * unit_ms + min(ROUNDING_MS, unit_ms)
    if uneven.any():
        at = int(np.argmax(uneven))
        raise SampleError(
            path,
            f"row {rows.number(at + 1)} is {steps[at] * unit_ms:g} ms after the row before, while rows are usually "
            f"{usual * unit_ms:g} ms apart; resample the recording or cut it there",
        )
    return float((times[-1] - times[0]) / (len(times) - 1)) * unit_ms


def _unit_ms(path: Path, time: Time, step: float, rates_hz: Sequence[float]) -> float:
    """Milliseconds in the unit of a time: what its name says, else the one unit that brings a rate near one of these.

    Raises:
        SampleError: None does, or several do.
    """
    if time.unit_ms is not None or not rates_hz:
        return time.unit_ms or 1.0
    rates = {unit: 1e3 / (step * UNITS_MS[unit]) for unit in COMMON_UNITS}
    near = [unit for unit, rate in rates.items() if any(1 / FAR <= rate / wanted <= FAR for wanted in rates_hz)]
    if len(near) == 1:
        return UNITS_MS[near[0]]
    told = ", ".join(f"{rates[unit]:.3g} values per second in {unit}" for unit in COMMON_UNITS[:3])
    wanted = " or ".join(f"{rate:g}" for rate in sorted(set(rates_hz)))
    raise SampleError(
        path,
        f"the unit of “{time.name}” is not clear: rows are {step:g} apart, that is {told}, and the project takes "
        f"{wanted}; name the column “{time.name} [ms]”, or whatever the unit is",
    )
