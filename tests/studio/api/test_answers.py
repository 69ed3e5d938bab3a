"""How answers are written."""

import json
import math

from studio.api.answers import text
from variantlens.service import schema


def test_numbers_that_are_none_are_written_as_null() -> None:
    """NaN and infinities, which JSON has no word for, reach the caller as null, in JSON that any reader takes."""

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    answer = schema.Classification(
        learn_block=schema.LearnBlock(id=1, type="keras"), result=[{"a": math.nan, "b": math.inf, "c": 0.5}]
    )
    written = json.loads(text(answer), parse_constant=refuse)
    assert written["result"] == [{"a": None, "b": None, "c": 0.5}]


def test_absent_fields_are_left_out() -> None:
    """A field that says nothing is not sent, except where readers insist on it."""
    variant = schema.ModelVariant(variant="int8")
    assert "description" not in json.loads(text(variant))
    assert json.loads(text(variant, nulls=True))["description"] is None
