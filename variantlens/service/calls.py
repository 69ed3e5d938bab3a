"""One call to a classify service over HTTP: bounded in time, repeated where that is safe, errors as our own.

This is the only module that knows httpx. The key is sent in the header ``x-api-key`` and stays out of
everything else: it is taken out of the service's own words too, in case they repeat it.
"""

import re
import ssl
import time
import weakref
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import cast
from urllib.parse import urlencode

import httpx

from variantlens import logs
from variantlens.service import encodings
from variantlens.service.addresses import is_loopback
from variantlens.service.connections import Connections, Exchange, Overdue, cancelled_by
from variantlens.service.errors import (
    BadAnswer,
    NotFound,
    RateLimited,
    Refused,
    ServiceError,
    Silence,
    Unauthorized,
    Unreachable,
)
from variantlens.service.pace import Pace, bounded_hold_s
from variantlens.service.reading import Reply, error_text
from variantlens.service.repeating import Patience, again, timed_out

LARGEST_ANSWER_BYTES = 1 << 26
"""Of an answer; that of two variants on a sample of 100,000 windows and ten labels takes some 60 MB."""

LARGEST_VARIANT_BYTES = 1 << 25
"""What each further variant may add: the number of those that we ask for decides, nothing that the service says."""

LARGEST_OF_ALL_BYTES = 1 << 28

# A picture of 50 million pixels, the largest that is shown, takes some 20 MB as a good JPEG.
LARGEST_PICTURE_BYTES = 1 << 26

# Half an hour of speech at 16 kHz, five minutes of a compact disc's sound, some minutes of a small film.
LARGEST_RECORDING_BYTES = 1 << 26

_JSON = re.compile(rb"\s*+[\[{]")
_PLAINLY_SPELLED = re.compile(r"""[^"\\/]+""")

Query = dict[str, str | int | bool]


