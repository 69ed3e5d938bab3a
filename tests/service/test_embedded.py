"""The embedded service's process: started, watched, restarted, ended."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from variantlens.service import embedded
from variantlens.service.client import Client
from variantlens.service.embedded import EmbeddedService
from variantlens.service.errors import Silence, Unauthorized, Unreachable
from variantlens.service.repeating import Patience

ROOT = Path(__file__).parents[2]

# A service that keeps the contract of `python -m studio --fd N`, and names its process as its only project.
CHILD = """
import json, os, socket, sys, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

descriptor = int(sys.argv[sys.argv.index("--fd") + 1])
key = json.loads(sys.stdin.readline())["apiKey"]

def end_with_the_parent():
    sys.stdin.read()
    os._exit(0)

threading.Thread(target=end_with_the_parent, daemon=True).start()

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        known = self.headers["x-api-key"] == key
        secret = os.environ.get("VARIANTLENS_API_KEY", "")
        project = {"id": os.getpid(), "name": " ".join(sys.argv[1:]), "description": os.getcwd(), "owner": secret}
        body = json.dumps({"success": known, "projects": [project] if known else []}).encode()
        self.send_response(200 if known else 401)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

server = ThreadingHTTPServer(("127.0.0.1", 0), Handler, bind_and_activate=False)
server.socket.close()
server.socket = socket.socket(fileno=descriptor)
print("answering", file=sys.stderr, flush=True)
server.serve_forever()
"""


@pytest.fixture
def child(tmp_path: Path) -> list[str]:
    """The command that starts the stand-in."""
    script = tmp_path / "child.py"
    script.write_text(CHILD)
    return [sys.executable, str(script)]


@pytest.fixture
def service(child: list[str]) -> Iterator[EmbeddedService]:
    """The stand-in, started."""
    running = EmbeddedService(command=child)
    running.start()
    yield running
    running.stop()


def client_of(service: EmbeddedService) -> Client:
    """A client with the service's own key."""
    return Client(service.address, service.api_key, embedded=True)


def wait_for(condition: Callable[[], bool], seconds: float = 60.0) -> bool:
    """Whether the condition comes true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def is_running(process: int) -> bool:
    """Whether a process runs, other than as a zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_call_right_after_the_start_is_answered(service: EmbeddedService) -> None:
    """Starting returns before the child answers, and a call sent then waits for it."""
    with client_of(service) as client:
        assert client.projects()[0].id == service.process_id
    assert service.alive
    assert service.problem == ""


def test_starting_twice_is_starting_once(service: EmbeddedService) -> None:
    """A second start changes nothing."""
    before = service.address, service.process_id, service.api_key
    service.start()
    assert (service.address, service.process_id, service.api_key) == before


def test_other_users_of_the_machine_are_kept_out(service: EmbeddedService) -> None:
    """Without the random key, or with another, the service does not answer."""
    for key in (None, "guessed"):
        with Client(service.address, key) as client, pytest.raises(Unauthorized):
            client.projects()


def test_the_key_is_in_no_list_of_processes(service: EmbeddedService) -> None:
    """The key goes down the child's stdin, not into its arguments or environment."""
    with client_of(service) as client:
        client.projects()
    for file in ("cmdline", "environ"):
        assert service.api_key.encode() not in Path(f"/proc/{service.process_id}/{file}").read_bytes()


