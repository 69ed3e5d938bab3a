"""The row of choices in a real browser: one line on a wide screen, one button on a phone."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import SLOW, settled
from tests.browser.test_accessibility import violations

STORY = "project=1&impulse=1&variants=float32&variants=int8&variants=int8-one-recording"
PLACES = pytest.mark.parametrize("place", [f"/compare?{STORY}&sample=39", f"/sweep?{STORY}"])
SAME_LINE = 8
"""Pixels by which things on one line may differ."""
SAID = {"/compare": "Motion · badminton-test-09.csv · float32, int8, int8-one-recording", "/sweep": "Motion · testing"}


def opened(page: Page, address: str) -> Page:
    """A page whose answer is there."""
    page.goto(address)
    expect(page.locator(".st-key-verdict, .st-key-question")).to_be_visible(timeout=SLOW)
    return settled(page)


def fold(page: Page) -> Locator:
    """The button that the choices fold into."""
    return page.get_by_role("button", name="Choices")


@PLACES
def test_a_phone_shows_one_button_that_says_what_is_chosen(dashboard: str, chromium: Browser, place: str) -> None:
    """At 390 px the choices are folded; Enter unfolds them and folds them again; axe is content with both."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, is_mobile=True)
    page = opened(context.new_page(), dashboard + place)
    expect(fold(page)).to_contain_text(SAID[place.split("?")[0]])
    expect(page.locator(".st-key-choices")).to_be_hidden()
    assert violations(page) == []
    fold(page).focus()
    page.keyboard.press("Enter")
    expect(fold(page)).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("combobox", name="Project")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-choices")).to_be_hidden()
    context.close()


def test_the_button_follows_the_choice_and_stays_open(dashboard: str, chromium: Browser) -> None:
    """Who takes a variant away reads it on the button, and may go on choosing."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, is_mobile=True)
    page = opened(context.new_page(), f"{dashboard}/compare?{STORY}&sample=39")
    fold(page).click()
    page.get_by_test_id("stButtonGroup").get_by_role("button", name="int8-one-recording").click()
    expect(fold(page)).not_to_contain_text("int8-one-recording", timeout=SLOW)
    expect(fold(page)).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".st-key-choices")).to_be_visible()
    context.close()


@PLACES
def test_a_wide_screen_shows_all_in_one_line(dashboard: str, page: Page, place: str) -> None:
    """At 1440 px every choice ends at the same height, three variants included, and there is no button for them."""
    opened(page, dashboard + place)
    expect(fold(page)).to_be_hidden()
    for name in ("Options", "Share", *(["Download"] if "compare" in place else [])):
        expect(page.locator(".st-key-choices").get_by_role("button", name=name, exact=True)).to_be_visible()
    ends = page.locator(".st-key-choices :is(.stSelectbox, .stButton, .stPopover, .stButtonGroup, .stNumberInput)")
    boxes = [box for each in ends.all() if (box := each.bounding_box()) is not None]
    lowest = [box["y"] + box["height"] for box in boxes]
    assert len(boxes) >= 6
    assert max(lowest) - min(lowest) < SAME_LINE


def test_a_medium_screen_needs_two_lines_at_most(dashboard: str, page: Page) -> None:
    """At 1024 px the sample keeps its neighbours beside it, and variants share a line with what is done with all."""
    page.set_viewport_size({"width": 1024, "height": 900})
    opened(page, f"{dashboard}/compare?{STORY}&sample=39")
    box = page.locator(".st-key-choices").bounding_box()
    assert box is not None
    assert box["height"] < 160
    row = page.locator(".st-key-choices")
    sample = row.get_by_role("combobox", name="Sample").bounding_box()
    after = row.get_by_role("button", name="Next sample").first.bounding_box()
    assert sample is not None
    assert after is not None
    assert abs(sample["y"] - after["y"]) < SAME_LINE


def test_arrows_are_named_and_tell_their_keys(dashboard: str, page: Page) -> None:
    """The neighbours of a sample are reached by named buttons, whose tooltips hold the shortcuts."""
    opened(page, f"{dashboard}/compare?{STORY}&sample=39")
    arrow = page.get_by_role("button", name="Next sample").first
    expect(arrow.locator("kbd")).to_be_hidden()
    arrow.hover()
    expect(page.get_by_text("The next sample (Alt+N)")).to_be_visible()


@pytest.mark.parametrize("width", [768, 1024, 1440])
def test_many_variants_have_a_line_of_their_own(chromium: Browser, dashboard: str, width: int) -> None:
    """Where the row of a sweep breaks, all other fields stay on the first line and the variants begin the second."""
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{dashboard}/sweep?project=8")
    settled(page)
    fields = page.locator(".st-key-choices > * :is(.stSelectbox, .stNumberInput)")
    bottoms = {round(box["y"] + box["height"]) for each in fields.all() if (box := each.bounding_box())}
    variants = page.locator(".st-key-choices .stButtonGroup").bounding_box()
    first = fields.first.bounding_box()
    page.close()
    assert variants is not None
    assert first is not None
    assert len(bottoms) == 1
    assert variants["y"] >= bottoms.pop()
    assert variants["x"] == pytest.approx(first["x"], abs=1)
    assert variants["width"] > width / 2
