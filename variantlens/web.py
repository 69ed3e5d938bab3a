"""Who reaches the web app, and what a browser may do with its pages.

A page of any other site can make a browser call an address on this machine or in this network: by a name of its own
that it lets point there (DNS rebinding), by a WebSocket, which knows no same-origin rule, or in a frame. So each call
is looked at before Streamlit sees it, and each answer says what its page may load.

Sources: MDN, "Content Security Policy", "Origin", "Referrer-Policy"; OWASP, "DNS rebinding" and "Cross-site WebSocket
hijacking".
"""

import base64
import hashlib
import ipaddress
import logging
import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from variantlens.service.addresses import host_name, is_loopback
from variantlens.settings import PREFIX, Settings

ALLOWED_HOSTS = f"{PREFIX}ALLOWED_HOSTS"

MONITOR = "/healthz"
"""Answers under every name: monitors ask by whatever address they know, and it tells nothing."""

METRICS = "/_stcore/metrics"
"""Streamlit's counters of sessions and caches, which it would show to everybody."""

INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)

log = logging.getLogger(__name__)


def hosts(settings: Settings, address: str | None) -> frozenset[str]:
    """The names under which people reach the dashboard, beside those of loopback.

    Args:
        settings: The operator's settings.
        address: The address that it listens on; one that stands for every interface names none.
    """
    names = set(settings.allowed_hosts)
    if settings.base_url is not None:
        names.add(host_name(urlsplit(settings.base_url).netloc) or "")
    if address:
        names.add(host_name(address) or "")
    return frozenset(name for name in names if name and not _is_every_interface(name))


def inline_scripts(page: str) -> tuple[str, ...]:
    """The scripts that stand in a page itself, as sources of a Content-Security-Policy: their SHA-256."""
    digests = (hashlib.sha256(script.encode()).digest() for script in INLINE_SCRIPT.findall(page))
    return tuple(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def policy(scripts: Sequence[str], host: str) -> str:
    """The Content-Security-Policy under which every page of the dashboard works.

    Args:
        scripts: Inline scripts that may run, from :func:`inline_scripts`.
        host: The ``Host`` that the browser asked, for its WebSocket, which ``'self'`` does not name in every browser.
    """
    # No source can be written with an address in brackets.
    sockets = [] if host.startswith("[") else [f"ws://{host}", f"wss://{host}"]
    directives = {
        "default-src": ["'self'"],
        # Components bring their code as blobs. A library of Streamlit's would like WebAssembly for large numbers and
        # goes without it; Firefox says so in its console.
        "script-src": ["'self'", "blob:", *scripts],
        # Streamlit and Plotly write styles into the page.
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "media-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'", *sockets],
        "worker-src": ["'self'", "blob:"],
        "frame-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


class Guard:
    """ASGI middleware around the whole app: refuses foreign names and origins, and adds headers to each answer.

    A name is foreign unless it is loopback's or among ``names``. An origin is foreign unless it is the host that was
    asked: Streamlit, which would take other loopback ports too, looks up this machine's outer address for the rest.

    Args:
        app: What is guarded.
        names: What :func:`hosts` gives.
        scripts: What :func:`inline_scripts` gives.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str], scripts: Sequence[str]) -> None:
        self._app = app
        self._names = frozenset(names)
        self._scripts = scripts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a call, or hand it on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        asked = headers.getlist("host")
        host = asked[0] if len(asked) == 1 and host_name(asked[0]) is not None else ""

        async def send_with_headers(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                answered = MutableHeaders(scope=message)
                answered["Content-Security-Policy"] = policy(self._scripts, host or "localhost")
                answered["X-Content-Type-Options"] = "nosniff"
                answered["Referrer-Policy"] = "no-referrer"
            await send(message)

        answer = self._refusal(scope["path"], host, headers.getlist("origin")) or self._app
        await answer(scope, receive, send_with_headers)

    def _refusal(self, path: str, host: str, origins: list[str]) -> PlainTextResponse | None:
        if path == MONITOR:
            return None
        name = host_name(host)
        if name is None or not (name in self._names or is_loopback(f"http://{name}")):
            return PlainTextResponse(
                f"This dashboard does not answer under the name {name or 'that was asked for'}. Whoever runs it allows "
                f"more names by {ALLOWED_HOSTS}, with commas between them, or by VARIANTLENS_BASE_URL.\n",
                400,
            )
        here = {f"http://{host}".lower(), f"https://{host}".lower()}
        if any(origin.lower() not in here for origin in origins):
            log.warning("A call from another origin was refused. A proxy in front has to pass on the browser's Host.")
            return PlainTextResponse("This dashboard answers to its own pages alone.\n", 403)
        if path.rstrip("/").endswith(METRICS):
            return PlainTextResponse("Not Found", 404)
        return None


def _is_every_interface(name: str) -> bool:
    try:
        return ipaddress.ip_address(name.strip("[]")).is_unspecified
    except ValueError:
        return False
