"""Sweeps of our own service open at every address where it serves the same projects, and nowhere else."""

from typing import Any

import pytest

from components.sweep import runs
from tests.pages.conftest import Open, read
from tests.pages.replaced import Replaced
from variantlens.service.choose import connect
from variantlens.service.identity import EMBEDDED, ServiceId
from variantlens.settings import load
from variantlens.store.database import Database
from variantlens.store.sweeps import SweepStore
from variantlens.sweeps.request import SweepRequest

pytestmark = pytest.mark.usefixtures("own_database")

SECONDS = 60
MOTION: dict[str, Any] = {"project": 1, "impulse": 1, "variants": ("float32", "int8"), "limit": 12}


@pytest.fixture
def run(embedded_service: None) -> str:
    """A sweep that the embedded service was asked, as the command line asks it, and that has ended."""
    name = runs.sweeps().start(SweepRequest(**MOTION), connect(ServiceId(EMBEDDED), load()))
    assert runs.sweeps().wait(name, SECONDS).ended
    return name


def test_a_sweep_opens_where_the_same_projects_are(run: str, service: Replaced, open_page: Open) -> None:
    """The dashboard asks the service in another terminal, which opens the sweep, and lists it."""
    app = open_page("sweep", v="1", run=run)
    assert not app.exception
    assert "of 12 recordings" in read(app)
    listed = open_page("sweep", project="1")
    assert f"open {run}" in {each.key for each in listed.button}


def test_a_sweep_of_other_projects_is_not_there(run: str, service: Replaced, open_page: Open) -> None:
    """One of a service that serves other projects is neither opened nor listed, whatever their numbers."""
    store, other = SweepStore(Database(load().database_url)), SweepRequest(**MOTION, studio="0" * 32)
    store.create("of-others", service=EMBEDDED, project=1, request=other.to_json(), studio=other.studio)
    assert "There is no sweep of-others" in read(open_page("sweep", v="1", run="of-others"))
    listed = open_page("sweep", project="1", service=EMBEDDED)
    keys = {each.key for each in listed.button}
    assert f"open {run}" in keys
    assert "open of-others" not in keys


def test_all_variants_are_seen_there(service: Replaced, open_page: Open) -> None:
    """Names that official clients do not know are found at the service in another terminal as at the built-in one."""
    app = open_page("compare", project="1", variants=["float32", "int8-one-recording"])
    assert not app.exception
    assert "int8-one-recording" in read(app)
    assert app.query_params["service"] == service.address
