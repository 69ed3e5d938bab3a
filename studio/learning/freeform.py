"""The learn block ``keras-freeform``: the model's output as it is, such as a reconstruction or an embedding.

No field of a classification is documented for it. Here ``result`` carries it, which the official bindings can read:
place in the output → value, with places written as text from ``0``, the last dimension changing fastest, and several
outputs one after the other.
"""

from typing import Literal

import numpy as np

from studio.learning.base import BlockAnswer, Question
from studio.learning.models import ModelsLearnFile, Outputs


class FreeformFile(ModelsLearnFile):
    """A network whose output is no scores, boxes or value, but numbers for somebody else to read."""

    type: Literal["keras-freeform"]

    def read(self, outputs: Outputs, question: Question, model: str) -> BlockAnswer:
        """All numbers of the model's outputs, for each window."""
        del model
        values = np.concatenate([output.reshape(len(question.features), -1) for output in outputs], axis=1)
        places = [str(place) for place in range(values.shape[1])]
        return BlockAnswer(result=[dict(zip(places, row, strict=True)) for row in values.tolist()])
