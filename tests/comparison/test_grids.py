"""Visual anomaly grids as they are read, and what the service's boxes count in."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.learning.visual_anomaly import described
from variantlens.comparison.coordinates import cells_frame
from variantlens.comparison.grids import flagged, read_grid, resampled
from variantlens.service.schema import AnomalyGrid


def boxed(*places: tuple[float, float, float, float], scores: Any = None) -> AnomalyGrid:
    """A grid with boxes at x, y, width, height."""
    boxes = [{"label": "anomaly", "x": x, "y": y, "width": w, "height": h, "score": 1} for x, y, w, h in places]
    return AnomalyGrid.model_validate({"boxes": boxes, "scores": scores})


@pytest.mark.parametrize(
    ("places", "scores", "picture", "frame"),
    [
        ([(0.25, 0.5, 0.25, 0.5)], None, (640, 480), (1, 1)),
        ([(160, 240, 160, 240)], None, (640, 480), (640, 480)),  # nothing tells: the picture's own pixels
        ([(160, 240, 160, 240)], None, None, (320, 480)),  # nothing tells: as far as they reach
        ([(600, 240, 160, 240)], None, (640, 480), (760, 480)),  # beyond the picture
        ([(320, 240, 320, 240)], [[0, 0], [0, 9]], (640, 480), (640, 480)),  # they end where the flagged cell does
        ([(48, 48, 48, 48)], [[0, 0], [0, 9]], (640, 480), (96, 96)),  # the model's input is smaller
        ([(0, 48, 48, 48)], [[0, 0], [9, 0]], None, (96, 96)),
        ([], [[9]], (640, 480), None),
    ],
)
def test_what_boxes_count_in(
    places: list[tuple[float, float, float, float]], scores: Any, picture: Any, frame: tuple[float, float] | None
) -> None:
    """Told by their size, then by the cells that they surround."""
    found = cells_frame([read_grid(boxed(*places, scores=scores))], 5.0, picture)
    assert (found and (found.width, found.height)) == frame


@settings(deadline=None)  # SciPy is imported on the way
@given(st.integers(0, 2**32 - 1), st.integers(1, 9), st.integers(1, 9), st.sampled_from([(96, 96), (160, 120)]))
def test_boxes_of_the_embedded_service_are_understood(
    seed: int, rows: int, columns: int, size: tuple[int, int]
) -> None:
    """Whatever the grid's shape and the model's input, its boxes come to lie on the cells that they surround."""
    scores = np.random.default_rng(seed).normal(size=(rows, columns))
    read = read_grid(described(scores, 0.5, *size))
    frame = cells_frame([read], 0.5, (1000, 700))
    assert (frame is None) == (not (scores >= 0.5).any())
    if frame is not None:
        assert (frame.width, frame.height) == pytest.approx(size)


def test_boxes_without_a_usable_place_are_left_out() -> None:
    """A negative width and an infinite place are no box, and a remark counts them."""
    read = read_grid(boxed((0, 0, -1, 1), (float("inf"), 0, 1, 1), (1, 2, 3, 4)))
    assert read.boxes.tolist() == [[1, 2, 3, 4]]
    assert read.remarks == ("leaves out 2 boxes without a usable place.",)


def test_a_cell_at_the_threshold_is_flagged() -> None:
    """Ties pass; what is no number does not."""
    assert flagged(np.array([[4.9, 5.0, np.nan]]), 5.0).tolist() == [[False, True, False]]
    assert not flagged(np.array([[9.0]]), None).any()


@pytest.mark.parametrize(
    ("shape", "expected"),
    [((1, 2), [[1, 2]]), ((2, 4), [[1, 1, 2, 2], [1, 1, 2, 2]]), ((1, 1), [[2]]), ((0, 2), np.empty((0, 2)))],
)
def test_another_grids_cells_are_found_by_place(shape: tuple[int, int], expected: Any) -> None:
    """The score under the middle of each cell of the other grid."""
    np.testing.assert_array_equal(resampled(np.array([[1.0, 2.0]]), shape), expected)


@given(st.tuples(st.integers(0, 5), st.integers(0, 5)), st.tuples(st.integers(0, 5), st.integers(0, 5)))
def test_resampling_fits_and_invents_nothing(held: tuple[int, int], wanted: tuple[int, int]) -> None:
    """The wanted shape, with numbers that were there; the same shape gives the same grid."""
    scores = np.arange(held[0] * held[1], dtype=float).reshape(held)
    found = resampled(scores, wanted)
    assert found.shape == wanted
    assert np.isnan(found).all() if not scores.size else set(found.ravel()) <= set(scores.ravel())
    if held == wanted:
        np.testing.assert_array_equal(found, scores)
