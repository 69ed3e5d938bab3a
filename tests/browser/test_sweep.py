"""A sweep in a real browser: from the question to the verdict, to the samples behind it, and back."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import settled

LONG = 60_000
QUESTION = "/sweep?project=1&variants=float32&variants=int8-one-recording"
RUN = re.compile(r"/sweep\?v=1&run=[\w-]+$")
COUNTED = ("serious", "critical")


def swept(page: Page, dashboard: str) -> str:
    """Run the demo's question to its end; returns the address of the run."""
    page.goto(dashboard + QUESTION)
    settled(page)
    page.get_by_role("button", name="Run 40 recordings").click()
    expect(page.locator(".st-key-verdict h4")).to_contain_text("int8-one-recording", timeout=LONG)
    settled(page)
    return page.url


def violations(page: Page) -> list[str]:
    """What axe-core finds that keeps somebody out."""
    found = Axe().run(page).response["violations"]
    return [f"{each['help']}: {each['nodes'][0]['html'][:200]}" for each in found if each["impact"] in COUNTED]


def test_a_run_ends_in_a_verdict_and_leads_to_its_samples_and_back(dashboard: str, page: Page) -> None:
    """One press brings the verdict; a row opens the recording; next flip walks on; one click leads back."""
    address = swept(page, dashboard)
    assert RUN.search(address)
    page.locator(".st-key-flipped a").first.click()
    expect(page.locator(".st-key-walk")).to_contain_text("1 of ", timeout=LONG)
    expect(page).to_have_url(re.compile("run="))
    page.get_by_role("button", name="Next flip").click()
    expect(page.locator(".st-key-walk")).to_contain_text("2 of ", timeout=LONG)
    page.get_by_role("link", name="Back to the sweep").click()
    expect(page.locator(".st-key-flipped")).to_be_visible(timeout=LONG)
    expect(page).to_have_url(address)


def test_an_earlier_run_opens_with_its_address(dashboard: str, page: Page) -> None:
    """A closed run is listed, and opened again it has the same link."""
    address = swept(page, dashboard)
    page.get_by_role("button", name="Close this run").click()
    expect(page.get_by_role("heading", name="Earlier sweeps of this project")).to_be_visible(timeout=LONG)
    expect(page).not_to_have_url(re.compile("run="))
    settled(page)
    page.locator(".st-key-earlier button").first.click()
    expect(page.locator(".st-key-verdict h4")).to_be_visible(timeout=LONG)
    expect(page).to_have_url(address)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_fits_a_phone_and_keeps_nobody_out(dashboard: str, page: Page, chromium: Browser, theme: str) -> None:
    """At 390 px nothing is wider than the screen, and no serious violation stands in the way, in both themes."""
    address = swept(page, dashboard)
    dark = theme == "dark"
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, is_mobile=True, color_scheme="dark" if dark else "light"
    )
    phone = context.new_page()
    phone.goto(address)
    expect(phone.locator(".st-key-verdict h4")).to_be_visible(timeout=LONG)
    settled(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(phone) == []
    context.close()
