"""The command line as a build uses it: files, words and exit codes."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from tests.commanded import flowing, run
from tests.conftest import StudioService
from variantlens import cli
from variantlens.commands import asking, comparing

pytestmark = pytest.mark.usefixtures("own_environment", "own_embedded_service")

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--project", "2"), 1, "worse than allowed"),
        (("--project", "1", "--variants", "float32,int8"), 3, "Not enough data"),
        (("--project", "2", "--allowed-loss", "30"), 0, "worse, but by less than allowed"),
        (("--project", "1", "--allowed-loss", "30", "--variants", "float32,int8"), 0, "within the allowed loss"),
        (
            ("--project", "1", "--allowed-loss", "30", "--variants", "float32,int8", "--floor", "98"),
            3,
            "is not known",
        ),
        (("--project", "2", "--allowed-loss", "30", "--floor", "99.9"), 1, "does not have accuracy"),
    ],
)
def test_the_exit_code_is_the_verdict(arguments: tuple[str, ...], code: int, words: str) -> None:
    """0 within the allowed loss, 1 worse, 3 not enough data; the sentence stands in the output."""
    result = run("sweep", *arguments)
    assert (result.exit_code, words in flowing(result.stdout)) == (code, True), result.output
    assert "40 samples answered, 0 failed" in flowing(result.stdout)
    assert "not on the device" in flowing(result.stdout)


def test_a_sweep_as_json(tmp_path: Path) -> None:
    """The file holds what was asked, the verdict and the reason, as JSON that every program reads."""
    file = tmp_path / "sweep.json"
    result = run(
        "sweep", "--project", "2", "--limit", "12", "--seed", "5", "--allowed-loss", "2.5", "--json", str(file)
    )
    written: dict[str, Any] = json.loads(file.read_text(), parse_constant=lambda name: pytest.fail(name))
    assert written["samples"] == 12
    assert written["request"]["allowed_loss"] == {"value": 2.5, "unit": "points of accuracy"}
    assert (written["request"]["limit"], written["request"]["seed"]) == (12, 5)
    (verdict,) = written["verdicts"]
    assert verdict["candidate"] == "int8"
    assert verdict["word"] == written["verdict"]
    assert flowing(verdict["sentence"]) in flowing(result.stdout)
    assert result.exit_code in {0, 1, 3}
    assert written["run"] in result.stdout


def test_a_demo_brings_its_own_allowed_loss(tmp_path: Path) -> None:
    """Unless another is given, a demo is judged by what its file allows, in its own unit."""
    file = tmp_path / "sweep.json"
    run("sweep", "--project", "9", "--limit", "6", "--json", str(file))
    assert json.loads(file.read_text())["request"]["allowed_loss"] == {"value": 1.0, "unit": "mean absolute error"}


def test_an_allowed_loss_takes_the_unit_of_what_is_measured(tmp_path: Path) -> None:
    """Of a regression, the number is an error in the value's own unit."""
    file = tmp_path / "sweep.json"
    run("sweep", "--project", "9", "--limit", "6", "--allowed-loss", "0.25", "--json", str(file))
    assert json.loads(file.read_text())["request"]["allowed_loss"] == {"value": 0.25, "unit": "mean absolute error"}


def test_compare_says_it_and_writes_it(tmp_path: Path) -> None:
    """One sample: the sentence in the terminal, the answer as JSON, and the report as one HTML file."""
    data, report = tmp_path / "one.json", tmp_path / "one.html"
    result = run("compare", "--project", "2", "--sample", "1", "--json", str(data), "--report", str(report))
    assert result.exit_code == 0, result.output
    written = json.loads(data.read_text())
    assert flowing(written["headline"]) in flowing(result.stdout)
    assert [each["variant"] for each in written["answer"]["results"]] == ["float32", "int8"]
    assert report.read_text().lstrip().lower().startswith("<!doctype html>")


