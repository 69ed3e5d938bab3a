"""Waiting for a job that takes its time: it is seen, it can be given up, and asked for again."""

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from benchmarks import programs
from studio.api import create_app
from studio.jobs import Jobs
from tests.browser.conftest import settled
from tests.conftest import DEMOS, Running


@pytest.fixture
def idle_jobs(served: Callable[[FastAPI], Running]) -> Iterator[str]:
    """A dashboard whose service takes jobs and never does them."""
    with served(create_app([DEMOS], job_windows=5, work=Jobs(workers=0))) as service:
        settings = {"VARIANTLENS_SERVICE_URL": service.address}
        with programs.streamlit(programs.ROOT / "app.py", "/healthz", **settings) as (address, _):
            yield address


def test_a_job_is_seen_given_up_and_asked_for_again(idle_jobs: str, page: Page) -> None:
    """The page names the job; *Cancel* ends the wait and asks nothing by itself; *Ask again* does."""
    page.goto(f"{idle_jobs}/compare?project=1&sample=39&variants=float32&variants=int8")
    expect(page.get_by_text("the service runs job 1")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Cancel").click()
    settled(page)
    expect(page.get_by_text("was given up")).to_be_visible()
    page.get_by_role("button", name="Ask again").click()
    expect(page.get_by_text("the service runs job 2")).to_be_visible(timeout=30_000)
