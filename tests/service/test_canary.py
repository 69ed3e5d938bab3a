"""A key is planted, everything goes wrong, and the key is looked for in all that comes out."""

import io
import json
import logging
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import stamina

from variantlens import logs
from variantlens.service.client import Client
from variantlens.service.errors import ServiceError
from variantlens.service.explanations import explain
from variantlens.service.jobs import Polling
from variantlens.service.repeating import Patience
from variantlens.settings import Settings

CANARY = "canary-7f3e19c0a2b44d"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """All that is logged, at the chattiest level, through a handler guarded as ours are."""
    root = logging.getLogger()
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    levels = {name: logging.getLogger(name).level for name in (None, "httpx", "httpcore", "stamina")}
    before = [(each, each.formatter, list(each.filters)) for each in root.handlers]
    root.addHandler(handler)
    logs.configure(logging.DEBUG)
    for name in levels:
        logging.getLogger(name).setLevel(logging.DEBUG)
    with stamina.set_testing(True, attempts=2):
        yield stream
    root.removeHandler(handler)
    for each, formatter, filters in before:
        each.setFormatter(formatter)
        each.filters[:] = filters
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def repeating(status: int) -> Callable[[httpx.Request], httpx.Response]:
    """A service that repeats the key that it was given, in its words and headers."""

    def answer(request: httpx.Request) -> httpx.Response:
        key = request.headers["x-api-key"]
        body = {"success": False, "error": f"the key {key} is wrong", "job": key}
        return httpx.Response(status, json=body, headers={"x-echo": key, "set-cookie": f"k={key}"})

    return answer


def raising(kind: type[httpx.TransportError]) -> Callable[[httpx.Request], httpx.Response]:
    """A network that fails with an error that holds request and key."""

    def answer(request: httpx.Request) -> httpx.Response:
        raise kind(f"failed with {dict(request.headers)}", request=request)

    return answer


def garbled(request: httpx.Request) -> httpx.Response:
    """An answer whose wrong field is the key."""
    return httpx.Response(200, json={"projects": request.headers["x-api-key"], "windowSizeMs": CANARY})


def page(request: httpx.Request) -> httpx.Response:
    """A web page that shows the key."""
    return httpx.Response(200, html=f"<p>{request.headers['x-api-key']}")


def job(request: httpx.Request) -> httpx.Response:
    """A job that fails with the key in its message."""
    if "/jobs/" not in request.url.path:
        return httpx.Response(200, json={"id": 1})
    state = {"id": 1, "finished": "2026-01-01T00:00:00Z", "finishedSuccessful": False, "additionalInfo": CANARY}
    return httpx.Response(200, json={"job": state})


ANSWERS = [
    *(repeating(status) for status in (200, 301, 400, 401, 403, 404, 429, 500, 503)),
    *(raising(kind) for kind in (httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError)),
    garbled,
    page,
    job,
]


def everything_of(error: ServiceError) -> str:
    """All texts of an error and of whatever hangs on it, with its fields, traceback and explanation."""
    texts = ["".join(traceback.format_exception(error)), repr(explain(error))]
    each: BaseException | None = error
    while each is not None:
        texts += [str(each), repr(each), repr(each.args), repr(vars(each))]
        each = each.__cause__ or each.__context__
    return "\n".join(texts)


@pytest.mark.parametrize("answer", ANSWERS)
def test_the_key_stays_in(answer: Callable[[httpx.Request], httpx.Response], written: io.StringIO) -> None:
    """Whatever goes wrong, no log line, error, traceback, address or explanation holds the key."""
    asked: list[httpx.Request] = []

    def listening(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answer(request)

    client = Client(
        "https://service.test/v1",
        CANARY,
        timeout=Patience(longest_wait_s=0.1),
        polling=Polling(first_interval_s=0.001),
        transport=httpx.MockTransport(listening),
    )
    for call in (client.projects, lambda: client.classify_variants(1, 2, ["int8"])):
        with pytest.raises(ServiceError) as caught:
            call()
        logging.getLogger("test").error("it went wrong", exc_info=caught.value)
        assert CANARY not in everything_of(caught.value)
    check = client.check()
    logging.getLogger("test").warning("checked %s by %r, headers %s", check, client, asked[0].headers)
    assert asked[0].headers["x-api-key"] == CANARY
    assert all(CANARY not in str(request.url) for request in asked)
    assert CANARY not in repr(check) + repr(client) + repr(client.__dict__)
    assert "it went wrong" in written.getvalue()
    assert CANARY not in written.getvalue()


@pytest.mark.parametrize(
    "key", [CANARY, 'canary/"\\with.every+sign*', "c-1/2"], ids=["plain", "with signs", "too short to be hidden"]
)
def test_a_name_that_repeats_the_key_is_redacted(key: str) -> None:
    """A name that holds the key, however JSON spells it, holds it no more when it has been read; pictures stay."""
    plain = json.dumps(f"my {key} project")
    escaped = "".join(f"\\u{ord(each):04X}" for each in key)
    spellings = [plain, plain.replace("/", "\\/"), f'"my {escaped} project"']
    for spelled in spellings:

        def answer(request: httpx.Request, spelled: str = spelled) -> httpx.Response:
            if request.url.path.endswith("/image"):
                return httpx.Response(200, content=b"\x89PNG" + key.encode())
            return httpx.Response(200, text=f' {{"projects": [{{"id": 1, "name": {spelled}}}]}}')

        client = Client("https://service.test/v1", key, transport=httpx.MockTransport(answer))
        hidden = len(key) >= logs.SHORTEST_SECRET
        assert client.projects()[0].name == f"my {logs.HIDDEN if hidden else key} project"
        assert client.sample_image(1, 2) == b"\x89PNG" + key.encode()


def test_settings_keep_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator's settings can be shown and dumped without the key."""
    monkeypatch.setenv("VARIANTLENS_API_KEY", CANARY)
    settings = Settings()
    shown: list[Any] = [settings, settings.model_dump(), settings.model_dump_json(), vars(settings)]
    assert all(CANARY not in repr(each) for each in shown)
    assert settings.api_key is not None
    assert settings.api_key.get_secret_value() == CANARY


def test_the_canary_would_be_seen(written: io.StringIO) -> None:
    """The search of these tests finds a key that nobody hid."""
    logging.getLogger("test").error("plain %s", json.dumps({"other": "canary-that-nobody-hid"}))
    assert "canary-that-nobody-hid" in written.getvalue()
