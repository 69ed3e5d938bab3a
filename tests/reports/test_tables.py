"""What the files that people take away promise."""

import csv as reader
import io
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.answers import scored
from variantlens import logs
from variantlens.reports import tables
from variantlens.service.schema import ClassifyAnswer

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


def read(written: bytes) -> list[list[str]]:
    """The cells of a CSV file as another reader sees them."""
    return list(reader.reader(io.StringIO(written.decode(), newline="")))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_is_a_formula(text: str) -> None:
    """A label or a column's name that a spreadsheet would compute is text there."""
    cells = read(tables.csv(pd.DataFrame({text: [text]})))
    assert cells[0] == [f"'{text}"]
    assert cells[1] == [f"'{text}"]


def test_numbers_stay_numbers() -> None:
    """A negative number keeps its sign and every digit; what is none is empty."""
    cells = read(tables.csv(pd.DataFrame({"change": [-0.1234567890123, np.nan, 3.0], "window": [-1, 2, 3]})))
    assert cells[1:] == [["-0.1234567890123", "-1"], ["", "2"], ["3.0", "3"]]


@given(st.lists(TEXTS, min_size=1, max_size=8))
def test_every_text_comes_back(texts: list[str]) -> None:
    """Whatever the service calls things, CSV gives it back, behind an apostrophe where it begins like a formula."""
    cells = read(tables.csv(pd.DataFrame({"label": texts, "row": range(len(texts))})))
    back = [cell for cell, _ in cells[1:]]
    assert back == [f"'{text}" if text[:1] in {*"=+-@\t\r"} else text for text in texts]


def test_parquet_holds_the_table_as_it_is() -> None:
    """Texts are not guarded and numbers not rounded; what was not decided is missing."""
    table = pd.DataFrame({"label": ["=1+1", "walking", None], "score": [0.1 + 0.2, np.nan, 1.0], "window": [0, 1, 2]})
    back = pd.read_parquet(io.BytesIO(tables.parquet(table)))
    assert back["label"].tolist()[:2] == ["=1+1", "walking"]
    assert back["label"].isna().tolist() == [False, False, True]
    np.testing.assert_array_equal(back["score"], table["score"])
    assert back["window"].dtype.kind == "i"


def test_json_is_what_the_service_sent() -> None:
    """Fields that are not known here are in the file, and it reads back as the same answer."""
    answer = scored({"float32": [{"a": 0.5}]}, somethingNew={"deep": [1, 2]})
    written = tables.wire_json(answer)
    assert json.loads(written)["results"][0]["classifications"][0]["somethingNew"] == {"deep": [1, 2]}
    assert ClassifyAnswer.model_validate_json(written) == answer


def test_json_holds_no_key() -> None:
    """A service that repeats the key in its answer does not bring it into the file."""
    logs.hide("canary-5b0c2d7710ce")
    assert b"canary" not in tables.wire_json(scored({"float32": [{"a": 0.5}]}, echo="key canary-5b0c2d7710ce"))
