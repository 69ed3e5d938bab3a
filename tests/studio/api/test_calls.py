"""Who may call, and what calls that go wrong are answered, always in the service's shape."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from studio.api import create_app


def refused(answer: httpx.Response, status: int) -> str:
    """The error of an answer in the service's shape."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    content = answer.json()
    assert set(content) == {"success", "error"}
    assert content["success"] is False
    error: str = content["error"]
    return error


def test_calls_need_the_key(tiny: Path, served: Any) -> None:
    """Without the key or with a wrong one every call answers 401 and says which; with it all is well."""
    with served(create_app([tiny.parent], api_key="right")) as running, httpx.Client(base_url=running.address) as http:
        for path in ("/api/projects", "/api/7", "/api/99"):
            assert "needs an API key" in refused(http.get(path), 401)
            assert "is wrong" in refused(http.get(path, headers={"x-api-key": "wrong"}), 401)
        assert http.get("/api/projects", headers={"x-api-key": "right"}).json()["success"] is True


@pytest.mark.parametrize("path", ["/docs", "/openapi.json"])
def test_descriptions_need_the_key_too(tiny: Path, served: Any, path: str) -> None:
    """What there is to call is told to those who may call; without a key set, to everybody."""
    with served(create_app([tiny.parent], api_key="right")) as running:
        address = running.address.removesuffix("/v1")
        refused(httpx.get(address + path), 401)
        assert httpx.get(address + path, headers={"x-api-key": "right"}).status_code == 200
        refused(httpx.get(f"{address}/redoc"), 404)
    with served(create_app([tiny.parent])) as running:
        assert httpx.get(running.address.removesuffix("/v1") + path).status_code == 200


@pytest.mark.parametrize("key", ["", "wright", "Right", "right ß"])
def test_a_key_is_right_or_wrong(tiny: Path, served: Any, key: str) -> None:
    """A key that is nearly right is wrong."""
    with served(create_app([tiny.parent], api_key="right")) as running:
        answer = httpx.get(f"{running.address}/api/projects", headers=[(b"x-api-key", key.encode())])
    refused(answer, 401)


@pytest.mark.parametrize("path", ["/api/nothing", "/api/7/nothing", "/nothing", "/api/7x", "/api/-7"])
def test_unknown_calls(studio: Any, path: str) -> None:
    """A call that is not there answers 404 and names it."""
    assert refused(studio.http.get(path), 404) == f"There is no call GET /v1{path}"


def test_a_wrong_method(studio: Any) -> None:
    """A call by another method is refused as such."""
    refused(studio.http.delete("/api/7"), 405)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/api/99", "There is no project 99"),
        ("/api/99/impulses", "There is no project 99"),
        ("/api/7/impulse?impulseId=5", "Project 7 has no impulse 5, it has 1"),
        ("/api/7/model-variants?impulseId=5", "Project 7 has no impulse 5"),
        ("/api/7/raw-data/99", "Project 7 has no sample 99, it has 1 to 6"),
        ("/api/7/jobs/99/status", "Project 7 has no job 99"),
        ("/api/7/jobs/99/stdout", "Project 7 has no job 99"),
    ],
)
def test_what_is_not_there_is_named(studio: Any, path: str, message: str) -> None:
    """Unknown projects, impulses, samples and jobs answer 404 and say what there is."""
    assert message in refused(studio.http.get(path), 404)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"limit": "many"}, "limit"),
        ({"limit": -1}, "limit"),
        ({"offset": -1}, "offset"),
        ({"category": "lost"}, "category"),
        ({"labels": "wave"}, "labels should be a JSON list of names"),
        ({"labels": "[1]"}, "labels should be a JSON list of names"),
    ],
)
def test_bad_parameters_are_named(studio: Any, parameters: dict[str, Any], message: str) -> None:
    """A parameter of the wrong form answers 400 and names it."""
    assert message in refused(studio.http.get("/api/7/raw-data", params=parameters), 400)


@pytest.mark.parametrize("variants", ["int8", "[", "{}", '"int8"', "[1]", '[""]', "[null]", "[]"])
def test_malformed_variants(studio: Any, variants: str) -> None:
    """Variants that are no JSON list of names answer 400 with an example of one."""
    answer = studio.http.post("/api/7/classify/v2/1/variants", params={"variants": variants})
    assert '["int8", "float32"]' in refused(answer, 400)


def test_missing_variants(studio: Any) -> None:
    """The main call without variants answers 400."""
    assert "variants" in refused(studio.http.post("/api/7/classify/v2/1/variants"), 400)


