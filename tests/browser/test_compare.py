"""The dashboard in a real browser, used as a person would."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import settled


def verdict(page: Page) -> str:
    """The sentence that answers."""
    return page.locator(".st-key-verdict h4").inner_text()


def charts(page: Page) -> int:
    """How many charts are drawn."""
    return page.locator(".js-plotly-plot:has(.main-svg)").count()


def test_a_demo_is_one_click_away(dashboard: str, page: Page) -> None:
    """From the gallery, one click opens the comparison of the demo, with its charts drawn."""
    page.goto(dashboard)
    settled(page)
    page.get_by_role("link", name="Open the comparison").first.click()
    expect(page.locator(".st-key-verdict h4")).to_contain_text("decides differently")
    settled(page)
    expect(page).to_have_url(re.compile(r"/compare\?"))
    assert charts(page) >= 3


def test_changing_variants_changes_the_page_and_its_address(dashboard: str, page: Page) -> None:
    """A variant that is taken away leaves the sentence, the charts and the address."""
    page.goto(f"{dashboard}/compare")
    settled(page)
    assert "int8-one-recording" in verdict(page)
    page.get_by_test_id("stButtonGroup").get_by_role("button", name="int8-one-recording").click()
    expect(page.locator(".st-key-verdict h4")).not_to_contain_text("int8-one-recording")
    expect(page).not_to_have_url(re.compile("int8-one-recording"))


def test_the_threshold_moves_without_a_new_call(dashboard: str, page: Page) -> None:
    """With the keyboard the threshold moves; flips and address follow."""
    page.goto(f"{dashboard}/compare?project=1&sample=39&variants=float32&variants=int8")
    settled(page)
    before = verdict(page)
    slider = page.get_by_role("slider").first
    slider.focus()
    for _ in range(8):
        slider.press("ArrowLeft")
    expect(page.locator(".st-key-verdict h4")).not_to_have_text(before)
    expect(page).to_have_url(re.compile(r"threshold=3(:|%3A)min_score(:|%3A)0\.5\d"))


def test_the_address_shows_the_same_page_to_somebody_else(dashboard: str, page: Page, chromium: Browser) -> None:
    """The address bar is the link to share: another browser shows the same sentence and threshold."""
    page.goto(f"{dashboard}/compare?project=1&sample=39&variants=float32&variants=int8&threshold=3:min_score:0.65")
    settled(page)
    other = chromium.new_context()
    somebody = other.new_page()
    somebody.goto(page.url)
    settled(somebody)
    assert verdict(somebody) == verdict(page)
    expect(somebody).to_have_url(page.url)
    other.close()


def test_back_and_forward_walk_the_choices(dashboard: str, page: Page) -> None:
    """The browser's back button brings the comparison of before."""
    page.goto(f"{dashboard}/compare?project=1&sample=39&variants=float32&variants=int8")
    settled(page)
    page.get_by_role("button", name="int8", exact=True).click()
    expect(page).not_to_have_url(re.compile("variants=int8"))
    page.go_back()
    expect(page).to_have_url(re.compile("variants=int8"))
    expect(page.locator(".st-key-verdict h4")).to_contain_text("int8 decides differently")
    page.go_forward()
    expect(page).not_to_have_url(re.compile("variants=int8"))
    expect(page.locator(".st-key-verdict h4")).not_to_contain_text("int8 decides differently")


def test_a_click_on_a_flip_shows_its_numbers(dashboard: str, page: Page) -> None:
    """A flipped window in the list leads to its exact numbers."""
    page.goto(f"{dashboard}/compare?project=1&sample=39&variants=float32&variants=int8")
    settled(page)
    page.get_by_role("button", name=re.compile("At 5.5 s int8 says uncertain")).click()
    expect(page.get_by_text("5.5 s to 7.5 s")).to_be_visible()
    expect(page).to_have_url(re.compile("window=11"))


def test_nothing_is_loaded_from_elsewhere(dashboard: str, page: Page) -> None:
    """The dashboard works without a network: every request goes to itself."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for place in ("/", "/compare", "/settings"):
        page.goto(dashboard + place)
        settled(page)
    assert asked
    assert [
        url for url in asked if not url.startswith((dashboard, "data:", "blob:", dashboard.replace("http", "ws")))
    ] == []


def test_a_typed_key_never_reaches_the_address(dashboard: str, page: Page) -> None:
    """A key that was typed in stands in no address and in no page."""
    page.goto(f"{dashboard}/settings")
    settled(page)
    page.get_by_text("Edge Impulse", exact=True).click()
    settled(page)
    field = page.locator("input[type=password]")
    field.fill("ei_canary_0123456789abcdef")
    field.press("Tab")
    page.get_by_role("button", name="Test the connection").click()
    expect(page.get_by_text("Next:")).to_be_visible(timeout=30_000)
    assert "canary" not in page.url
    assert "canary" not in page.locator("[data-testid=stMain]").inner_text()
