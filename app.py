"""The web app: starts Streamlit and the embedded service, and answers on the same port to monitors.

``streamlit run app.py`` and ``uvicorn app:app`` both run it.
"""

import gc
import logging
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit.file_util import get_static_dir

from components import notices
from components.long_addresses import LongAddresses
from variantlens import logs, settings, web
from variantlens.service import embedded

log = logging.getLogger("variantlens")

LEFT_BEHIND_S = 31
"""So long after the start, a sweep without a process is one that was left behind; a lease lasts 30 s."""

LOOK_S = 60.0
"""How often sweeps without a process are looked for afterwards."""


def check_settings() -> None:
    """End the program with a sentence where a setting cannot be used; later on, the server would add a stack trace."""
    try:
        settings.load()
    except settings.SettingsError as error:
        sys.exit(f"Variant Lens cannot start with this setting. {error}")


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Start the embedded service unless another one is configured, and end it with the app."""
    logs.configure()
    if settings.load().service.is_embedded:
        embedded.running()
    ending = threading.Event()
    threading.Thread(target=_resume_sweeps, args=(ending,), name="resuming sweeps", daemon=True).start()
    yield {}
    ending.set()
    embedded.stop_running()


def _resume_sweeps(ending: threading.Event) -> None:
    """Let sweeps go on whose process is gone: as soon as it is sure that it is, then every minute."""
    # A process before this one holds its lease for so long, and what is imported here takes a second.
    if ending.wait(LEFT_BEHIND_S):
        return
    from variantlens.sweeps.running import restarting

    # Modules stay: looking through them for what can be thrown away holds everybody up for a quarter of a second.
    gc.collect()
    gc.freeze()
    restarting.watch(settings.load(), ending, LOOK_S)


async def healthz(_request: Request) -> JSONResponse:
    """Say that the dashboard answers."""
    return JSONResponse({"status": "ok"})


def on_script_error(error: Exception) -> bool:
    """Log what went wrong and show a notice in place of a stack trace."""
    log.error("A page failed", exc_info=error)
    notices.unexpected(error)
    return True


def guard() -> Middleware:
    """What stands in front of Streamlit: the names that are answered, and the headers of each answer."""
    names = web.hosts(settings.load(), st.get_option("server.address"))
    index = Path(get_static_dir(), "index.html").read_text(encoding="utf-8")
    return Middleware(web.Guard, names=names, scripts=web.inline_scripts(index))


check_settings()
app = st.App(
    "pages/router.py",
    lifespan=lifespan,
    routes=[Route(web.MONITOR, healthz)],
    middleware=[guard(), Middleware(LongAddresses)],
    on_script_error=on_script_error,
)
