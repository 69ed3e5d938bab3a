"""Learn blocks with model files: which file is which variant."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import Field

from studio.inference import Kernels, Model, Runtime
from studio.learning.base import FileModel, LearnFile, located
from variantlens.service.schema import ModelFile


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

    def model(self, variant: str, folder: Path, runtime: Runtime) -> ModelFile:
        """The identity of the model file that answers for a variant."""
        return self.loaded(variant, folder, runtime).identity

    def loaded(self, variant: str, folder: Path, runtime: Runtime) -> Model:
        """The model of a variant.

        Raises:
            Damaged: The file cannot be loaded.
        """
        chosen = self.models[variant]
        return runtime.model(located(folder, chosen.file), chosen.kernels)
