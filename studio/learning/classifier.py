"""The learn block ``keras``: a score for each label."""

from typing import Literal

from pydantic import Field

from studio.errors import Damaged
from studio.learning.base import BlockAnswer, Question
from studio.learning.models import ModelsLearnFile


class ClassifierFile(ModelsLearnFile):
    """A classifier. Its labels are in the order of the model's output."""

    type: Literal["keras", "keras-transfer-image", "keras-transfer-kws"]
    labels: list[str] = Field(min_length=1)
    multi_label: bool = False

    @property
    def is_multi_label(self) -> bool:
        """Whether several labels may be right at once."""
        return self.multi_label

    def ask(self, question: Question) -> BlockAnswer:
        """A score for each label and window, as the model's output says it.

        Raises:
            Damaged: The model cannot be run, or its output does not fit the labels.
        """
        model = self.loaded(question.variant, question.folder, question.runtime)
        outputs = model.run(question.features)
        scores = outputs[0].reshape(len(question.features), -1)
        if len(outputs) != 1 or scores.shape[1] != len(self.labels):
            shapes = ", ".join(str(output.shape[1:]) for output in outputs)
            raise Damaged(model.name, f"has outputs of shape {shapes}, but the project has {len(self.labels)} labels")
        return BlockAnswer(result=[dict(zip(self.labels, row, strict=True)) for row in scores.tolist()])
