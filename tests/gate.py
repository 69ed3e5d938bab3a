"""A service that answers so many samples at once, and the others when it is told to: nothing depends on its pace."""

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from studio.api import create_app

CLASSIFY = "/classify/v2/"
LOOK_S = 0.01


class Gate:
    """Holds the calls that classify a sample, but for the first ones.

    Args:
        free: So many are let through before it is opened.
    """

    def __init__(self, free: int) -> None:
        self._free = free
        self._opened = threading.Event()
        self._lock = threading.Lock()

    def app(self, projects: Sequence[Path], key: str) -> FastAPI:
        """The embedded service behind the gate."""
        made = create_app(projects, key)
        made.add_middleware(_Held, gate=self)
        return made

    def open(self) -> None:
        """Let everything through that waits, and whatever comes."""
        self._opened.set()

    async def passed(self) -> None:
        """Wait for one's turn."""
        with self._lock:
            self._free -= 1
            free = self._free >= 0
        while not (free or self._opened.is_set()):
            await asyncio.sleep(LOOK_S)


class _Held:
    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self._app = app
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and CLASSIFY in scope["path"]:
            await self._gate.passed()
        await self._app(scope, receive, send)
