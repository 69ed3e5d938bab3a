"""A service whose every name is markup, in a real Chromium: it is read as text, runs nothing and fetches nothing."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from fastapi import FastAPI, Request
from playwright.sync_api import Page
from starlette.responses import Response, StreamingResponse

from benchmarks import programs
from studio.api import create_app
from tests.browser.conftest import settled
from tests.conftest import DEMOS, Running
from tests.reading import as_read

NASTY = (
    "<img src=//evil.test/x onerror='window.ran=1'><script>window.ran=1</script>"
    "[a](javascript:window.ran=1)![b](//evil.test/y) :red[c]"
)
NAMES = {"Motion", "idle", "badminton", "standing", "int8", "badminton-test-09.csv", "Classifier", "accX"}
BROUGHT = """() => [...document.querySelectorAll("img, a, [onerror]")].filter(each =>
    each.hasAttribute("onerror") || (each.src ?? "").includes("evil.test")
    || each.host === "evil.test" || each.protocol === "javascript:").map(each => each.outerHTML)"""
"""Elements of the page that markup in a name would have made."""


def hostile(value: Any) -> Any:
    """An answer with markup in place of each of some names."""
    if isinstance(value, dict):
        return {hostile(name): hostile(each) for name, each in value.items()}
    if isinstance(value, list):
        return [hostile(each) for each in value]
    return NASTY if isinstance(value, str) and value in NAMES else value


@pytest.fixture(scope="module")
def hostile_dashboard(served: Callable[[FastAPI], Running]) -> Iterator[str]:
    """A dashboard over a service that says markup wherever it would say one of these names."""
    app = create_app([DEMOS])

    @app.middleware("http")
    async def renamed(request: Request, call_next: Callable[[Request], Any]) -> Response:
        asked = parse_qsl(request.scope["query_string"].decode())
        own = [(name, value.replace(json.dumps(NASTY), '"int8"')) for name, value in asked]
        request.scope["query_string"] = urlencode(own).encode()
        answer: StreamingResponse = await call_next(request)
        if answer.headers.get("content-type") != "application/json":
            return answer
        body = b"".join([bytes(part) async for part in answer.body_iterator if not isinstance(part, str)])
        return Response(json.dumps(hostile(json.loads(body))), answer.status_code, media_type="application/json")

    with (
        served(app) as running,
        programs.streamlit(
            programs.ROOT / "app.py", "/healthz", VARIANTLENS_SERVICE_URL=running.address, VARIANTLENS_API_KEY="key"
        ) as (address, _),
    ):
        yield address


def test_markup_in_names_is_text(hostile_dashboard: str, page: Page) -> None:
    """Comparison and sweep show it as it is written: no element, script, link or request comes of it."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for place in ("/", "/compare?project=1&sample=39", "/sweep?project=1"):
        page.goto(hostile_dashboard + place)
        settled(page)
        assert (NASTY in as_read(page.locator("[data-testid=stMain]").inner_text())) is (place != "/")
        assert page.evaluate(BROUGHT) == []
        assert "window.ran" not in "".join(page.locator("script").all_inner_texts())
        assert page.evaluate("window.ran") is None
    assert not [url for url in asked if "evil.test" in url]
