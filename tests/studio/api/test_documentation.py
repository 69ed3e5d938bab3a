"""The documentation names all that callers and operators may use."""

from pathlib import Path

import pytest

from studio.__main__ import main
from studio.api import create_app

TEXT = (Path(__file__).parents[3] / "docs" / "embedded-service.md").read_text(encoding="utf-8")


def test_every_call_is_documented() -> None:
    """Each call stands in the documentation with its method, and each of its parameters by name."""
    for path, calls in create_app([]).openapi()["paths"].items():
        for method, call in calls.items():
            assert f"`{method.upper()} {path}`" in TEXT
            for parameter in call["parameters"]:
                assert parameter["in"] == "path" or f"`{parameter['name']}" in TEXT, parameter["name"]


def test_every_argument_is_documented(capsys: pytest.CaptureFixture[str]) -> None:
    """Each argument of the command line stands in the documentation."""
    with pytest.raises(SystemExit):
        main(["--help"])
    arguments = {word.strip("[],") for word in capsys.readouterr().out.split() if word.strip("[,").startswith("--")}
    assert len(arguments) >= 7
    for argument in arguments - {"--help"}:
        assert f"`{argument}`" in TEXT, argument
