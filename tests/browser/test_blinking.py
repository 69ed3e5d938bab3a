"""Pictures by turns and the large view, in a real Chromium: what the keys do, and that nothing keeps anybody out."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SLOW, settled
from tests.browser.test_accessibility import violations
from variantlens.figures.palette import palette

STORY = "impulse=1&reference=float32&variants=float32&variants=int8-calibrated-in-the-dark"
PLACES = pytest.mark.parametrize("place", [f"project=4&sample=20&{STORY}", f"project=6&sample=224&{STORY}"])
FIGURE = "[class*=st-key-blinking] .js-plotly-plot"
STATE = f"(() => {{ const at = document.querySelector('{FIGURE}'); return at.data.map(each => each.visible) }})()"
RANGE = f"document.querySelector('{FIGURE}').layout.xaxis.range.join()"
LOOP = f"document.querySelector('{FIGURE}')._transitionData"


def blinking(page: Page, dashboard: str, place: str) -> list[bool]:
    """The figure that blinks, at rest; which of its traces are seen."""
    page.goto(f"{dashboard}/compare?{place}")
    page.wait_for_selector(".js-plotly-plot .main-svg", timeout=SLOW)
    settled(page)
    page.get_by_role("radio", name="Blink", exact=True).click()
    page.wait_for_selector(f"{FIGURE} .updatemenu-button", timeout=SLOW)
    settled(page)
    return list(page.evaluate(STATE))


@PLACES
def test_a_key_shows_the_other_variant_and_zoom_stays(dashboard: str, page: Page, place: str) -> None:
    """B and back again, without a run of the page; a part that was zoomed to is kept."""
    reference = blinking(page, dashboard, place)
    box = page.locator(f"{FIGURE} .nsewdrag").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 250, steps=5)
    page.mouse.up()
    page.wait_for_function(f"() => {RANGE} !== '0,96'")
    zoomed = page.evaluate(RANGE)
    page.keyboard.press("b")
    page.wait_for_function(f"() => {STATE}[0] === false")
    assert page.evaluate(STATE) == [not each for each in reference]
    assert page.evaluate(RANGE) == zoomed
    page.keyboard.press("b")
    page.wait_for_function(f"() => {STATE}[0] === true")
    assert page.evaluate(STATE) == reference


def test_both_by_turns_until_a_variant_is_chosen(dashboard: str, page: Page) -> None:
    """Shift+B alternates by itself; B ends it."""
    blinking(page, dashboard, f"project=4&sample=20&{STORY}")
    page.keyboard.press("Shift+B")
    for seen in ("false", "true", "false"):
        page.wait_for_function(f"() => {STATE}[0] === {seen}", timeout=SLOW)
    page.keyboard.press("b")
    # Without a loop of Plotly's and without a picture in its queue, nothing can change any more.
    page.wait_for_function(f"() => !{LOOP}._animationRaf && !{LOOP}._frameQueue.length", timeout=SLOW)
    settled(page)
    assert page.evaluate(f"!{LOOP}._animationRaf")


@PLACES
def test_a_key_leaves_the_pictures_alone_on_the_page(dashboard: str, page: Page, place: str) -> None:
    """P hides the names of the pages and all choices, Esc brings them back; B works there too, and axe is content."""
    blinking(page, dashboard, place)
    page.keyboard.press("p")
    expect(page.get_by_test_id("stHeader")).to_be_hidden(timeout=SLOW)
    page.wait_for_selector(f"{FIGURE} .updatemenu-button", timeout=SLOW)
    settled(page)
    expect(page.locator(".st-key-choices")).to_have_count(0)
    page.keyboard.press("b")
    page.wait_for_function(f"() => {STATE}[0] === false")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stHeader")).to_be_visible(timeout=SLOW)
    expect(page.locator(".st-key-choices")).to_have_count(1, timeout=SLOW)


def test_typing_is_no_key(dashboard: str, page: Page) -> None:
    """Somebody who types a b or a p into a field of choices sees no picture change."""
    reference = blinking(page, dashboard, f"project=4&sample=20&{STORY}")
    page.locator(".st-key-choices input").first.click()
    page.keyboard.type("bp")
    settled(page)
    assert page.evaluate(STATE) == reference
    expect(page.locator(".st-key-choices")).to_have_count(1)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_chosen_button_has_a_colour_of_the_theme(
    dashboard: str, chromium: Browser, theme: Literal["light", "dark"]
) -> None:
    """Plotly fills it nearly white whatever the theme; here words are read on it in both."""
    context = chromium.new_context(color_scheme=theme, viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    blinking(page, dashboard, f"project=4&sample=20&{STORY}")
    fills = page.locator(f"{FIGURE} .updatemenu-item-rect").evaluate_all(
        "all => all.map(e => getComputedStyle(e).fill)"
    )
    of = palette(theme)
    assert fills == [rgb(of.border), rgb(of.surface), rgb(of.surface)]
    context.close()


def rgb(colour: str) -> str:
    """A colour as a browser says it."""
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"
