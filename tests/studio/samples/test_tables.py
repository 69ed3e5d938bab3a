"""CSV files: columns, units, time, and what is said of broken ones."""

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


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("", "the file is empty"),
        ("\n1,2\n", "first row has no column names"),
        ("timestamp,a\n", "there are no rows of values"),
        ("timestamp\n0\n", "no column besides the timestamp"),
        ("timestamp,,b\n0,1,2\n", "column 2 has no name"),
        ("0,1\n100,2\n", "the first row holds numbers"),
        ("timestamp,a\n0,1\n100\n", "row 3 has 1 cells, but there are 2 columns"),
        ("timestamp,a\n0,1,2\n", "row 2 has 3 cells"),
        ("timestamp,a\n0,1\n100,high\n", "row 3, column 2: “high” is not a number"),
        ("timestamp,a\n0,1\n100,\n", "row 3, column 2: the cell is empty"),
        ("timestamp,a\n0,nan\n", "row 2, column 2: “nan” is not a number"),
        ("timestamp,a\n0,1\n0,2\n", "row 3: the timestamp does not rise"),
        ("timestamp,a\n0,1\n100,2\n200,3\n900,4\n", "row 5 is 700 ms after the row before"),
        (b"\xff\xfe\x00\x01", "not a text file in UTF-8"),
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
