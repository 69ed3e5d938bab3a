"""A report as somebody opens it who has the file and nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, expect

from tests.reports.examples import report, wire

DRAWN = "html[data-charts]"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report on disk."""
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(report(wire()), encoding="utf-8")
    return file


@pytest.fixture
def opened(page: Page, file: Path) -> Iterator[Page]:
    """The report in a browser that has no network; whatever it asks for, or complains of, fails the test."""
    asked: list[str] = []
    complaints: list[str] = []

    def note(request: Request) -> None:
        if request.url != file.as_uri() and not request.url.startswith(("data:", "blob:")):
            asked.append(request.url)

    page.context.set_offline(True)
    page.on("request", note)
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(file.as_uri())
    page.wait_for_selector(DRAWN, timeout=30_000)
    yield page
    assert asked == []
    assert complaints == []


def chart(page: Page) -> Locator:
    """The first chart."""
    return page.locator(".js-plotly-plot .main-svg").first


def test_charts_are_drawn_without_a_network(opened: Page) -> None:
    """From the file alone every chart is drawn, can be zoomed, and its words step back."""
    charts = opened.locator(".js-plotly-plot:has(.main-svg)")
    assert charts.count() == 4
    assert not opened.locator(".told").first.is_visible()
    assert not opened.locator("#not-drawn").is_visible()
    before = opened.evaluate("document.querySelector('.js-plotly-plot')._fullLayout.xaxis.range")
    box = charts.first.bounding_box()
    assert box
    opened.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.5)
    opened.mouse.down()
    opened.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.5, steps=4)
    opened.mouse.up()
    opened.wait_for_function(
        "before => `${document.querySelector('.js-plotly-plot')._fullLayout.xaxis.range}` !== `${before}`", arg=before
    )


def test_it_follows_light_and_dark(opened: Page) -> None:
    """Charts have the colours of the reader's theme, also when it changes."""
    expect(chart(opened)).to_have_css("background-color", "rgb(255, 255, 255)")
    opened.emulate_media(color_scheme="dark")
    expect(chart(opened)).to_have_css("background-color", "rgb(16, 21, 28)")


def test_it_is_set_in_the_dashboards_fonts(opened: Page) -> None:
    """Words and charts are in Inter and figures in JetBrains Mono, from the file alone."""
    fonts = opened.evaluate("[...document.fonts].map((font) => [font.family.replaceAll('\"', ''), font.status])")
    assert sorted(fonts) == [["Inter", "loaded"], ["JetBrains Mono", "loaded"]]
    families = "element => getComputedStyle(element).fontFamily.split(',')[0].replaceAll('\"', '')"
    assert opened.locator("h1").evaluate(families) == "Inter"
    assert opened.locator(".js-plotly-plot .xtick text").first.evaluate(families) == "JetBrains Mono"


def test_on_paper_charts_are_light_and_fit(opened: Page) -> None:
    """Whoever prints from a dark screen gets light charts, no wider than the paper."""
    opened.emulate_media(color_scheme="dark")
    expect(chart(opened)).to_have_css("background-color", "rgb(16, 21, 28)")
    opened.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(chart(opened)).to_have_css("background-color", "rgb(255, 255, 255)")
    assert all(svg.evaluate("svg => svg.clientWidth") <= 700 for svg in opened.locator(".main-svg").all())
    opened.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(chart(opened)).to_have_css("background-color", "rgb(16, 21, 28)")


def test_it_becomes_a_pdf(opened: Page) -> None:
    """The file prints to several pages."""
    assert opened.pdf(format="A4").count(b"/Type /Page\n") >= 2


def test_without_scripts_everything_can_be_read(chromium: Browser, file: Path) -> None:
    """Where scripts are off, the charts' words are shown, and why they are."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    assert "int8 decides differently" in page.locator("h1").inner_text()
    assert page.locator(".told").first.is_visible()
    assert page.locator("noscript p").is_visible()
    context.close()


def test_a_browser_that_cannot_unpack_says_so(chromium: Browser, file: Path) -> None:
    """An older browser shows the words and the reason, not empty frames."""
    context = chromium.new_context()
    context.add_init_script("delete globalThis.DecompressionStream")
    page = context.new_page()
    page.goto(file.as_uri())
    page.locator("#not-drawn").wait_for(state="visible")
    assert page.locator(".told").first.is_visible()
    context.close()


def test_it_fits_a_phone(chromium: Browser, file: Path) -> None:
    """At 390 pixels nothing has to be pushed sideways."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(file.as_uri())
    page.wait_for_selector(DRAWN, timeout=30_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()
