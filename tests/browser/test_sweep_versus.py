"""Two sweeps in a real browser: from one to both, through what was mended, and back; also on a phone."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import settled

LONG = 60_000
BOTH = re.compile(r"/sweep\?v=1&run=[\w-]+&before=[\w-]+$")


def swept(page: Page, dashboard: str, candidate: str) -> None:
    """Sweep the motion demo with one candidate to its end."""
    page.goto(f"{dashboard}/sweep?project=1&variants=float32&variants={candidate}")
    settled(page)
    page.get_by_role("button", name="Run 40 recordings").click()
    expect(page.locator(".st-key-verdict h4")).to_contain_text(candidate, timeout=LONG)
    settled(page)


def test_a_fix_is_compared_walked_and_fits_a_phone(dashboard: str, page: Page, chromium: Browser) -> None:
    """One click compares two sweeps; what was mended is walked on the Compare page; the link shows both on a phone."""
    swept(page, dashboard, "int8-one-recording")
    swept(page, dashboard, "int8")
    page.get_by_role("button", name="Compare with another sweep").click()
    offered = page.get_by_test_id("stPopoverBody").get_by_role("button")
    offered.filter(has_text="float32 against int8-one-recording").first.click()
    expect(page.locator(".st-key-versus h4").first).to_contain_text("96.5 % → 98.5 %", timeout=LONG)
    expect(page).to_have_url(BOTH)
    settled(page)
    address = page.url
    page.locator(".st-key-became-mended a").first.click()
    expect(page.locator(".st-key-walk")).to_contain_text("1 of 12 mended", timeout=LONG)
    page.get_by_role("button", name="Next sample").last.click()
    expect(page.locator(".st-key-walk")).to_contain_text("2 of 12 mended", timeout=LONG)
    page.get_by_role("link", name="Back to the two sweeps").click()
    expect(page.locator(".st-key-versus h4").first).to_be_visible(timeout=LONG)
    expect(page).to_have_url(address)

    context = chromium.new_context(viewport={"width": 390, "height": 844}, is_mobile=True)
    phone = context.new_page()
    phone.goto(address)
    expect(phone.locator(".st-key-versus h4").first).to_be_visible(timeout=LONG)
    settled(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    found = Axe().run(phone).response["violations"]
    assert [each["help"] for each in found if each["impact"] in ("serious", "critical")] == []
    context.close()
