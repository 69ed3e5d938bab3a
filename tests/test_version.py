"""The version is said once."""

import tomllib
from pathlib import Path

from variantlens import __version__


def test_package_and_project_say_the_same_version() -> None:
    """What a report prints is what pyproject.toml says."""
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == __version__
