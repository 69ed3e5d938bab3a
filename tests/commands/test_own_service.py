"""A service of one's own in another terminal is as good as the one that the command line starts."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from studio.api import create_app
from tests.commanded import flowing, run
from tests.conftest import DEMOS, Running

pytestmark = pytest.mark.usefixtures("own_environment", "own_embedded_service")

DIGITS = DEMOS / "digits"
NAMES = {"float32": "float32", "int8": "int8", "uint8": "int8", "float16": "float32"}
"""Variants by the demo's file that computes them: what counts here are names that no official client knows."""


@pytest.fixture
def projects(tmp_path: Path) -> Path:
    """A folder with a project, number 751, that has more variants than official clients know."""
    folder = tmp_path / "projects" / "types"
    (folder / "samples").mkdir(parents=True)
    described = json.loads((DIGITS / "project.json").read_text())
    for name in ("demo", "measured"):
        described.pop(name)
    described |= {"id": 751, "name": "Types", "samples": "samples", "variants": dict.fromkeys(NAMES, "As it is.")}
    described["impulses"] = described["impulses"][:1]
    (learn,) = described["impulses"][0]["learning"]
    files = {name: model["file"] for name, model in learn["models"].items()}
    learn["models"] = {name: {"file": files[file]} for name, file in NAMES.items()}
    (folder / "models").mkdir()
    for file in set(NAMES.values()):
        shutil.copy(DIGITS / files[file], folder / files[file])
    source = DIGITS / json.loads((DIGITS / "project.json").read_text()).get("samples", "samples")
    listed = json.loads((source / "info.labels").read_text())
    listed["files"] = [each for each in listed["files"] if each["category"] == "testing"][:4]
    for each in listed["files"]:
        (folder / "samples" / each["path"]).parent.mkdir(exist_ok=True)
        shutil.copy(source / each["path"], folder / "samples" / each["path"])
    (folder / "samples" / "info.labels").write_text(json.dumps(listed))
    (folder / "project.json").write_text(json.dumps(described))
    return folder.parent


@pytest.fixture
def address(projects: Path, served: Callable[[FastAPI], Running]) -> Iterator[str]:
    """Where a service over the same folder answers, as one in another terminal does."""
    with served(create_app([projects])) as running:
        yield running.address


def test_every_variant_is_seen(address: str) -> None:
    """Names that official clients do not know are found, and listed where one is misspelt."""
    found = run("compare", "--service", address, "--project", "751", "--sample", "1", "--variants", "float32,uint8")
    assert found.exit_code == 0, found.output
    assert "uint8" in found.stdout
    missed = run("compare", "--service", address, "--project", "751", "--sample", "1", "--variants", "float32,int4")
    assert "There is: float32, int8, uint8, float16" in flowing(missed.stderr)


def test_a_sweep_goes_on_at_whatever_address_its_projects_are(projects: Path, address: str) -> None:
    """Begun with --projects, gone on with at the service in the other terminal, and the other way round."""
    begun = run("sweep", "--projects", str(projects), "--project", "751", "--variants", "float32,uint8")
    (name,) = re.findall(r"--resume (\S+)", begun.stderr.splitlines()[0])
    assert "4 samples answered, 0 failed" in flowing(begun.stdout)
    gone_on = run("sweep", "--resume", name, "--service", address)
    assert gone_on.exit_code == begun.exit_code, gone_on.output
    elsewhere = run("sweep", "--resume", name)
    assert elsewhere.exit_code == begun.exit_code  # --projects still holds for this process's embedded service


def test_a_sweep_of_other_projects_is_not_gone_on_with(
    projects: Path, tmp_path: Path, served: Callable[[FastAPI], Running]
) -> None:
    """A project of the same number in another folder is another one."""
    begun = run("sweep", "--projects", str(projects), "--project", "751", "--variants", "float32,uint8")
    (name,) = re.findall(r"--resume (\S+)", begun.stderr.splitlines()[0])
    other = tmp_path / "other"
    shutil.copytree(projects, other, ignore=shutil.ignore_patterns(".studio-id"))
    with served(create_app([other])) as running:
        refused = run("sweep", "--resume", name, "--service", running.address)
    assert refused.exit_code == 2
    assert "asks another service: resume it without --service, and with the same --projects" in flowing(refused.stderr)
