"""Programs that are started for a measurement, a test or a picture, and ended after it: Streamlit and Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser, Playwright

ROOT = Path(__file__).parents[1]
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium(playwright: Playwright) -> Browser:
    """Chromium as installed on this machine, or else Playwright's own."""
    installed = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    return playwright.chromium.launch(executable_path=installed, args=["--no-sandbox", "--disable-gpu"])


@contextmanager
def streamlit(script: Path, health: str, **settings: str) -> Iterator[tuple[str, float]]:
    """Run a Streamlit program with a database of its own.

    Args:
        script: What to run.
        health: Path that answers when the program is up.
        settings: Environment variables that it gets beside the usual ones; of ours it gets no others.

    Yields:
        Its address, and the seconds from start to the first answer of ``health``.
    """
    port = _free_port()
    with _running(["streamlit", "run", str(script), "--server.port", str(port)], port, health, settings) as started:
        yield started


@contextmanager
def uvicorn(app: str, health: str, **settings: str) -> Iterator[tuple[str, float]]:
    """The same of an application that is served by uvicorn, such as ``app:app``."""
    port = _free_port()
    with _running(["uvicorn", app, "--port", str(port)], port, health, settings) as started:
        yield started


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def _running(module: list[str], port: int, health: str, settings: dict[str, str]) -> Iterator[tuple[str, float]]:
    command = [sys.executable, "-m", *module]
    usual = {name: value for name, value in os.environ.items() if not name.startswith("VARIANTLENS_")}
    with tempfile.TemporaryDirectory() as folder:
        ours = {"VARIANTLENS_DATABASE_URL": f"sqlite:///{folder}/kept.db"} | settings
        start = time.perf_counter()
        program = subprocess.Popen(
            command, cwd=ROOT, env=usual | ours, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _until_answered(address + health)
            yield address, time.perf_counter() - start
        finally:
            program.terminate()
            program.wait(20)


def _until_answered(url: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            with urlopen(url, timeout=5):
                return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.01)
