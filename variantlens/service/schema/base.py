"""How wire fields are read: camelCase names, unknown fields kept, numbers strict."""

from typing import Annotated, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict
from pydantic.alias_generators import to_camel
from pydantic.json_schema import SkipJsonSchema

Number = Annotated[float | None, Strict()]
"""A score or reading: a JSON number, or null for "none"; text and booleans are errors that name the field.

NaN and infinities are read as they are and written as null, since JSON has no word for them.
"""


Quantity: TypeAlias = int | float
"""A size or a time that keeps its form: 2000 is written as 2000, since strict readers take no 2000.0 for it."""


LARGEST_COORDINATE = 1e9
"""Beyond any picture, in pixels."""


def _within_pictures(value: Quantity) -> Quantity:
    if not abs(value) <= LARGEST_COORDINATE:
        raise ValueError("should be a coordinate within a picture")
    return value


Coordinate: TypeAlias = Annotated[Quantity, AfterValidator(_within_pictures)]
"""A place or a size in a picture, in its form; what lies beyond any picture is an error."""

LARGEST_MEASURE = 1e12
"""Beyond any time in milliseconds (this is thirty years) and any rate in hertz."""

SMALLEST_MEASURE = 1e-9
"""Below any time in milliseconds (this is a millionth of a microsecond) and any rate in hertz, but for 0."""


def _measurable(value: float) -> bool:
    return value == 0 or SMALLEST_MEASURE <= value <= LARGEST_MEASURE


def _measured(value: float | None) -> float | None:
    return value if value is not None and _measurable(value) else None


def _extent(value: Quantity) -> Quantity:
    return value if _measurable(value) else 0


Measure: TypeAlias = Annotated[float | None, AfterValidator(_measured)]
"""A time or a rate; what cannot be measured (NaN, infinite, negative, beyond all bounds or next to nothing) is none."""

Extent: TypeAlias = Annotated[Quantity, AfterValidator(_extent)]
"""A time that keeps its form; 0 where it is not known, or cannot be measured."""


class WireModel(BaseModel):
    """Base of all wire models: unknown fields are kept, so that nothing the service says is lost."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        extra="allow",
        protected_namespaces=(),
        ser_json_inf_nan="null",
    )


class Unread(WireModel):
    """Ours, and never on the wire: a part of an answer that could not be read and was left out."""

    field: str
    """Path of the field, such as ``results[0].classifications[0].result[1].idle``."""
    problem: str
    found: str = ""
    """The beginning of what was there instead."""
    block: str | None = None
    """The learn block that cannot be used because of it, by name; None where only this field is left out."""


Unreads: TypeAlias = SkipJsonSchema[list[Unread]]
Dropped: TypeAlias = SkipJsonSchema[list[str]]


class Reader(WireModel):
    """What remembers which of its parts could not be read; kept with answers that are stored."""

    unread: Unreads = Field(default=[], alias="variantLensUnread", exclude_if=lambda unread: not unread)


class Answer(Reader):
    """What every answer carries: the service also reports errors with status 200 and ``success: false``."""

    success: bool = True
    error: str | None = None
    dropped: Dropped = Field(default=[], alias="variantLensDropped", exclude_if=lambda dropped: not dropped)
    """Ours, and never on the wire: unknown fields that were left out because they are too large, with their sizes."""
