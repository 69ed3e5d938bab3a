"""A service that answers with a job: the page waits for it in sight."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI

from studio.api import create_app
from tests.conftest import DEMOS, Running
from tests.pages.conftest import Open, words


def test_a_job_is_waited_for_and_its_result_shown(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, served: Callable[[FastAPI], Running]
) -> None:
    """A sample that is too long for one call is followed as a job; then the comparison is there."""
    with served(create_app([DEMOS], "key-of-jobs", job_windows=5)) as running:
        monkeypatch.setenv("VARIANTLENS_SERVICE_URL", running.address)
        monkeypatch.setenv("VARIANTLENS_API_KEY", "key-of-jobs")
        app = open_page("compare", service=running.address, project="1", sample="39", variants=["float32", "int8"])
    assert not app.exception
    assert "decides differently in 1 of 17 windows" in words(app)
