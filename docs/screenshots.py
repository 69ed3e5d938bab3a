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
        press: Button that is pressed before, such as *Run*.
        until: Text that is waited for after that.
    """

    name: str
    path: str
    height: int
    width: int = WIDE
    scheme: Literal["light", "dark"] = "light"
    press: str | None = None
    until: str | None = None


SHOTS = (
    Shot("demos-light", "/", 1000),
    Shot("compare-light", "/compare?project=1", 1500),
    Shot("compare-dark", "/compare?project=1", 1500, scheme="dark"),
    Shot("compare-narrow", "/compare?project=1", 1600, NARROW, "dark"),
    Shot("compare-sound", "/compare?project=3", 1500),
    Shot("compare-fomo", "/compare?project=4", 1300),
    Shot("compare-boxes", "/compare?project=5", 1300),
    Shot("compare-visual-anomaly", "/compare?project=6", 1500),
    Shot("compare-picture", "/compare?project=8", 1200),
    Shot("compare-regression", "/compare?project=9", 1200),
    Shot("compare-freeform", "/compare?project=10", 1200),
    Shot("sweep-light", "/sweep?project=8", 1500, press="Run 597", until="Where they decide differently"),
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
    if shot.press and shot.until:
        page.get_by_role("button", name=shot.press).click()
        page.get_by_text(shot.until).first.wait_for(timeout=180_000)
    page.wait_for_timeout(2500)
    path = FOLDER / f"{shot.name}.png"
    page.screenshot(path=path)
    context.close()
    print(path.name, f"{path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
