"""Whatever a service answers: no exception, every number finite or named as missing, and swapped variants mirror."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from benchmarks.odd import __main__ as soak
from benchmarks.odd import promises
from benchmarks.odd.answers import WHOLE, answers

odd = given(answers())


def examples(count: int) -> settings:
    """So many examples; large ones are what this is about."""
    return settings(max_examples=count, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@examples(1500)
@odd
def test_value_objects(text: str) -> None:
    """Read, compared either way, said, and put into tables and documents."""
    read = promises.read(text)
    if read is not None:
        promises.value_objects(read)


@examples(350)
@odd
def test_sweeps(text: str) -> None:
    """Kept by a sweep, judged, and said."""
    read = promises.read(text)
    if read is not None:
        promises.sweep(read, unit=promises.UNITS[len(text) % len(promises.UNITS)])


@examples(100)
@odd
def test_figures(text: str) -> None:
    """Drawn in both themes."""
    read = promises.read(text)
    if read is not None:
        promises.figures(promises.both_ways(read)[0])


@examples(20)
@odd
def test_reports(text: str) -> None:
    """Written into both reports."""
    read = promises.read(text)
    if read is not None:
        promises.report(promises.both_ways(read)[0], read)
        promises.sweep(read, page=True)


@pytest.mark.parametrize("text", WHOLE, ids=range(len(WHOLE)))
def test_whole_answers_keep_all_promises(text: str) -> None:
    """What the damage is done to goes all the way, and is compared."""
    read = promises.read(text)
    assert read is not None
    (comparison, _) = promises.value_objects(read)
    assert all(len(result.pairs) == 2 for block in comparison.blocks for result in block.results)
    promises.sweep(read, page=True)
    promises.figures(comparison)
    promises.report(comparison, read)


def test_a_long_run_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rounds that are done are not done again; another seed begins anew."""
    asked: list[int] = []
    monkeypatch.setattr(soak, "one_round", lambda number, _: asked.append(number))
    clock = iter([0.0, 1.0, 2.0, 61.0] * 3)
    monkeypatch.setattr("benchmarks.odd.__main__.time.monotonic", lambda: next(clock))
    done = tmp_path / "done.json"
    for first in ("7", "7", "90"):
        assert soak.main(["--minutes", "1", "--seed", first, "--done", str(done)]) == 0
    assert asked == [7, 8, 9, 10, 90, 91]
