"""The dashboard as people get it: `streamlit run app.py` with the embedded service, in a real Chromium."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks import programs


@pytest.fixture(scope="session")
def dashboard() -> Iterator[str]:
    """Address of a dashboard that was started as README says."""
    with programs.streamlit(programs.ROOT / "app.py", "/healthz") as (address, _):
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium as installed on this machine, or else Playwright's own."""
    with sync_playwright() as playwright:
        browser = programs.chromium(playwright)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser of somebody new: no cookies, no session."""
    context = chromium.new_context(viewport={"width": 1440, "height": 1000})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page of that browser."""
    return context.new_page()


def settled(page: Page) -> Page:
    """Wait until the script has run and its charts are drawn."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=30_000)
    page.wait_for_timeout(300)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=30_000)
    return page
