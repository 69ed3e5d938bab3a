"""What tests of several parts share."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pytest
import uvicorn
from fastapi import FastAPI
from hypothesis import settings

from studio.api import create_app
from studio.serving import KEEP_ALIVE_SECONDS, listening
from variantlens.service import embedded
from variantlens.settings import PREFIX, Settings

# How long an example takes says more about the machine than about the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

DEMOS = Path(__file__).parents[1] / "studio" / "demos"
KEY = "key-of-the-tests"


@dataclass(frozen=True)
class StudioService:
    """An embedded service that answers on loopback: its address, which ends in ``/v1``, and its key."""

    address: str
    api_key: str


class Running:
    """An application served by uvicorn on a free loopback port, in a thread of this process."""

    def __init__(self, app: FastAPI) -> None:
        self._listener = listening("127.0.0.1", 0)
        # On a busy machine seconds pass between two calls: connections stay open as long as the product's own do.
        config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_keep_alive=KEEP_ALIVE_SECONDS)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._listener]}, daemon=True)
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}/v1"

    def __enter__(self) -> Self:
        # The socket listens already, so that a first call waits in its queue until the server is there.
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._listener.close()


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """Give `__main__` back: a page's script takes its place for good, and processes that are started later need it."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Programs that a test starts hear Ctrl-C, also where a shell has taken it from tests in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No setting of whoever runs the tests, and a database of the test's own, which is given."""
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    database = tmp_path / "store.sqlite3"
    monkeypatch.setenv("VARIANTLENS_DATABASE_URL", f"sqlite:///{database}")
    return database


@pytest.fixture(scope="module")
def own_embedded_service() -> Iterator[None]:
    """The embedded service that a module's commands start ends with it; the next one serves the demos again."""
    yield
    embedded.serve(())


@pytest.fixture(scope="session")
def studio_service() -> Iterator[StudioService]:
    """The real embedded service over the shipped demos."""
    with Running(create_app([DEMOS], KEY)) as running:
        yield StudioService(running.address, KEY)


@pytest.fixture(scope="session")
def served() -> Callable[[FastAPI], Running]:
    """How a test serves an application of its own: as a context with an ``address``."""
    return Running
