"""The real embedded service, some of whose answers a test gives or changes in its place."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from studio.api import create_app

Answering: TypeAlias = Callable[[Request], Response | None]
Changing: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]


class Replaced:
    """The service over some projects.

    Attributes:
        app: To be served.
        address: Where it is served.
        answering: Answers a call in the service's place; None lets the service answer.
        changing: The end of a path and what to make of the service's answers there.
    """

    def __init__(self, projects: Sequence[Path]) -> None:
        self.app: FastAPI = create_app(projects)
        self.address = ""
        self.tests = 0
        self.begin()
        self.app.middleware("http")(self._in_its_place)

    def begin(self) -> None:
        """A new test: the service answers everything itself."""
        self.tests += 1
        self.answering: Answering = lambda request: None
        self.changing: tuple[str, Changing] | None = None

    @property
    def api_key(self) -> str:
        """A key of the test's own, so that it is shown nothing that another one's calls brought."""
        return f"key-of-test-{self.tests}-{id(self)}"

    async def _in_its_place(self, request: Request, call_next: Callable[[Request], Any]) -> Response:
        own = self.answering(request)
        if own is not None:
            return own
        answer: StreamingResponse = await call_next(request)
        if self.changing is None or not request.url.path.endswith(self.changing[0]):
            return answer
        body = b"".join([bytes(part) async for part in answer.body_iterator if not isinstance(part, str)])
        return JSONResponse(self.changing[1](json.loads(body)))
