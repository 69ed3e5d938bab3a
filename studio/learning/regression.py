"""The learn block ``keras-regression``: a number for each window.

The number stands in ``result`` under ``value``, the name that the vendor's inference library gives to the only
output of a regression. The allowed absolute error is the block's threshold, and so its ``minimumConfidenceRating``.
"""

from collections.abc import Sequence
from math import prod
from pathlib import Path
from typing import Literal

from studio.learning.base import BlockAnswer, Question
from studio.learning.models import ModelsLearnFile, Outputs
from studio.shapes import Arrangement, Shape, arrangement, listed

VALUE = "value"


class RegressionFile(ModelsLearnFile):
    """A network that estimates one number."""

    type: Literal["keras-regression"]

    def readings(self, shapes: Sequence[Shape], folder: Path) -> tuple[Arrangement, ...]:
        """One output of one number.

        Raises:
            ValueError: The outputs are another count of numbers.
        """
        del folder
        if len(shapes) != 1 or prod(shapes[0]) != 1:
            raise ValueError(f"has outputs of shape {listed(shapes)}, but a regression gives one number per window")
        return (arrangement(shapes[0], ()),)

    def read(self, outputs: Outputs, question: Question, model: str) -> BlockAnswer:
        """The number for each window, as the model's output says it."""
        (values,) = self.arranged(outputs, question.folder, model)
        return BlockAnswer(result=[{VALUE: value} for value in values.tolist()])
