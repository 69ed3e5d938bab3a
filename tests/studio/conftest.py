"""A small project with models of a few weights, and ways to call it."""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest
from fastapi import FastAPI

from studio.api import create_app
from studio.jobs import Jobs
from tests.conftest import Running

Served: TypeAlias = Callable[[FastAPI], Running]
MODELS = Path(__file__).parent / "models"
CLUSTERS = {"mean": [0.0, 0.0], "scale": [1.0, 2.0], "clusters": [{"center": [0.0, 0.0], "maxError": 0.5}]}
PROJECT: dict[str, Any] = {
    "format": 1,
    "id": 7,
    "name": "Tiny",
    "created": "2026-01-02T03:04:05Z",
    "variants": {"float32": "As trained.", "int8": "Full int8.", "int8-reference-kernels": "The same, other kernels."},
    "anomalousLabels": ["wave"],
    "impulses": [
        {
            "id": 1,
            "name": "Two axes",
            "input": {
                "id": 1,
                "type": "time-series",
                "windowSizeMs": 400,
                "windowIncreaseMs": 200,
                "frequencyHz": 10,
                "axes": ["y", "x"],
            },
            "processing": [
                {"id": 2, "type": "raw", "name": "Raw"},
                {"id": 3, "type": "flatten", "name": "Flatten", "parameters": {"statistics": ["mean"]}},
            ],
            "learning": [
                {
                    "id": 4,
                    "type": "keras",
                    "name": "Classifier",
                    "createdAt": "2026-01-02T03:04:05Z",
                    "processing": [2],
                    "labels": ["idle", "wave", "snake"],
                    "models": {
                        "float32": {"file": "models/dense-float32.tflite"},
                        "int8": {"file": "models/dense-int8.tflite"},
                        "int8-reference-kernels": {"file": "models/dense-int8.tflite", "kernels": "reference"},
                    },
                    "thresholds": [{"key": "min_score", "value": 0.6, "suggestedValue": 0.6}],
                },
                {
                    "id": 5,
                    "type": "anomaly",
                    "name": "Anomaly detection",
                    "processing": [3],
                    "clusters": "models/kmeans.json",
                    "thresholds": [{"key": "min_anomaly_score", "value": 0.3}],
                },
            ],
        }
    ],
}
MIXED = [
    {"startIndex": 0, "endIndex": 7, "label": "idle"},
    {"startIndex": 10, "endIndex": 19, "label": "wave"},
]


@dataclass(frozen=True)
class Studio:
    """The service over a folder of projects; paths of ``http`` begin below ``/v1``."""

    http: httpx.Client
    jobs: Jobs
    folder: Path

    def get(self, path: str, **parameters: str | int) -> Any:
        """The answer to a GET below ``/v1/api/7``; fails unless it is a success."""
        answer = self.http.get(f"/api/7{path}", params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def classify(self, sample: int, variants: Sequence[str] = ("float32", "int8"), **parameters: str | int) -> Any:
        """The answer of the main call; fails unless it is a success."""
        answer = self.http.post(
            f"/api/7/classify/v2/{sample}/variants", params={"variants": json.dumps(list(variants)), **parameters}
        )
        assert answer.status_code == 200, answer.text
        return answer.json()


def _table(rows: int, interval_ms: int = 100) -> str:
    """A recording of two axes that swing at different rates."""
    lines = [f"{row * interval_ms},{(row % 5) - 2},{(row % 7) / 2 - 1}" for row in range(rows)]
    return "\n".join(["timestamp,x,y [m/s2]", *lines, ""])


def write_project(folder: Path, project: dict[str, Any] | None = None) -> Path:
    """A project folder with six samples; sample 3 is shorter than a window, 4 is damaged, 6 is at another rate."""
    samples = folder / "samples"
    samples.mkdir(parents=True)
    shutil.copytree(MODELS, folder / "models")
    (folder / "models" / "kmeans.json").write_text(json.dumps(CLUSTERS))
    (folder / "project.json").write_text(json.dumps(PROJECT if project is None else project))
    tables = {
        "wave.csv": _table(20),
        "mixed.csv": _table(20),
        "short.csv": _table(3),
        "damaged.csv": "timestamp,x,y\n0,1\n",
        "idle.csv": _table(24),
        "fast.csv": _table(20, interval_ms=10).replace("timestamp", "timestamp [ms]"),
    }
    labels: dict[str, Any] = {name: {"type": "label", "label": name.removesuffix(".csv")} for name in tables}
    labels["mixed.csv"] = {"type": "multi-label", "labels": MIXED}
    labels["fast.csv"] = {"type": "unlabeled"}
    for name, table in tables.items():
        (samples / name).write_text(table)
    files = [
        {"path": name, "name": name, "category": "training" if name == "idle.csv" else "testing", "label": label}
        for name, label in labels.items()
    ]
    (samples / "info.labels").write_text(json.dumps({"version": 1, "files": files}))
    return folder


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """The folder of the small project, number 7, inside a folder of projects."""
    return write_project(tmp_path / "projects" / "tiny")


@pytest.fixture(scope="session")
def project_at() -> Callable[..., Path]:
    """A way to write the small project somewhere, with another ``project.json`` if need be."""
    return write_project


@pytest.fixture
def project_json() -> dict[str, Any]:
    """The small project's ``project.json``, for a test to change."""
    copy: dict[str, Any] = json.loads(json.dumps(PROJECT))
    return copy


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory, served: Served) -> Iterator[Studio]:
    """The service over the small project, which all tests of a module share and none changes."""
    yield from _studio(write_project(tmp_path_factory.mktemp("projects") / "tiny"), served, Jobs())


@pytest.fixture
def own_studio(tiny: Path, served: Served) -> Iterator[Studio]:
    """The service over a small project of the test's own."""
    yield from _studio(tiny, served, Jobs())


@pytest.fixture
def studio_with_jobs(tiny: Path, served: Served) -> Iterator[Studio]:
    """The same where nine windows are a job, and where jobs run only when the test says so."""
    yield from _studio(tiny, served, Jobs(workers=0), job_windows=8)


def _studio(folder: Path, served: Served, jobs: Jobs, job_windows: int = 2000) -> Iterator[Studio]:
    app = create_app([folder.parent], job_windows=job_windows, work=jobs)
    with served(app) as running, httpx.Client(base_url=running.address) as http:
        yield Studio(http, jobs, folder)
