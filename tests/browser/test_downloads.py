"""What people take away from the Compare page."""

import csv
import io
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import settled

STORY = "/compare?v=1&service=embedded&project=1&impulse=1&sample=39&reference=float32&variants=float32&variants=int8"

SHOWN = "Motion_badminton-test-09_float32-int8"


@pytest.fixture
def popover(dashboard: str, page: Page) -> Page:
    """The Compare page with its downloads open."""
    page.goto(dashboard + STORY)
    settled(page)
    page.get_by_role("button", name="Download", exact=True).click()
    return page


def taken(page: Page, name: str) -> tuple[str, bytes]:
    """Name and content of the first file behind a button."""
    with page.expect_download() as download:
        page.get_by_role("button", name=name).first.click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_the_report_is_one_file_with_the_link_back(popover: Page) -> None:
    """One click gives the whole comparison; it links to the page that it was made from."""
    name, report = taken(popover, "HTML report")
    text = report.decode()
    assert name == f"{SHOWN}.html"
    assert len(report) < 6_000_000
    assert "int8 decides differently in 1 of 17 windows" in text
    assert popover.url.replace("&", "&amp;") in text


def test_tables_are_there_for_spreadsheets_and_programs(popover: Page) -> None:
    """CSV and Parquet hold the same windows."""
    _, text = taken(popover, "CSV")
    name, parquet = taken(popover, "Parquet")
    rows = list(csv.DictReader(io.StringIO(text.decode(), newline="")))
    table = pd.read_parquet(io.BytesIO(parquet))
    assert name == f"{SHOWN}_Classifier-all-windows-scores.parquet"
    assert len(rows) == len(table) == 17
    assert [float(row["int8 top score"]) for row in rows] == table["int8 top score"].tolist()


def test_the_answer_is_there_as_it_came(popover: Page) -> None:
    """The JSON is the service's answer, with both variants."""
    _, answer = taken(popover, "JSON")
    assert [result["variant"] for result in json.loads(answer)["results"]] == ["float32", "int8"]


def test_nothing_that_is_taken_away_holds_a_key(popover: Page) -> None:
    """The key between the dashboard and its embedded service is in no file."""
    for name in ("HTML report", "CSV", "JSON"):
        assert not re.search(rb"x-api-key|\bei_[0-9a-f]{8,}", taken(popover, name)[1])


def test_keys_walk_the_samples(dashboard: str, page: Page) -> None:
    """Alt+N shows the next sample, Alt+P the one before."""
    page.goto(dashboard + STORY)
    settled(page)
    page.keyboard.press("Alt+n")
    expect(page).to_have_url(re.compile("sample=40"))
    settled(page)
    page.keyboard.press("Alt+p")
    expect(page).to_have_url(re.compile("sample=39"))


@pytest.mark.parametrize(("kind", "starts"), [("PNG", b"\x89PNG"), ("SVG", b"<svg")])
def test_each_chart_is_saved_as_png_and_as_svg(dashboard: str, page: Page, kind: str, starts: bytes) -> None:
    """Two buttons above a chart save it, named after what it shows; nothing has to be chosen before."""
    page.goto(dashboard + STORY)
    settled(page)
    chart = page.locator(".js-plotly-plot:has(.main-svg)").first
    chart.hover()
    button = chart.get_by_role("button", name=kind)
    expect(button).to_have_count(1)
    with page.expect_download() as download:
        button.click()
    assert download.value.suggested_filename == f"{SHOWN}_Classifier-flips.{kind.lower()}"
    assert Path(download.value.path()).read_bytes().startswith(starts)


def test_the_svg_is_reached_by_keys(dashboard: str, page: Page) -> None:
    """Who walks to a chart's buttons by Tab finds both."""
    page.goto(dashboard + STORY)
    settled(page)
    chart = page.locator(".js-plotly-plot:has(.main-svg)").first
    chart.get_by_role("button", name="PNG").focus()
    page.keyboard.press("Tab")
    expect(chart.get_by_role("button", name="SVG")).to_be_focused()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".svg")
