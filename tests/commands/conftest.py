"""How tests of the commands run one: in this process, with a database of their own and no setting of whoever tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from variantlens import cli
from variantlens.service import embedded
from variantlens.settings import PREFIX, Settings

Command = Callable[..., Result]


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The database of this test."""
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    database = tmp_path / "store.sqlite3"
    monkeypatch.setenv("VARIANTLENS_DATABASE_URL", f"sqlite:///{database}")
    return database


@pytest.fixture(scope="module", autouse=True)
def embedded_service() -> Iterator[None]:
    """The embedded service that commands start ends with a module's tests, and serves the demos again."""
    yield
    embedded.serve(())


@pytest.fixture
def command() -> Command:
    """Runs a command, and gives its exit code and what it said."""
    return lambda *arguments: CliRunner().invoke(cli.app, arguments, catch_exceptions=False)
