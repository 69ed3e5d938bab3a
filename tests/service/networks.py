"""A classify service for tests of its client: a function in place of the network."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from variantlens.service.client import Client

ADDRESS = "https://service.test/v1"
EXAMPLE: dict[str, Any] = json.loads((Path(__file__).parents[1] / "example-response.json").read_text())
"""The answer of the reference page."""
PROJECTS = {"success": True, "projects": [{"id": 1, "name": "Motion"}]}

Answering = Callable[[httpx.Request], httpx.Response]


def client_of(answering: Answering, key: str | None = "secret-key-0001", **more: Any) -> Client:
    """A client whose network is a function."""
    return Client(ADDRESS, key, transport=httpx.MockTransport(answering), **more)


def always(status: int = 200, **content: Any) -> Answering:
    """The same response to every request."""
    return lambda _: httpx.Response(status, **content)


class Recorder:
    """Answers from a list, the last one again and again, and remembers what was asked."""

    def __init__(self, *responses: httpx.Response | Exception):
        self.responses = list(responses)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        response = self.responses.pop(0) if len(self.responses) > 1 else self.responses[0]
        if isinstance(response, Exception):
            raise response
        return response
