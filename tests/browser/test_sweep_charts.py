"""The charts of a sweep answer to clicks in a real browser: every mark leads to the samples behind it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from playwright.sync_api import TimeoutError as TookTooLong

from tests.browser.conftest import settled

LONG = 90_000
SHORT = 8_000
ATTEMPTS = 5
WINDOWS = "/sweep?project=1&variants=float32&variants=int8-one-recording"
OBJECTS = "/sweep?project=4&variants=float32&variants=int8-calibrated-in-the-dark&limit=16"

PLACE = """(chart, [trace, point]) => {
    const drawn = chart._fullData[trace], layout = chart._fullLayout
    const across = layout["xaxis" + drawn.xaxis.slice(1)], up = layout["yaxis" + drawn.yaxis.slice(1)]
    const box = chart.getBoundingClientRect()
    return [
        box.left + across._offset + across.d2p(drawn.x[point]),
        box.top + up._offset + up.d2p(drawn.y[point]),
    ]
}"""
"""Where a point of a chart is on the screen, as the chart's own axes say."""

SWAPPED = """chart => {
    const counts = chart._fullData[0].text.map(row => row.map(cell => Number(String(cell).replace(",", ""))))
    const cells = counts.flatMap((row, at) => row.map((count, to) => [count, at, to]))
    const names = axis => chart._fullLayout[axis].ticktext
    const off = cells.filter(([, at, to]) => names("yaxis")[at] !== names("xaxis")[to])
    const [count, at, to] = off.reduce((best, each) => (each[0] > best[0] ? each : best))
    return {count, point: at * counts[0].length + to, row: names("yaxis")[at], column: names("xaxis")[to]}
}"""
"""The largest cell of a matrix off its diagonal."""


@pytest.fixture(scope="module")
def runs(dashboard: str, chromium: Browser) -> Iterator[dict[str, str]]:
    """Addresses of two sweeps that have ended, one of windows and one of objects."""
    context = chromium.new_context()
    found = {}
    for question in (WINDOWS, OBJECTS):
        page = context.new_page()
        page.goto(dashboard + question)
        settled(page)
        page.get_by_role("button", name=re.compile("^(play_arrow )?Run ")).click()
        expect(page.locator(".st-key-verdict h4").first).to_be_visible(timeout=LONG)
        settled(page)
        found[question] = page.url
    yield found
    context.close()


def opened(page: Page, address: str, tab: str | None = None) -> Page:
    """The results of a sweep, with a tab open."""
    page.goto(address)
    expect(page.locator(".st-key-verdict h4").first).to_be_visible(timeout=LONG)
    if tab is not None:
        page.get_by_role("tab", name=tab).click()
    return settled(page)


def chart(page: Page, key: str) -> Locator:
    """A chart by the start of its key."""
    found = page.locator(f"[class*='st-key-sweep-{key}'] .js-plotly-plot").first
    expect(found).to_be_visible(timeout=LONG)
    found.scroll_into_view_if_needed()
    return found


def press(page: Page, on: Locator, trace: int, point: int, then: str) -> Locator:
    """Click a point of a chart until what it leads to is there: a chart that is drawn anew swallows a click."""
    listed = page.locator(f"[class*='st-key-sweep-behind-{then}']")
    for _ in range(ATTEMPTS):
        settled(page)
        on.scroll_into_view_if_needed()
        x, y = on.evaluate(PLACE, [trace, point])
        page.mouse.move(x - 3, y - 3)
        page.mouse.move(x, y)
        try:
            on.locator(".hoverlayer .hovertext").first.wait_for(timeout=SHORT)
            page.mouse.click(x, y)
            listed.wait_for(timeout=SHORT)
        except TookTooLong:
            continue
        return listed
    raise AssertionError(f"no click on the chart opened {then}")


def test_a_cell_of_a_matrix_lists_its_windows_and_a_row_opens_its_sample(page: Page, runs: dict[str, str]) -> None:
    """The list says as many windows as the cell; its first row leads to that recording on the Compare page."""
    opened(page, runs[WINDOWS], "Who is taken for whom")
    matrix = chart(page, "agreement")
    cell: dict[str, Any] = matrix.evaluate(SWAPPED)
    listed = press(page, matrix, 1, cell["point"], "agreement")
    expect(listed).to_contain_text(
        f"float32 {cell['row']}, int8-one-recording {cell['column']}: {cell['count']} window"
    )
    settled(page)
    table = listed.locator("[data-testid=stDataFrame]").first
    table.scroll_into_view_if_needed()
    # The box before the first row; the table is drawn on a canvas.
    table.click(position={"x": 16, "y": 53})
    expect(page).to_have_url(re.compile(r"/compare\?.*run="), timeout=LONG)
    expect(page.locator(".st-key-walk")).to_be_visible(timeout=LONG)


def test_a_diamond_lists_the_samples_of_its_part(page: Page, runs: dict[str, str]) -> None:
    """A class's mark opens the recordings that hold it."""
    opened(page, runs[WINDOWS])
    slices = chart(page, "slices-class")
    worst = slices.evaluate("chart => chart._fullLayout.yaxis.ticktext[0]")
    expect(press(page, slices, 1, 0, "slice-by-class")).to_contain_text(worst)


def test_a_point_of_the_scatter_lists_its_window(page: Page, runs: dict[str, str]) -> None:
    """The window that lies farthest from its equal in the other variant."""
    opened(page, runs[WINDOWS], "Distributions")
    scatter = chart(page, "scatter")
    trace, point = scatter.evaluate(
        """chart => {
            const trace = chart._fullData.length - 1, {x, y} = chart._fullData[trace]
            const apart = Array.from(x, (value, at) => Math.abs(value - y[at]))
            return [trace, apart.indexOf(Math.max(...apart))]
        }"""
    )
    expect(press(page, scatter, trace, point, "point")).to_contain_text("The window of that point")


def test_a_cell_of_objects_lists_what_is_lost(page: Page, runs: dict[str, str]) -> None:
    """Boxes that only the reference has, each with its picture, as many as the cell says."""
    opened(page, runs[OBJECTS], "Object by object")
    matrix = chart(page, "agreement")
    cell: dict[str, Any] = matrix.evaluate(SWAPPED)
    assert "lost" in cell["column"]
    listed = press(page, matrix, 1, cell["point"], "agreement")
    expect(listed).to_contain_text(f"(lost): {cell['count']} object")
