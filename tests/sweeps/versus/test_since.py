"""A sweep says whether it is one of today's model, over the real embedded service with a project that changes."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from studio.api import create_app
from tests.conftest import DEMOS, KEY, Running, StudioService
from tests.sweeps.services import Service, request
from variantlens.service.client import Client
from variantlens.service.identity import Changed
from variantlens.sweeps.request import SweepRequest
from variantlens.sweeps.running.service import Sweeps
from variantlens.sweeps.versus.since import Since, since

SECONDS = 60
LABELS = "samples/info.labels"
MOTION: dict[str, Any] = {"project": 1, "impulse": 1, "variants": ("float32", "int8"), "limit": 4}


@dataclass(frozen=True)
class Project:
    """A copy of the motion demo, served on loopback.

    Attributes:
        folder: Where it lies; whoever writes there changes the project.
        client: Asks its service.
    """

    folder: Path
    client: Client

    def replace(self, name: str, other: str) -> None:
        """Put the content of another file in place of one."""
        shutil.copyfile(self.folder / other, self.folder / name)
        # However fast it was swept, the file is a newer one.
        later = (self.folder / name).stat().st_mtime + 5
        os.utime(self.folder / name, (later, later))


@pytest.fixture
def project(tmp_path: Path, served: Callable[[FastAPI], Running]) -> Iterator[Project]:
    """The motion demo as a project of its own, which may be changed."""
    folder = tmp_path / "projects" / "motion"
    shutil.copytree(DEMOS / "motion", folder)
    with (
        served(create_app([folder.parent], KEY)) as running,
        Client(running.address, KEY, embedded=True) as client,
    ):
        yield Project(folder, client)


def swept(sweeps: Sweeps, client: Client, **changes: Any) -> str:
    """The id of a sweep that has ended."""
    run = sweeps.start(SweepRequest(service=client.name, **(MOTION | changes)), client)
    assert sweeps.wait(run, SECONDS).ended
    return run


def checked(sweeps: Sweeps, run: str, client: Client) -> Since:
    """What changed since a sweep ran."""
    return since(client, sweeps.request(run), list(sweeps.outcomes(run)), sweeps.answers(run))


def test_a_replaced_model_file_is_named(project: Project, sweeps: Sweeps) -> None:
    """Whoever opens the sweep after int8 was made anew learns that it is of another model, and which one."""
    run = swept(sweeps, project.client)
    assert checked(sweeps, run, project.client) == Since()
    project.replace("models/int8.tflite", "models/int8-one-recording.tflite")
    found = checked(sweeps, run, project.client)
    assert found.title == "The model changed"
    assert [change.what for change in found.changes] == [Changed.MODEL]
    assert "int8 of block" in found.changes[0].sentence


def test_samples_that_are_gone_labelled_otherwise_or_replaced_are_counted(project: Project, sweeps: Sweeps) -> None:
    """A sweep's samples are held against those that the service lists now, by id, label and hash."""
    run = swept(sweeps, project.client, limit=None)
    gone, relabelled, replaced, other = [each.filename for each in sweeps.outcomes(run)][:4]
    project.replace(f"samples/{replaced}", f"samples/{other}")
    described = json.loads((project.folder / LABELS).read_text())
    described["files"] = [entry for entry in described["files"] if entry["path"] != gone]
    for entry in described["files"]:
        if entry["path"] == relabelled:
            entry["label"] = {"type": "label", "label": "badminton"}
    (project.folder / LABELS).write_text(json.dumps(described))
    found = checked(sweeps, run, project.client)
    assert found.title == "The samples changed"
    assert [change.sentence for change in found.changes] == [
        "Of this sweep 1 of 40 samples is no longer among the project's testing samples.",
        "Of this sweep 39 of 40 samples are listed under another id by now, so that a row opens another sample.",
        "Of this sweep 1 of 40 samples is labelled otherwise by now.",
        "Of this sweep 1 of 40 samples is made of other data by now.",
    ]


def test_a_service_that_is_gone_is_no_error(project: Project, sweeps: Sweeps) -> None:
    """Where nobody answers nothing is claimed, either way."""
    run = swept(sweeps, project.client, limit=2)
    with Client("http://127.0.0.1:9/v1", KEY, embedded=True) as nobody:
        found = since(nobody, sweeps.request(run), list(sweeps.outcomes(run)), sweeps.answers(run))
    assert found == Since(unchecked="the service was not reached")
    assert found.title == ""


def test_a_retrained_block_is_found_by_a_sample_that_is_still_there(sweeps: Sweeps) -> None:
    """Where the first sample was deleted, the next one is asked; a block that was trained again is a changed model."""
    service = Service(
        count=5, behave=lambda sample, before: httpx.Response(404) if (sample, before) == (1, 1) else None
    )
    client = service.client()
    run = sweeps.start(request(), client)
    assert sweeps.wait(run, SECONDS).ended
    service.trained = "2026-05-05T00:00:00Z"
    found = checked(sweeps, run, client)
    assert service.asked[2] == 2
    assert [change.what for change in found.changes] == [Changed.MODEL]
    assert "trained again" in found.changes[0].sentence


@pytest.mark.parametrize(("demo", "source"), [(1, "model testing"), (3, "per sample"), (8, "per sample")])
def test_what_did_not_change_is_not_said_to(
    studio_service: StudioService, sweeps: Sweeps, demo: int, source: str
) -> None:
    """The same project asked twice, also by model testing, shows no difference."""
    with Client(studio_service.address, studio_service.api_key, embedded=True) as client:
        run = swept(sweeps, client, project=demo, limit=2, source=source)
        assert checked(sweeps, run, client) == Since()
