"""Every number that a demo states about itself is what its models and samples give."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.studio.demos import plain, recompute

FOLDERS = sorted(path.parent for path in plain.ROOT.glob("*/measured.json"))
BLOCKS = [(folder, index) for folder in FOLDERS for index in range(len(plain.read(folder).measured["blocks"]))]
WHERE = {"impulse", "block", "category", "kind"}
"""What says which block is meant; the rest is measured."""

every_demo = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every number and text of a JSON value by its path; what is empty counts as the text of it."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, f"{path}/{key}")
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{path}/{index}")
    else:
        yield path, str(value) if isinstance(value, dict | list) else value


def printed(number: float) -> set[str]:
    """The ways in which a text may print a measured number, a share also in percent."""
    return {f"{number:g}", f"{number:.2f}", f"{number:.3f}", f"{100 * number:.1f}", f"{100 * number:.0f}"}


def test_there_are_demos() -> None:
    """The search for demos finds some, or nothing below would be tested."""
    assert "motion" in {folder.name for folder in FOLDERS}


@pytest.mark.parametrize(("folder", "index"), BLOCKS, ids=lambda part: getattr(part, "name", str(part)))
def test_block_is_what_its_models_give(folder: Path, index: int) -> None:
    """All facts about a learn block come out the same, and nothing is stated that is not computed here."""
    demo = plain.read(folder)
    stated = demo.measured["blocks"][index]
    facts = dict(leaves({key: value for key, value in stated.items() if key not in WHERE}))
    found = dict(leaves(recompute.KINDS[stated["kind"]](demo, stated)))
    assert facts == pytest.approx(found, abs=1e-3)


@every_demo
def test_nothing_else_is_stated(folder: Path) -> None:
    """What is measured is a block, or the latency, which no other machine repeats and which says so."""
    measured = plain.read(folder).measured
    assert set(measured) == {"format", "blocks", "latency"}
    assert "no microcontroller" in measured["latency"]["statement"]
    assert min(measured["latency"]["microsecondsPerWindow"].values()) > 0


@every_demo
def test_headline_holds_only_measured_numbers(folder: Path) -> None:
    """Every number in the headline stands in measured.json; the 8 of int8 is none."""
    demo = plain.read(folder)
    numbers = {
        text
        for _, value in leaves(demo.measured["blocks"])
        if isinstance(value, int | float)
        for text in printed(value)
    }
    headline = re.findall(r"(?<!\w)\d+(?:\.\d+)?", demo.project["demo"]["headline"].replace(",", ""))
    assert headline
    assert set(headline) <= numbers


@every_demo
def test_story_can_be_opened(folder: Path) -> None:
    """The demo's sample and variants are there, and its attribution says something."""
    demo = plain.read(folder)
    assert demo.project["demo"]["sample"] in {entry["path"] for entry in demo.files()}
    assert set(demo.project["demo"]["variants"]) <= set(demo.project["variants"])
    assert len((folder / "ATTRIBUTION.md").read_text()) > 200


@every_demo
def test_samples_are_listed_once(folder: Path) -> None:
    """Every sample file is listed exactly once, and none is listed that is not there."""
    listed = [entry["path"] for entry in plain.read(folder).files()]
    there = [
        path.relative_to(folder / "samples").as_posix() for path in (folder / "samples").rglob("*") if path.is_file()
    ]
    assert sorted(listed) == sorted(set(there) - {"info.labels", "bounding_boxes.labels"})
