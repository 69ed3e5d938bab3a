"""How wire fields are read: camelCase names, unknown fields kept, numbers strict."""

from typing import Annotated, TypeAlias

from pydantic import BaseModel, ConfigDict, Strict
from pydantic.alias_generators import to_camel

Number = Annotated[float | None, Strict()]
"""A score or reading: a JSON number, or null for "none"; text and booleans are errors that name the field.

NaN and infinities are read as they are and written as null, since JSON has no word for them.
"""


Quantity: TypeAlias = int | float
"""A size or a time that keeps its form: 2000 is written as 2000, since strict readers take no 2000.0 for it."""


class WireModel(BaseModel):
    """Base of all wire models: unknown fields are kept, so that nothing the service says is lost."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        extra="allow",
        protected_namespaces=(),
        ser_json_inf_nan="null",
    )


class Answer(WireModel):
    """What every answer carries: the service also reports errors with status 200 and ``success: false``."""

    success: bool = True
    error: str | None = None