class Caller:
    """Sends calls to one service with one key, over kept connections. May be shared by threads.

    Errors call the service by ``name``, its address unless it has another. ``heard`` is told every answer.
    """

    def __init__(
        self,
        address: str,
        api_key: str | None,
        patience: Patience,
        *,
        name: str = "",
        transport: httpx.BaseTransport | None = None,
        heard: Callable[[Reply], None] | None = None,
    ):
        if api_key is not None and not (api_key.isascii() and api_key.isprintable()):
            raise Unauthorized(address=name or address, detail="the key holds characters that no API key has")
        self.address = address
        self.name = name or address
        self.patience = patience
        self._key = api_key or None
        self._pace = Pace()
        self._heard = heard
        if self._key:
            logs.hide(self._key)
        headers = {"accept-encoding": encodings.ACCEPTED} | ({"x-api-key": self._key} if self._key else {})
        tls = _tls(address)

        def over_one_connection() -> httpx.Client:
            return httpx.Client(
                headers=headers,
                timeout=httpx.Timeout(patience.read_s, connect=patience.connect_s),
                limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),
                transport=transport,
                trust_env=not is_loopback(address),
                verify=tls,
                # A cookie would tie later calls to whatever the service had in mind with the first.
                cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=[])),
            )

        self._connections = Connections(over_one_connection)
        # Clients are shared and let go of rather than closed; their connections end with the last who holds them.
        weakref.finalize(self, self._connections.close)

    def __repr__(self) -> str:
        return f"Caller({self.address!r}, key {'set' if self._key else 'none'})"

    @property
    def has_key(self) -> bool:
        """Whether a key goes with each call."""
        return self._key is not None

    def close(self) -> None:
        """Close the kept connections."""
        self._connections.close()

    def call(
        self,
        method: str,
        path: str,
        query: Query | None = None,
        *,
        repeat: bool,
        after_time_out: bool = True,
        most_bytes: int = LARGEST_ANSWER_BYTES,
        body: Mapping[str, object] | None = None,
    ) -> Reply:
        """Send a call and return what came with a status below 300.

        Args:
            method: ``GET`` or ``POST``.
            path: Below the address, such as ``/api/projects``.
            query: Query parameters, not yet encoded.
            repeat: Whether the call may be sent again after a passing failure. Only for calls that change nothing.
            after_time_out: Whether it may be sent again where no answer came in time, too. Not for calls that may
                still be at work then.
            most_bytes: A larger answer is given up.
            body: Sent as JSON.

        Raises:
            Unreachable: No answer came in time.
            Refused: The service answered with another status; see its subclasses.
            BadAnswer: The answer was too large.
        """
        deadline = time.monotonic() + self.patience.total_s

        def send() -> Reply:
            return self._once(method, path, query, deadline, most_bytes, body)

        try:
            return send()
        except ServiceError as error:
            if not repeat or (timed_out(error) and not after_time_out):
                raise
            failed = error
        return again(send, failed, deadline, self.patience, after_time_out=after_time_out)

    def _once(
        self,
        method: str,
        path: str,
        query: Query | None,
        deadline: float,
        most_bytes: int,
        body: Mapping[str, object] | None,
    ) -> Reply:
        call = f"{method} {path}"
        if not self._pace.wait(deadline - time.monotonic(), cancelled_by()):
            raise RateLimited(address=self.name, call=call, retry_after_s=self._pace.left_s)
        started = time.monotonic()
        silence: Silence | None = None
        problem = ""
        try:
            with self._connections.lent(deadline) as exchange:
                try:
                    exchange.check()
                    status, headers, content = self._exchanged(exchange, method, path, query, most_bytes, body)
                except (httpx.HTTPError, httpx.InvalidURL) as error:
                    silence = _reason(type(error))
                except encodings.Damaged as error:
                    problem = str(error)
                # A connection that was shut may look like an answer that has ended, or like one that is damaged.
                silence = exchange.ended_for or silence
        except Overdue as error:
            silence = error.reason
        # Raised outside of the handlers: httpx's error holds the request, and that the key.
        if silence is not None:
            raise Unreachable(address=self.name, call=call, reason=silence, waited_s=time.monotonic() - started)
        if problem:
            raise BadAnswer(address=self.name, call=call, problem=problem)
        return self._reply_or_refusal(call, status, headers, content, started)

    def _exchanged(
        self,
        exchange: Exchange,
        method: str,
        path: str,
        query: Query | None,
        most_bytes: int,
        body: Mapping[str, object] | None,
    ) -> tuple[int, httpx.Headers, bytes]:
        """Send a request; returns the answer's status, headers and content."""
        http = exchange.connection.http
        left = max(exchange.left_s, 0.05)
        timeout = httpx.Timeout(min(self.patience.read_s, left), connect=min(self.patience.connect_s, left))
        # Made from the whole address: from its parts httpx reads it three times, at the price of all else here.
        request = httpx.Request(
            method,
            self._url(path, query),
            headers=http.headers,
            json=body,
            extensions={"timeout": timeout.as_dict(), "trace": exchange.connection.trace},
        )
        with closing(http.send(request, stream=True)) as response:
            return response.status_code, response.headers, self._body(response, exchange, most_bytes)

    def _url(self, path: str, query: Query | None) -> str:
        return f"{self.address}{path}?{urlencode(_encoded(query))}" if query else f"{self.address}{path}"

    def _body(self, response: httpx.Response, exchange: Exchange, most_bytes: int) -> bytes:
        inflater = encodings.Inflater(response.headers.get("content-encoding", ""))
        body = bytearray()
        received = 0
        # As it was sent: httpx would inflate a piece at once, however large it becomes.
        for sent in cast("Iterable[bytes]", response.stream):
            received += len(sent)
            for piece in inflater.pieces(sent):
                body += piece
                if max(len(body), received) > most_bytes:
                    raise encodings.Damaged(f"the answer is larger than {most_bytes} bytes")
                exchange.check()
        inflater.end()
        return bytes(body)

    def _reply_or_refusal(self, call: str, status: int, headers: httpx.Headers, body: bytes, sent_at: float) -> Reply:
        content_type = headers.get("content-type", "").lower()
        if status >= 300:
            raise self._refusal(call, status, headers, error_text(body, content_type))
        self._pace.answered(sent_at)
        body = self._without_key(body)
        reply = Reply(self.name, call, status, content_type, body, self.has_key)
        if self._heard is not None:
            self._heard(reply)
        return reply

    def _without_key(self, body: bytes) -> bytes:
        """An answer without our key, which a service may repeat in a name; pictures and the like stay as they are."""
        if self._key is None or len(self._key) < logs.SHORTEST_SECRET or _JSON.match(body) is None:
            return body
        body = body.replace(self._key.encode(), logs.HIDDEN.encode())
        # Few answers spell a character as an escape, and looking for that takes longer than reading the answer.
        spelled = b"\\u00" in body or not _PLAINLY_SPELLED.fullmatch(self._key)
        return _as_json_may_spell(self._key).sub(logs.HIDDEN.encode(), body) if spelled else body

    def _refusal(self, call: str, status: int, headers: httpx.Headers, message: str) -> Refused:
        if status in {401, 403}:
            return Unauthorized(address=self.name, call=call, status=status, message=message, key_sent=self.has_key)
        if status == 404:
            return NotFound(address=self.name, call=call, status=status, message=message)
        if status == 429:
            retry_after_s = _seconds(headers.get("retry-after"))
            # The others who share this connection would only hear the same.
            self._pace.close_for(retry_after_s or 0.0)
            return RateLimited(address=self.name, call=call, message=message, retry_after_s=retry_after_s)
        return Refused(address=self.name, call=call, status=status, message=message)


