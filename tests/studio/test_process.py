"""The service as a process: its command line, its key, its start, and its end with its parent."""

import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import httpx
import pytest

from studio.__main__ import main
from studio.serving import BadStart, key_from

ROOT = Path(__file__).parents[2]

PARENT = """
import os, socket, subprocess, sys, time
listener = socket.create_server(("127.0.0.1", 0))
child = subprocess.Popen(
    [sys.executable, "-m", "studio", "--fd", str(listener.fileno()), "--projects", sys.argv[1]],
    pass_fds=[listener.fileno()], stdin=subprocess.PIPE, text=True,
)
child.stdin.write('{"apiKey": "right"}\\n')
child.stdin.flush()
port = listener.getsockname()[1]
listener.close()
print(child.pid, port, flush=True)
time.sleep(60)
"""


def line_of(stream: IO[str] | None) -> str:
    """The next line of a process."""
    assert stream is not None
    return stream.readline()


def ended(pid: int) -> bool:
    """Whether a process that is not our child is gone; one that only waits to be reaped is."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A socket that listens on a free port of loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def started(listener: socket.socket, *arguments: str) -> subprocess.Popen[str]:
    """A service that inherits the socket."""
    command = [sys.executable, "-m", "studio", "--fd", str(listener.fileno()), *arguments]
    return subprocess.Popen(
        command, cwd=ROOT, pass_fds=[listener.fileno()], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_key_by_standard_input_and_end_with_it(listener: socket.socket, tiny: Path) -> None:
    """The key comes by the first line, calls wait for the start, and the process ends when the pipe does."""
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/v1/api/projects"
    with started(listener, "--projects", str(tiny.parent)) as service:
        assert service.stdin is not None
        service.stdin.write(json.dumps({"apiKey": "right"}) + "\n")
        service.stdin.flush()
        answer = httpx.get(address, headers={"x-api-key": "right"}, timeout=60)
        assert [project["id"] for project in answer.json()["projects"]] == [7]
        assert httpx.get(address).status_code == 401
        service.stdin.close()
        assert service.wait(timeout=60) == 0
        assert service.stderr is not None
        assert "right" not in service.stderr.read()


def test_a_successor_answers_on_the_same_socket(listener: socket.socket, tiny: Path) -> None:
    """A call that is sent while nobody serves the socket is answered by the next service."""
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/v1/api/projects"
    for key in ("first", "second"):
        with started(listener, "--projects", str(tiny.parent)) as service:
            assert service.stdin is not None
            service.stdin.write(json.dumps({"apiKey": key}) + "\n")
            service.stdin.flush()
            assert httpx.get(address, headers={"x-api-key": key}, timeout=60).status_code == 200
            service.kill()


def test_a_killed_parent_leaves_no_orphan(tiny: Path) -> None:
    """When the parent is killed, which lets it clean up nothing, the service ends by itself."""
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tiny.parent)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        pid, port = (int(number) for number in line_of(parent.stdout).split())
        answer = httpx.get(f"http://127.0.0.1:{port}/v1/api/projects", headers={"x-api-key": "right"}, timeout=60)
        assert answer.status_code == 200
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 60
    while not ended(pid):
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
            pytest.fail("the service outlived its parent")
        time.sleep(0.05)


@pytest.mark.parametrize("line", ["", "no json\n", "{}\n", '{"apiKey": ""}\n', '{"apiKey": 3}\n', '["apiKey"]\n'])
def test_a_parent_that_sends_no_key(line: str) -> None:
    """Without a key from its parent the service does not start, and says what it expects."""
    with pytest.raises(BadStart, match="the first line of standard input"):
        key_from(io.StringIO(line))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--projects", "/no/such/folder"], "there is no folder /no/such/folder"),
        (["--fd", "987"], "descriptor 987 is no socket"),
    ],
)
def test_a_start_that_cannot_work(arguments: list[str], message: str, caplog: pytest.LogCaptureFixture) -> None:
    """What cannot work is said in a line, with the exit status 2."""
    assert main(arguments) == 2
    assert message in caplog.text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--port", "4801", "--fd", "3"], "not allowed with argument"),
        (["--port", "99999"], "should be 0 to 65535"),
        (["--port", "http"], "should be a number, 0 to 65535"),
        (["--job-windows", "0"], "should be 1 or more"),
    ],
)
def test_arguments_that_make_no_sense(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The command line says which argument is wrong."""
    with pytest.raises(SystemExit):
        main(arguments)
    assert message in capsys.readouterr().err


def test_a_port_that_is_taken(listener: socket.socket, caplog: pytest.LogCaptureFixture) -> None:
    """A port that somebody else has is named."""
    port = listener.getsockname()[1]
    assert main(["--port", str(port)]) == 2
    assert f"another program listens on 127.0.0.1:{port} already; --port takes another port" in caplog.text


def test_an_address_of_another_machine(caplog: pytest.LogCaptureFixture) -> None:
    """An address that this machine does not have is named."""
    assert main(["--host", "192.0.2.1"]) == 2
    assert "cannot listen on 192.0.2.1:4800" in caplog.text


def test_for_people(tiny: Path, interruptible: None) -> None:
    """Started by hand, it says where it answers, needs the key that was given, and ends on Ctrl+C."""
    command = [sys.executable, "-m", "studio", "--port", "0", "--projects", str(tiny), "--api-key", "by-hand"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as service:
        said = line_of(service.stderr)
        address = said.partition("answers at ")[2].partition(",")[0]
        assert httpx.get(f"{address}/projects").status_code == 401
        answer = httpx.get(f"{address}/projects", headers={"x-api-key": "by-hand"})
        assert answer.json()["projects"][0]["name"] == "Tiny"
        service.send_signal(signal.SIGINT)
        assert service.wait(timeout=60) == 0
        assert service.stderr is not None
        said += service.stderr.read()
    assert "by-hand" not in said
    assert "Projects: 7 Tiny" in said
    assert "Traceback" not in said


def test_what_cannot_be_served_is_said_at_the_start(tmp_path: Path) -> None:
    """Whoever starts it with a project that is at fault, or with an empty folder, reads so at once."""
    (tmp_path / "kettle").mkdir()
    (tmp_path / "kettle" / "project.json").write_text('{"format": 1}')
    command = [sys.executable, "-m", "studio", "--port", "0", "--projects", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as service:
        said = [line_of(service.stderr) for _ in range(3)]
        service.terminate()
    assert "kettle/project.json: id: Field required" in said[1]
    assert f"No project can be used in {tmp_path}." in said[2]


def test_only_what_is_needed_is_loaded() -> None:
    """The service starts without the dashboard's libraries, and without those that only some calls need."""
    code = "import json, sys, studio.__main__; print(json.dumps(sorted(sys.modules)))"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    loaded: set[Any] = set(json.loads(result.stdout))
    assert "variantlens.service.schema" in loaded
    assert not loaded & {"httpx", "pandas", "streamlit", "plotly", "ai_edge_litert", "scipy", "tensorflow"}
    assert not {name for name in loaded if name.startswith(("variantlens.comparison", "variantlens.service.client"))}
