"""A classify service for tests of sweeps: a function in place of the network, with failures on demand."""

import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx

from tests.answers import scored
from variantlens.service.client import Client
from variantlens.service.repeating import Patience
from variantlens.sweeps.request import SweepRequest
from variantlens.sweeps.running.service import Sweeps

ADDRESS = "https://service.test/v1"
VARIANTS = ("float32", "int8")
LONG_S = 60
"""More than any test waits."""

Behaviour = Callable[[int, int], httpx.Response | None]
"""Given a sample and how often it was asked for before, an answer in place of the usual one."""


class Service:
    """Lists samples 1 … count and classifies them; the score of int8 is wrong in every tenth sample.

    Args:
        count: How many samples there are.
        behave: Answers in place of the usual ones.
        started: Creation time of the model.
    """

    def __init__(self, count: int = 20, behave: Behaviour | None = None):
        self.count = count
        self.behave = behave
        self.trained = "2026-01-01T00:00:00Z"
        self.asked: Counter[int] = Counter()
        self.paths: list[str] = []
        self.keys: set[str | None] = set()
        self.at_once = 0
        self.most_at_once = 0
        self._lock = threading.Lock()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        with self._lock:
            self.paths.append(request.url.path)
            self.keys.add(request.headers.get("x-api-key"))
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return self._answer(request)
        finally:
            with self._lock:
                self.at_once -= 1

    def client(self, key: str | None = None) -> Client:
        """A client of this service, which gives up soon."""
        patience = Patience(attempts=1, total_s=5.0)
        return Client(ADDRESS, key, timeout=patience, transport=httpx.MockTransport(self))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        found = re.search(r"/classify/v2/(\d+)/variants$", request.url.path)
        if found is None:
            return self._listed(request)
        sample = int(found[1])
        with self._lock:
            before = self.asked[sample]
            self.asked[sample] += 1
        said = self.behave(sample, before) if self.behave else None
        return said if said is not None else httpx.Response(200, json=self.classified(sample))

    def _listed(self, request: httpx.Request) -> httpx.Response:
        asked = request.url.params
        offset, limit = int(asked.get("offset", 0)), int(asked.get("limit", 100))
        ids = range(1, self.count + 1)[offset : offset + limit]
        samples = [{"id": each, "filename": f"sample-{each}", "label": "walking"} for each in ids]
        return httpx.Response(200, json={"success": True, "samples": samples, "totalCount": self.count})

    def classified(self, sample: int) -> dict[str, Any]:
        """The usual answer for a sample."""
        right, wrong = {"walking": 0.9, "idle": 0.1}, {"walking": 0.2, "idle": 0.8}
        rows = {"float32": [right] * 3, "int8": [wrong if sample % 10 == 0 else right] * 3}
        answer = scored(rows, expected=[(0, 2, "walking")], thresholds={"min_score": 0.6})
        wire: dict[str, Any] = json.loads(answer.model_dump_json(by_alias=True, exclude_unset=True))
        wire["sample"]["sample"] |= {"id": sample, "filename": f"sample-{sample}", "label": "walking"}
        wire["sample"]["payload"]["values"] = [[7.25]] * 40
        for result in wire["results"]:
            for block in result["classifications"]:
                block["learnBlock"]["createdAt"] = self.trained
        return wire


def request(**fields: Any) -> SweepRequest:
    """A sweep of the service over all of its samples."""
    return SweepRequest(**({"service": ADDRESS, "project": 1, "impulse": 1, "variants": VARIANTS} | fields))


def refused(status: int, words: str = "no", **headers: str) -> httpx.Response:
    """An error of the service."""
    return httpx.Response(status, json={"success": False, "error": words}, headers=headers)


def held(service: Service, until: threading.Event, free: int) -> None:
    """Let a service answer so many samples, and the others only after the event."""

    def behave(sample: int, _before: int) -> None:
        if sample > free:
            until.wait(LONG_S)

    service.behave = behave


def reach(sweeps: Sweeps, run: str, done: int) -> None:
    """Wait until so many samples are done."""
    until(lambda: sweeps.progress(run).done >= done)


def runs_out(run: str) -> None:
    """Wait until the thread that runs a sweep has ended, so that it can do nothing more."""
    until(lambda: f"sweep {run}" not in {thread.name for thread in threading.enumerate()})


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; a test that waits in vain ends here."""
    deadline = time.monotonic() + LONG_S
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)
