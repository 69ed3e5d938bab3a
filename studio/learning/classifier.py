"""The learn block ``keras``: a score for each label."""

from collections import Counter
from collections.abc import Sequence
from math import prod
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from studio.learning.base import BlockAnswer, Question
from studio.learning.models import ModelsLearnFile, Outputs
from studio.shapes import Arrangement, Shape, arrangement, listed


class ClassifierFile(ModelsLearnFile):
    """A classifier. Its labels are in the order of the model's output."""

    type: Literal["keras", "keras-transfer-image", "keras-transfer-kws"]
    labels: list[str] = Field(min_length=1)
    multi_label: bool = False

    @field_validator("labels")
    @classmethod
    def _differ(cls, labels: list[str]) -> list[str]:
        """Of two labels of one name, the score of one would take the other's place."""
        twice = [label for label, count in Counter(labels).items() if count > 1]
        if twice:
            raise ValueError(f"“{twice[0]}” stands there more than once; every output needs a label of its own")
        return labels

    @property
    def is_multi_label(self) -> bool:
        """Whether several labels may be right at once."""
        return self.multi_label

    def readings(self, shapes: Sequence[Shape], folder: Path) -> tuple[Arrangement, ...]:
        """One output, which has a score for each label along one axis.

        Raises:
            ValueError: The outputs do not fit the labels.
        """
        del folder
        scores = (len(self.labels),)
        if len(shapes) != 1 or max(shapes[0], default=1) != prod(shapes[0]) or prod(shapes[0]) != len(self.labels):
            raise ValueError(f"has outputs of shape {listed(shapes)}, but the project has {len(self.labels)} labels")
        return (arrangement(shapes[0], scores),)

    def read(self, outputs: Outputs, question: Question, model: str) -> BlockAnswer:
        """A score for each label and window, as the model's output says it."""
        (scores,) = self.arranged(outputs, question.folder, model)
        return BlockAnswer(result=[dict(zip(self.labels, row, strict=True)) for row in scores.tolist()])
