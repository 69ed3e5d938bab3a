"""Read-only keys: they read and classify, and nothing else."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from studio.__main__ import main
from studio.api import create_app

CLASSIFY = "/api/7/classify/v2/1/variants"
VARIANTS = {"variants": json.dumps(["int8"])}


@pytest.fixture
def http(tiny: Path, served: Any) -> Iterator[httpx.Client]:
    """A client with a read-only key, of a service where every sample is a job."""
    app = create_app([tiny.parent], api_key="full", read_only_key="reader", job_windows=1)
    with served(app) as running, httpx.Client(base_url=running.address, headers={"x-api-key": "reader"}) as http:
        yield http


@pytest.mark.parametrize(
    "path",
    ["/api/projects", "/api/7", "/api/7/impulses", "/api/7/raw-data", "/api/7/raw-data/1", "/api/7/model-variants",
     "/api/7/classify/all/result", "/api/7/training/keras/4/metadata", "/api/7/downloads"],
)  # fmt: skip
def test_it_reads(http: httpx.Client, path: str) -> None:
    """Everything that only reads is open to it."""
    assert http.get(path).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/7/impulse/1/set-thresholds"),
        ("POST", "/api/7/jobs/classify"),
        ("GET", "/api/7/jobs"),
        ("GET", "/api/7/jobs/all"),
        ("GET", "/api/7/jobs/1/status"),
        ("GET", "/api/7/jobs/1/stdout"),
        ("POST", "/api/7/jobs/1/cancel"),
    ],
)
def test_it_changes_and_starts_nothing(http: httpx.Client, method: str, path: str) -> None:
    """Thresholds, model testing and jobs are refused with the reason; with the full key they are not."""
    answer = http.request(method, path, json={"thresholds": []})
    assert (answer.status_code, answer.json()["success"]) == (403, False)
    assert "read-only" in answer.json()["error"]
    assert http.request(method, path, json={"thresholds": []}, headers={"x-api-key": "full"}).status_code != 403


def test_it_classifies_but_does_not_poll(http: httpx.Client) -> None:
    """It gets a job's id from the main call, may not ask how the job is doing, and gets the result by calling again."""
    answer = http.post(CLASSIFY, params=VARIANTS).json()
    if "id" in answer:
        assert http.get(f"/api/7/jobs/{answer['id']}/status").status_code == 403
    for _ in range(1000):
        if "results" in answer:
            break
        answer = http.post(CLASSIFY, params=VARIANTS).json()
    assert answer["results"][0]["variant"] == "int8"


def test_another_key_is_still_wrong(http: httpx.Client) -> None:
    """A second key makes no third one right."""
    assert http.get("/api/projects", headers={"x-api-key": "read"}).status_code == 401


def test_a_read_only_key_alone_makes_no_sense(tiny: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Without a full key everybody may do everything, so the service does not start with a read-only one alone."""
    assert main(["--port", "0", "--projects", str(tiny), "--read-only-key", "reader"]) == 2
    assert "--read-only-key needs --api-key" in caplog.text