def largest_answer_bytes(variants: int) -> int:
    """How large an answer with results of so many variants may be, in bytes."""
    return min(LARGEST_ANSWER_BYTES + LARGEST_VARIANT_BYTES * max(variants - 2, 0), LARGEST_OF_ALL_BYTES)


@cache
def _as_json_may_spell(key: str) -> re.Pattern[bytes]:
    """A key within JSON, each of whose characters may be written as an escape."""
    escaped = {'"': r"\\\"", "\\": r"\\\\", "/": r"\\?/"}
    spelled = (f"(?:{escaped.get(each, re.escape(each))}|\\\\u00(?i:{ord(each):02x}))" for each in key)
    return re.compile("".join(spelled).encode("ascii"))


def _seconds(retry_after: str | None) -> float | None:
    """A Retry-After header in seconds, as far as we follow it; None where it says no time.

    It is a number of seconds or an HTTP date (RFC 9110, section 10.2.3).
    """
    if not retry_after:
        return None
    if retry_after.strip().isdecimal():
        return bounded_hold_s(float(retry_after))
    try:
        when = parsedate_to_datetime(retry_after)
        if when.tzinfo is None:
            when = when.replace(tzinfo=UTC)
        return bounded_hold_s((when - datetime.now(UTC)).total_seconds())
    except (ValueError, OverflowError):
        return None


def _reason(failure: type[Exception]) -> Silence:
    if issubclass(failure, httpx.TimeoutException):
        return Silence.TIMED_OUT
    if issubclass(failure, httpx.ConnectError | httpx.ProxyError | httpx.UnsupportedProtocol | httpx.InvalidURL):
        return Silence.REFUSED
    return Silence.BROKEN_OFF


def _encoded(query: Query | None) -> dict[str, str]:
    """Query parameters as text, booleans in the lower case that the service reads."""
    texts = {}
    for name, value in (query or {}).items():
        texts[name] = str(value).lower() if isinstance(value, bool) else str(value)
    return texts


def _tls(address: str) -> ssl.SSLContext:
    """Trust in the usual authorities; for plain HTTP a context without any, since it is not used."""
    return _trust() if address.startswith("https:") else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@cache
def _trust() -> ssl.SSLContext:
    # Loading the authorities takes 20 to 50 ms: once per process, not once per client.
    return httpx.create_ssl_context()
