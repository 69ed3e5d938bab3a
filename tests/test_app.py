"""The web app as a program: it starts, answers a monitor, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import httpx
import pytest
from websockets import InvalidStatus, Origin
from websockets.sync.client import connect

from benchmarks import programs
from variantlens.settings import EXAMPLES, PREFIX

ROOT = Path(__file__).parents[1]

Ways = Callable[[int], list[str]]
Starts = Callable[..., AbstractContextManager[tuple[str, float]]]


def streamlit_run(port: int) -> list[str]:
    """The command of the README."""
    return [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]


def uvicorn(port: int) -> list[str]:
    """The command of a deployment behind a proxy."""
    return [sys.executable, "-m", "uvicorn", "app:app", "--port", str(port), "--log-level", "warning"]


def health(port: int) -> bytes:
    """What a monitor reads, as soon as there is something to read."""
    end = time.monotonic() + 60
    while True:
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                return bytes(answer.read())
        except (URLError, ConnectionError):
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def children(parent: int) -> list[int]:
    """Processes that this one has started."""
    return [int(text) for text in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def is_gone(process: int) -> bool:
    """Whether a process has ended within some seconds."""
    end = time.monotonic() + 20
    while Path(f"/proc/{process}").exists():
        if "State:\tZ" in Path(f"/proc/{process}/status").read_text() or time.monotonic() > end:
            break
        time.sleep(0.1)
    return time.monotonic() <= end


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks at processes the way Linux shows them")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("command", [streamlit_run, uvicorn])
def test_it_answers_and_leaves_no_process_behind(command: Ways, how: signal.Signals) -> None:
    """However it was started and ended, even killed, the embedded service ends with it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {name: value for name, value in os.environ.items() if not name.startswith("VARIANTLENS_")}
    program = subprocess.Popen(
        command(port), cwd=ROOT, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        assert b'"ok"' in health(port)
        started = children(program.pid)
        assert started
        program.send_signal(how)
        program.wait(20)
        assert all(map(is_gone, started))
    finally:
        program.kill()


@pytest.mark.parametrize("command", [streamlit_run, uvicorn])
@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("VARIANTLENS_SERVICE_URL", "canary"),
        ("VARIANTLENS_DATABASE_URL", "mysql://lens:canary@db/lens"),
    ],
)
def test_a_wrong_setting_ends_it_with_a_sentence(command: Ways, variable: str, value: str) -> None:
    """A setting that cannot be used stops the start: one message says which and what to write, without a trace."""
    settings = {name: text for name, text in os.environ.items() if not name.startswith("VARIANTLENS_")}
    ended = subprocess.run(
        command(0), cwd=ROOT, env={**settings, variable: value}, capture_output=True, text=True, timeout=30, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.count(variable) == 1
    assert EXAMPLES[variable.removeprefix(PREFIX).lower()] in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "canary" not in ended.stdout + ended.stderr


@pytest.mark.parametrize("start", [programs.streamlit, programs.uvicorn], ids=["streamlit", "uvicorn"])
def test_it_answers_under_its_own_names_and_to_its_own_pages(start: Starts) -> None:
    """However it was started, Streamlit gets no call of another site; the names of the setting are answered."""
    program = {programs.streamlit: ROOT / "app.py", programs.uvicorn: "app:app"}[start]
    with start(program, "/healthz", VARIANTLENS_ALLOWED_HOSTS="lens.test") as (address, _):
        for path, host, status in [
            ("/", "lens.test", 200),
            ("/", "evil.test", 400),
            ("/healthz", "evil.test", 200),
            ("/_stcore/metrics", "lens.test", 404),
        ]:
            answer = httpx.get(address + path, headers={"Host": host})
            assert answer.status_code == status
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        stream = address.replace("http", "ws") + "/_stcore/stream"
        with connect(stream, origin=Origin(address)) as session:
            assert session.ping().wait(30)
        with pytest.raises(InvalidStatus) as refused, connect(stream, origin=Origin("http://localhost:3000")):
            pass
        assert refused.value.response.status_code == 403
