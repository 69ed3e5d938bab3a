"""A sweep as data that people take away: what was asked, the verdicts, and what failed.

The form has a version and a JSON Schema. A field may be added under the same version; one that changes its meaning or
goes makes a new one. Numbers that are none are null.
"""

import dataclasses
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from variantlens.store.values import Failure
from variantlens.sweeps.judging import Judgement
from variantlens.sweeps.request import SweepRequest
from variantlens.sweeps.verdict import Verdict, Word
from variantlens.sweeps.wording import coverage_sentences, rule_sentence, verdict_sentence


@dataclasses.dataclass(frozen=True, kw_only=True)
class SaidVerdict(Verdict):
    """A verdict with all its numbers, and in words.

    Attributes:
        sentence: The verdict as the page says it.
        notes: What is lost and what is not judged, in sentences.
        rule_in_words: By which rule; None where there was nothing to judge by.
    """

    sentence: str
    notes: tuple[str, ...] = ()
    rule_in_words: str | None = None


class FailureDocument(BaseModel):
    """A sample that was not answered, and why."""

    model_config = ConfigDict(frozen=True)

    sample: int
    filename: str
    error: str


class SweepDocument(BaseModel):
    """A sweep: what was asked, the verdicts with all their numbers, and the samples that failed."""

    model_config = ConfigDict(frozen=True, ser_json_inf_nan="null", use_attribute_docstrings=True)

    form: Literal["variantlens sweep"]
    version: Literal[1]
    run: str
    request: SweepRequest
    verdict: Word
    """The weightiest one of those that could be judged."""
    samples: int
    """How many were answered."""
    failed: int
    """How many were not."""
    verdicts: list[SaidVerdict]
    failures: list[FailureDocument]
    notes: list[str]
    """What a reader should know."""


def sweep_json(
    run: str, request: SweepRequest, judged: Judgement, failures: Sequence[Failure], notes: Sequence[str]
) -> bytes:
    """A sweep as JSON.

    Args:
        run: Its id.
        request: What was asked.
        judged: Its verdicts.
        failures: The samples that failed.
        notes: What a reader should know.
    """
    document = SweepDocument(
        form="variantlens sweep",
        version=1,
        run=run,
        request=request,
        verdict=judged.word,
        samples=judged.samples,
        failed=judged.failed,
        verdicts=[_said(verdict) for verdict in judged.verdicts],
        failures=[FailureDocument(sample=each.sample, filename=each.filename, error=each.error) for each in failures],
        notes=list(notes),
    )
    return document.model_dump_json(indent=1).encode() + b"\n"


def _said(verdict: Verdict) -> SaidVerdict:
    fields = {field.name: getattr(verdict, field.name) for field in dataclasses.fields(verdict)}
    rule = rule_sentence(verdict) if verdict.allowed is not None else None
    notes = tuple(sentence.text for sentence in coverage_sentences(verdict))
    return SaidVerdict(**fields, sentence=verdict_sentence(verdict).text, notes=notes, rule_in_words=rule)