def test_compare_of_a_picture_has_it_in_the_report(tmp_path: Path) -> None:
    """The report of a picture shows the picture."""
    report = tmp_path / "one.html"
    assert run("compare", "--project", "8", "--sample", "1", "--report", str(report)).exit_code == 0
    assert "data:image/" in report.read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("sweep", "--project", "99"), "There is no project 99. There is: 1 (Motion)"),
        (
            ("sweep", "--project", "1", "--variants", "float32,int3"),
            "There is no variant int3. There is: float32, int8",
        ),
        (("sweep", "--project", "1", "--impulse", "7"), "There is no impulse 7"),
        (("sweep", "--project", "1", "--variants", "float32"), "Two different variants"),
        (("sweep", "--project", "1", "--service", "http://127.0.0.1:9/v1"), "cannot be reached"),
        (("sweep", "--project", "1", "--service", "nonsense"), "http"),
        (("compare", "--project", "1", "--sample", "4711"), "Not found"),
        (("sweep",), "--project"),
        (("sweep", "--project", "1", "--category", "nothing"), "--category"),
        (("sweep", "--project", "1", "--json", "/nowhere/at/all.json", "--limit", "3"), "/nowhere/at/all.json"),
    ],
)
def test_errors_are_explained(arguments: tuple[str, ...], words: str) -> None:
    """What cannot be done ends with 2 and a sentence on the error stream, not with a stack trace."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in flowing(re.sub(r"[│╭╮╰╯─]", "", result.stderr))
    assert "Traceback" not in result.output


def test_a_wrong_setting_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that cannot be used is an error of its own, with the variable's name."""
    monkeypatch.setenv("VARIANTLENS_DATABASE_URL", "mysql://root:canary@db/x")
    result = run("sweep", "--project", "1")
    assert result.exit_code == 2
    assert "VARIANTLENS_DATABASE_URL" in flowing(result.stderr)
    assert "canary" not in result.output


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("float32, int8", ("float32", "int8")),
        ('["float32", "int8, 4 bit"]', ("float32", "int8, 4 bit")),
        ("[odd", ("[odd",)),
        ("", ()),
    ],
)
def test_variants_of_any_name_can_be_named(text: str, names: tuple[str, ...]) -> None:
    """Names stand between commas; a JSON list names those that hold a comma themselves."""
    assert asking.names_in(text) == names


def test_the_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch, studio_service: StudioService) -> None:
    """A service elsewhere gets the key of the environment; without one, the error says that a key is wanted."""
    asked = ("sweep", "--project", "2", "--limit", "3", "--service", studio_service.address)
    without = run(*asked)
    assert (without.exit_code, "wants a key" in without.stderr) == (2, True)
    monkeypatch.setenv("VARIANTLENS_API_KEY", studio_service.api_key)
    result = run(*asked)
    assert result.exit_code in {0, 1, 3}, result.output
    assert studio_service.api_key not in result.output


def test_the_key_of_another_service_is_not_sent(monkeypatch: pytest.MonkeyPatch, studio_service: StudioService) -> None:
    """A key that belongs to the configured service goes to no other one that is named."""
    monkeypatch.setenv("VARIANTLENS_API_KEY", studio_service.api_key)
    monkeypatch.setenv("VARIANTLENS_SERVICE_URL", "https://service.test/v1")
    monkeypatch.setenv("VARIANTLENS_ALLOWED_SERVICES", studio_service.address)
    result = run("sweep", "--project", "2", "--limit", "3", "--service", studio_service.address)
    assert (result.exit_code, "wants a key" in result.stderr) == (2, True)


def test_no_argument_takes_a_key() -> None:
    """No command has an option for a key, which would show in lists of processes."""
    for command in ("compare", "sweep"):
        assert "key" not in run(command, "--help").stdout.lower()


@pytest.mark.parametrize("error", [RuntimeError("a bug"), KeyboardInterrupt()], ids=["a bug", "Ctrl-C"])
def test_nothing_else_ends_with_the_status_of_a_verdict(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    """What breaks a command off ends it with 2: 1 would say that a candidate is worse."""

    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(comparing, "compare", broken)
    assert run("compare", "--project", "1", "--sample", "2").exit_code == 2


def test_it_runs_as_a_program(own_environment: Path) -> None:
    """``python -m variantlens`` starts the embedded service by itself, ends it, and exits with the verdict."""
    ended = subprocess.run(
        [sys.executable, "-m", "variantlens", "sweep", "--project", "2", "--limit", "10"],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "300"},
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert ended.returncode in {0, 1, 3}, ended.stderr
    assert "10 samples answered" in ended.stdout
    assert "Traceback" not in ended.stderr
    assert own_environment.exists()


def test_the_documentation_names_every_option_and_no_other() -> None:
    """docs/ci.md and the commands agree on the options."""
    documented = set(re.findall(r"--[a-z][a-z-]+", (ROOT / "docs" / "ci.md").read_text()))
    commands = get_command(cli.app).commands  # type: ignore[attr-defined]  # a group, since there are two commands
    options = {name for command in commands.values() for each in command.params for name in each.opts}
    assert documented == options


def test_a_sweep_as_a_report(tmp_path: Path) -> None:
    """The file holds the verdict, what the models cost, and what it belongs to."""
    file = tmp_path / "sweep.html"
    run("sweep", "--project", "9", "--limit", "6", "--allowed-loss", "0.25", "--report", str(file))
    written = file.read_text()
    assert "mean absolute error" in written
    assert "Gauge (9)" in written
    assert "model file, kB" in written
