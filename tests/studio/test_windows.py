"""Where windows lie and what is expected of them."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.samples import LabelRange, SampleEntry
from studio.windows import Windows, expected_labels, expected_outcomes, over
from variantlens.service.schema import StructuredLabel


def entry(label: str | None = None, *parts: LabelRange) -> SampleEntry:
    """A sample with these labels."""
    return SampleEntry(
        id=1, path=Path("a.csv"), filename="a.csv", category="testing", label=label, structured_labels=parts
    )


@pytest.mark.parametrize(
    ("rows", "frequency_hz", "size_ms", "increase_ms", "starts", "size"),
    [
        pytest.param(10, 10, 400, 200, (0, 2, 4, 6), 4, id="the last window ends with the recording"),
        pytest.param(11, 10, 400, 200, (0, 2, 4, 6), 4, id="a rest shorter than a window is left out"),
        pytest.param(4, 10, 400, 200, (0,), 4, id="exactly one window"),
        pytest.param(3, 10, 400, 200, (), 4, id="shorter than a window"),
        pytest.param(8, 10, 400, 1000, (0,), 4, id="an increase larger than the recording"),
        pytest.param(40, 62.5, 160, 40, (0, 2, 5, 8, 10, 12, 15, 18, 20, 22, 25, 28, 30), 10, id="two and a half rows"),
    ],
)
def test_windows_lie_where_their_times_say(
    rows: int, frequency_hz: float, size_ms: float, increase_ms: float, starts: tuple[int, ...], size: int
) -> None:
    """A window's rows follow from its own start in milliseconds; only whole windows count."""
    assert over(rows, frequency_hz, size_ms, increase_ms) == Windows(starts, size)


@given(
    rows=st.integers(1, 500),
    frequency_hz=st.floats(0.5, 200),
    size_ms=st.floats(1, 5000),
    increase_rows=st.floats(0.5, 50),
)
def test_no_whole_window_is_missing(rows: int, frequency_hz: float, size_ms: float, increase_rows: float) -> None:
    """Counting on, one window after the other, until one would end behind the recording finds the same windows."""
    increase_ms = increase_rows * 1000 / frequency_hz
    windows = over(rows, frequency_hz, size_ms, increase_ms)
    found: list[int] = []
    while (start := round(len(found) * (increase_ms * frequency_hz / 1000))) + windows.size <= rows:
        found.append(start)
    assert list(windows.starts) == found


def test_cut_gives_the_values_of_a_window() -> None:
    """Windows are cut as shape (windows, size, axes), any range of them."""
    values = np.arange(20, dtype=np.float64).reshape(10, 2)
    cut = over(10, 10, 400, 200).cut(values, 1, 3)
    assert cut.tolist() == [values[2:6].tolist(), values[4:8].tolist()]


def test_one_label_covers_all_windows() -> None:
    """A sample with one label expects it of every window, the last index included."""
    assert expected_labels(entry("wave"), Windows((0, 2, 4), 4)) == [
        StructuredLabel(start_index=0, end_index=2, label="wave")
    ]


def test_no_label_expects_nothing() -> None:
    """An unlabelled sample has no expected labels, and neither has one without windows."""
    assert expected_labels(entry(), Windows((0, 2), 4)) == []
    assert expected_labels(entry("wave"), Windows((), 4)) == []


def test_several_labels_count_at_the_end_of_a_window() -> None:
    """A window has the label of its last value; a gap between labels leaves windows out."""
    sample = entry(None, LabelRange(0, 5, "idle"), LabelRange(8, 11, "wave"))
    labels = expected_labels(sample, Windows((0, 2, 4, 6, 8), 4))
    assert labels == [
        StructuredLabel(start_index=0, end_index=1, label="idle"),
        StructuredLabel(start_index=3, end_index=4, label="wave"),
    ]


def test_outcomes_follow_the_labels_that_mean_an_anomaly() -> None:
    """Labels marked as anomalous become “anomaly”, all others “no anomaly”, with the same windows."""
    labels = [
        StructuredLabel(start_index=0, end_index=1, label="idle"),
        StructuredLabel(start_index=2, end_index=4, label="broken"),
    ]
    assert expected_outcomes(labels, ["broken"]) == [
        StructuredLabel(start_index=0, end_index=1, label="no anomaly"),
        StructuredLabel(start_index=2, end_index=4, label="anomaly"),
    ]


def test_outcomes_without_marked_labels_need_the_two_words() -> None:
    """Where nothing is marked, only the labels “anomaly” and “no anomaly” say what is expected."""
    idle = StructuredLabel(start_index=0, end_index=1, label="idle")
    anomaly = StructuredLabel(start_index=2, end_index=4, label="anomaly")
    assert expected_outcomes([idle], []) is None
    assert expected_outcomes([idle, anomaly], []) == [anomaly]
