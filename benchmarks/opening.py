"""From opening an address to all charts drawn in Chromium, against a bare page with the same charts.

The bare page reads one file with the very figures that the Compare page draws, and gives each to
``st.plotly_chart``: what Streamlit, Plotly and the browser cost by themselves.
"""

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.computing import figures
from benchmarks.measuring import Measured, against
from benchmarks.programs import ROOT, chromium, streamlit
from variantlens import settings
from variantlens.comparison.compare import compare
from variantlens.service import embedded
from variantlens.service.choose import connect

COMPARISON = "/compare?project=1&sample=39&variants=float32&variants=int8"
BARE = """import json
from pathlib import Path

import streamlit as st

st.set_page_config(layout="wide")
for index, figure in enumerate(json.loads(Path({figures!r}).read_text())):
    st.plotly_chart(figure, key=str(index), theme=None)
"""


def measure() -> Iterator[Measured]:
    """Measure a first visit with an empty cache (cold) and the next ones (warm)."""
    drawn = _figures()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        kept, bare = Path(folder, "figures.json"), Path(folder, "bare.py")
        kept.write_text(json.dumps(drawn))
        bare.write_text(BARE.format(figures=str(kept)))
        browser = chromium(playwright)
        with streamlit(ROOT / "app.py", "/healthz") as (ours, _), streamlit(bare, "/_stcore/health") as (plain, _):
            yield against(
                "address to all charts drawn, cold browser",
                lambda: _cold(browser, ours + COMPARISON, len(drawn)),
                lambda: _cold(browser, plain, len(drawn)),
                rounds=5,
            )
            pages = browser.new_context().new_page(), browser.new_context().new_page()
            _seconds(pages[0], ours + COMPARISON, len(drawn))
            _seconds(pages[1], plain, len(drawn))
            yield against(
                "address to all charts drawn, warm browser",
                lambda: _seconds(pages[0], ours + COMPARISON, len(drawn)),
                lambda: _seconds(pages[1], plain, len(drawn)),
                rounds=9,
                aim=1.3,
            )
        browser.close()


def _figures() -> list[dict[str, object]]:
    """The figures of the comparison that is opened."""
    now = settings.load()
    answer = connect(now.service, now).classify_variants(1, 39, ["float32", "int8"], impulse=1)
    embedded.stop_running()
    return [json.loads(figure.to_json()) for figure in figures(compare(answer))]


def _cold(browser: Browser, url: str, charts: int) -> float:
    context = browser.new_context()
    try:
        return _seconds(context.new_page(), url, charts)
    finally:
        context.close()


def _seconds(page: Page, url: str, charts: int) -> float:
    start = time.perf_counter()
    page.goto(url)
    page.wait_for_function(
        "charts => document.querySelectorAll('.js-plotly-plot .main-svg:first-of-type').length >= charts"
        " && document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'",
        arg=charts,
        timeout=60_000,
        polling=20,
    )
    return time.perf_counter() - start
