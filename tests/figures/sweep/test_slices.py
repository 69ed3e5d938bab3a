"""Slices beside each other."""

import pytest

from tests.figures.checking import checked
from variantlens.figures import palette
from variantlens.figures.sweep import slices
from variantlens.sweeps.measures import AllowedLoss, Measure
from variantlens.sweeps.slices import Slice

NAN = float("nan")
ALLOWED = AllowedLoss(2, Measure.ACCURACY)


def part(name: str, loss: float, lower: float, upper: float) -> Slice:
    """A slice of ten samples."""
    return Slice("class", name, (0.9, 0.9 - loss), loss, upper, lower, 10, 20, 3, (0, 1))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_loss_and_bounds_are_drawn_in_points(theme: palette.Theme) -> None:
    """A row each, in points, with its bounds; the allowed loss and 0 lie across; a click says which."""
    found = [part("cat", 0.08, 0.03, 0.3), part("dog", 0.0, -0.01, 0.2)]
    figure = checked(slices.losses(found, ALLOWED, "picture", theme, 2))
    bounds, marks = figure.data
    assert list(marks.x) == [8, 0]
    assert [each for each in bounds.x if each is not None] == pytest.approx([3, 30, -1, 20])
    assert list(marks.customdata) == [0, 1]
    assert [shape.x0 for shape in figure.layout.shapes] == [0, 2]
    assert marks.marker.color == palette.palette(theme).variant(2)
    assert "worse in 3 of 10 pictures" in marks.hovertext[0]


def test_what_is_not_judged_is_not_drawn() -> None:
    """A slice without judged samples has no row, and the others keep their indices."""
    figure = slices.losses([part("none", NAN, NAN, NAN), part("cat", 0.1, 0, 0.2)], ALLOWED, "picture", "light")
    assert list(figure.data[1].customdata) == [1]


def test_errors_keep_their_own_unit() -> None:
    """A mean absolute error is no share, so that it is not counted in hundredths."""
    allowed = AllowedLoss(0.5, Measure.MAE)
    figure = slices.losses([part("a", 0.25, 0.1, 0.4)], allowed, "picture", "light")
    assert list(figure.data[1].x) == [0.25]
    assert figure.layout.shapes[1].x0 == 0.5


def test_of_many_slices_the_worst_are_drawn_and_it_says_so() -> None:
    """A thousand metadata values do not make a figure of a thousand rows."""
    found = [part(str(at), 1 / (at + 2), 0, 1) for at in range(100)]
    figure = slices.losses(found, ALLOWED, "picture", "light")
    assert len(figure.data[1].x) == slices.MOST_SLICES
    assert "the worst 20 of 100" in [note.text for note in figure.layout.annotations]
    assert "Loss of each of 100 parts, allowed 2.0 points of accuracy. 0 50.0 points" in slices.losses_alt(
        found, ALLOWED
    )
