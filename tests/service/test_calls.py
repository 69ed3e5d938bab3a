"""Faults of a real network, on sockets of this machine."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
import stamina

from variantlens.service.client import Client
from variantlens.service.connections import cancellable
from variantlens.service.errors import BadAnswer, Silence, Unreachable
from variantlens.service.memory import Memory
from variantlens.service.repeating import Patience

Speaking = Callable[[socket.socket], object]

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
    left = threading.Event()
    with server(lambda _: left.wait(60)) as address, Client(address, timeout=SHORT) as client:
        with pytest.raises(Unreachable) as caught:
            client.projects()
        left.set()
    assert caught.value.reason is Silence.TIMED_OUT
    assert caught.value.waited_s >= 0.25


def test_an_answer_in_drips_ends() -> None:
    """A service that sends a byte now and then never is silent for long, and still is left in time."""
    left = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n")
        with suppress(OSError):
            while not left.wait(0.05):
                connection.sendall(b" ")

    with server(drip) as address, Client(address, timeout=SHORT) as client:
        with pytest.raises(Unreachable) as caught:
            client.projects()
        left.set()
    assert caught.value.reason is Silence.TIMED_OUT


@pytest.mark.parametrize(
    ("scheme", "beginning", "drip"),
    [
        ("http", b"HTTP/1.1 200 OK\r\nx-slow: ", b"x"),
        ("http", b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        ("http", b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
        # The beginning of a TLS record of 16 kB, which comes byte by byte.
        ("https", b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc", b"\x00"),
    ],
    ids=["headers that drip", "endless 100", "endless 103", "agreeing on TLS that drips"],
)
def test_what_comes_before_an_answer_ends_too(scheme: str, beginning: bytes, drip: bytes) -> None:
    """A service that is never silent and never gets to its answer is left when the time for the whole call is over."""
    closed = threading.Event()

    def speak(connection: socket.socket) -> None:
        try:
            connection.sendall(beginning)
            while True:
                connection.sendall(drip)
                closed.wait(0.02)
        except OSError:
            closed.set()
            raise

    with server(speak) as address, Client(address.replace("http:", f"{scheme}:"), timeout=SHORT) as client:
        with pytest.raises(Unreachable) as caught:
            client.projects()
        assert closed.wait(20)
    assert caught.value.reason is Silence.TIMED_OUT


def test_a_call_that_is_given_up_closes_its_connection() -> None:
    """Who cancels waits for nothing more, and the service is told by the end of the connection; nothing is repeated."""
    asked, closed, cancelled = threading.Event(), threading.Event(), threading.Event()
    times = []

    def hang(connection: socket.socket) -> None:
        times.append(1)
        asked.set()
        with suppress(OSError):
            connection.recv(1)
        closed.set()

    def give_up() -> None:
        asked.wait(20)
        cancelled.set()

    with server(hang) as address, Client(address) as client:
        threading.Thread(target=give_up).start()
        with cancellable(cancelled), pytest.raises(Unreachable) as caught:
            client.projects()
        assert closed.wait(20)
    assert caught.value.reason is Silence.GIVEN_UP
    assert times == [1]


def test_cancel_frees_the_worker_and_the_connection() -> None:
    """*Cancel* sets what a remembered call listens to: the call ends, whatever it waits for."""
    asked, closed, memory = threading.Event(), threading.Event(), Memory()

    def hang(connection: socket.socket) -> None:
        asked.set()
        with suppress(OSError):
            connection.recv(1)
        closed.set()

    with server(hang) as address, Client(address) as client:
        pending = memory.ask((address, "projects"), lambda _: client.projects())
        assert asked.wait(20)
        pending.cancelled.set()
        assert closed.wait(20)
        assert isinstance(pending.future.exception(20), Unreachable)


def test_what_is_kept_open_is_used_again() -> None:
    """The watchdog leaves a connection alone once its exchange has ended, so that the next call may use it."""
    accepted = []

    def answer(connection: socket.socket) -> None:
        accepted.append(1)
        body = b'{"projects": []}'
        while True:
            connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
            if not connection.recv(65536):
                return

    with server(answer) as address, Client(address) as client:
        for _ in range(3):
            cancelled = threading.Event()
            with cancellable(cancelled):
                assert client.projects() == []
            cancelled.set()
    assert accepted == [1]


@pytest.mark.parametrize(
    "beginning", [b"", b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{", b"SSH-2.0-OpenSSH_9.2\r\n"]
)
def test_a_broken_answer_is_said_so(beginning: bytes) -> None:
    """A connection that closes early, and a service that speaks no HTTP, are both broken off."""
    answering = server(lambda connection: connection.sendall(beginning))
    with answering as address, Client(address) as client, pytest.raises(Unreachable) as caught:
        client.projects()
    assert caught.value.reason is Silence.BROKEN_OFF


def test_an_endless_answer_ends() -> None:
    """An answer without end does not fill the memory."""

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
