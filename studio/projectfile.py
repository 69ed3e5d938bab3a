"""What ``project.json`` may say, format 1. Errors name the field; ``studio.projects`` adds the file."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, Field, PositiveInt, ValidationError, model_validator

from studio.learning import AnyLearnFile
from studio.learning.base import FileModel
from variantlens.service.schema import Quantity


def _inside(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\\" in name or "\0" in name:
        raise ValueError("should be a path inside the project's folder, with forward slashes")
    return name


Inside: TypeAlias = Annotated[str, AfterValidator(_inside)]
"""A file or folder inside the project's folder."""
Positive: TypeAlias = Annotated[Quantity, Field(gt=0)]


class TimeSeriesInput(FileModel):
    """Windows of a signal. ``axes`` chooses sensors by name, in the order that the models expect."""

    id: PositiveInt
    type: Literal["time-series"]
    window_size_ms: Positive
    window_increase_ms: Positive
    frequency_hz: float = Field(gt=0)
    axes: list[str] = Field(min_length=1)


class ImageInput(FileModel):
    """Images of one size."""

    id: PositiveInt
    type: Literal["image"]
    image_width: PositiveInt
    image_height: PositiveInt
    resize_mode: Literal["squash", "fit-short", "fit-long"] = "squash"
    resize_method: Literal["lanczos3", "nearest"] = "lanczos3"

    @property
    def axes(self) -> list[str]:
        """An image is one axis to the protocol."""
        return ["image"]

    @property
    def size(self) -> dict[str, int | str]:
        """What the image processing block needs to know of the input, in its own words."""
        return self.model_dump(by_alias=True, exclude={"id", "type"})


class ProcessingFile(FileModel):
    """A processing block; its parameters are checked by ``studio.processing``."""

    id: PositiveInt
    type: str
    name: str
    parameters: dict[str, Any] = {}


class ImpulseFile(FileModel):
    """An impulse: input, processing blocks, learn blocks."""

    id: PositiveInt
    name: str
    created_at: datetime | None = None
    input: Annotated[TimeSeriesInput | ImageInput, Field(discriminator="type")]
    processing: list[ProcessingFile] = Field(min_length=1)
    learning: list[AnyLearnFile] = Field(min_length=1)

    @model_validator(mode="after")
    def _blocks_fit(self) -> "ImpulseFile":
        ids = [self.input.id, *(block.id for block in self.processing), *(block.id for block in self.learning)]
        if len(ids) != len(set(ids)):
            raise ValueError(f"every block needs an id of its own, these are {ids}")
        known = {block.id for block in self.processing}
        for block in self.learning:
            if unknown := set(block.processing) - known:
                raise ValueError(f"learn block {block.id} names processing blocks that are not there: {unknown}")
        if len({block.variants for block in self.learning} - {None}) > 1:
            raise ValueError("all learn blocks with models must have the same variants")
        return self

    @property
    def variants(self) -> frozenset[str] | None:
        """The variants of its models, None if it has no models."""
        return next((block.variants for block in self.learning if block.variants is not None), None)


class AllowedLossFile(FileModel):
    """How much worse the person lets a candidate be."""

    value: float = Field(ge=0)
    unit: str


class DemoFile(FileModel):
    """The story of a demo project. ``sample`` is a file name, as the list of samples has it."""

    headline: str
    summary: str = ""
    kind: str = ""
    order: int = 0
    sample: str
    variants: list[str] = Field(min_length=1)
    impulse: PositiveInt | None = None
    allowed_loss: AllowedLossFile | None = None
    expected_verdict: str | None = None


class ProjectFile(FileModel):
    """A whole project."""

    format: Literal[1]
    id: PositiveInt
    name: str = Field(min_length=1)
    description: str = ""
    owner: str = ""
    created: datetime
    labeling_method: Literal["single_label", "object_detection", "label_map"] = "single_label"
    samples: Inside = "samples"
    reference_variant: str = "float32"
    variants: dict[str, str] = Field(min_length=1)
    disabled_variants: list[str] = []
    anomalous_labels: list[str] = []
    demo: DemoFile | None = None
    measured: Inside | None = None
    impulses: list[ImpulseFile] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_fit(self) -> "ProjectFile":
        if self.reference_variant not in self.variants:
            raise ValueError(f"referenceVariant “{self.reference_variant}” is not among the variants")
        if undescribed := set(self.disabled_variants) - set(self.variants):
            raise ValueError(f"disabledVariants names variants that are not described: {undescribed}")
        if self.reference_variant in self.disabled_variants:
            raise ValueError(f"referenceVariant “{self.reference_variant}” is among the disabledVariants")
        ids = [impulse.id for impulse in self.impulses]
        if len(ids) != len(set(ids)):
            raise ValueError(f"every impulse needs an id of its own, these are {ids}")
        for impulse in self.impulses:
            if unknown := (impulse.variants or frozenset()) - set(self.variants):
                raise ValueError(f"impulse {impulse.id} has models of variants that are not described: {unknown}")
        if self.demo is not None:
            self._demo_fits(self.demo)
        return self

    def _demo_fits(self, demo: DemoFile) -> None:
        if unknown := set(demo.variants) - set(self.variants):
            raise ValueError(f"the demo names variants that are not there: {unknown}")
        if disabled := set(demo.variants) & set(self.disabled_variants):
            raise ValueError(f"the demo names variants that are disabled: {disabled}")
        if demo.impulse is not None and demo.impulse not in {impulse.id for impulse in self.impulses}:
            raise ValueError(f"the demo names impulse {demo.impulse}, which is not there")

    @property
    def rates_hz(self) -> tuple[float, ...]:
        """The rates that its impulses take; none for pictures."""
        blocks = [impulse.input for impulse in self.impulses]
        return tuple(block.frequency_hz for block in blocks if isinstance(block, TimeSeriesInput))

    def files(self) -> Iterator[tuple[str, str]]:
        """Files that learn blocks need, each with the field that names it."""
        for i, impulse in enumerate(self.impulses):
            for j, block in enumerate(impulse.learning):
                for field, name in block.files():
                    yield f"impulses.{i}.learning.{j}.{field}", name


def problem_of(error: ValidationError) -> tuple[str, str]:
    """The first thing that is wrong with a file: the field, and the cause in plain words."""
    problem = error.errors(include_url=False)[0]
    return ".".join(str(part) for part in problem["loc"]), problem["msg"].removeprefix("Value error, ")
