"""Takes the screenshots of README and docs from the demos, so that they stay true: ``make screenshots``."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from benchmarks.programs import ROOT, chromium, streamlit

FOLDER = Path(__file__).parent / "screenshots"
WIDE, NARROW = 1440, 390


@dataclass(frozen=True)
class Shot:
    """One picture.

    Attributes:
        name: File name without its ending.
        path: What is opened.
        height: Height of the picture in pixels.
        width: Width of the window in pixels.
        scheme: Light or dark.
    """

    name: str
    path: str
    height: int
    width: int = WIDE
    scheme: Literal["light", "dark"] = "light"


SHOTS = (
    Shot("demos-light", "/", 1000),
    Shot("compare-light", "/compare?project=1", 1500),
    Shot("compare-dark", "/compare?project=1", 1500, scheme="dark"),
    Shot("compare-narrow", "/compare?project=1", 1600, NARROW, "dark"),
)


def main(names: list[str]) -> None:
    """Take the named screenshots, all without names."""
    FOLDER.mkdir(exist_ok=True)
    with streamlit(ROOT / "app.py", "/healthz") as (address, _), sync_playwright() as playwright:
        browser = chromium(playwright)
        for shot in SHOTS:
            if not names or shot.name in names:
                take(browser, address, shot)
        browser.close()


def take(browser: Browser, address: str, shot: Shot) -> None:
    """Open a page, wait until it is drawn, and keep what is seen."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height}, color_scheme=shot.scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(address + shot.path)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
    page.wait_for_timeout(2500)
    path = FOLDER / f"{shot.name}.png"
    page.screenshot(path=path)
    context.close()
    print(path.name, f"{path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