def test_the_operators_key_stays_with_the_parent(child: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The child inherits the environment without the operator's key for another service."""
    monkeypatch.setenv("VARIANTLENS_API_KEY", "for another service")
    service = EmbeddedService(command=child)
    service.start()
    try:
        with client_of(service) as client:
            assert client.projects()[0].owner == ""
    finally:
        service.stop()


def test_folders_and_limits_are_handed_on(child: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders travel as whole paths, since the child runs in the repository's root."""
    monkeypatch.chdir(tmp_path)
    service = EmbeddedService([Path("mine")], job_windows=5, command=child)
    service.start()
    try:
        with client_of(service) as client:
            project = client.projects()[0]
    finally:
        service.stop()
    assert project.name.startswith(f"--projects {tmp_path / 'mine'} --job-windows 5 --fd ")
    assert project.description == str(ROOT)


def test_a_killed_child_is_replaced(service: EmbeddedService) -> None:
    """After a crash the next call is answered by a successor, at the same address with the same key."""
    with client_of(service) as client:
        first = client.projects()[0].id
        os.kill(first, signal.SIGKILL)
        second = client.projects()[0].id
    assert second != first
    assert second == service.process_id


def test_stopping_ends_the_child_and_the_address(service: EmbeddedService) -> None:
    """After the stop no process is left and the address refuses; a new start brings another one."""
    address, process = service.address, service.process_id
    assert process is not None
    service.stop()
    service.stop()
    assert not is_running(process)
    assert not service.alive
    with Client(address, timeout=Patience(attempts=1)) as client, pytest.raises(Unreachable):
        client.projects()
    with pytest.raises(Unreachable) as caught:
        _ = service.address
    assert caught.value.reason is Silence.NOT_RUNNING
    service.start()
    with client_of(service) as client:
        assert client.projects()[0].id != process


def test_a_child_that_ignores_the_closed_pipe_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that hangs is ended by force."""
    monkeypatch.setattr(embedded, "GRACE_S", 0.2)
    script, deaf = tmp_path / "deaf.py", tmp_path / "deaf"
    script.write_text(
        "import pathlib, signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"pathlib.Path({str(deaf)!r}).touch()\ntime.sleep(600)"
    )
    service = EmbeddedService(command=[sys.executable, str(script)])
    service.start()
    process = service.process_id
    assert process is not None
    assert wait_for(deaf.exists)
    service.stop()
    assert not is_running(process)


@pytest.mark.parametrize("command", [[sys.executable, "-c", "raise SystemExit('no such model')"], ["/no/such/program"]])
def test_a_child_that_keeps_dying_is_a_problem_with_words(command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """After a few early deaths the service says what it last heard, and goes on trying."""
    monkeypatch.setattr(embedded, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(embedded, "LONGEST_PAUSE_S", 0.05)
    service = EmbeddedService(command=command)
    service.start()
    try:
        assert wait_for(lambda: "no such" in service.problem.lower())
        assert not service.alive or service.process_id is not None
    finally:
        service.stop()


def test_calls_to_a_service_that_cannot_start_do_not_wait_in_vain(monkeypatch: pytest.MonkeyPatch) -> None:
    """A caller is turned away soon, instead of waiting in the socket for a child that never answers."""
    monkeypatch.setattr(embedded, "FIRST_PAUSE_S", 0.05)
    service = EmbeddedService(command=["/no/such/program"])
    service.start()
    try:
        with client_of(service) as client, pytest.raises(Unreachable) as caught:
            client.projects()
    finally:
        service.stop()
    assert caught.value.reason is not Silence.TIMED_OUT


def test_a_service_that_stays_alive_at_last_is_no_problem(child: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls that ended several children in a row do not keep the next one, which lives, from being asked."""
    monkeypatch.setattr(embedded, "HEALTHY_S", float("inf"))
    monkeypatch.setattr(embedded, "SETTLED_S", float("inf"))
    service = EmbeddedService(command=child)
    service.start()
    try:
        with client_of(service) as client:
            for _ in range(embedded.DEATHS_TO_WORRY):
                os.kill(client.projects()[0].id, signal.SIGKILL)
            assert wait_for(lambda: service.problem != "")
            assert client.projects()[0].id == service.process_id
        monkeypatch.setattr(embedded, "SETTLED_S", 0.0)
        assert wait_for(lambda: service.problem == "")
    finally:
        service.stop()


def test_deaths_in_a_row_are_answered_more_and_more_slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that dies at once is not started in a busy loop."""
    started: list[float] = []
    real = EmbeddedService._spawn  # noqa: SLF001  counts the starts

    def counting(self: EmbeddedService) -> None:
        started.append(time.monotonic())
        real(self)

    monkeypatch.setattr(EmbeddedService, "_spawn", counting)
    monkeypatch.setattr(embedded, "FIRST_PAUSE_S", 0.1)
    service = EmbeddedService(command=["/no/such/program"])
    service.start()
    assert wait_for(lambda: len(started) >= 5)
    service.stop()
    pauses = [after - before for before, after in pairwise(started)]
    assert all(pause >= least for pause, least in zip(pauses, [0.0, 0.1, 0.2, 0.4], strict=False))


def test_not_even_a_killed_parent_leaves_an_orphan(child: list[str]) -> None:
    """The child ends by itself when its parent is killed and can no longer tell it."""
    program = textwrap.dedent(f"""
        import time
        from variantlens.service.embedded import EmbeddedService
        service = EmbeddedService(command={child!r})
        service.start()
        print(service.process_id, flush=True)
        time.sleep(60)
    """)
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        process = int(parent.stdout.readline())
        assert is_running(process)
        parent.kill()
    assert wait_for(lambda: not is_running(process))


def test_the_process_has_one_service(child: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody in a process gets the same started service; stopped, it starts again at the next use."""
    monkeypatch.setattr(embedded, "_running", None)
    monkeypatch.setattr(embedded, "EmbeddedService", lambda: EmbeddedService(command=child))
    first = embedded.running()
    try:
        assert embedded.running() is first
        processes = [first.process_id]
        embedded.stop_running()
        processes += [first.process_id, embedded.running().process_id]
    finally:
        embedded.stop_running()
    assert [process is None for process in processes] == [False, True, False]
    assert len(set(processes)) == 3


def test_the_process_serves_other_folders_when_told(child: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that runs is ended, and the next use starts one with the folders that were named."""
    asked: list[object] = []

    def made(projects: Sequence[Path] = ()) -> EmbeddedService:
        asked.append(projects)
        return EmbeddedService(command=child)

    monkeypatch.setattr(embedded, "_running", None)
    monkeypatch.setattr(embedded, "EmbeddedService", made)
    try:
        first = embedded.running()
        embedded.serve((Path("mine"),))
        assert (first.alive, embedded.running() is first, asked) == (False, False, [(), (Path("mine"),)])
    finally:
        embedded.stop_running()
