"""The learn block ``keras-freeform``: the model's output as it is, such as a reconstruction or an embedding.

No field of a classification is documented for it. Here ``result`` carries it, which the official bindings can read:
place in the output → value, with places written as text from ``0``, the last dimension changing fastest, and several
outputs one after the other.
"""

from typing import Literal

import numpy as np

from studio.learning.base import BlockAnswer, Question
from studio.learning.models import ModelsLearnFile


class FreeformFile(ModelsLearnFile):
    """A network whose output is no scores, boxes or value, but numbers for somebody else to read."""

    type: Literal["keras-freeform"]

    def ask(self, question: Question) -> BlockAnswer:
        """All numbers of the model's outputs, for each window.

        Raises:
            Damaged: The model cannot be run.
        """
        model = self.loaded(question.variant, question.folder, question.runtime)
        outputs = model.run(question.features)
        values = np.concatenate([output.reshape(len(question.features), -1) for output in outputs], axis=1)
        places = [str(place) for place in range(values.shape[1])]
        return BlockAnswer(result=[dict(zip(places, row, strict=True)) for row in values.tolist()])
