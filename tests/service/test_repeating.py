"""Which calls are sent again, how often, and how long that may take."""

import httpx
import pytest

from tests.service.networks import EXAMPLE, PROJECTS, Recorder, always, client_of
from variantlens.service.errors import RateLimited, Refused, Silence, Unreachable
from variantlens.service.repeating import Patience

pytestmark = pytest.mark.usefixtures("no_waiting")


@pytest.mark.parametrize(
    "trouble",
    [httpx.ConnectError("refused"), httpx.ReadTimeout("slow")]
    + [httpx.Response(status, json={}) for status in (429, 502, 503, 504)],
)
@pytest.mark.parametrize("ask", ["get", "classify"])
def test_passing_trouble_is_asked_through(trouble: httpx.Response | Exception, ask: str) -> None:
    """After a passing failure a GET and the main call are sent again and succeed."""
    body = PROJECTS if ask == "get" else EXAMPLE
    network = Recorder(trouble, httpx.Response(200, json=body))
    client = client_of(network)
    if ask == "get":
        assert client.projects()[0].id == 1
    else:
        assert client.classify_variants(1, 2, ["int8"]).results[0].variant == "int8"
    calls = [request.url.path.rsplit("/", 1)[-1] for request in network.requests]
    # No answer in time may have started a job: that is looked for before the call is sent again.
    looked = ["jobs"] if ask == "classify" and isinstance(trouble, httpx.ReadTimeout) else []
    assert calls == [calls[-1], *looked, calls[-1]]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
def test_lasting_trouble_is_not_asked_again(status: int) -> None:
    """What will not change by itself is said at once."""
    network = Recorder(httpx.Response(status, json={}))
    with pytest.raises(Refused):
        client_of(network).projects()
    assert len(network.requests) == 1


def test_a_call_that_breaks_the_service_is_not_sent_on_and_on() -> None:
    """A sample that ends the service's process ends it twice at most, not once per attempt."""
    network = Recorder(httpx.RemoteProtocolError("closed"))
    with pytest.raises(Unreachable) as caught:
        client_of(network).classify_variants(1, 2, ["int8"])
    assert caught.value.reason is Silence.BROKEN_OFF
    assert len(network.requests) == 2


def test_repetition_ends() -> None:
    """A service that stays away is given up after a few calls, with the last error."""
    network = Recorder(httpx.ConnectError("refused"))
    with pytest.raises(Unreachable) as caught:
        client_of(network).projects()
    assert caught.value.reason is Silence.REFUSED
    assert len(network.requests) == 3


def test_time_for_all_repetitions_is_bounded() -> None:
    """No repetition begins that could end after the time for the whole call."""
    network = Recorder(httpx.ConnectError("refused"))
    with pytest.raises(Unreachable):
        client_of(network, timeout=Patience(total_s=4.0, longest_wait_s=5.0)).projects()
    assert len(network.requests) == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("Wed, 01 Jan 2020 00:00:00 GMT", 0.0),
        ("Wed, 01 Jan 2020 00:00:00", 0.0),
        ("soon", None),
        ("1000000000", 900.0),
        ("9" * 400, 900.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 900.0),
        ("-5", None),
        ("nan", None),
        (None, None),
    ],
)
def test_retry_after_is_read(header: str | None, seconds: float | None) -> None:
    """The time to wait comes in seconds or as an HTTP date; what is neither counts as not said."""
    headers = {} if header is None else {"retry-after": header}
    # Not patient enough for 7 s: who can wait so long does, really, since all who share the client must.
    client = client_of(always(429, headers=headers, json={}), timeout=Patience(total_s=6))
    with pytest.raises(RateLimited) as caught:
        client.projects()
    assert caught.value.retry_after_s == seconds


def test_a_wait_longer_than_our_patience_is_handed_on() -> None:
    """Who must wait ten minutes is told so at once instead of being kept waiting."""
    network = Recorder(httpx.Response(429, headers={"retry-after": "600"}, json={}))
    with pytest.raises(RateLimited) as caught:
        client_of(network).projects()
    assert caught.value.retry_after_s == 600
    assert len(network.requests) == 1
