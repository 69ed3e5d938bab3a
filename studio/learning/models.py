"""Learn blocks with model files: which file is which variant, and how its tensors fit what is around the model."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from studio.errors import Damaged
from studio.inference import Kernels, Model, Runtime
from studio.learning.base import BlockAnswer, FileModel, LearnFile, Question, located
from studio.modelfile import signature
from studio.shapes import Arrangement, Shape, arrangement, as_it_is, unfit

Outputs: TypeAlias = Sequence[NDArray[np.float64]]


class VariantFile(FileModel):
    """The file of one variant, and which of LiteRT's kernels run it."""

    file: str
    kernels: Kernels = "optimised"


class ModelsLearnFile(LearnFile):
    """A learn block with one model file for each variant."""

    models: dict[str, VariantFile] = Field(min_length=1)

    @property
    def variants(self) -> frozenset[str]:
        """The variants that it has."""
        return frozenset(self.models)

    def files(self) -> Iterator[tuple[str, str]]:
        """Files that it needs, each with the field that names it."""
        for variant, model in self.models.items():
            yield f"models.{variant}.file", model.file

    def loaded(self, variant: str, folder: Path, runtime: Runtime) -> Model:
        """The model of a variant.

        Raises:
            Damaged: The file cannot be loaded.
        """
        chosen = self.models[variant]
        return runtime.model(located(folder, chosen.file), chosen.kernels)

    def ask(self, question: Question) -> BlockAnswer:
        """What the model's outputs say of each window, and which model it is.

        Raises:
            Damaged: The model cannot be run, or does not fit what is around it.
        """
        model = self.loaded(question.variant, question.folder, question.runtime)
        arranged = model.arranged(question.features.shape[1:], picture=question.is_picture)
        outputs = model.run(question.features, picture=question.is_picture)
        answer = self.read(outputs, question, model.name)
        readings = self.readings(tuple(output.shape[1:] for output in outputs), question.folder)
        answer.model = model.identity.model_copy(update={"notices": [*_uncertain(arranged, readings)]})
        return answer

    @abstractmethod
    def read(self, outputs: Outputs, question: Question, model: str) -> BlockAnswer:
        """What a model's outputs say of each window.

        Args:
            outputs: The model's outputs, each of shape (windows, …).
            question: What the block was asked.
            model: The name of the model's file, for errors.

        Raises:
            Damaged: The outputs are not what the block's entry says.
        """

    def readings(self, shapes: Sequence[Shape], folder: Path) -> tuple[Arrangement, ...]:
        """How each of a model's outputs is read.

        Args:
            shapes: The outputs' shapes, without the windows.
            folder: The project's folder.

        Raises:
            ValueError: They are not what the block's entry says; the message goes on after the model's name.
            Damaged: A file that says what they should be cannot be used.
        """
        del folder
        return tuple(map(as_it_is, shapes))

    def arranged(self, outputs: Outputs, folder: Path, model: str) -> list[NDArray[np.float64]]:
        """A model's outputs with their axes in the order that the block reads.

        Raises:
            Damaged: They are not what the block's entry says.
        """
        try:
            readings = self.readings(tuple(output.shape[1:] for output in outputs), folder)
        except ValueError as error:
            raise Damaged(model, str(error)) from None
        return [read(output) for read, output in zip(readings, outputs, strict=True)]

    def mismatches(self, given: Shape, folder: Path, *, picture: bool) -> Iterator[tuple[str, str]]:
        """What does not fit, as far as the files say it without being run: the field in the entry, and why.

        Args:
            given: The shape of one window's features.
            folder: The project's folder.
            picture: Whether features are (height, width, channels).
        """
        for variant, chosen in self.models.items():
            said = signature(located(folder, chosen.file))
            if said is None:
                continue
            field = f"models.{variant}.file"
            if len(said.inputs) == 1 and said.inputs[0] is not None:
                wanted = said.inputs[0][1:]
                try:
                    arrangement(given, wanted, picture=picture)
                except ValueError:
                    yield field, f"{chosen.file} {unfit(given, wanted)}"
            outputs = [shape[1:] for shape in said.outputs if shape is not None and shape[0] == 1]
            if len(outputs) == len(said.outputs):
                try:
                    self.readings(outputs, folder)
                except Damaged:
                    continue
                except ValueError as error:
                    yield field, f"{chosen.file} {error}"


def _uncertain(taken: Arrangement, readings: Sequence[Arrangement]) -> Iterator[str]:
    """What a person should know where the lengths of axes allow more than one order."""
    if not taken.is_certain:
        yield (
            f"The model takes {taken.wanted} and the processing blocks give {taken.given}: such shapes do not say "
            "which axis is which. The values are taken in the order as they are."
        )
    for number, reading in enumerate(readings):
        if not reading.is_certain:
            yield (
                f"The model's output {number} has the shape {reading.given}, which does not say which axis is which. "
                "It is read in the order as it is."
            )
