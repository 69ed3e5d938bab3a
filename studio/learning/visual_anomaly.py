"""The learn block ``keras-visual-anomaly``: how unusual each part of a picture looks.

A convolutional model turns a picture into a grid of feature vectors, one for each cell; a Gaussian mixture scores
each cell. A cell is flagged when its score reaches the threshold, and flagged cells that touch, also at a corner,
form a box. Boxes are in pixels of the model's input picture, from its top left.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from studio.errors import Damaged
from studio.learning.base import BlockAnswer, Question, located
from studio.learning.cell_mixture import CellMixture, load
from studio.learning.models import ModelsLearnFile, Outputs
from studio.shapes import Arrangement, Shape, channels_last, listed
from variantlens.service.schema import AnomalyBox, AnomalyGrid

KEY = "min_anomaly_score"
LABEL = "anomaly"


class VisualAnomalyFile(ModelsLearnFile):
    """Anomalies in pictures. ``cells`` names the file of the mixture."""

    type: Literal["keras-visual-anomaly"]
    cells: str

    @model_validator(mode="after")
    def _has_its_threshold(self) -> "VisualAnomalyFile":
        if not any(limit.key == KEY and isinstance(limit.value, float) for limit in self.thresholds):
            raise ValueError(f"thresholds must hold {KEY} with a number")
        return self

    @property
    def is_anomaly(self) -> bool:
        """It says how unusual a picture is."""
        return True

    @property
    def threshold(self) -> float:
        """The score from which on a cell is flagged."""
        return next(float(limit.value) for limit in self.thresholds if limit.key == KEY)

    def files(self) -> Iterator[tuple[str, str]]:
        """Files that it needs, each with the field that names it."""
        yield from super().files()
        yield "cells", self.cells

    def readings(self, shapes: Sequence[Shape], folder: Path) -> tuple[Arrangement, ...]:
        """One output, a grid of as many features as the mixture is for.

        Raises:
            ValueError: The model has another output.
            Damaged: The mixture cannot be used.
        """
        features = load(located(folder, self.cells)).features
        try:
            (shape,) = shapes
            return (channels_last(shape, features),)
        except ValueError:
            expected = f"but a grid of {features} features is expected"
            raise ValueError(f"has outputs of shape {listed(shapes)}, {expected}") from None

    def read(self, outputs: Outputs, question: Question, model: str) -> BlockAnswer:
        """A grid of scores with its boxes for each picture, and the picture's largest score as its result."""
        if question.features.ndim != 4:
            raise Damaged(model, "a visual anomaly block takes pictures, but the processing blocks give none")
        (features,) = self.arranged(outputs, question.folder, model)
        height, width = question.features.shape[1:3]
        scores = grid_scores(features, load(located(question.folder, self.cells)))
        grids = [described(grid, self.threshold, width, height) for grid in scores]
        return BlockAnswer(result=[{LABEL: grid.max_score} for grid in grids], anomaly_result=grids)


def grid_scores(features: NDArray[np.float64], mixture: CellMixture) -> NDArray[np.float64]:
    """The score of each cell.

    Args:
        features: Shape (pictures, rows, columns, features).
        mixture: Of as many features.

    Returns:
        Shape (pictures, rows, columns).
    """
    return mixture.scores(features.reshape(-1, features.shape[3])).reshape(features.shape[:3])


def described(scores: NDArray[np.float64], threshold: float, width: int, height: int) -> AnomalyGrid:
    """A grid of scores as the wire schema has it.

    Args:
        scores: Shape (rows, columns).
        threshold: From this score on a cell is flagged.
        width: Of the model's input picture, in pixels.
        height: The same.
    """
    return AnomalyGrid(
        boxes=boxes(scores, threshold, width, height),
        scores=scores.tolist(),
        mean_score=float(scores.mean()),
        max_score=float(scores.max()),
    )


def boxes(scores: NDArray[np.float64], threshold: float, width: int, height: int) -> list[AnomalyBox]:
    """A box around each group of flagged cells that touch, also at a corner, with the group's largest score.

    Args:
        scores: Shape (rows, columns).
        threshold: From this score on a cell is flagged.
        width: Of the picture that the grid lies over, in pixels.
        height: The same.
    """
    from scipy import ndimage  # a quarter of a second to import

    groups, _count = ndimage.label(scores >= threshold, structure=np.ones((3, 3)))
    tall, wide = height / scores.shape[0], width / scores.shape[1]
    return [
        AnomalyBox(
            label=LABEL,
            x=columns.start * wide,
            y=rows.start * tall,
            width=(columns.stop - columns.start) * wide,
            height=(rows.stop - rows.start) * tall,
            score=float(scores[rows, columns][groups[rows, columns] == number].max()),
        )
        for number, (rows, columns) in enumerate(ndimage.find_objects(groups), start=1)
    ]
