"""The fields of ``info.labels`` and ``bounding_boxes.labels``, version 1, as Edge Impulse exports them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from pydantic.alias_generators import to_camel


class Listed(BaseModel):
    """What all parts of these files share: camelCase names, numbers taken as text where text is expected."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, coerce_numbers_to_str=True)


class NoLabel(Listed):
    """The sample is not labelled."""

    type: Literal["unlabeled"]


class OneLabel(Listed):
    """One label for the whole sample."""

    type: Literal["label"]
    label: str


class ListedRange(Listed):
    """A label for the values ``start_index`` … ``end_index``, both inclusive."""

    start_index: int = Field(ge=0)
    end_index: int = Field(ge=0)
    label: str


class ManyLabels(Listed):
    """Labels for parts of the sample."""

    type: Literal["multi-label"]
    labels: list[ListedRange]


class KeyedLabels(Listed):
    """One label per key for the whole sample."""

    type: Literal["keyvalue-labels"]
    labels: dict[str, str]


Label = Annotated[NoLabel | OneLabel | ManyLabels | KeyedLabels, Field(discriminator="type")]


class ListedBox(Listed):
    """A labelled box in pixels, from the top left corner."""

    label: str
    x: float
    y: float
    width: float
    height: float


class ListedFile(Listed):
    """One sample."""

    path: str
    name: str | None = None
    category: Literal["training", "testing", "validation", "post-processing", "split"]
    label: Label
    metadata: dict[str, str] | None = None
    bounding_boxes: list[ListedBox] | None = None


class InfoFile(Listed):
    """``info.labels`` in one piece."""

    version: Literal[1]
    files: list[ListedFile]


class Line(Listed):
    """A line of ``info.labels`` in lines, below the first: a field of the whole, and an item of its list."""

    key: str = Field(alias="__key")
    item: JsonValue = Field(alias="__item")


class BoxesFile(Listed):
    """``bounding_boxes.labels``."""

    version: Literal[1]
    bounding_boxes: dict[str, list[ListedBox]]
