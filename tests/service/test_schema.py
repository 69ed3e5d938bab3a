"""The wire schema reads what the reference page shows, gives it back, and loads nothing heavy."""

import json
import math
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from variantlens.service.schema import Classification, ClassifyAnswer, SampleAnswer, StructuredLabel, Threshold

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "tests" / "example-response.json").read_text()
EXAMPLE: dict[str, Any] = json.loads(TEXT)


def dumped(model: BaseModel) -> Any:
    """A model as it would go over the wire, with the fields that came."""
    return json.loads(model.model_dump_json(by_alias=True, exclude_unset=True))


def moments(value: Any) -> Any:
    """The same JSON with its times as times, since 48.554 and 48.554000 seconds are one moment."""
    if isinstance(value, dict):
        return {name: moments(each) for name, each in value.items()}
    if isinstance(value, list):
        return [moments(each) for each in value]
    if isinstance(value, str) and value.startswith("2025-"):
        return datetime.fromisoformat(value)
    return value


def test_the_reference_pages_example_loads_and_comes_back() -> None:
    """The example of the reference page is read, and dumping gives it back."""
    assert moments(dumped(ClassifyAnswer.model_validate_json(TEXT))) == moments(EXAMPLE)


def unknown_fields(model: BaseModel, path: str = "") -> list[str]:
    """Paths of all fields that came and that the schema does not name."""
    found = [f"{path}.{name}" for name in model.model_extra or {}]
    for name in type(model).model_fields:
        found += _unknown_in(getattr(model, name), f"{path}.{name}")
    return found


def _unknown_in(value: Any, path: str) -> list[str]:
    if isinstance(value, BaseModel):
        return unknown_fields(value, path)
    if isinstance(value, list):
        return [each for item in value for each in _unknown_in(item, f"{path}[]")]
    return []


def test_every_field_of_the_example_has_a_name() -> None:
    """No field of the reference page is kept merely as an unknown one."""
    assert unknown_fields(ClassifyAnswer.model_validate_json(TEXT)) == []


def test_fields_that_nobody_knows_are_kept() -> None:
    """What a newer service adds, at any depth, comes back out."""
    body = json.loads(TEXT)
    body["newer"] = {"deep": [1]}
    body["results"][0]["classifications"][0]["alsoNewer"] = "x"
    assert moments(dumped(ClassifyAnswer.model_validate(body))) == moments(body)


def test_newer_fields_are_read() -> None:
    """The fields that are newer than the reference page have names of their own."""
    body = json.loads(TEXT)
    body["results"][0]["classifications"][0] |= {
        "expectedAnomalyOutcome": [{"startIndex": 0, "endIndex": 1, "label": "no anomaly"}],
        "isMultiLabel": True,
        "intervalMs": 16,
        "frequencyHz": 62.5,
        "labelMapResult": [{"color": "red"}],
        "labelMapScores": [{"color": {"red": 0.9}}],
        "resultCount": 3,
        "thresholds": [{"key": "k", "value": "max", "dropdownOptions": [{"description": "largest", "value": "max"}]}],
    }
    body["sample"]["sample"]["datastreams"] = [{"intervalMs": 10}]
    body["sample"]["datastreamPayloads"] = [{"payload": {"sensors": [], "values": []}}]
    answer = ClassifyAnswer.model_validate(body)
    assert unknown_fields(answer) == []
    assert moments(dumped(answer)) == moments(body)
    assert answer.results[0].classifications[0].thresholds[0].value == "max"


scores = st.one_of(st.none(), st.floats(), st.integers(-(2**53), 2**53))
labels = st.dictionaries(st.text(), scores, max_size=4)
windows = st.lists(labels, max_size=5)


@given(
    windows, st.lists(st.builds(StructuredLabel, start_index=st.integers(), end_index=st.integers(), label=st.text()))
)
def test_scores_survive_the_wire(result: list[dict[str, Any]], expected: list[StructuredLabel]) -> None:
    """Any scores under any labels come back from the wire as they were, and what is no number as null."""
    block = {"id": 1, "type": "keras"}
    sent = Classification(learn_block=block, result=result, expected_labels=expected)
    read = Classification.model_validate_json(sent.model_dump_json(by_alias=True))
    assert read.expected_labels == expected
    for before, after in zip(result, read.result, strict=True):
        wire = {label: score if score is not None and math.isfinite(score) else None for label, score in before.items()}
        assert after == wire


@given(st.recursive(scores | st.booleans() | st.text(), lambda inner: st.lists(inner, max_size=3), max_leaves=5))
def test_a_score_is_a_number_or_none(value: Any) -> None:
    """Anything but a number or null in the place of a score is an error that names the place."""
    body = {"learnBlock": {"id": 1, "type": "keras"}, "result": [{"a": value}]}
    is_score = value is None or (isinstance(value, int | float) and not isinstance(value, bool))
    if is_score:
        assert Classification.model_validate_json(json.dumps(body)).result[0].keys() == {"a"}
    else:
        with pytest.raises(ValidationError) as caught:
            Classification.model_validate_json(json.dumps(body))
        assert caught.value.errors()[0]["loc"] == ("result", 0, "a")


@pytest.mark.parametrize("value", [0.5, 1, "max", None])
def test_a_threshold_is_a_number_or_a_text(value: float | str | None) -> None:
    """A threshold's value keeps its kind."""
    read = Threshold.model_validate_json(json.dumps({"key": "k", "value": value}))
    assert read.value == value
    assert isinstance(read.value, str) == isinstance(value, str)


@pytest.mark.parametrize("value", [math.nan, math.inf, -1, 1e308, 5e-324])
def test_a_time_that_cannot_be_measured_is_none(value: float) -> None:
    """Beyond all bounds, or next to nothing: dividing by it would overflow."""
    body = {"sample": {"id": 1, "intervalMs": value, "frequency": 0}}
    sample = SampleAnswer.model_validate(body).sample
    assert (sample.interval_ms, sample.frequency) == (None, 0)
    answer = ClassifyAnswer.model_validate({"sample": body, "windowSizeMs": 2000, "windowIncreaseMs": value})
    assert (answer.window_size_ms, answer.window_increase_ms) == (2000, 0)


def test_a_sample_is_read_alone() -> None:
    """The sample of the example is what the call for one sample answers."""
    answer = SampleAnswer.model_validate({"success": True, **EXAMPLE["sample"]})
    assert unknown_fields(answer) == []
    assert answer.payload.device_type == "DISCO-L475VG-IOT01A"


def test_the_schema_loads_nothing_heavy() -> None:
    """The embedded service, which shares the schema, does not load the client or the figures by the way."""
    program = "import sys, variantlens.service.schema; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert loaded.isdisjoint({"httpx", "pandas", "numpy", "streamlit", "plotly", "stamina", "pydantic_settings"})
    ours = {name for name in loaded if name.startswith("variantlens.")}
    assert ours - {"variantlens.service"} == {name for name in ours if name.startswith("variantlens.service.schema")}
