"""The forms of the JSON that the command line writes, and their JSON Schemas in ``docs/schemas/``."""

import json

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from variantlens.comparison.document import ComparisonDocument
from variantlens.sweeps.exports import SweepDocument

FORMS: dict[str, type[BaseModel]] = {"compare": ComparisonDocument, "sweep": SweepDocument}
"""What each command's ``--json`` holds."""


class _Schema(GenerateJsonSchema):
    """As written: every number may be null, since JSON has no word for one that is none."""

    def float_schema(self, schema: core_schema.FloatSchema) -> JsonSchemaValue:
        number = super().float_schema(schema)
        return {**number, "type": ["number", "null"]}


def schema(command: str) -> str:
    """The JSON Schema (draft 2020-12) of what a command writes, as text."""
    made = FORMS[command].model_json_schema(mode="serialization", schema_generator=_Schema)
    return json.dumps({"$schema": _Schema.schema_dialect, **made}, indent=2, ensure_ascii=False) + "\n"
