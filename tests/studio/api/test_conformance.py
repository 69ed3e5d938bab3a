"""The service against its own OpenAPI document, by calls that schemathesis makes up.

Whatever the parameters, each answer has a status, a content type and a form that the document names.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, GenerationMode, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from studio.api import create_app

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 10
"""Calls for each operation: few, so that all of them take seconds."""
KNOWN: dict[str, list[Any]] = {
    "projectId": [7],
    "sampleId": [1, 2, 3, 4],
    "impulseId": [1],
    "learnId": [4, 5],
    "jobId": [1, 2],
    "windowIndex": [0, 3],
    "modelDownloadId": ["int8"],
    "variants": ['["int8"]', '["float32", "int8"]'],
    "variant": ["float32", "int8"],
    "sliceStart": [0, 3],
    "sliceEnd": [5, 99],
}
"""What is there, so that not every call is refused."""
SETTING: dict[str, Any] = {"blockId": 4, "key": "min_score", "value": 0.7}
QUIET = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
DOCUMENT = openapi.from_dict(create_app([]).openapi())
OPERATIONS = [DOCUMENT[path][method] for path in DOCUMENT for method in DOCUMENT[path]]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, project_at: Callable[..., Path], served: Any) -> Iterator[str]:
    """Where the service is, whose paths begin as in the document."""
    folder = project_at(tmp_path_factory.mktemp("projects") / "tiny")
    with served(create_app([folder])) as running:
        yield running.address.removesuffix("/v1")


def test_the_document_is_whole() -> None:
    """Each call of the service is in the document once, and nothing else."""
    labels = [operation.label for operation in OPERATIONS]
    assert len(labels) == len(set(labels)) >= 27


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_answers_are_as_documented(address: str, operation: APIOperation[Any, Any, Any, Any]) -> None:
    """Any call that follows the document is answered as the document says."""

    @QUIET
    @given(st.data())
    def calls(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy())
        for values in (case.path_parameters, case.query):
            for name in KNOWN.keys() & values.keys():
                if data.draw(st.integers(0, 4)):
                    values[name] = data.draw(st.sampled_from(KNOWN[name]))
        if operation.path.endswith("set-thresholds") and data.draw(st.booleans()):
            case.body = {"thresholds": [SETTING]}
        case.call_and_validate(base_url=address, checks=CHECKS, timeout=20)

    calls()


@pytest.mark.parametrize(
    "operation", [one for one in OPERATIONS if "{" in one.path], ids=lambda operation: operation.label
)
def test_malformed_calls_are_refused(address: str, operation: APIOperation[Any, Any, Any, Any]) -> None:
    """A call that does not follow the document is no fault of the service, and its error has the service's shape."""

    @QUIET
    @given(st.data())
    def calls(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
        answer = case.call_and_validate(base_url=address, checks=[not_a_server_error], timeout=20)
        if answer.status_code >= 400 and answer.headers["content-type"] == ["application/json"]:
            assert set(answer.json()) == {"success", "error"}

    calls()
