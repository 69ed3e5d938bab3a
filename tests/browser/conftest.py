"""The dashboard as people get it: `streamlit run app.py` with the embedded service, in a real Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from benchmarks import programs

POLICY = "Content Security Policy"
"""Words of Chromium's console where a page did what the policy forbids."""


HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder, and put them last: Playwright keeps an event loop in the main thread."""
    ours = [item for item in items if item.path.is_relative_to(HERE)]
    for item in ours:
        item.add_marker(pytest.mark.browser)
    items.sort(key=set(ours).__contains__)


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
    """A browser of somebody new: no cookies, no session. Whatever is done in it keeps to the page's policy."""
    context = chromium.new_context(viewport={"width": 1440, "height": 1000})
    said: list[str] = []
    context.on("console", lambda message: said.append(message.text))
    yield context
    context.close()
    assert [text for text in said if POLICY in text] == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page of that browser."""
    return context.new_page()


QUIET = """() => {
    const app = document.querySelector("[data-testid=stApp]");
    const quiet = app?.dataset.testScriptState === "notRunning"
        && !document.querySelector("[data-testid=stSkeleton], [data-stale=true]")
        && !document.querySelector("[data-testid=stPlotlyChart]:not(:has(.main-svg))");
    window.quietSince = quiet ? window.quietSince ?? performance.now() : undefined;
    return quiet && performance.now() - window.quietSince > 300;
}"""
"""Whether for 300 ms no script ran, no code was on its way, nothing of an earlier run was left and all was drawn.

What a test waits for is a function, as this one: the page's policy lets no text be evaluated again and again.
"""
SLOW = 30_000
"""Milliseconds that a busy machine may take for anything that is expected to be seen."""

expect.set_options(timeout=SLOW)


def settled(page: Page) -> Page:
    """Wait until the script has run and what it shows can be used."""
    page.wait_for_function(QUIET, timeout=60_000)
    return page
