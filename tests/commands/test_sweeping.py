"""Sweeps of the command line: gone on with, of own projects, by model testing, with the choices of the page."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from typer.testing import Result

from studio.api import create_app
from tests.commanded import flowing, run
from tests.conftest import DEMOS, KEY, Running
from tests.gate import Gate
from tests.pages.replaced import Replaced
from tests.store import faults
from tests.sweeps.services import reach
from variantlens import settings
from variantlens.service import embedded
from variantlens.store.database import Database
from variantlens.store.values import State
from variantlens.sweeps.running.service import Sweeps

pytestmark = pytest.mark.usefixtures("own_environment", "own_embedded_service")

ROOT = Path(__file__).parents[2]
PROJECT = DEMOS / "motion-spectral"


def run_in(result: Result) -> str:
    """The id of the sweep that a command ran."""
    found = re.search(r"--resume (\S+)", result.stderr)
    assert found, result.output
    return found[1]


@pytest.fixture
def elsewhere(served: Callable[[FastAPI], Running], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a service that is not ours, with one project; its key is in the environment."""
    monkeypatch.setenv("VARIANTLENS_API_KEY", KEY)
    with served(create_app([PROJECT], KEY)) as service:
        yield service.address


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    """A folder with a project of a person's own, number 100, two recordings of each person."""
    folder = tmp_path / "mine" / "kettle"
    (folder / "samples").mkdir(parents=True)
    described = json.loads((PROJECT / "project.json").read_text())
    described |= {"id": 100, "name": "Kettle", "samples": "samples"}
    described.pop("demo")
    (folder / "project.json").write_text(json.dumps(described))
    shutil.copytree(PROJECT / "models", folder / "models")
    shutil.copy(PROJECT / "measured.json", folder)
    listed = json.loads((PROJECT / "samples" / "info.labels").read_text())
    listed["files"] = [each for each in listed["files"] if each["category"] == "testing"][:6]
    for at, each in enumerate(listed["files"]):
        each["metadata"] = {"person": f"person {at // 2}"}
        shutil.copy(PROJECT / "samples" / each["path"], folder / "samples")
    (folder / "samples" / "info.labels").write_text(json.dumps(listed))
    yield folder.parent
    embedded.serve(())


