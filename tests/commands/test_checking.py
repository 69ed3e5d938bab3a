"""``check`` in the terminal."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI, Response

from tests.commanded import flowing, run
from tests.conftest import Running

pytestmark = pytest.mark.usefixtures("own_environment", "own_embedded_service")


def test_the_embedded_service_is_understood(tmp_path: Path) -> None:
    """A row for each call, exit code 0, and a file that says the same."""
    file = tmp_path / "check.json"
    found = run("check", "--project", "1", "--bundle", str(file))
    assert found.exit_code == 0, found.output
    assert "classify a sample" in found.stdout
    assert "no key, no value, and no name of the project" in flowing(found.stderr)
    calls = json.loads(file.read_text())["calls"]
    assert {"understood"} <= {call["outcome"] for call in calls}
    assert "badminton" not in file.read_text()


def test_what_is_not_understood_is_told(tmp_path: Path, served: Callable[[FastAPI], Running]) -> None:
    """Exit code 1, the reason in plain words, and text of the service as it is, never as markup."""
    app = FastAPI()

    @app.get("/v1/api/projects")
    def projects() -> Response:
        return Response(json.dumps({"success": False, "error": "[bold]no[/] \u202eprojects"}))

    file = tmp_path / "check.json"
    with served(app) as running:
        found = run("check", "--service", running.address, "--project", "5", "--bundle", str(file))
    assert found.exit_code == 1, found.output
    assert "refused" in found.stdout
    assert "[bold]no[/] ⟨U+202E⟩projects" in flowing(found.stdout)
    assert "bold" not in file.read_text()


def test_a_file_that_cannot_be_written_is_told_before_anything_is_asked() -> None:
    """Nobody waits in vain."""
    found = run("check", "--bundle", "/nowhere/at/all.json")
    assert found.exit_code == 2
    assert "/nowhere/at/all.json cannot be written" in flowing(found.stderr)
