"""CSV files: columns, units, time, and what is said of broken ones."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from studio.samples import Recording, SampleEntry, SampleError, read
from studio.samples.tables import read_table


def read_text(folder: Path, text: str | bytes) -> Recording:
    """The recording in a file of this content."""
    path = folder / "motion.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read(SampleEntry(id=1, path=path, filename="motion", category="testing"))


def test_columns_units_and_time(tmp_path: Path) -> None:
    """Names lose their units, the timestamp becomes the interval, values keep their rows and axes."""
    recording = read_text(tmp_path, 'timestamp,accX [m/s²],"turn, left"\r\n100,1.5,-2\r\n200,3,4e-1\r\n300,5,6\r\n')
    assert recording.sensors == (("accX", "m/s²"), ("turn, left", ""))
    assert (recording.interval_ms, recording.frequency_hz, recording.kind) == (100, 10, "time-series")
    np.testing.assert_array_equal(recording.values, [[1.5, -2], [3, 0.4], [5, 6]])
    assert recording.image is None
    assert len(recording.sha256) == 64


def test_rounded_timestamps_give_the_true_interval(tmp_path: Path) -> None:
    """62.5 Hz written in whole milliseconds is read as 16 ms and so 62.5 Hz, not as a mixture."""
    times = [round(1000 * row / 30) for row in range(301)]
    recording = read_text(tmp_path, "timestamp,a\n" + "".join(f"{time},0\n" for time in times))
    assert recording.frequency_hz == pytest.approx(30)


def test_a_table_without_time_has_no_frequency(tmp_path: Path) -> None:
    """Columns of features are read as they are."""
    recording = read_text(tmp_path, b"\xef\xbb\xbfage,bmi [kg/m2]\n50,23.1\n")
    assert recording.sensors == (("age", ""), ("bmi", "kg/m2"))
    assert (recording.interval_ms, recording.frequency_hz, recording.values.shape) == (0, 0, (1, 2))


PLAIN = "timestamp,x,y\n0,0.5,1\n100,-1.25,2\n200,3,4\n"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(PLAIN.encode("utf-16"), id="UTF-16"),
        pytest.param(PLAIN.encode("utf-8-sig"), id="byte order mark"),
        pytest.param(PLAIN.replace(",", ";"), id="semicolons"),
        pytest.param(PLAIN.replace(",", ";").replace(".", ","), id="semicolons and decimal commas"),
        pytest.param("sep=;\n" + PLAIN.replace(",", ";"), id="Excel's own line"),
        pytest.param(PLAIN.replace(",", "\t"), id="tabs"),
        pytest.param("# device A\n\n" + PLAIN.replace("\n100", "\n# a knock\n100"), id="comments"),
        pytest.param(PLAIN.replace("\n", ",\n"), id="trailing commas"),
        pytest.param(PLAIN.replace("\n", ";;\n").replace(",", ";"), id="trailing semicolons"),
        pytest.param(",timestamp,x,y\n0,0,0.5,1\n1,100,-1.25,2\n2,200,3,4\n", id="a column that counts the rows"),
        pytest.param(
            PLAIN.replace("y\n", "y,Label\n")
            .replace("1\n", "1,run\n")
            .replace("2\n", "2,run\n")
            .replace("4\n", "4,\n"),
            id="a column of labels",
        ),
        pytest.param(PLAIN.replace("timestamp", "time"), id="time"),
        pytest.param(PLAIN.replace("timestamp", "Timestamp (ms)"), id="a unit in brackets"),
        pytest.param(PLAIN.replace("timestamp", "millis"), id="the clock of an Arduino"),
        pytest.param(PLAIN.replace("timestamp", "time_us").replace("00,", "00000,"), id="microseconds"),
        pytest.param(
            PLAIN.replace("timestamp", "Time [s]").replace("\n100", "\n0.1").replace("\n200", "\n0.2"), id="s"
        ),
        pytest.param(PLAIN.replace("timestamp", "t_ns").replace("00,", "00000000,"), id="nanoseconds"),
        pytest.param(
            "time,x,y\n2026-11-25T10:00:00Z,.5,1\n2026-11-25T10:00:00.100Z,-1.25,2\n2026-11-25T10:00:00.200Z,3,4\n",
            id="dates",
        ),
        pytest.param(
            "Timestamp (us);x;y\n2026-11-25 23:59:59,9;0,5;1\n2026-11-26;-1,25;2\n2026-11-26 00:00:00,1;3;4\n",
            id="dates over midnight with commas",
        ),
    ],
)
def test_what_programs_write_says_the_same(tmp_path: Path, text: str | bytes) -> None:
    """Whatever a spreadsheet, a logger or pandas makes of a table, its axes, its rate and its values are the same."""
    recording = read_text(tmp_path, text)
    assert recording.sensors == (("x", ""), ("y", ""))
    assert recording.frequency_hz == pytest.approx(10)
    np.testing.assert_array_equal(recording.values, [[0.5, 1], [-1.25, 2], [3, 4]])


@pytest.mark.parametrize(
    ("step", "rates_hz", "interval_ms"),
    [
        pytest.param("0.01", (100,), 10, id="seconds"),
        pytest.param("10", (100,), 10, id="milliseconds"),
        pytest.param("10000", (100,), 10, id="microseconds"),
        pytest.param("10000000", (100,), 10, id="nanoseconds"),
        pytest.param("10", (400, 25), 10, id="within a factor of four"),
        pytest.param("10", (), 10, id="nothing known"),
    ],
)
def test_the_unit_of_time_is_told_by_the_rate(step: str, rates_hz: tuple[float, ...], interval_ms: float) -> None:
    """Where a time has no unit, the rate that the project takes decides between units a thousandfold apart."""
    table = "timestamp,a\n" + "".join(f"{Decimal(step) * row},{row}\n" for row in range(20))
    assert read_table(Path("a.csv"), table.encode(), "", rates_hz).interval_ms == pytest.approx(interval_ms)


@pytest.mark.parametrize("rates_hz", [pytest.param((20,), id="none fits"), pytest.param((100, 1e5), id="two fit")])
def test_a_unit_that_is_not_clear_is_asked_for(rates_hz: tuple[float, ...]) -> None:
    """Where no unit brings a rate near the project's, or several do, none is guessed: the name has to say it."""
    table = "timestamp,a\n0,1\n10,2\n20,3\n"
    with pytest.raises(
        SampleError, match=r"“timestamp” is not clear.* 100 values per second in ms.*“timestamp \[ms\]”"
    ):
        read_table(Path("a.csv"), table.encode(), "", rates_hz)
    said = table.replace("timestamp", "timestamp [ms]")
    assert read_table(Path("a.csv"), said.encode(), "", rates_hz).frequency_hz == 100


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("", "the file is empty"),
        ("\n1,2\n", "first row holds numbers"),
        (",\n1,2\n", "first row has no column names"),
        ("timestamp,a\n", "there are no rows of values"),
        ("timestamp\n0\n", "no column of values besides the time"),
        ("timestamp,,b\n0,1,2\n", "column 2 has no name"),
        ("0,1\n100,2\n", "the first row holds numbers"),
        ("timestamp,a\n0,1\n100\n", "row 3 has 1 cells, but there are 2 columns"),
        ("timestamp,a\n0,1,2\n", "row 2 has 3 cells"),
        ("timestamp,a\n0,1\n100,high\n", "row 3, column 2: “high” is not a number"),
        ("timestamp,a\n0,1\n100,\n", "row 3, column 2: the cell is empty"),
        ("timestamp,a\n0,nan\n", "row 2, column 2: “nan” is not a number"),
        ("timestamp,a\n0,1\n0,2\n", "row 3: the timestamp does not rise"),
        ("timestamp,a\n0,1\n100,2\n200,3\n900,4\n", "row 5 is 700 ms after the row before"),
        (
            "timestamp;a\n0;low\n",
            "row 2, column 2: “low” is not a number; columns are taken to be separated by semicolons",
        ),
        ("timestamp a\n0 1\n", "row 2, column 1: “0 1” is not a number; columns are taken to be separated by commas"),
        ("timestamp;a;b\n0;0,5;0.5\n", "“0,5” has a comma and “0.5” a point"),
        ("timestamp;a\n0;1.234,5\n", "“1.234,5” is not a number"),
        ('timestamp,a\n0,"0,5"\n', "“0,5” is not a number; columns are taken to be separated by commas"),
        (",a\n0,1\n10,2\n", "column 1 has no name"),
        ("timestamp,a,\n0,,\n", "row 2, column 2: the cell is empty"),
        ("time (fortnights),a\n0,1\n", "the unit “fortnights” of time is not known; known are s, ms, us, ns"),
        ("time,a\n2026-11-25 10:00,1\nnoon,2\n", "row 3, column 1: “noon” is no date"),
        ("# no. 1\ntimestamp,a\n0,1\n# pause\n\n0,2\n", "row 6: the timestamp does not rise"),
        ("timestamp,a,activity\n0,1,run\n", "row 2, column 3: “run” is not a number"),
        ("timestamp,a\n0," + "x" * 140_000, "row 2: field larger than"),
        (b"a,\xb0C\n0,1\n", "not a text file in UTF-8, nor in UTF-16"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(tmp_path: Path, text: str | bytes, cause: str) -> None:
    """A broken table is an error that names file, row and column."""
    with pytest.raises(SampleError, match=cause) as caught:
        read_text(tmp_path, text)
    assert caught.value.file == "motion.csv"
    assert str(caught.value) == f"motion.csv: {caught.value.cause}"


@settings(deadline=None)  # a busy machine is no failure
@given(
    arrays.arrays(
        np.float64,
        st.tuples(st.integers(1, 20), st.integers(1, 5)),
        elements=st.floats(allow_nan=False, allow_infinity=False),
    )
)
def test_values_survive_writing_and_reading(values: np.ndarray) -> None:
    """Every finite number that is written is read back exactly."""
    names = ",".join(f"axis{axis}" for axis in range(values.shape[1]))
    rows = "\n".join(f"{10 * number}," + ",".join(map(repr, row.tolist())) for number, row in enumerate(values))
    recording = read_table(Path("a.csv"), f"timestamp,{names}\n{rows}".encode(), "")
    np.testing.assert_array_equal(recording.values, values)


@settings(deadline=None)  # a busy machine is no failure
@given(st.one_of(st.binary(max_size=60), st.text('timestamp,0123456789.e-+\n\r"[]', max_size=60).map(str.encode)))
def test_any_bytes_give_a_recording_or_a_sample_error(data: bytes) -> None:
    """No content of a file brings anything but numbers or the one error."""
    try:
        recording = read_table(Path("a.csv"), data, "")
    except SampleError:
        return
    assert np.isfinite(recording.values).all()
    assert recording.values.shape[1] == len(recording.sensors) > 0
