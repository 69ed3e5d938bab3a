"""The id by which a service is known, whatever its port and whoever starts it."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from studio.api import create_app
from studio.identity import FILE, id_of
from tests.conftest import DEMOS, Running
from variantlens import __version__


def test_the_id_stays_with_the_folder(tmp_path: Path) -> None:
    """It is kept in the folder, also where that moves; another folder has another id."""
    folder, moved, other = tmp_path / "mine", tmp_path / "moved", tmp_path / "other"
    folder.mkdir()
    other.mkdir()
    first = id_of([folder])
    assert (folder / FILE).read_text().strip() == first == id_of([folder])
    folder.rename(moved)
    assert id_of([moved]) == first != id_of([other])
    assert [path.name for path in moved.iterdir()] == [FILE]


def test_where_nothing_can_be_written_the_path_stands_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same folder has the same id, by whatever name it is called, and nothing is left behind."""

    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refused)
    folder, link = tmp_path / "mine", tmp_path / "link"
    folder.mkdir()
    link.symlink_to(folder)
    assert id_of([folder]) == id_of([link]) != id_of([tmp_path])
    assert list(folder.iterdir()) == []


def test_a_file_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    """The path stands for the id then."""
    (tmp_path / FILE).write_text("my notes")
    assert id_of([tmp_path]) == id_of([tmp_path])
    assert (tmp_path / FILE).read_text() == "my notes"


def test_of_several_folders_the_order_does_not_matter(tmp_path: Path) -> None:
    """Two folders are one service, which is none of the two."""
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
    together = id_of(folders)
    assert together == id_of([*reversed(folders)])
    assert together not in {id_of([folder]) for folder in folders}


def test_the_demos_are_one_service_everywhere(tmp_path: Path) -> None:
    """Their id ships with them, so that a sweep of the demos is found from every installation."""
    shutil.copy(DEMOS / FILE, tmp_path)
    assert id_of([tmp_path]) == id_of([DEMOS]) == (DEMOS / FILE).read_text().strip()


def test_a_project_among_others_leaves_no_file(tmp_path: Path) -> None:
    """It is known by the others' id and its own name, also where all of them have moved."""
    (tmp_path / "mine" / "kettle").mkdir(parents=True)
    together = id_of([tmp_path / "mine"])
    alone = id_of([tmp_path / "mine" / "kettle"])
    assert alone != together
    assert list((tmp_path / "mine" / "kettle").iterdir()) == []
    (tmp_path / "mine").rename(tmp_path / "moved")
    assert id_of([tmp_path / "moved" / "kettle"]) == alone


def test_the_service_says_who_it_is(tiny: Path, served: Callable[[FastAPI], Running]) -> None:
    """Two services over one folder say the same id, and what they can do beside; a key is needed as for all calls."""
    said = []
    for key in (None, "a-key"):
        with served(create_app([tiny.parent], key)) as running:
            answer = httpx.get(f"{running.address}/api/studio", headers={"x-api-key": key} if key else {})
            said.append(answer.json())
            if key:
                assert httpx.get(f"{running.address}/api/studio").status_code == 401
    assert said[0] == said[1]
    assert (said[0]["version"], said[0]["extensions"]) == (__version__, ["all-variants"])
    assert said[0]["id"] == id_of([tiny.parent])
