"""Every call that the dashboard reads with, over the real embedded service and over odd ones."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import stamina

from tests.conftest import DEMOS
from variantlens.diagnosis.bundle import HIDDEN, bundle
from variantlens.diagnosis.calls import Diagnosis, Finding, Outcome, diagnose, told
from variantlens.service.client import Client
from variantlens.service.identity import EMBEDDED, ServiceId

KEY = "ei_canary0123456789key"
PROJECT = "canary-project"
LABEL = "canaryLabel"
CANARIES = (KEY, PROJECT, LABEL, "canary", "Canary", "4711", "8.125", "service.test")
BLOCK = {"id": 47110, "type": "keras", "name": "canary-block", "dsp": [2], "newField": {LABEL: 1, "value": 47111}}
SAMPLE: dict[str, Any] = {
    "id": 47112,
    "filename": "canary.csv",
    "label": LABEL,
    "category": "testing",
    "sensors": [{"name": "canaryAxis", "units": "canary/s"}],
    "metadata": {"canaryPerson": "canary Ada"},
}
CLASSIFIED: dict[str, Any] = {
    "success": True,
    "results": [
        {
            "variant": variant,
            "classifications": [
                {"learnBlock": BLOCK, "result": [{LABEL: 8.125}], LABEL: 8.125, f"score_{LABEL}": 8.125, "plainNews": 1}
            ],
        }
        for variant in ("float32", "canary-int8")
    ],
    "sample": {"sample": SAMPLE, "payload": {"sensors": SAMPLE["sensors"], "values": [[8.125]]}},
    "windowSizeMs": 47113,
    "windowIncreaseMs": 47113,
}
ANSWERS: dict[str, Any] = {
    "/api/projects": {"success": True, "projects": [{"id": 47114, "name": PROJECT, "apiKey": KEY}]},
    "/api/47114": {"success": True, "project": {"id": 47114, "name": PROJECT, "tags": [LABEL]}, "developmentKeys": KEY},
    "/api/47114/impulses": {"success": True, "impulses": [{"id": 1, "name": "canary", "learnBlocks": [BLOCK]}]},
    "/api/47114/model-variants": {
        "success": True, "modelVariants": [{"variant": "float32"}, {"variant": "canary-int8"}]
    },
    "/api/47114/raw-data": {"success": True, "samples": [SAMPLE], "totalCount": 1},
    "/api/47114/raw-data/47112": CLASSIFIED["sample"] | {"success": True},
    "/api/47114/classify/v2/47112/variants": CLASSIFIED,
    "/api/47114/classify/v2/47112/raw-data/0": CLASSIFIED["sample"] | {"success": True},
    "/api/47114/training/keras/47110/metadata": {"success": True, "classNames": [LABEL], "plainField": LABEL},
}  # fmt: skip
"""A service that has a canary wherever a project's own words or numbers may stand."""


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    """Repeated calls follow at once."""
    with stamina.set_testing(True, attempts=2):
        yield


def asked(answers: Callable[[httpx.Request], httpx.Response]) -> Diagnosis:
    """What is found at a service whose network is a function."""
    with Client("https://service.test/v1", KEY, transport=httpx.MockTransport(answers)) as client:
        return diagnose(client)


def answering(changed: dict[str, Any]) -> Callable[[httpx.Request], httpx.Response]:
    """The service with the canaries, with some answers of its own."""

    def answer(request: httpx.Request) -> httpx.Response:
        found = (ANSWERS | changed).get(request.url.path.removeprefix("/v1"))
        if found is None:
            return httpx.Response(404, json={"success": False, "error": f"no {LABEL} for {KEY}"})
        return found if isinstance(found, httpx.Response) else httpx.Response(200, json=found)

    return answer


def finding(diagnosis: Diagnosis, purpose: str) -> Finding:
    """What came of the first call that was made for this."""
    return next(each for each in diagnosis.findings if each.purpose == purpose)


def test_a_flood_of_unknown_fields_is_not_read() -> None:
    """What the dashboard leaves out of an answer does not fill the memory here either."""
    flood = [f"flood {at}" for at in range(50_000)]
    listed = ANSWERS["/api/projects"] | {"extra": flood}
    diagnosis = asked(answering({"/api/projects": listed}))
    assert finding(diagnosis, "list projects").outcome is Outcome.UNDERSTOOD
    assert PROJECT in diagnosis.texts
    assert not diagnosis.texts & set(flood)


@pytest.mark.parametrize("number", [json.loads(path.read_bytes())["id"] for path in DEMOS.glob("*/project.json")])
def test_our_own_answers_are_understood(studio_service: Any, number: int) -> None:
    """Of every demo each call is answered, and nothing of any answer is left out."""
    with Client(studio_service.address, studio_service.api_key) as client:
        diagnosis = diagnose(client, number)
    assert {each.jobs for each in diagnosis.findings} == {0}
    assert [told(each) for each in diagnosis.findings if not each.is_fine] == []
    assert diagnosis.understood
    calls = {each.call for each in diagnosis.findings if each.outcome is Outcome.UNDERSTOOD}
    assert "POST /api/{projectId}/classify/v2/{sampleId}/variants" in calls
    assert len(calls) >= 8


