"""Where a service says *too many calls*, all who share the connection wait."""

import threading
import time

import httpx
import pytest

from variantlens.service.client import Client
from variantlens.service.errors import RateLimited
from variantlens.service.pace import Pace
from variantlens.service.repeating import Patience


def test_an_open_pace_lets_everybody_through() -> None:
    """Without a limit nobody waits."""
    pace = Pace()
    assert pace.left_s == 0
    assert pace.wait(0)


def test_the_longest_wish_holds() -> None:
    """A shorter wish does not shorten a longer one."""
    pace = Pace()
    pace.close_for(30)
    pace.close_for(1)
    assert 29 < pace.left_s <= 30


def test_who_cannot_wait_so_long_is_told_at_once() -> None:
    """A wait that is longer than allowed is not begun."""
    pace = Pace()
    pace.close_for(30)
    started = time.monotonic()
    assert not pace.wait(5)
    assert time.monotonic() - started < 1


def test_one_answer_holds_all_threads() -> None:
    """After one 429 the other threads of a client send nothing until the time is over; then all get answers."""
    sent: list[float] = []
    limited_at: list[float] = []
    lock = threading.Lock()

    def answer(_: httpx.Request) -> httpx.Response:
        with lock:
            sent.append(time.monotonic())
            if len(sent) == 1:
                limited_at.append(sent[0])
                return httpx.Response(429, json={}, headers={"retry-after": "1"})
        return httpx.Response(200, json={"success": True, "projects": []})

    client = Client("https://service.test/v1", transport=httpx.MockTransport(answer))
    threads = [threading.Thread(target=client.projects) for _ in range(4)]
    threads[0].start()
    while not limited_at:
        time.sleep(0.005)
    time.sleep(0.1)
    for thread in threads[1:]:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent) == 5
    assert min(sent[1:]) - limited_at[0] >= 0.95


def test_a_limit_beyond_all_patience_is_an_error_with_its_time() -> None:
    """A service that wants an hour is not waited for, by nobody who shares the client; the error says how long."""
    asked: list[int] = []

    def answer(_: httpx.Request) -> httpx.Response:
        asked.append(1)
        return httpx.Response(429, json={}, headers={"retry-after": "3600"})

    client = Client("https://service.test/v1", timeout=Patience(total_s=2), transport=httpx.MockTransport(answer))
    for _ in range(2):
        with pytest.raises(RateLimited) as caught:
            client.projects()
        assert 3500 < (caught.value.retry_after_s or 0) <= 3600
    assert len(asked) == 1
