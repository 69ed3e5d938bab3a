"""What all learn blocks share: their entry in ``project.json``, the question they are asked, and their answer."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, PositiveInt
from pydantic.alias_generators import to_camel
from pydantic.fields import Field

from studio.errors import Damaged
from studio.inference import Runtime
from studio.learning.described import named
from studio.learning.scenes import Scene
from studio.shapes import Shape
from variantlens.service.schema import AnomalyGrid, DetectionDetails, Detections, DropdownOption, ModelFile


class FileModel(BaseModel):
    """Base of everything in ``project.json``: camelCase, frozen, and a name that is not known is an error."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True, allow_inf_nan=False
    )


class ThresholdFile(FileModel):
    """A threshold of a learn block, as the wire schema has it."""

    key: str
    description: str = ""
    help_text: str = ""
    value: float | str
    suggested_value: float | str | None = None
    suggested_value_text: str | None = None
    dropdown_options: list[DropdownOption] | None = None


@dataclass(frozen=True, eq=False)
class Question:
    """What a learn block is asked.

    Attributes:
        features: Shape (windows, …), one processing block's as they are, several blocks' flattened and in a row.
        variant: The variant that is to answer.
        folder: The project's folder, which file names start from.
        runtime: Runs model files.
        scenes: What is known of the pictures, one for each window; empty where the windows are no pictures.
        include_debug_info: Whether to say how metrics came about.
    """

    features: NDArray[Any]
    variant: str
    folder: Path
    runtime: Runtime
    scenes: Sequence[Scene] = ()
    include_debug_info: bool = False

    @property
    def is_picture(self) -> bool:
        """Whether features are (windows, height, width, channels)."""
        return bool(self.scenes)

    def flat(self, wanted: int, path: Path) -> NDArray[Any]:
        """The features in rows, shape (windows, ``wanted``).

        Raises:
            Damaged: There are not as many as the file at ``path`` is for.
        """
        features = self.features.reshape(len(self.features), -1)
        if features.shape[1] != wanted:
            raise Damaged(named(path), f"is for {wanted} features, but there are {features.shape[1]}")
        return features


@dataclass(eq=False)
class BlockAnswer:
    """What a learn block says, one item per window in each list that its kind fills, and which model says it."""

    result: list[dict[str, float | None]] = field(default_factory=list)
    anomaly_result: list[AnomalyGrid] = field(default_factory=list)
    structured_result: list[Detections] = field(default_factory=list)
    details: list[DetectionDetails] = field(default_factory=list)
    model: ModelFile | None = None

    def extend(self, more: "BlockAnswer") -> None:
        """Append the answer for the windows that follow."""
        self.result += more.result
        self.anomaly_result += more.anomaly_result
        self.structured_result += more.structured_result
        self.details += more.details
        self.model = more.model


class LearnFile(FileModel, ABC):
    """A learn block in ``project.json``. ``processing`` names the processing blocks whose features it takes."""

    id: PositiveInt
    type: str
    name: str
    title: str = ""
    created_at: datetime | None = None
    processing: list[int] = Field(min_length=1)
    thresholds: list[ThresholdFile] = []

    @property
    def variants(self) -> frozenset[str] | None:
        """The variants that it has, None if it is the same in all of them."""
        return None

    @property
    def is_anomaly(self) -> bool:
        """Whether it says how unusual a window is."""
        return False

    @property
    def detection_layer(self) -> str | None:
        """The last layer of a block that finds objects, None for others."""
        return None

    @property
    def is_multi_label(self) -> bool | None:
        """Whether several labels may be right at once, None where the question makes no sense."""
        return None

    def files(self) -> Iterator[tuple[str, str]]:
        """Files that it needs, each with the field that names it."""
        yield from ()

    def mismatches(self, given: Shape, folder: Path, *, picture: bool) -> Iterator[tuple[str, str]]:
        """What does not fit the features, as far as the block's files say it: the field in its entry, and why."""
        del given, folder, picture
        yield from ()

    @abstractmethod
    def ask(self, question: Question) -> BlockAnswer:
        """What the block says of each window.

        Raises:
            Damaged: A file of the block cannot be used, or the features do not fit it.
        """


@lru_cache(maxsize=256)
def located(folder: Path, file: str) -> Path:
    """Where a file of a project is: the same object each time, which has its text and hash ready for each call."""
    return folder / file