def test_no_key_value_or_name_is_in_the_bundle() -> None:
    """Canaries in every place of every answer: the file has none of them, and still says what the answers are like."""
    diagnosis = asked(answering({}))
    text = bundle(diagnosis, ServiceId("https://service.test/v1")).decode()
    assert [canary for canary in CANARIES if canary in text] == []
    assert diagnosis.understood
    written = json.loads(text)
    assert written["service"] == "another"
    (classified,) = [each for each in written["calls"] if each["purpose"] == "classify a sample"]
    block = classified["answer"]["fields"]["results"]["items"]["fields"]["classifications"]["items"]["fields"]
    assert block["result"]["items"]["entries"]["types"] == {"number": 2}
    assert "results[].classifications[].plainNews" in classified["unknown"]
    assert f"results[].classifications[].{HIDDEN}" in classified["unknown"]
    assert "results[].classifications[].learnBlock.newField" in classified["unknown"]


def test_the_bundle_shows_names_of_the_service() -> None:
    """A field's name that is no content is told, or the searches above would find nothing in an empty file."""
    changed = {"/api/projects": ANSWERS["/api/projects"] | {"wordOfTheService": 1}}
    assert "wordOfTheService" in bundle(asked(answering(changed)), ServiceId(EMBEDDED)).decode()


def test_errors_of_a_service_stay_out_of_the_bundle_too() -> None:
    """Its words may hold anything: told is the status, and what kind of refusal it was."""
    refused = httpx.Response(403, json={"success": False, "error": f"{LABEL} may not, says {KEY}"})
    diagnosis = asked(answering({"/api/47114/classify/v2/47112/variants": refused}))
    found = finding(diagnosis, "classify a sample")
    assert (found.outcome, found.status, found.reason) == (Outcome.REFUSED, 403, "the key may not do this")
    assert not diagnosis.understood
    text = bundle(diagnosis, ServiceId("https://service.test/v1")).decode()
    assert [canary for canary in CANARIES if canary in text] == []


def test_a_wrong_type_is_described_and_not_repeated() -> None:
    """The place and the types: what was expected, and what came."""
    wrong = CLASSIFIED | {"windowSizeMs": f"{LABEL} ms", "results": [{"variant": 5, "classifications": [{LABEL: 1}]}]}
    diagnosis = asked(answering({"/api/47114/classify/v2/47112/variants": wrong}))
    found = finding(diagnosis, "classify a sample")
    assert found.outcome in {Outcome.NOT_UNDERSTOOD, Outcome.PARTLY}
    told_of = {problem.text.partition(":")[0] for problem in found.problems}
    assert "results[].classifications[].learnBlock" in told_of
    assert LABEL not in bundle(diagnosis, ServiceId(EMBEDDED)).decode()


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (httpx.Response(200, html=f"<p>{LABEL}"), Outcome.NOT_UNDERSTOOD),
        (httpx.Response(200, json=[LABEL]), Outcome.NOT_UNDERSTOOD),
        (httpx.Response(200, json={"success": False, "error": LABEL}), Outcome.REFUSED),
        (httpx.Response(500, text=LABEL), Outcome.REFUSED),
    ],
)
def test_odd_answers_are_described(answer: httpx.Response, outcome: Outcome) -> None:
    """Whatever comes, the calls that do not need it are made all the same."""
    diagnosis = asked(answering({"/api/47114/impulses": answer}))
    assert finding(diagnosis, "list impulses").outcome is outcome
    assert finding(diagnosis, "classify a sample").outcome is Outcome.UNDERSTOOD
    assert LABEL not in bundle(diagnosis, ServiceId(EMBEDDED)).decode()


def test_a_service_that_has_no_test_results_is_understood() -> None:
    """This service says so by success: false; nothing is wrong with that."""
    none = {"success": False, "error": "No model testing results yet"}
    found = finding(asked(answering({"/api/47114/classify/all/result/page": none})), "read results of model testing")
    assert (found.outcome, found.is_fine) == (Outcome.NOT_THERE, True)


def test_a_job_is_followed() -> None:
    """The main call may answer with a job; what is described is the answer behind it."""
    calls = []

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path
        calls.append(path)
        if path.endswith("/jobs/12/status"):
            job = {"id": 12, "finished": "2026-01-01T00:00:00Z", "finishedSuccessful": True}
            return httpx.Response(200, json={"success": True, "job": job})
        if path.endswith("/variants") and not any("/jobs/" in each for each in calls):
            return httpx.Response(200, json={"success": True, "id": 12})
        return answering({})(request)

    found = finding(asked(answer), "classify a sample")
    assert (found.outcome, found.jobs) == (Outcome.UNDERSTOOD, 2)
    assert found.form is not None
    assert "results" in found.form.fields


def test_a_service_that_does_not_answer_is_asked_once() -> None:
    """Nobody waits for each call in turn."""
    calls = []

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append(request.url.path)
        raise httpx.ConnectError("refused")

    diagnosis = asked(answer)
    assert set(calls) == {"/v1/api/projects"}
    assert [each.outcome for each in diagnosis.findings] == [Outcome.NO_ANSWER, Outcome.NOT_ASKED]
    assert not diagnosis.understood
