"""Faults that nobody foresaw: logged, and answered in the service's shape.

The framework would answer and then raise again, upon which the server closes the connection; a client that reuses it
for its next call would see that call fail too.
"""

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from studio.api.answers import refusal

log = logging.getLogger(__name__)


class Faults:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a call; where that fails before anything was sent, answer 500."""
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception:
            if scope["type"] != "http" or started:
                raise
            log.exception("%s %s failed", scope["method"], scope["path"])
            await refusal(500, "The service failed unexpectedly, its log says why")(scope, receive, send)
