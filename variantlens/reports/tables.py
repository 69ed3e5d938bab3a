"""Tables and answers as files: CSV that no spreadsheet takes for formulas, Parquet, and the answer as JSON."""

import io

import pandas as pd

from variantlens.logs import redact
from variantlens.service.schema import ClassifyAnswer

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins with one of these is a formula to spreadsheets (OWASP, CSV injection)."""


def csv(table: pd.DataFrame) -> bytes:
    """A table as CSV in UTF-8; texts that a spreadsheet would compute get an apostrophe in front, numbers do not."""
    guarded = table.apply(lambda column: column.map(_guarded) if column.dtype.kind not in "biuf" else column)
    guarded.columns = [_guarded(str(name)) for name in table.columns]
    # With the line ends of RFC 4180, since cells are quoted for the signs of the line end alone.
    return str(guarded.to_csv(index=False, lineterminator="\r\n")).encode()


def parquet(table: pd.DataFrame) -> bytes:
    """A table as Parquet, texts and numbers exactly as they are."""
    written = io.BytesIO()
    table.to_parquet(written, index=False)
    return written.getvalue()


def wire_json(answer: ClassifyAnswer) -> bytes:
    """The answer as the service sent it, fields that are not known here included, but without any key."""
    return redact(answer.model_dump_json(by_alias=True, exclude_unset=True)).encode()


def _guarded(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell
