"""The dashboard and its report for people who do not see it, or do not use a mouse."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SLOW, settled
from tests.reports.examples import report

STORY = "project=1&impulse=1&sample=39&reference=float32&variants=float32&variants=int8&window=11"
COMPARISONS = (f"/compare?{STORY}", "/compare?project=4", "/compare?project=6")
PLACES = (*COMPARISONS, "/", "/compare?project=77", "/sweep?project=1", "/settings")
CHART = ".js-plotly-plot .main-svg"
THEMES: Sequence[Literal["light", "dark"]] = ("light", "dark")
COUNTED = ("serious", "critical")
"""Impacts that nobody has to live with."""


def opened(page: Page, dashboard: str, place: str) -> Page:
    """A page of the dashboard, its charts drawn."""
    page.goto(dashboard + place)
    if place in COMPARISONS:
        expect(page.locator(CHART).first).to_be_visible()
    return settled(page)


def violations(page: Page) -> list[str]:
    """What axe-core finds on a page that keeps somebody out, with the first places."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{each['impact']}: {each['help']}, at " + "; ".join(node["html"][:200] for node in each["nodes"][:3])
        for each in found
        if each["impact"] in COUNTED
    ]


@pytest.mark.parametrize("theme", THEMES)
def test_pages_keep_nobody_out(dashboard: str, chromium: Browser, theme: Literal["light", "dark"]) -> None:
    """No page has a serious or critical violation: galleries, comparisons of each kind, an error, settings."""
    context = chromium.new_context(color_scheme=theme, viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    found = {}
    for place in PLACES:
        found[place] = violations(opened(page, dashboard, place))
    context.close()
    assert {place: each for place, each in found.items() if each} == {}


def test_the_open_parts_keep_nobody_out(dashboard: str, page: Page) -> None:
    """Popovers and folded tables are as accessible as what is seen at first."""
    opened(page, dashboard, COMPARISONS[0])
    page.get_by_text("All windows as a table").first.click()
    page.get_by_text("Raw answer").click()
    page.get_by_text("The sample", exact=True).click()
    settled(page)
    for name in ("Options", "Share", "Download"):
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.get_by_test_id("stPopoverBody")).to_be_visible()
        settled(page)
        assert violations(page) == []
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)


def test_headings_of_the_gallery_leave_no_step_out(dashboard: str, page: Page) -> None:
    """Who walks from heading to heading finds a second level below the first."""
    opened(page, dashboard, "/")
    levels = page.locator("[data-testid=stMain] :is(h1, h2, h3, h4)").evaluate_all("all => all.map(one => one.tagName)")
    assert levels[0] == "H1"
    assert set(levels[1:]) == {"H2"}


@pytest.mark.parametrize("theme", THEMES)
def test_the_report_keeps_nobody_out(chromium: Browser, tmp_path: Path, theme: Literal["light", "dark"]) -> None:
    """The report has none either, with every table unfolded."""
    file = tmp_path / "report.html"
    file.write_text(report(), encoding="utf-8")
    # The file's content policy refuses the checker like any other stranger.
    context = chromium.new_context(color_scheme=theme, bypass_csp=True)
    page = context.new_page()
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-charts]", timeout=SLOW)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found = violations(page)
    context.close()
    assert found == []


def test_a_comparison_is_reached_by_keyboard_alone(dashboard: str, page: Page) -> None:
    """Tab and Enter lead from the gallery to a comparison."""
    page.goto(dashboard)
    settled(page)
    link = page.get_by_role("link", name="Open the comparison").first
    for _ in range(20):
        page.keyboard.press("Tab")
        if link.evaluate("each => each === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-verdict h4")).to_contain_text("decides differently", timeout=SLOW)


def test_every_chart_says_what_it_shows(dashboard: str, page: Page) -> None:
    """Each chart of a comparison has words for screen readers."""
    opened(page, dashboard, COMPARISONS[0])
    page.wait_for_function(f"() => document.querySelectorAll('{CHART}').length >= 3", timeout=SLOW)
    for chart in page.locator(".js-plotly-plot").all():
        assert "windows" in (chart.locator("xpath=ancestor::*[@aria-label][1]").get_attribute("aria-label") or "")