def test_a_variant_that_is_not_enabled_says_what_to_do(
    served: Callable[[FastAPI], Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With float32 alone there is nothing to sweep: how to enable int8 is said, with exit code 2."""

    def switched_off(body: dict[str, Any]) -> dict[str, Any]:
        for variant in body["modelVariants"]:
            variant["isEnabled"] = variant["variant"] == "float32"
        return body

    replaced = Replaced([PROJECT])
    replaced.changing = ("/model-variants", switched_off)
    monkeypatch.setenv("VARIANTLENS_API_KEY", "any")
    with served(replaced.app) as service:
        result = run(
            "sweep",
            "--service",
            service.address,
            "--project",
            str(json.loads((PROJECT / "project.json").read_text())["id"]),
        )
    assert result.exit_code == 2
    assert "enable quantized profiling in Edge Impulse Studio" in flowing(result.stderr)


def test_an_interrupted_sweep_goes_on(
    own_environment: Path,
    interruptible: None,
    served: Callable[[FastAPI], Running],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ctrl-C ends with 2 and the words that go on; what was done is not asked for again."""
    monkeypatch.setenv("VARIANTLENS_API_KEY", KEY)
    gate = Gate(free=5)
    with served(gate.app([PROJECT], KEY)) as service:
        where = ("--service", service.address)
        program = subprocess.Popen(
            [sys.executable, "-m", "variantlens", "sweep", *where, "--project", "2"],
            cwd=ROOT,
            env=os.environ | {"COLUMNS": "300"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert program.stderr is not None
            first = program.stderr.readline()
            found = re.search(r"--resume (\S+)", first)
            assert found, first + program.stderr.read()
            sweeps = Sweeps.opened(settings.load())
            reach(sweeps, found[1], 5)
            program.send_signal(signal.SIGINT)
            # From then on it asks for nothing more; what is on its way is answered now.
            assert any("Waiting for the samples that are on their way" in line for line in program.stderr)
            gate.open()
            _, said = program.communicate(timeout=100)
        finally:
            gate.open()
            program.kill()
            program.communicate()
        ended = (program.returncode, f"--resume {found[1]}" in said, "Traceback" in said)
        assert ended == (2, True, False), said
        before = sweeps.progress(found[1])
        assert before.state is State.PAUSED
        assert 5 <= before.done < 40
        assert before.total == 40
        result = run("sweep", "--resume", found[1], *where)
    assert result.exit_code in {0, 1, 3}, result.output
    assert "40 samples answered, 0 failed" in flowing(result.stdout)
    assert sweeps.progress(found[1]).done == 40


def test_a_finished_sweep_is_judged_again(tmp_path: Path) -> None:
    """Resuming what is finished asks for nothing and says the same, so that files can be had later."""
    first = run("sweep", "--project", "2", "--limit", "6")
    file, report = tmp_path / "again.json", tmp_path / "again.html"
    again = run("sweep", "--resume", run_in(first), "--json", str(file), "--report", str(report))
    assert (again.exit_code, again.stdout) == (first.exit_code, first.stdout)
    assert json.loads(file.read_text())["run"] == run_in(first)
    assert "Motion, raw spectral power" in report.read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--resume", "nowhere"), "There is no sweep nowhere."),
        (("--resume", "x", "--limit", "3", "--group-by", "device"), "does not go with --limit, --group-by"),
        ((), "Say which project, with --project ID. There is: 1 (Motion)"),
        (("--project", "1", "--replace-stored"), "goes with --source model-testing"),
        (("--project", "1", "--source", "model-testing", "--category", "all"), "one category: testing or training"),
        (("--project", "1", "--group-by", "persn"), "samples can be grouped by device"),
        (("--project", "1", "--unit", "bananas"), "'bananas' is no unit"),
        (("--project", "1", "--unit", "MAE"), "Say how much worse a candidate may be"),
        (("--project", "1", "--report", "/nowhere/at.html"), "There is no folder /nowhere"),
        (("--project", "1", "--projects", "/nowhere"), "does not exist"),
        (("--project", "1", "--projects", ".", "--service", "http://127.0.0.1:9/v1"), "--projects is for the embedded"),
    ],
)
def test_what_cannot_be_asked(arguments: tuple[str, ...], words: str) -> None:
    """Each ends with 2, before any sample is asked for, and says what to say instead."""
    result = run("sweep", *arguments)
    assert result.exit_code == 2
    assert words in flowing(re.sub(r"[│╭╮╰╯─]", "", result.stderr))


def test_the_choices_of_the_page(own: Path, tmp_path: Path) -> None:
    """Labels, names, a random subset, groups and a unit reach the request, as on the page."""
    file = tmp_path / "sweep.json"
    result = run(
        *("sweep", "--projects", str(own), "--project", "100", "--label", "standing", "--label", "walking"),
        *("--name", "-test-", "--limit", "4", "--seed", "7", "--group-by", "person", "--unit", "points of accuracy"),
        *("--json", str(file)),
    )
    assert result.exit_code in {0, 1, 3}, result.output
    asked = json.loads(file.read_text())["request"]
    assert (asked["project"], asked["labels"], asked["name_filter"]) == (100, ["standing", "walking"], "-test-")
    assert (asked["limit"], asked["seed"], asked["group_by"]) == (4, 7, "person")
    assert asked["allowed_loss"] == {"value": 1.0, "unit": "points of accuracy"}
    assert "4 samples answered" in result.stdout
    assert "groups" in result.stdout


def test_groups_by_a_part_of_the_name() -> None:
    """As the verdict names it where losses cluster by one; a part that no name has is refused."""
    result = run("sweep", "--project", "1", "--limit", "6", "--group-by", "name part 3")
    assert result.exit_code == 3
    assert "groups" in result.stdout
    refused = run("sweep", "--project", "1", "--group-by", "name part 9")
    assert (refused.exit_code, "No sample has" in flowing(refused.stderr)) == (2, True)


def test_own_projects_take_the_place_of_the_demos(own: Path) -> None:
    """With a folder, there is what it holds and nothing else."""
    result = run("sweep", "--projects", str(own), "--project", "1")
    assert (result.exit_code, "There is: 100 (Kettle)." in flowing(result.stderr)) == (2, True)


def test_a_project_that_is_at_fault_says_where(own: Path) -> None:
    """A project is not simply missing when its file cannot be used: file and field are named."""
    described = own / "kettle" / "project.json"
    described.write_text(described.read_text().replace('"windowSizeMs"', '"windowSize"'))
    for asked in (("sweep",), ("compare", "--sample", "1")):
        result = run(*asked, "--projects", str(own), "--project", "100")
        assert result.exit_code == 2
        assert "windowSize" in result.stderr


def test_a_model_that_cannot_be_loaded_is_told_once(own: Path) -> None:
    """A fault of the project ends the sweep with 2 and one message, not with one for each sample."""
    for model in (own / "kettle" / "models").glob("*.tflite"):
        model.write_bytes(model.read_bytes()[:100])
    result = run("sweep", "--projects", str(own), "--project", "100")
    assert (result.exit_code, result.stdout) == (2, "")
    assert flowing(result.stderr).count("the model cannot be loaded") == 1


def test_what_no_sample_has_is_told_once(own: Path) -> None:
    """Where every sample lacks what the impulse takes, the command ends with 2 and says it of the first one."""
    for file in (own / "kettle" / "samples").glob("*.csv"):
        file.write_text(file.read_text().replace("timestamp", "moment"))
    result = run("sweep", "--projects", str(own), "--project", "100")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "None of 6 samples was answered." in flowing(result.stderr)
    assert flowing(result.stderr).count("says nothing of time") == 1


def test_where_no_sample_is_found_the_files_are_named(own: Path) -> None:
    """A category without samples, and a folder of a folder for each class, are told with what is there."""
    result = run("sweep", "--projects", str(own), "--project", "100", "--category", "training")
    assert result.exit_code == 2
    assert "No sample passes the filters. The project has 6 samples (6 testing), none training." in flowing(
        result.stderr
    )
    samples = own / "kettle" / "samples"
    (samples / "info.labels").unlink()
    (samples / "walking").mkdir()
    for file in samples.glob("*.csv"):
        file.rename(samples / "walking" / file.name)
    result = run("sweep", "--projects", str(own), "--project", "100")
    assert result.exit_code == 2
    assert "The project has no samples. Not taken as samples: 6 files in subfolders (walking)" in flowing(result.stderr)


def test_both_sources_say_the_same() -> None:
    """Model testing on the embedded service ends in the verdict that one sample after the other ends in."""
    by_sample = run("sweep", "--project", "2", "--limit", "15")
    tested = run("sweep", "--project", "2", "--limit", "15", "--source", "model-testing")
    assert tested.exit_code == by_sample.exit_code
    assert tested.stdout.replace(run_in(tested), "") == by_sample.stdout.replace(run_in(by_sample), "")


def test_stored_results_elsewhere_are_replaced_with_consent_only(elsewhere: str) -> None:
    """Without results there, nothing is started unasked; with them, they are read unless new ones are wanted."""
    asked = ("sweep", "--service", elsewhere, "--project", "2", "--source", "model-testing")
    refused = run(*asked)
    assert (refused.exit_code, "--replace-stored agrees to that" in flowing(refused.stderr)) == (2, True)
    tested = run(*asked, "--replace-stored")
    assert tested.exit_code == 1, tested.output
    reused = run(*asked)
    assert "results that the service has stored, of 40 samples" in flowing(reused.stderr)
    assert reused.stdout.replace(run_in(reused), "") == tested.stdout.replace(run_in(tested), "")


def test_a_key_goes_where_the_person_says(elsewhere: str) -> None:
    """A sweep of a service elsewhere is resumed only where that service is named again, by whoever has the key."""
    sweep = run_in(run("sweep", "--service", elsewhere, "--project", "2", "--limit", "3"))
    alone = run("sweep", "--resume", sweep)
    assert (alone.exit_code, f"with --service {elsewhere}" in flowing(alone.stderr)) == (2, True)
    assert run("sweep", "--resume", sweep, "--service", elsewhere).exit_code in {0, 1, 3}


def test_the_dashboards_link_stands_in_the_output(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where people reach the dashboard, output and report lead to the sweep there."""
    monkeypatch.setenv("VARIANTLENS_BASE_URL", "https://lens.test")
    report = tmp_path / "sweep.html"
    result = run("sweep", "--project", "2", "--limit", "3", "--report", str(report))
    link = f"https://lens.test/sweep?v=1&run={run_in(result)}"
    assert link in result.stdout
    assert link.replace("&", "&amp;") in report.read_text()


def test_a_damaged_database_says_what_to_do(own_environment: Path) -> None:
    """A sweep that cannot be read ends with 2 and a sentence, without a trace."""
    sweep = run_in(run("sweep", "--project", "2", "--limit", "3"))
    with faults.damaged(Database(f"sqlite:///{own_environment}"), own_environment):
        damaged = run("sweep", "--resume", sweep)
    assert (damaged.exit_code, damaged.stdout) == (2, "")
    assert "The database is damaged" in flowing(damaged.stderr)
    assert "Put a copy of it from before in its place" in flowing(damaged.stderr)
    assert "Traceback" not in damaged.stderr


def test_a_locked_database_says_what_to_do(own_environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sweep that cannot be stored ends with 2, and says who keeps it from that."""
    faults.hurried(monkeypatch)
    run("sweep", "--project", "2", "--limit", "3")
    with faults.locked(own_environment):
        refused = run("sweep", "--project", "2", "--limit", "3")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "Another program keeps the database locked (database is locked). Try again" in flowing(refused.stderr)
