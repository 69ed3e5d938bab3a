"""When windows begin, and what is expected of them."""

import pytest

from tests.answers import answer, classification, structured_label
from variantlens.comparison.windows import Windows, expected_labels, is_film, is_image, windows_of
from variantlens.service.schema import StructuredLabel


@pytest.mark.parametrize(
    ("labels", "count", "expected"),
    [
        ([], 2, [None, None]),  # nothing is expected
        ([(0, 1, "a")], 2, ["a", "a"]),  # the last window is included
        ([(1, 1, "a")], 3, [None, "a", None]),  # gaps before and after
        ([(0, 0, "a"), (2, 2, "b")], 3, ["a", None, "b"]),  # a gap between
        ([(0, 2, "a"), (1, 1, "b")], 3, ["a", None, "a"]),  # two that contradict each other say nothing
        ([(1, 1, "b"), (0, 2, "a")], 3, ["a", None, "a"]),  # in either order
        ([(0, 2, "a"), (1, 1, "b"), (1, 2, "a")], 3, ["a", None, "a"]),  # nor does a third one settle it
        ([(0, 1, "a"), (1, 2, "a")], 3, ["a", "a", "a"]),  # the same label twice is one
        ([(0, 2, "a"), (1, 1, "")], 3, ["a", "a", "a"]),  # a label without a text is none
        ([(0, 99, "a")], 2, ["a", "a"]),  # reaches beyond the end
        ([(-5, 0, "a")], 2, ["a", None]),  # begins before the start
        ([(-5, -2, "a")], 3, [None, None, None]),  # lies before the start
        ([(7, 9, "a")], 3, [None, None, None]),  # lies behind the end
        ([(2, 1, "a")], 3, [None, None, None]),  # ends before it begins
        ([(0, 3, "a")], 0, []),  # no windows
    ],
)
def test_expected_labels(labels: list[tuple[int, int, str]], count: int, expected: list[str | None]) -> None:
    """Each window gets the label that covers it, ends included, or none."""
    wire = [StructuredLabel.model_validate(structured_label(*label)) for label in labels]
    assert expected_labels(wire, count).tolist() == expected


def test_overlapping_labels_hold_together_in_a_multi_label_block() -> None:
    """Several labels of one window are joined in order of their names, each once."""
    wire = [StructuredLabel(start_index=0, end_index=1, label=label) for label in ("b", "a", "b")]
    wire.append(StructuredLabel(start_index=1, end_index=1, label="0"))
    assert expected_labels(wire, 3, joined=True).tolist() == ["a, b", "0, a, b", None]


def test_windows_are_as_many_as_the_longest_answer_has() -> None:
    """A block with fewer windows does not shorten the others."""
    said = answer({"a": [classification([{"x": 1.0}] * 3), classification([{"x": 1.0}] * 2, block=2)]})
    windows = windows_of(said, said.results[0].classifications)
    assert (windows.count, windows.size_ms, windows.increase_ms) == (3, 2000, 500)
    assert windows.start_ms.tolist() == [0, 500, 1000]
    assert windows.timed


def test_boxes_without_scores_are_windows_too() -> None:
    """An image whose only content is boxes is one window."""
    said = answer({"a": [classification([], structuredResult=[{"boxes": [], "scores": []}])]}, image=True)
    windows = windows_of(said, said.results[0].classifications)
    assert (windows.count, windows.image, windows.timed) == (1, True, False)


def test_a_film_is_no_picture() -> None:
    """Several windows over images have their place in time."""
    said = answer({"a": [classification([{"x": 1.0}] * 2)]}, image=True)
    assert not windows_of(said, said.results[0].classifications).image


@pytest.mark.parametrize(
    ("chart", "sensors", "image"),
    [
        ("image", ["accX"], True),  # the chart type says so
        ("video", ["image"], False),  # the chart type says otherwise
        ("chart", ["image"], True),  # a chart type that says nothing of pictures: the one sensor does
        (None, ["image"], True),
        (None, ["accX", "image"], False),
        (None, [], False),
    ],
)
def test_is_image(chart: str | None, sensors: list[str], image: bool) -> None:
    """A picture is known by its chart type, else by its only sensor."""
    said = answer({})
    sample = said.sample.model_copy(deep=True)
    sample.sample.chart_type = chart
    wire = [{"name": name} for name in sensors]
    sample.payload = sample.payload.model_validate({"sensors": wire})
    sample.sample.sensors = sample.payload.sensors
    assert is_image(sample) is image


@pytest.mark.parametrize(
    ("fields", "count", "film"),
    [
        ({"chart_type": "video"}, 1, True),
        ({"video_url": "/film.mp4"}, 1, True),
        ({"chart_type": "image"}, 3, True),  # several windows of pictures
        ({"chart_type": "image"}, 1, False),
        ({"chart_type": "chart"}, 3, False),
    ],
)
def test_is_film(fields: dict[str, str], count: int, film: bool) -> None:
    """A film is known by its chart type or address, else by having several windows that are pictures."""
    sample = answer({}).sample
    told = sample.model_copy(update={"sample": sample.sample.model_copy(update=fields)})
    assert is_film(told, Windows(count, 0, 0)) is film


@pytest.mark.parametrize("increase", [0, -1, float("nan"), float("inf")])
def test_windows_without_a_usable_step_have_no_place_in_time(increase: float) -> None:
    """A step that is no positive number gives no times to speak of."""
    assert not Windows(3, 2000, increase).timed
