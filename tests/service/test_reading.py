"""How answers are read: numbers that are none, wrong fields by name, and what the service refuses in its own words."""

import copy
import json
import math
from typing import Any

import httpx
import pytest

from tests.service.networks import EXAMPLE, PROJECTS, always, client_of
from variantlens.service.errors import BadAnswer, NotFound, RateLimited, Refused, Unauthorized
from variantlens.service.explanations import explain

pytestmark = pytest.mark.usefixtures("no_waiting")


def test_nan_on_the_wire_is_read_as_it_is() -> None:
    """Numbers that are none arrive as NaN and infinities, although JSON has no word for them."""
    body = json.dumps(EXAMPLE).replace("0.9998", "NaN").replace("-0.42", "-Infinity")
    answer = client_of(always(text=body)).classify_variants(1, 2, ["int8"])
    scores = answer.results[0].classifications[0].result[0]
    assert scores["wave"] is not None
    assert math.isnan(scores["wave"])
    assert scores["anomaly"] == -float("inf")


def damaged(*path: str | int, value: Any = None, drop: bool = False) -> dict[str, Any]:
    """The reference page's example with one field changed or dropped."""
    body = copy.deepcopy(EXAMPLE)
    place: Any = body
    for step in path[:-1]:
        place = place[step]
    if drop:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return body


CLASSIFICATION = ("results", 0, "classifications", 0)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (damaged(*CLASSIFICATION, "result", 0, "idle", value="0.1"), "results[0].classifications[0].result[0].idle"),
        (damaged(*CLASSIFICATION, "result", 0, "idle", value=True), "results[0].classifications[0].result[0].idle"),
        (damaged("results", value={}), "results"),
    ],
)
def test_a_wrong_field_is_named(body: dict[str, Any], field: str) -> None:
    """A text or a boolean for every score that there is, or for the results: an error that names the field."""
    with pytest.raises(BadAnswer) as caught:
        client_of(always(json=body)).classify_variants(1, 2, ["int8"])
    assert caught.value.field == field
    assert caught.value.call == "POST /api/1/classify/v2/2/variants"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ({"text": "hello"}, "not JSON"),
        ({"text": ""}, "empty"),
        ({"html": "<!doctype html><p>Log in"}, "web page"),
        ({"json": [1, 2]}, "not a JSON object"),
        ({"content": b'{"projects": "\xff"}'}, "not JSON"),
        ({"stream": httpx.ByteStream(b"no gzip"), "headers": {"content-encoding": "gzip"}}, "compression"),
    ],
)
def test_what_is_no_answer_is_said_so(content: dict[str, Any], problem: str) -> None:
    """Text, nothing, a web page, a list, broken letters and broken compression are bad answers without a field."""
    with pytest.raises(BadAnswer, match=problem) as caught:
        client_of(always(**content)).projects()
    assert caught.value.field == ""


@pytest.mark.parametrize("body", [{"success": False, "error": "No such impulse"}, {**PROJECTS, "success": False}])
def test_no_success_with_status_200_is_a_refusal(body: dict[str, Any]) -> None:
    """The service also says no with status 200, with or without the other fields."""
    with pytest.raises(Refused) as caught:
        client_of(always(json=body)).projects()
    assert (caught.value.status, caught.value.message) == (200, body.get("error", ""))


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Invalid API key", Unauthorized),
        ("You are not authorized to view this project", Unauthorized),
        ("JWT token expired", Unauthorized),
        ("You do not have permission to do this", Unauthorized),
        ("You need to sign in", Unauthorized),
        ("The access token has expired, token expired", Unauthorized),
        ("This project is private", Unauthorized),
        ("Unexpected token < at position 0", Refused),
        ("Slow down", RateLimited),
        ("Project does not exist", NotFound),
        ("No such impulse", NotFound),
        ("Too many requests, slow down", RateLimited),
        ("There are no model testing results yet", Refused),
    ],
)
def test_words_say_what_status_200_does_not(words: str, kind: type[Refused]) -> None:
    """A refusal inside an answer says what a 401, 403, 404 or 429 would say, with the service's words."""
    with pytest.raises(Refused) as caught:
        client_of(always(json={"success": False, "error": words})).projects()
    assert (type(caught.value), caught.value.message) == (kind, words)


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("Invalid API key", "The service does not accept the key"),
        ("Permission denied", "The key may not do this"),
        ("Sample not found", "Not found"),
    ],
)
def test_a_refusal_with_status_200_is_explained_like_its_status(words: str, title: str) -> None:
    """What to do next follows from what the words mean."""
    with pytest.raises(Refused) as caught:
        client_of(always(json={"success": False, "error": words})).classify_variants(1, 2, ["int8"])
    told = explain(caught.value)
    assert told.title == title
    assert words in told.cause


def test_a_refused_key_is_asked_for_where_none_was_sent() -> None:
    """Without a key, the same words ask for one."""
    with pytest.raises(Unauthorized) as caught:
        client_of(always(json={"success": False, "error": "No API key"}), key=None).projects()
    assert explain(caught.value).title == "The service wants a key"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (301, Refused),
        (400, Refused),
        (401, Unauthorized),
        (403, Unauthorized),
        (404, NotFound),
        (429, RateLimited),
        (500, Refused),
        (503, Refused),
    ],
)
def test_a_status_becomes_its_error(status: int, kind: type[Refused]) -> None:
    """Each status has its kind of error, with the status and the service's own words."""
    with pytest.raises(Refused) as caught:
        client_of(always(status, json={"success": False, "error": "own words"})).projects()
    assert type(caught.value) is kind
    assert (caught.value.status, caught.value.message) == (status, "own words")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"json": {"message": "words"}}, "words"),
        ({"json": {"detail": [{"loc": []}]}}, ""),
        ({"text": "plain words"}, "plain words"),
        ({"html": "<h1>Bad gateway</h1>"}, ""),
        ({"content": b""}, ""),
    ],
)
def test_words_of_an_error_are_found(content: dict[str, Any], message: str) -> None:
    """An error's words come from JSON or short plain text, never from a web page."""
    with pytest.raises(Refused) as caught:
        client_of(always(500, **content)).projects()
    assert caught.value.message == message
