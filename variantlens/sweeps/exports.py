"""A sweep as data that people take away: what was asked, the verdicts, and what failed."""

import dataclasses
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from variantlens.store.values import Failure
from variantlens.sweeps.judging import Judgement
from variantlens.sweeps.request import SweepRequest
from variantlens.sweeps.verdict import Verdict
from variantlens.sweeps.wording import coverage_sentences, rule_sentence, verdict_sentence


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
    return as_json(
        {
            "run": run,
            "request": request.model_dump(mode="json"),
            "verdict": judged.word.value,
            "samples": judged.samples,
            "failed": judged.failed,
            "verdicts": [_verdict(verdict) for verdict in judged.verdicts],
            "failures": [{"sample": each.sample, "filename": each.filename, "error": each.error} for each in failures],
            "notes": list(notes),
        }
    )


def as_json(value: Mapping[str, Any]) -> bytes:
    """A value as JSON for people and programs; numbers that JSON does not know are null."""
    return json.dumps(_finite(value), indent=1, ensure_ascii=False).encode() + b"\n"


def _verdict(verdict: Verdict) -> dict[str, Any]:
    said: dict[str, Any] = {
        "sentence": verdict_sentence(verdict).text,
        "notes": [sentence.text for sentence in coverage_sentences(verdict)],
    }
    if verdict.allowed is not None:
        said["rule_in_words"] = rule_sentence(verdict)
    return said | dataclasses.asdict(verdict)


def _finite(value: Any) -> Any:
    """The same with None in place of numbers that JSON does not know."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {name: _finite(each) for name, each in value.items()}
    return [_finite(each) for each in value] if isinstance(value, list | tuple) else value
