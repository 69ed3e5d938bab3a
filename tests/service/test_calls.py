"""Faults of a real network, on sockets of this machine."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
import stamina

from variantlens.service.client import Client
from variantlens.service.errors import BadAnswer, Silence, Unreachable
from variantlens.service.repeating import Patience

Speaking = Callable[[socket.socket], None]

SHORT = Patience(connect_s=0.5, read_s=0.3, total_s=0.6)


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    """Repeated calls follow at once."""
    with stamina.set_testing(True, attempts=2):
        yield


@contextmanager
def server(speaking: Speaking) -> Iterator[str]:
    """A server that takes each request's head and then does as it likes; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    with connection, suppress(OSError):
                        connection.recv(65536)
                        speaking(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def test_nobody_listens() -> None:
    """A refused connection is said to be refused."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with Client(f"http://127.0.0.1:{port}/v1") as client, pytest.raises(Unreachable) as caught:
        client.projects()
    assert caught.value.reason is Silence.REFUSED


def test_silence_ends() -> None:
    """A service that takes the call and says nothing is left after the longest silence."""
    with server(lambda _: time.sleep(0.5)) as address, Client(address, timeout=SHORT) as client:
        started = time.monotonic()
        with pytest.raises(Unreachable) as caught:
            client.projects()
    assert caught.value.reason is Silence.TIMED_OUT
    assert 0.25 < time.monotonic() - started < 2
    assert caught.value.waited_s == pytest.approx(0.3, abs=0.2)


def test_an_answer_in_drips_ends() -> None:
    """A service that sends a byte now and then never is silent for long, and still is left in time."""

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
        for _ in range(20):
            connection.sendall(b" ")
            time.sleep(0.1)

    with server(drip) as address, Client(address, timeout=SHORT) as client:
        started = time.monotonic()
        with pytest.raises(Unreachable) as caught:
            client.projects()
    assert caught.value.reason is Silence.TIMED_OUT
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    "beginning", [b"", b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{", b"SSH-2.0-OpenSSH_9.2\r\n"]
)
def test_a_broken_answer_is_said_so(beginning: bytes) -> None:
    """A connection that closes early, and a service that speaks no HTTP, are both broken off."""
    answering = server(lambda connection: connection.sendall(beginning))
    with answering as address, Client(address) as client, pytest.raises(Unreachable) as caught:
        client.projects()
    assert caught.value.reason is Silence.BROKEN_OFF


def test_an_endless_answer_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer without end does not fill the memory."""
    monkeypatch.setattr("variantlens.service.calls.LARGEST_ANSWER_BYTES", 100_000)

    def pour(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b" " * 65536)

    with server(pour) as address, Client(address) as client, pytest.raises(BadAnswer, match="larger than"):
        client.projects()


def test_a_proxy_never_stands_before_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy from the environment is not asked for addresses of this machine."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    body = b'{"projects": []}'
    head = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body)
    with server(lambda connection: connection.sendall(head + body)) as address, Client(address) as client:
        assert client.projects() == []
