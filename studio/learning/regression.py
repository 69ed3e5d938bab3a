"""The learn block ``keras-regression``: a number for each window.

The number stands in ``result`` under ``value``, the name that the vendor's inference library gives to the only
output of a regression. The allowed absolute error is the block's threshold, and so its ``minimumConfidenceRating``.
"""

from typing import Literal

from studio.errors import Damaged
from studio.learning.base import BlockAnswer, Question
from studio.learning.models import ModelsLearnFile

VALUE = "value"


class RegressionFile(ModelsLearnFile):
    """A network that estimates one number."""

    type: Literal["keras-regression"]

    def ask(self, question: Question) -> BlockAnswer:
        """The number for each window, as the model's output says it.

        Raises:
            Damaged: The model cannot be run, or gives another count of numbers.
        """
        model = self.loaded(question.variant, question.folder, question.runtime)
        outputs = model.run(question.features)
        if len(outputs) != 1 or outputs[0].size != len(question.features):
            shapes = ", ".join(str(output.shape[1:]) for output in outputs)
            raise Damaged(model.name, f"has outputs of shape {shapes}, but a regression gives one number per window")
        return BlockAnswer(result=[{VALUE: value} for value in outputs[0].ravel().tolist()])
