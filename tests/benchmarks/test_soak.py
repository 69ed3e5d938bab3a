"""What the soak says of what its clients have seen."""

import pytest

from benchmarks.soak import Seen, problems, report, thirds


@pytest.mark.parametrize(
    ("values", "expected"),
    [([1, 2, 3, 4, 5, 6], (2, 4, 6)), ([3, 1, 2, 2, 9, 1, 1], (3, 2, 9)), ([4, 7], (7, 7, 7)), ([], (0, 0, 0))],
)
def test_thirds(values: list[float], expected: tuple[float, float, float]) -> None:
    """Memory is judged by the largest value of each third of the time."""
    assert thirds(values) == expected


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param(Seen([0.1], [], [100, 200, 210]), [], id="all is well"),
        pytest.param(Seen([0.1], [], [100, 200, 230]), ["memory grew from 200 to 230 MB"], id="memory"),
        pytest.param(Seen([0.1], ["a", "b"], [1, 1, 1]), ["2 errors, the first: a"], id="errors"),
        pytest.param(Seen([], [], [1, 1, 1]), ["no call was answered"], id="nothing"),
    ],
)
def test_promises(seen: Seen, expected: list[str]) -> None:
    """Errors, memory that grows after models were loaded, and silence are told."""
    assert problems(seen) == expected


def test_report() -> None:
    """The report has rates and times of all calls, of a single one too."""
    assert "3, 1 per second" in report(Seen([0.1, 0.2, 0.3], [], [1]), 3)[0]
    assert "0.200 median" in report(Seen([0.2], [], []), 1)[1]
    assert report(Seen(), 1) == ["no call was answered"]
