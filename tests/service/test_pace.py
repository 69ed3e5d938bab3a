"""Where a service says *too many calls*, all who share the connection wait."""

import math
import re
import threading
import time

import httpx
import pytest

from tests.service.networks import PROJECTS, Recorder, always, client_of
from variantlens.service.client import Client
from variantlens.service.errors import RateLimited
from variantlens.service.explanations import explain
from variantlens.service.pace import Pace, one_probe
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
    """A wait that is longer than allowed is not begun: it would outlast this test."""
    pace = Pace()
    pace.close_for(800)
    assert not pace.wait(600)


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
        assert 800 < (caught.value.retry_after_s or 0) <= 900
    assert len(asked) == 1


@pytest.mark.parametrize("wish", [1e9, math.inf, math.nan, -5.0])
def test_no_wish_closes_a_service_for_good(wish: float) -> None:
    """However long a service asks us to wait, a quarter of an hour is the most."""
    pace = Pace()
    pace.close_for(wish)
    assert 0 <= pace.left_s <= 900


@pytest.mark.parametrize(
    "header", ["1000000000", "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT", f"Fri, 31 Dec {'9' * 30} 23:59:59 GMT"]
)
def test_an_absurd_wait_is_told_as_a_time(header: str) -> None:
    """A header that asks for years, or for a time that no clock has, never is a wait without end."""
    client = client_of(always(429, headers={"retry-after": header}, json={}), timeout=Patience(total_s=2, attempts=1))
    with pytest.raises(RateLimited) as caught:
        client.projects()
    assert caught.value.retry_after_s in {900, None}
    assert re.match(r"Wait (900 s|a minute),", explain(caught.value).next_step)


def test_a_probe_goes_out_and_opens_the_service_again() -> None:
    """Somebody who tries again asks once although the service is held; where that is answered, all may ask again."""
    network = Recorder(httpx.Response(429, headers={"retry-after": "800"}, json={}), httpx.Response(200, json=PROJECTS))
    client = client_of(network)
    for _ in range(2):
        with pytest.raises(RateLimited):
            client.projects()
    assert len(network.requests) == 1
    with one_probe():
        assert client.projects()[0].id == 1
    assert client.projects()[0].id == 1


def test_many_probes_are_one_call() -> None:
    """However many try again at a time, a held service hears of one of them."""
    network = Recorder(httpx.Response(429, headers={"retry-after": "800"}, json={}))
    client = client_of(network)
    for _ in range(5):
        with one_probe(), pytest.raises(RateLimited):
            client.projects()
    # The first was sent before the service had asked to wait; the next is the probe.
    assert len(network.requests) == 2


def test_who_gave_up_does_not_wait() -> None:
    """A wait for a held service ends when nobody waits for the call any more."""
    pace, cancelled = Pace(), threading.Event()
    pace.close_for(800)
    waiting = threading.Thread(target=pace.wait, args=(1000, cancelled))
    waiting.start()
    cancelled.set()
    waiting.join(20)
    assert not waiting.is_alive()
