"""The Content-Security-Policy in a real Chromium, however the dashboard is started.

That no test of this folder violates it is held where their browser ends, in conftest.py.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser, Page, expect

from benchmarks import programs
from tests.browser.conftest import POLICY, SLOW, settled
from tests.conftest import Running

PICTURES = "/compare?project=4&sample=20&impulse=1&reference=float32&variants=float32&variants=int8"
SWEEP = "/sweep?project=1&variants=float32&variants=int8-one-recording"


@pytest.fixture(params=["streamlit", "uvicorn"], scope="module")
def started(request: pytest.FixtureRequest) -> Iterator[str]:
    """Address of a dashboard, started by each of both commands."""
    ways: dict[str, AbstractContextManager[tuple[str, float]]] = {
        "streamlit": programs.streamlit(programs.ROOT / "app.py", "/healthz"),
        "uvicorn": programs.uvicorn("app:app", "/healthz"),
    }
    with ways[request.param] as (address, _):
        yield address


def saved(page: Page, button: str) -> bytes:
    """The file behind a button."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).first.click()
    return Path(download.value.path()).read_bytes()


def test_all_pages_work_under_the_policy(started: str, page: Page) -> None:
    """Gallery, settings, charts, pictures, pictures by turns, the large view, downloads and a sweep."""
    for place in ("/", "/settings", PICTURES):
        page.goto(started + place)
        settled(page)
    page.get_by_role("radio", name="Blink", exact=True).click()
    page.wait_for_selector("[class*=st-key-blinking] .updatemenu-button", timeout=SLOW)
    settled(page)
    page.get_by_role("button", name="Download", exact=True).click()
    assert b"<html" in saved(page, "HTML report")
    page.keyboard.press("Escape")
    page.locator("[class*=st-key-present] button").first.click()
    expect(page.locator(".st-key-stop-presenting button")).to_be_visible()
    settled(page)
    assert page.locator(".js-plotly-plot:has(.main-svg)").count() == 1
    page.goto(started + SWEEP)
    settled(page)
    page.get_by_role("button", name="Run 40 recordings").click()
    expect(page.locator(".st-key-verdict h4")).to_be_visible(timeout=2 * SLOW)
    settled(page)
    assert page.locator(".js-plotly-plot:has(.main-svg)").count() >= 1


@pytest.fixture
def intruder(chromium: Browser) -> Iterator[Page]:
    """A browser in which something tries what the policy forbids."""
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def test_what_the_policy_forbids_does_not_happen(started: str, intruder: Page) -> None:
    """A script that a name would bring into the page does not run, and no other place is asked."""
    intruder.goto(started + "/settings")
    settled(intruder)
    with intruder.expect_console_message(lambda message: POLICY in message.text):
        intruder.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran = true\">')")
    assert intruder.evaluate("window.ran") is None
    with intruder.expect_console_message(lambda message: POLICY in message.text):
        asked = intruder.evaluate("fetch('http://localhost:9/').then(() => 'answered', () => 'refused')")
    assert asked == "refused"


def test_no_page_of_another_site_frames_it(started: str, intruder: Page, served: Callable[[FastAPI], Running]) -> None:
    """A page elsewhere that puts the dashboard into a frame shows nothing of it."""
    elsewhere = FastAPI()
    elsewhere.add_api_route("/v1", lambda: HTMLResponse(f"<iframe src='{started}/'></iframe>"))
    with served(elsewhere) as site, intruder.expect_console_message(lambda message: "frame-ancestors" in message.text):
        intruder.goto(site.address)
