"""Which axis is which: how the axes of one array become those of another, of features and of a model's tensors.

Equal counts are not equal shapes: channels-first pictures, axes-first series, and width for height hold as many
values as what they are mistaken for. So two shapes must agree axis by axis. Axes of length 1 are ignored, and where
one of the two is flat, values are taken row by row. One transpose is certain, and is applied: the last axis first, as
where a model takes (channels, height, width) for (height, width, channels), or (axes, values) for (values, axes).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import prod
from typing import Any, TypeAlias

from numpy.typing import NDArray

Shape: TypeAlias = tuple[int, ...]


@dataclass(frozen=True)
class Arrangement:
    """How values of one shape are brought into another.

    Attributes:
        given: The shape that they have, without the windows.
        wanted: The shape that they are to have.
        order: The axes of ``given`` in the order in which they are read.
        is_certain: False where the lengths of the axes allow another order too; then they are read as they are.
    """

    given: Shape
    wanted: Shape
    order: tuple[int, ...]
    is_certain: bool = True

    def __call__(self, values: NDArray[Any]) -> NDArray[Any]:
        """Shape (windows, *given) → (windows, *wanted)."""
        turned = values.transpose(0, *(1 + axis for axis in self.order))
        return turned.reshape(len(values), *self.wanted)


def as_it_is(shape: Shape) -> Arrangement:
    """Nothing changes."""
    return Arrangement(shape, shape, tuple(range(len(shape))))


def arrangement(given: Shape, wanted: Shape, *, picture: bool = False) -> Arrangement:
    """How values of one shape become those of another; the same for the same shapes.

    Args:
        given: The shape of one window's values.
        wanted: The shape that they are to have.
        picture: Whether ``given`` is (height, width, channels). Of other values an axis of length 1 in the last place
            is no channel: a spectrogram of one sensor, (frames, bins, 1), may be wanted as (bins, frames).

    Raises:
        ValueError: The shapes do not agree.
    """
    plain = tuple(range(len(given)))
    if prod(given) != prod(wanted):
        raise ValueError(f"{given} cannot become {wanted}")
    if min(len(_longer(given)), len(_longer(wanted))) <= 1:
        return Arrangement(given, wanted, plain)
    fitting = {
        _read(given, order): order
        for order in (_last_first(given, picture=picture), plain)
        if _longer(tuple(given[axis] for axis in order)) == _longer(wanted)
    }
    if not fitting:
        raise ValueError(f"{given} cannot become {wanted}")
    return Arrangement(given, wanted, fitting.get(_read(given, plain), next(iter(fitting.values()))), len(fitting) == 1)


def channels_last(given: Shape, channels: int) -> Arrangement:
    """How a grid of so many channels becomes (rows, columns, channels).

    Args:
        given: The shape of one picture's grid, channels last or first.
        channels: How many numbers each cell has.

    Raises:
        ValueError: It is no grid of so many channels.
    """
    if len(given) != 3 or channels not in {given[0], given[2]}:
        raise ValueError(f"{given} is no grid of {channels} channels")
    if given[2] == channels:
        turned = given[0] == channels and len(_longer(given)) > 1
        return Arrangement(given, given, (0, 1, 2), is_certain=not turned)
    return Arrangement(given, (*given[1:], channels), (1, 2, 0))


def unfit(given: Shape, wanted: Shape) -> str:
    """Why features cannot become a model's input, for people."""
    sentence = f"takes {wanted} per window, but the processing blocks give {given}"
    if prod(given) != prod(wanted):
        return sentence
    return f"{sentence}: as many values, but other axes, such as width for height"


def listed(shapes: Iterable[Shape]) -> str:
    """Shapes for people."""
    return ", ".join(str(shape) for shape in shapes)


def _longer(shape: Shape) -> Shape:
    """Without axes of length 1."""
    return tuple(size for size in shape if size != 1)


def _read(shape: Shape, order: tuple[int, ...]) -> tuple[int, ...]:
    """The order of the axes that matter."""
    return tuple(axis for axis in order if shape[axis] != 1)


def _last_first(shape: Shape, *, picture: bool) -> tuple[int, ...]:
    axes = [axis for axis in range(len(shape)) if picture or shape[axis] != 1]
    others = [axis for axis in range(len(shape)) if axis not in axes]
    return (axes[-1], *axes[:-1], *others)
