"""An opened sweep says whether it is one of today's model; a project changes between the two."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from streamlit.testing.v1 import AppTest

from components import session
from components.sweep import runs
from studio.api import create_app
from tests.conftest import DEMOS, KEY, Running
from tests.pages.conftest import Open, read
from variantlens.service.choose import connect
from variantlens.service.identity import ServiceId
from variantlens.settings import load
from variantlens.sweeps.request import SweepRequest

SECONDS = 60
CHECKING = "Checking whether this is still today's model"


@pytest.fixture
def folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_database: None, served: Callable[[FastAPI], Running]
) -> Iterator[tuple[Path, Running]]:
    """The motion demo as a project of its own at another service, and a database that nobody else writes."""
    copied = tmp_path / "projects" / "motion"
    shutil.copytree(DEMOS / "motion", copied)
    with served(create_app([copied.parent], KEY)) as running:
        monkeypatch.setenv("VARIANTLENS_SERVICE_URL", running.address)
        monkeypatch.setenv("VARIANTLENS_API_KEY", KEY)
        session.operator.clear()
        yield copied, running


def swept(service: str) -> str:
    """The id of a sweep of a few recordings that has ended."""
    request = SweepRequest(service=service, project=1, impulse=1, variants=("float32", "int8"), limit=3)
    run = runs.sweeps().start(request, connect(ServiceId(service), load()))
    assert runs.sweeps().wait(run, SECONDS).ended
    return run


def known(app: AppTest) -> str:
    """The words of a page, once it has found out."""
    deadline = time.monotonic() + SECONDS
    while CHECKING in read(app) and time.monotonic() < deadline:
        time.sleep(0.2)
        app.run()
    assert not app.exception
    return read(app)


def test_a_sweep_of_another_model_than_todays_says_so(folder: tuple[Path, Running], open_page: Open) -> None:
    """Opened right after it ran, nothing changed; opened after int8 was replaced, the page names it."""
    copied, running = folder
    run = swept(running.address)
    assert "are the same today as when this sweep ran" in known(open_page("sweep", v="1", run=run))
    shutil.copyfile(copied / "models/int8-one-recording.tflite", copied / "models/int8.tflite")
    os.utime(copied / "models/int8.tflite", (time.time() + 5,) * 2)
    said = known(open_page("sweep", v="1", run=run))
    assert "The model changed since this sweep ran." in said
    assert "int8 of block" in said
    assert "computed by another file" in said
    # The verdict is there all the same.
    assert "Not enough data" in said


def test_a_service_that_went_away_stops_nothing(folder: tuple[Path, Running], open_page: Open) -> None:
    """What was just on the page stays readable when the service is gone; the page says that it did not check."""
    _, running = folder
    run = swept(running.address)
    app = open_page("sweep", v="1", run=run)
    known(app)
    running.__exit__()
    said = known(_as_opened_anew(app))
    assert "Not checked whether this is still today's model: the service was not reached." in said
    assert "Not enough data" in said
    assert "check again" in [each.key for each in app.button]


def _as_opened_anew(app: AppTest) -> AppTest:
    """The same page in a session that has asked nothing yet, while the service's lists are still remembered."""
    del app.session_state["session that asks what changed"]
    return app.run()
