"""A narrow window of an ordinary browser: what stands beside each other on a wide screen stands below."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import SLOW, settled

PANELS = """beside => {
    const layout = document.querySelector(".st-key-grids-3 .js-plotly-plot")?._fullLayout;
    return layout?.yaxis2 && (layout.yaxis2.domain[1] > layout.yaxis.domain[0]) === beside;
}"""
"""Whether the second panel of the grids is as high as the first one, or below it."""


def begin_beside(page: Page, *, expected: bool) -> None:
    """Wait until the grids are drawn so."""
    page.wait_for_function(PANELS, arg=expected, timeout=SLOW)


@pytest.fixture
def narrow(chromium: Browser, dashboard: str) -> Page:
    """Grids of three variants in a window of 600 px, in a browser that does not call itself a phone's."""
    page = chromium.new_page(viewport={"width": 600, "height": 900})
    page.goto(f"{dashboard}/compare?project=6")
    return settled(page)


def test_panels_follow_the_width_of_the_window(narrow: Page) -> None:
    """In a narrow window panels stand below each other, in a wide one beside each other, without a reload."""
    begin_beside(narrow, expected=False)
    narrow.set_viewport_size({"width": 1440, "height": 900})
    begin_beside(narrow, expected=True)
    narrow.set_viewport_size({"width": 600, "height": 900})
    begin_beside(narrow, expected=False)
    narrow.close()


def test_the_width_is_known_on_the_next_page(narrow: Page) -> None:
    """Whoever goes on to another sample in a narrow window keeps panels below each other."""
    begin_beside(narrow, expected=False)
    narrow.keyboard.press("Alt+n")
    narrow.wait_for_url("**sample=*", timeout=SLOW)
    settled(narrow)
    begin_beside(narrow, expected=False)
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 600
    narrow.close()
