"""The web app: starts Streamlit and the embedded service, and answers on the same port to monitors.

``streamlit run app.py`` and ``uvicorn app:app`` both run it.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from components import notices
from variantlens import logs, settings
from variantlens.service import embedded

log = logging.getLogger("variantlens")


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Start the embedded service unless another one is configured, and end it with the app."""
    logs.configure()
    if settings.load().service.is_embedded:
        embedded.running()
    yield {}
    embedded.stop_running()


async def healthz(_request: Request) -> JSONResponse:
    """Say that the dashboard answers."""
    return JSONResponse({"status": "ok"})


def on_script_error(error: Exception) -> bool:
    """Log what went wrong and show a notice in place of a stack trace."""
    log.error("A page failed", exc_info=error)
    notices.unexpected(error)
    return True


app = st.App(
    "pages/router.py",
    lifespan=lifespan,
    routes=[Route("/healthz", healthz)],
    on_script_error=on_script_error,
)
