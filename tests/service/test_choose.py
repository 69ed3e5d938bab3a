"""Which service is asked with which key."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from variantlens.service import choose, embedded
from variantlens.service.choose import connect, key_for
from variantlens.service.client import Client
from variantlens.service.errors import ServiceNotAllowed, Silence, Unreachable
from variantlens.service.identity import ServiceId
from variantlens.settings import Settings

VENDOR = ServiceId("https://studio.edgeimpulse.com/v1")
OPERATORS = ServiceId("https://own.test/v1")
EMBEDDED = ServiceId("embedded")
SETTINGS = Settings(service_url=OPERATORS.text, api_key="operator-key", allowed_services=(VENDOR.text,))
TYPED = {VENDOR.text: "typed-for-vendor"}


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[httpx.Request]]:
    """What clients made in the test send; the network behind them is empty."""
    requests: list[httpx.Request] = []

    def answering(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, json={"projects": []})

    def without_network(address: str, key: str | None = None, **more: Any) -> Client:
        return Client(address, key, transport=httpx.MockTransport(answering), **more)

    monkeypatch.setattr(choose, "Client", without_network)
    choose._clients.clear()  # noqa: SLF001  clients of other tests have other networks
    yield requests
    choose._clients.clear()  # noqa: SLF001  and theirs are not of this one


@pytest.mark.parametrize(
    ("service", "typed", "key"),
    [
        (OPERATORS, {}, "operator-key"),
        (OPERATORS, TYPED, "operator-key"),
        (OPERATORS, {OPERATORS.text: "mine"}, "mine"),  # a person's own key comes before the operator's
        (OPERATORS, {OPERATORS.text: "  "}, "operator-key"),
        (VENDOR, TYPED, "typed-for-vendor"),
        (VENDOR, {}, None),  # never the operator's
        (VENDOR, {OPERATORS.text: "mine"}, None),  # never one typed for another service
        (EMBEDDED, {"embedded": "mine"}, None),
    ],
)
def test_a_key_goes_only_where_it_belongs(service: ServiceId, typed: dict[str, str], key: str | None) -> None:
    """The operator's key goes to the operator's service alone, a typed key to the service it was typed for."""
    assert key_for(service, SETTINGS, typed) == key


def test_the_key_is_what_is_sent(sent: list[httpx.Request]) -> None:
    """The chosen key, and no other, reaches the chosen address."""
    connect(VENDOR, SETTINGS, TYPED).projects()
    connect(OPERATORS, SETTINGS, TYPED).projects()
    assert [(request.url.host, request.headers["x-api-key"]) for request in sent] == [
        ("studio.edgeimpulse.com", "typed-for-vendor"),
        ("own.test", "operator-key"),
    ]


@pytest.mark.parametrize("address", ["https://evil.test/v1", "https://studio.edgeimpulse.com/v2", "http://own.test/v1"])
def test_a_service_off_the_list_gets_nothing(address: str, sent: list[httpx.Request]) -> None:
    """Another host, path or scheme is another service: nothing is sent to it, and the error names the list."""
    with pytest.raises(ServiceNotAllowed) as caught:
        connect(ServiceId.parse(address), SETTINGS, {address: "mine"})
    assert caught.value.allowed == (OPERATORS.text, "embedded", VENDOR.text)
    assert sent == []


def test_connections_are_kept_per_service_and_key() -> None:
    """The same service and key share a client; another key has its own."""
    one = connect(VENDOR, SETTINGS, {VENDOR.text: "a-key-of-one"})
    assert connect(VENDOR, SETTINGS, {VENDOR.text: "a-key-of-one"}) is one
    assert connect(VENDOR, SETTINGS, {VENDOR.text: "a-key-of-two"}) is not one
    assert connect(VENDOR, SETTINGS) is not one


def test_the_number_of_kept_clients_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Typing a thousand keys does not keep a thousand connections."""
    monkeypatch.setattr(choose, "CLIENTS_KEPT", 3)
    for number in range(5):
        connect(VENDOR, SETTINGS, {VENDOR.text: f"key-number-{number}"})
    assert len(choose._clients) == 3  # noqa: SLF001  nothing else shows it


class Local:
    """Stands in for the embedded service."""

    address = "http://127.0.0.1:4800/v1"
    api_key = "random-key-of-this-start"
    problem = ""


def test_the_embedded_service_gets_its_own_key(sent: list[httpx.Request], monkeypatch: pytest.MonkeyPatch) -> None:
    """The embedded service is asked at its port with its random key, and for all variants."""
    monkeypatch.setattr(embedded, "running", Local)
    client = connect(EMBEDDED, SETTINGS, TYPED)
    client.projects()
    assert client.embedded
    assert (sent[0].url.port, sent[0].headers["x-api-key"]) == (4800, "random-key-of-this-start")


def test_an_embedded_service_that_keeps_dying_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of waiting in vain, the page hears at once what the service said last."""
    local = Local()
    local.problem = "No module named studio"
    monkeypatch.setattr(embedded, "running", lambda: local)
    with pytest.raises(Unreachable, match="No module named studio") as caught:
        connect(EMBEDDED, SETTINGS)
    assert caught.value.reason is Silence.NOT_RUNNING
