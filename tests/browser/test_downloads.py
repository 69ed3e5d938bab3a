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
    assert name == "badminton-test-09.csv.html"
    assert len(report) < 6_000_000
    assert "int8 decides differently in 1 of 17 windows" in text
    assert popover.url.replace("&", "&amp;") in text


def test_tables_are_there_for_spreadsheets_and_programs(popover: Page) -> None:
    """CSV and Parquet hold the same windows."""
    _, text = taken(popover, "CSV")
    name, parquet = taken(popover, "Parquet")
    rows = list(csv.DictReader(io.StringIO(text.decode(), newline="")))
    table = pd.read_parquet(io.BytesIO(parquet))
    assert name.endswith(".parquet")
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


def test_charts_are_saved_as_chosen(dashboard: str, page: Page) -> None:
    """With SVG chosen, a chart's camera saves a vector picture."""
    page.goto(dashboard + STORY)
    settled(page)
    page.get_by_role("button", name="Options").click()
    page.get_by_text("SVG", exact=True).click()
    page.keyboard.press("Escape")
    settled(page)
    chart = page.locator(".js-plotly-plot").first
    chart.hover()
    with page.expect_download() as download:
        chart.locator(".modebar-btn").first.click()
    assert download.value.suggested_filename.endswith(".svg")
