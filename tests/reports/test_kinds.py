"""Every kind of result has its place in reports and exports."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import get_args

import pandas as pd
import pytest

from tests.answers import scored
from tests.conftest import StudioService
from tests.reports.examples import NASTY
from variantlens.address import Choice
from variantlens.comparison.compare import Result, compare
from variantlens.reports import data, kinds, packing, tables
from variantlens.reports.html import comparison_report
from variantlens.reports.origin import Origin
from variantlens.reports.parts import Drawing, Flipped, Material, Table, table
from variantlens.service.client import Client
from variantlens.service.schema import Project

LANGUAGE = 3
"""The demo of sounds."""


@pytest.fixture(scope="module")
def client(studio_service: StudioService) -> Iterator[Client]:
    """The embedded service's client."""
    client = Client(studio_service.address, studio_service.api_key)
    yield client
    client.close()


def test_every_kind_is_registered() -> None:
    """No kind of result that a comparison can hold is forgotten in reports or among the tables."""
    comparison = compare(scored({"float32": [{"a": 1.0}], "int8": [{"a": 0.0}]}))
    assert set(get_args(Result)) == set(kinds.MADE_BY)
    for block in comparison.blocks:
        assert all(data.tables_of(comparison, result) for result in block.results)


def test_every_demo_becomes_a_report(client: Client) -> None:
    """Each demo's comparison has its charts, tables that open elsewhere, and a file below 6 MB."""
    projects = [project for project in client.projects() if project.demo]
    assert projects
    for project in projects:
        _check(client, project)


def _check(client: Client, project: Project) -> None:
    story = project.demo
    assert story is not None
    variants = tuple(story.variants)
    choice = Choice("embedded", project.id, story.impulse, story.sample, variants, variants[0])
    answer = client.classify_variants(project.id, story.sample, variants, impulse=story.impulse)
    comparison = compare(answer, reference=variants[0], variants=variants)
    page = comparison_report(comparison, answer, Origin(choice, project.name, "", None, datetime.now(UTC))).decode()
    assert len(page.encode()) < packing.LARGEST_REPORT, project.name
    assert len(re.findall(r'id="chart-\d+-light"', page)) == page.count("<figure>") > 0, project.name
    assert kinds.NOT_DRAWN not in page
    found = data.all_tables(comparison)
    assert found, project.name
    for each in found:
        whole = each.make()
        assert tables.csv(whole).count(b"\r\n") == len(whole) + 1
        assert tables.parquet(whole)[:4] == b"PAR1"


def test_a_report_draws_a_sound_from_its_file(client: Client) -> None:
    """The answer holds none of its values; given the file the strip has its signal, and stands alone without."""
    story = next(project for project in client.projects() if project.id == LANGUAGE)
    assert story.demo is not None
    sample = story.demo.sample
    comparison = compare(client.classify_variants(LANGUAGE, sample, ["float32", "int8"]))
    drawn = {}
    for sound in (None, client.sample_wav(LANGUAGE, sample)):
        material = Material(comparison, comparison.blocks[0], sound=sound)
        strip = kinds.parts(material, comparison.blocks[0].results[0])[0]
        assert isinstance(strip, Drawing)
        drawn[sound is not None] = [trace.name for trace in strip.draw("light").data]
    assert "signal" in drawn[True]
    assert "signal" not in drawn[False]


def test_flips_come_harmful_ones_first() -> None:
    """Where a report lists flips, the harmful ones stand before the others."""
    rows = {
        "float32": [{"a": 0.9, "b": 0.1}, {"a": 0.1, "b": 0.9}, {"a": 0.9, "b": 0.1}],
        "int8": [{"a": 0.9, "b": 0.1}, {"a": 0.9, "b": 0.1}, {"a": 0.1, "b": 0.9}],
    }
    comparison = compare(scored(rows, expected=[(0, 2, "a")]), variants=["float32", "int8"])
    (block,) = comparison.blocks
    (flips,) = [
        part for part in kinds.parts(Material(comparison, block), block.results[0]) if isinstance(part, Flipped)
    ]
    assert [line.harm.name for line in flips.lines if line.harm is not None] == ["HARMFUL", "HELPFUL"]


def test_a_chart_names_the_variants_that_it_compares() -> None:
    """The title of a chart of changes says which variant is held against which, as they were sent."""
    comparison = compare(scored({"float32": [{"a": 1.0}], NASTY: [{"a": 0.0}]}))
    parts = kinds.parts(Material(comparison, comparison.blocks[0]), comparison.blocks[0].results[0])
    titles = [part.title for part in parts if isinstance(part, Drawing)]
    assert f"Score changes, {NASTY} − float32" in titles


def test_a_table_is_cut_where_nobody_reads_on() -> None:
    """Rows and columns beyond the limits are left out, numbers are rounded, and the note says so."""
    cut = table("All", pd.DataFrame({f"column {at}": [0.123456] * 400 for at in range(40)}))
    assert (len(cut.rows), len(cut.columns)) == (300, 24)
    assert cut.rows[0][0] == "0.1235"
    assert cut.note.startswith("Shown: first 300 rows of 400, 24 columns of 40.")


def test_a_small_table_is_whole() -> None:
    """Without anything left out there is no note; what is missing is empty."""
    whole = table("All", pd.DataFrame({"label": ["a", None], "score": [1.0, float("nan")]}))
    assert whole == Table("All", ("label", "score"), (False, True), (("a", "1"), ("", "")), "")
