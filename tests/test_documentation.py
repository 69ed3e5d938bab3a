"""README and docs/ stay true: settings, links and targets that they name are there, and none is left out."""

import re
from pathlib import Path

import pytest

from variantlens.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SETTINGS = {PREFIX + name.upper() for name in Settings.model_fields}


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as they are made for links."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "docs" / "deploy.md"], ids=lambda page: page.name)
def test_every_setting_is_described_where_operators_look(page: Path) -> None:
    """Each has a row of its own."""
    described = set(re.findall(r"^\| `(VARIANTLENS_\w+)` \|", page.read_text(), re.MULTILINE))
    assert described == SETTINGS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_names_is_there(page: Path) -> None:
    """Links lead to files and headings; variables and targets of make exist."""
    text = page.read_text()
    for link in re.findall(r"\]\((?!https?:)([^)]+)\)", text):
        file, _, anchor = link.partition("#")
        target = page.parent / file if file else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link
    assert set(re.findall(r"VARIANTLENS_[A-Z_]+[A-Z]", text)) <= SETTINGS
    targets = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", text)) <= targets


def test_every_page_is_reached_from_the_readme() -> None:
    """A page that nothing leads to is not read."""
    found, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        found.add(page)
        links = re.findall(r"\]\((?!https?:)([^)#]+\.md)(?:#[^)]*)?\)", page.read_text())
        waiting += [each for link in links if (each := (page.parent / link).resolve()) not in found]
    assert found >= set(PAGES)


def test_every_threat_has_a_test_that_is_there() -> None:
    """Each row of the threats names at least one test, by a file and a function in it."""
    text = (ROOT / "docs" / "threats.md").read_text()
    rows = [row for section in text.split("\n## ")[1:] for row in re.findall(r"^\| .+ \|$", section, re.MULTILINE)[2:]]
    assert len(rows) > 20
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row.rsplit(" | ", 1)[1])
        assert named, row
        for file, test in named:
            assert f"def {test}(" in (ROOT / file).read_text(), test
