"""A database that fails while people use the pages is a notice with what to do, never a trace."""

from pathlib import Path
from typing import Any

import pytest

from components import session
from components.sweep import runs
from tests.pages.conftest import Open, read
from tests.store import faults
from variantlens.service.choose import connect
from variantlens.service.identity import EMBEDDED, ServiceId
from variantlens.settings import load
from variantlens.store.database import Database
from variantlens.sweeps.request import SweepRequest

MOTION: dict[str, Any] = {"project": 1, "impulse": 1, "variants": ("float32", "int8"), "limit": 3}
SECONDS = 60


@pytest.fixture
def file(tmp_path: Path, own_database: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the database, which waits for no lock."""
    faults.hurried(monkeypatch)
    return tmp_path / "sweeps.db"


def swept() -> str:
    """The id of a sweep that has ended."""
    run = runs.sweeps().start(SweepRequest(**MOTION), connect(ServiceId(EMBEDDED), load()))
    assert runs.sweeps().wait(run, SECONDS).ended
    return run


def test_a_locked_database_starts_no_sweep_and_says_so(open_page: Open, file: Path) -> None:
    """Who presses *Run* while another program keeps the database locked reads that, and what to do."""
    app = open_page("sweep", project="1", variants=["float32", "int8"], limit="3")
    with faults.locked(file):
        app.button(key="run").click().run()
        assert not app.exception
        assert "Another program keeps the database locked" in read(app)
        assert "end the program that holds it" in read(app)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("sweep", "What is kept cannot be reached"),
        ("compare", "The way through the sweep cannot be shown."),
    ],
)
def test_a_damaged_database_says_so(open_page: Open, file: Path, page: str, words: str) -> None:
    """A sweep that cannot be read is a notice; its samples are shown all the same."""
    run = swept()
    runs.sweeps.clear()
    database = Database(session.operator().database_url)
    with faults.damaged(database, file):
        parameters = {"run": run} if page == "sweep" else {"run": run, "project": "1", "sample": "1"}
        app = open_page(page, **parameters)
        assert not app.exception
        assert words in read(app)
        assert "The database is damaged" in read(app)
        assert "Put a copy of it from before in its place" in read(app)
        runs.sweeps.clear()
