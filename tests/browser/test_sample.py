"""What was recorded, in a real browser: the slider under a recording, and a film that plays."""

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from benchmarks import programs
from studio.api import create_app
from tests.browser.conftest import settled
from tests.conftest import Running
from tests.filmed import FRAME_MS, SIDE, filmed

RANGE = "document.querySelector('.st-key-recording .js-plotly-plot')._fullLayout.xaxis.range"
FRAMES = [f"test-{number:03d}.jpg" for number in range(20, 26)]


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory, served: Callable[[FastAPI], Running]) -> Iterator[str]:
    """Address of a dashboard whose service has a film of six frames."""
    folder = filmed(tmp_path_factory.mktemp("films") / "textures", "digits-on-textures", FRAMES)
    with (
        served(create_app([folder])) as running,
        programs.streamlit(programs.ROOT / "app.py", "/healthz", VARIANTLENS_SERVICE_URL=running.address) as (
            address,
            _,
        ),
    ):
        yield address


def opened(page: Page, address: str) -> Page:
    """The page with the sample's section open."""
    page.goto(address)
    settled(page)
    page.locator("[data-testid=stExpander] summary", has_text="The sample").click()
    return page


def test_the_slider_narrows_the_time_of_all_that_is_heard(dashboard: str, page: Page) -> None:
    """Drawing in its end shows a shorter part of line and spectrogram alike."""
    opened(page, f"{dashboard}/compare?project=3")
    slider = page.locator(".st-key-recording .rangeslider-container")
    expect(slider).to_be_visible(timeout=30_000)
    settled(page)
    slider.scroll_into_view_if_needed()
    whole = page.evaluate(RANGE)
    handle = page.locator(".st-key-recording .rangeslider-grabarea-max")
    box = handle.bounding_box()
    room = slider.bounding_box()
    assert box
    assert room
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(room["x"] + room["width"] / 2, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    page.wait_for_function(f"() => {RANGE}[1] < {0.7 * whole[1]}")
    assert page.evaluate(RANGE)[0] == pytest.approx(whole[0], abs=0.01)


def test_a_film_plays(films: str, page: Page) -> None:
    """The browser decodes the film that the service makes, from the chosen window on."""
    opened(page, f"{films}/compare?project=4&sample=1&variants=float32&variants=int8&window=4")
    video = page.locator("[data-testid=stVideo]")
    expect(video).to_be_visible(timeout=30_000)
    element = "document.querySelector('[data-testid=stVideo]')"
    page.wait_for_function(f"() => {element}.readyState >= 2", timeout=30_000)
    assert page.evaluate(f"{element}.videoWidth") == SIDE
    assert page.evaluate(f"{element}.duration") == pytest.approx(len(FRAMES) * FRAME_MS / 1000, abs=0.05)
    page.wait_for_function(f"() => {element}.currentTime >= 0.99", timeout=30_000)
