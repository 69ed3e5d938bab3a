"""What is known of a picture beside its features: which part of it a model sees, and what truly is in it.

Boxes are [x, y, width, height] from the top left corner, in 0..1 of the sample's whole picture, so that they mean
the same whatever the impulse's input cut off or added.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

ResizeMode: TypeAlias = Literal["squash", "fit-short", "fit-long"]
Size: TypeAlias = tuple[float, float]
"""Width and height."""


class TrueBox(NamedTuple):
    """A labelled box, from the top left corner."""

    label: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, eq=False)
class Objects:
    """Objects in a picture.

    Attributes:
        boxes: Shape (objects, 4).
        classes: The number of each one's label, counted from 1, shape (objects,).
    """

    boxes: NDArray[np.float64]
    classes: NDArray[np.int64]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.boxes)

    @property
    def centres(self) -> NDArray[np.float64]:
        """The middle of each box, x and y, shape (objects, 2)."""
        return self.boxes[:, :2] + self.boxes[:, 2:] / 2


@dataclass(frozen=True, eq=False)
class Found(Objects):
    """Objects that a model sees in a picture; ``scores`` are 0..1, shape (objects,)."""

    scores: NDArray[np.float64]


@dataclass(frozen=True)
class Scene:
    """One picture.

    Attributes:
        truth: Labelled boxes, in 0..1 of the picture.
        view: The part that the model sees as [x, y, width, height]; beyond 0..1 where the picture was padded.
    """

    truth: tuple[TrueBox, ...] = ()
    view: tuple[float, float, float, float] = field(default=(0.0, 0.0, 1.0, 1.0))

    def known(self, labels: Sequence[str]) -> Objects:
        """The true objects whose label a model knows; of the others it can be neither right nor wrong."""
        known = [box for box in self.truth if box.label in labels]
        boxes = np.array([[box.x, box.y, box.width, box.height] for box in known], dtype=np.float64).reshape(-1, 4)
        return Objects(boxes, np.array([1 + labels.index(box.label) for box in known], dtype=np.int64))

    def whole(self, found: Found) -> Found:
        """What was found in the model's view, with boxes in 0..1 of the whole picture."""
        left, top, width, height = self.view
        boxes = found.boxes * np.array([width, height, width, height]) + np.array([left, top, 0, 0])
        return Found(boxes, found.classes, found.scores)


def scene(boxes: Iterable[TrueBox], picture: Size, wanted: Size, mode: ResizeMode) -> Scene:
    """A labelled picture as an impulse sees it.

    Args:
        boxes: Labelled boxes in pixels of the picture.
        picture: Its size in pixels.
        wanted: The size of the impulse's input.
        mode: How the picture becomes that size: squashed; cut to its shape from the middle (fit-short); or with bars
            on two sides (fit-long).
    """
    width, height = picture
    truth = tuple(TrueBox(b.label, b.x / width, b.y / height, b.width / width, b.height / height) for b in boxes)
    if mode == "squash":
        return Scene(truth)
    scales = wanted[0] / width, wanted[1] / height
    scale = max(scales) if mode == "fit-short" else min(scales)
    seen_width, seen_height = scales[0] / scale, scales[1] / scale
    return Scene(truth, ((1 - seen_width) / 2, (1 - seen_height) / 2, seen_width, seen_height))
