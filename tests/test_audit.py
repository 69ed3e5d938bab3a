"""What is installed can be trusted as far as others know: hashes of every file, and no audit that passes blindly."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from audit.__main__ import UNKNOWN, licences, names, vulnerabilities

ROOT = Path(__file__).parents[1]
FINE = {"name": "fine", "version": "1", "vulns": []}
HOLED = {"name": "holed", "version": "2", "vulns": [{"id": "CVE-1"}, {"id": "CVE-2"}]}
NOT_FOUND = {"name": "unseen", "skip_reason": "Dependency not found on PyPI and could not be audited: unseen (3)"}


@pytest.mark.parametrize(
    "file", ["requirements.txt", "requirements-dev.txt", "training/requirements.txt", "audit/requirements.txt"]
)
def test_every_package_is_pinned_with_the_hashes_of_its_files(file: str) -> None:
    """One that comes changed is not installed; and no file says where packages come from."""
    text = (ROOT / file).read_text()
    requirements = re.sub(r" *\\\n", "", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)).splitlines()
    assert len(requirements) > 20
    for requirement in requirements:
        assert re.fullmatch(r"[\w.\[\]-]+==[\w.+!]+( ; [^\\]+?)?( +--hash=sha256:[0-9a-f]{64})+", requirement), (
            requirement
        )
    assert "://" not in text


def test_all_that_are_installed_together_are_pinned_alike() -> None:
    """The tests run with the versions that people get."""
    runtime, development = (
        set(re.findall(r"^[\w.-]+==\S+", (ROOT / file).read_text(), re.MULTILINE))
        for file in ("requirements.txt", "requirements-dev.txt")
    )
    assert runtime <= development


@pytest.mark.parametrize(
    ("packages", "status", "words"),
    [
        ([FINE, FINE], 0, "these 2 packages"),
        ([FINE, HOLED, NOT_FOUND], 1, "holed 2: CVE-1, CVE-2"),
        ([FINE, NOT_FOUND], UNKNOWN, "Not audited: unseen."),
        ([NOT_FOUND, NOT_FOUND], UNKNOWN, "cannot be reached"),
        ([], UNKNOWN, "cannot be reached"),
    ],
)
def test_an_audit_of_nothing_is_none(packages: list[dict[str, Any]], status: int, words: str) -> None:
    """A database out of reach looks to pip-audit like packages that nobody knows, and is no success here."""
    found, said = vulnerabilities(json.dumps({"dependencies": packages, "fixes": []}))
    assert found == status
    assert words in said


@pytest.mark.parametrize("report", ["", "Traceback", "[]", "{}"])
def test_an_audit_that_broke_off_is_none(report: str) -> None:
    """Without a report nobody knows."""
    assert vulnerabilities(report)[0] == UNKNOWN


@pytest.mark.parametrize(
    ("licence", "status"),
    [
        ("MIT", 0),
        ("3-Clause BSD License", 0),
        ("Apache Software License; BSD License", 0),
        ("BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0", 0),
        ("GPL-3.0-or-later OR MIT", 0),
        ("GPL-3.0-or-later AND MIT", 1),
        ("GNU Lesser General Public License v3 (LGPLv3)", 1),
        ("LIMITED", 1),
        ("UNKNOWN", 1),
    ],
)
def test_a_licence_that_nobody_looked_at_is_named(licence: str, status: int) -> None:
    """Those on the list pass, all parts of a licence that joins several; anything else is for a person to read."""
    found, said = licences(json.dumps([{"Name": "mine", "Version": "1", "License": licence}]))
    assert found == status
    assert (licence in said) is (status == 1)


def test_licences_of_no_package_are_none() -> None:
    """Where the environment is empty, nothing was looked at."""
    assert licences("[]")[0] == 1


def test_packages_are_read_from_requirements() -> None:
    """Names alone, of lines that pin one."""
    assert names(["a-b==1 \\", "    --hash=sha256:00", "c==2 ; sys_platform == 'win32' \\", "# d==3"]) == ["a-b", "c"]