@pytest.mark.parametrize(
    ("sample", "parameters", "status", "message"),
    [
        (1, {"variants": '["akida"]'}, 400, "no variant “akida”, it has float32, int8, int8-reference-kernels"),
        (1, {"variants": '["int8"]', "impulseId": 5}, 404, "no impulse 5"),
        (99, {"variants": '["int8"]'}, 404, "no sample 99"),
        (3, {"variants": '["int8"]'}, 400, "“short.csv” is 300 ms long, shorter than one window of 400 ms"),
        (4, {"variants": '["int8"]'}, 422, "tiny/samples/damaged.csv: "),
        (6, {"variants": '["int8"]'}, 400, "“fast.csv” is 200 ms long, shorter than one window of 400 ms"),
    ],
)
def test_what_cannot_be_classified(
    studio: Any, sample: int, parameters: dict[str, Any], status: int, message: str
) -> None:
    """What is unknown, too short, damaged or at another rate is refused with its reason."""
    answer = studio.http.post(f"/api/7/classify/v2/{sample}/variants", params=parameters)
    assert message in refused(answer, status)
    assert studio.classify(1)["success"] is True


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"type": "magic"}, "impulses.0.processing.0: there is no processing block “magic”", id="type"),
        pytest.param({"parameters": {"mean": "low"}}, "impulses.0.processing.0.parameters.mean", id="form"),
        pytest.param({"parameters": {"mean": [1, 2, 3]}}, "impulses.0.processing.0: mean has 3 numbers", id="length"),
    ],
)
def test_a_processing_block_that_cannot_work(
    tmp_path: Path,
    project_at: Callable[..., Path],
    project_json: dict[str, Any],
    served: Any,
    change: dict[str, Any],
    message: str,
) -> None:
    """Parameters that a processing block does not take are named by file and field."""
    project_json["impulses"][0]["processing"][0].update(change)
    folder = project_at(tmp_path / "mine", project_json)
    with served(create_app([folder])) as running:
        answer = httpx.post(f"{running.address}/api/7/classify/v2/1/variants", params={"variants": '["int8"]'})
    assert f"mine/project.json: {message}" in refused(answer, 422)


def test_an_axis_that_a_sample_lacks(
    tmp_path: Path, project_at: Callable[..., Path], project_json: dict[str, Any], served: Any
) -> None:
    """An axis that the impulse takes and the sample does not have is named, with those that it has."""
    project_json["impulses"][0]["input"]["axes"] = ["x", "z"]
    folder = project_at(tmp_path / "mine", project_json)
    with served(create_app([folder])) as running:
        answer = httpx.post(f"{running.address}/api/7/classify/v2/1/variants", params={"variants": '["int8"]'})
    assert "“wave.csv” has no axis z, which the impulse takes, but x, y" in refused(answer, 400)


def test_a_damaged_model_stops_no_other(own_studio: Any, tiny: Path) -> None:
    """A model that was cut off fails the calls that need it, and no others."""
    path = tiny / "models" / "dense-int8.tflite"
    path.write_bytes(path.read_bytes()[:900])
    answer = own_studio.http.post("/api/7/classify/v2/1/variants", params={"variants": '["float32", "int8"]'})
    assert "models/dense-int8.tflite: the model cannot be loaded" in refused(answer, 422)
    assert own_studio.classify(1, ["float32"])["success"] is True


def test_the_calls_of_a_broken_project_say_why(
    tiny: Path, own_studio: Any, project_at: Callable[..., Path], project_json: dict[str, Any]
) -> None:
    """A project that cannot be used is not listed, and its calls name file and field."""
    project_at(tiny.parent / "broken", {**project_json, "id": 8, "owner": 3})
    assert [project["id"] for project in own_studio.http.get("/api/projects").json()["projects"]] == [7]
    assert "broken/project.json: owner: " in refused(own_studio.http.get("/api/8/impulses"), 422)


def test_a_fault_of_the_service_keeps_its_details(studio: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that nobody foresaw answers 500 in the service's shape, without its details, and others go on."""

    def fault(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    with monkeypatch.context() as patched:
        patched.setattr("studio.wire.projects.impulse", fault)
        error = refused(studio.http.get("/api/7/impulses"), 500)
    assert "secret detail" not in error
    assert studio.get("/impulses")["success"] is True


def test_the_service_describes_itself(studio: Any) -> None:
    """The OpenAPI document names every call under its real path."""
    document = json.loads(studio.http.get(studio.http.base_url.copy_with(path="/openapi.json")).text)
    assert "/v1/api/{projectId}/classify/v2/{sampleId}/variants" in document["paths"]
    names = {
        parameter["name"]
        for path in document["paths"].values()
        for call in path.values()
        for parameter in call["parameters"]
    }
    assert {"projectId", "sampleId", "impulseId", "includeDebugInfo", "truncateStructuredLabels", "x-api-key"} <= names
