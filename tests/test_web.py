"""What stands in front of Streamlit: which names and origins are answered, and what an answer allows a page."""

import asyncio
import base64
import hashlib
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send
from streamlit.file_util import get_static_dir

from variantlens import web
from variantlens.settings import Settings

PAGE = "<head><script src='x.js'></script>\n<script>\n  window.ready = false\n</script></head>"
SESSION = 101
KINDS = pytest.mark.parametrize("kind", ["http", "websocket"])

Kind = Literal["http", "websocket"]


@dataclass(frozen=True)
class Answer:
    """What came back, and whether the app behind was asked for it."""

    status: int
    headers: Headers
    text: str
    from_behind: bool


def answer(kind: Kind, *headers: tuple[str, str], path: str = "/") -> Answer:
    """Ask an app behind the guard for a page or for a session, as a server hands the call on."""
    reached: list[str] = []
    sent: list[Message] = []

    async def behind(scope: Scope, receive: Receive, send: Send) -> None:
        reached.append(scope["path"])
        if kind == "websocket":
            await send({"type": "websocket.accept"})
        else:
            await PlainTextResponse("a page")(scope, receive, send)

    async def receive() -> Message:
        return {"type": f"{kind}.connect" if kind == "websocket" else "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(name.lower().encode(), value.encode()) for name, value in headers]
    denial: dict[str, dict[str, str]] = {"websocket.http.response": {}}
    scope: Scope = {"type": kind, "method": "GET", "path": path, "headers": raw, "extensions": denial}
    guard = web.Guard(behind, names=["lens.test"], scripts=web.inline_scripts(PAGE))
    asyncio.run(guard(scope, receive, send))
    first, body = sent[0], sent[-1].get("body", b"")
    return Answer(first.get("status", SESSION), Headers(raw=first.get("headers", [])), body.decode(), bool(reached))


@KINDS
@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8501", "127.0.0.1:8501", "127.8.8.8", "[::1]:8501", "lens.test", "Lens.test.:443"]
)
def test_own_names_are_answered(kind: Kind, host: str) -> None:
    """Loopback and the names of the operator, whatever the port and however it is written."""
    assert answer(kind, ("Host", host), ("Origin", f"https://{host}")).from_behind


@KINDS
@pytest.mark.parametrize(
    "host",
    ["evil.test", "lens.test.evil.test", "xlens.test", "127.0.0.1.evil.test", "192.168.1.5:8501", "[::]:8501",
     "[::2]", "lens.test@evil.test", "localhost:80:80", "localhost evil.test", "loсalhost", ""],
)  # fmt: skip
def test_a_foreign_name_is_refused_and_the_setting_is_named(kind: Kind, host: str) -> None:
    """No page and no session for a name that somebody else lets point here; the operator reads what to set."""
    refused = answer(kind, ("Host", host), ("Origin", f"http://{host}"))
    assert (refused.status, refused.from_behind) == (400, False)
    assert "VARIANTLENS_ALLOWED_HOSTS" in refused.text


@pytest.mark.parametrize("names", [[], ["localhost", "evil.test"], ["evil.test", "localhost"]])
def test_a_call_has_one_name(names: list[str]) -> None:
    """A call that says none or two is refused, whichever comes first."""
    assert answer("http", *(("Host", name) for name in names)).status == 400


def test_a_monitor_is_answered_under_every_name() -> None:
    """Who watches the dashboard knows its inner address only."""
    asked = answer("http", ("Host", "10.1.2.3:8501"), ("Origin", "http://evil.test"), path=web.MONITOR)
    assert asked.text == "a page"


@KINDS
@pytest.mark.parametrize(
    "origin",
    ["http://evil.test", "http://localhost:3000", "http://127.0.0.1:8501", "https://localhost:8501.evil.test", "null",
     "file://localhost:8501", ""],
)  # fmt: skip
def test_another_origin_is_refused_before_streamlit_sees_it(
    kind: Kind, origin: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Pages of other sites, and of other ports of this machine, get neither a session nor anything else."""
    with caplog.at_level(logging.WARNING):
        refused = answer(kind, ("Host", "localhost:8501"), ("Origin", origin))
    assert (refused.status, refused.from_behind) == (403, False)
    assert "proxy" in caplog.text


@KINDS
@pytest.mark.parametrize("origin", [[], ["http://localhost:8501"], ["https://LOCALHOST:8501"]])
def test_its_own_origin_is_answered(kind: Kind, origin: list[str]) -> None:
    """The dashboard's own page, and programs, which send no origin."""
    assert answer(kind, ("Host", "localhost:8501"), *(("Origin", each) for each in origin)).from_behind


@pytest.mark.parametrize("path", [web.METRICS, web.METRICS + "/", "/lens" + web.METRICS])
def test_metrics_are_closed(path: str) -> None:
    """How many sessions there are, and what they hold, is nobody's business."""
    closed = answer("http", ("Host", "localhost"), path=path)
    assert (closed.status, closed.from_behind) == (404, False)


@KINDS
@pytest.mark.parametrize("path", ["/", web.MONITOR, web.METRICS])
@pytest.mark.parametrize("host", ["lens.test:8501", "evil.test"])
def test_every_answer_says_what_a_browser_may_do(kind: Kind, path: str, host: str) -> None:
    """No frame around it, no guessed types, no address handed on, nothing from elsewhere; refusals too."""
    found = answer(kind, ("Host", host), path=path)
    if found.status != SESSION:
        allowed = dict(each.split(" ", 1) for each in found.headers["Content-Security-Policy"].split("; "))
        assert allowed["frame-ancestors"] == "'none'"
        assert allowed["default-src"] == "'self'"
        assert "unsafe" not in allowed["script-src"]
        assert found.headers["X-Content-Type-Options"] == "nosniff"
        assert found.headers["Referrer-Policy"] == "no-referrer"


def test_the_policy_names_the_session_and_the_inline_script() -> None:
    """The WebSocket of the host that was asked, since 'self' is not enough everywhere; and the script by its hash."""
    text = answer("http", ("Host", "lens.test:8501")).headers["Content-Security-Policy"]
    digest = base64.b64encode(hashlib.sha256(b"\n  window.ready = false\n").digest()).decode()
    assert "connect-src 'self' ws://lens.test:8501 wss://lens.test:8501;" in text
    assert f"script-src 'self' blob: 'sha256-{digest}';" in text
    assert "ws:" not in web.policy((), "[::1]:8501")


def test_streamlits_page_has_an_inline_script() -> None:
    """Where Streamlit moves it, the policy has to follow."""
    assert web.inline_scripts(Path(get_static_dir(), "index.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("address", "base_url", "named", "names"),
    [
        (None, None, "", set()),
        ("127.0.0.1", None, "", {"127.0.0.1"}),
        ("192.168.1.5", None, "", {"192.168.1.5"}),
        ("lens", "https://Lens.test:8443/lens", "", {"lens", "lens.test"}),
        ("0.0.0.0", None, "a.test, B.test:80,", {"a.test", "b.test"}),  # noqa: S104 - it is to name no host
        ("::", "http://[2001:DB8:0::5]/", "2001:db8::6", {"[2001:db8::5]", "[2001:db8::6]"}),
    ],
)
def test_names_are_those_that_the_operator_said(
    address: str | None, base_url: str | None, named: str, names: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address that it listens on unless that is every one, the host of links, and the listed names."""
    monkeypatch.setenv("VARIANTLENS_ALLOWED_HOSTS", named)
    monkeypatch.setenv("VARIANTLENS_BASE_URL", base_url or "")
    assert web.hosts(Settings(), address) == names
