"""Odd answers of a service never stop the Compare page."""

import json
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from tests.pages.conftest import Open, read
from tests.pages.replaced import Replaced
from tests.service.wire import SCORES, answer, blocks

LONG = "x" * 5000


def long_labels() -> dict[str, Any]:
    """An answer one of whose labels has five thousand characters."""
    body = answer()
    for result in body["results"]:
        rows = [{LONG if label == "idle" else label: row[label] for label in row} for row in SCORES[result["variant"]]]
        result["classifications"][0]["result"] = rows
    return body


def with_number(*path: str) -> str:
    """An answer as text in which a number stands that :func:`odd` replaces."""
    body = answer()
    places: list[Any] = blocks(body) if path[0] == "block" else [body]
    for at in places:
        for step in path[1:-1]:
            at = at[step]
        at[path[-1]] = 987654321
    return json.dumps(body)


def shown(open_page: Open, service: Replaced, text: str) -> Any:
    """The Compare page over an answer."""

    def instead(request: Request) -> Response | None:
        return Response(text, media_type="application/json") if request.url.path.endswith("/variants") else None

    service.answering = instead
    return open_page("compare", project="1", impulse="1", sample="39", variants=["float32", "int8"], window="1")


@pytest.mark.parametrize("odd", ["NaN", "1e999", "-5", "1e308"])
@pytest.mark.parametrize(
    "path",
    [
        ("root", "windowSizeMs"),
        ("root", "windowIncreaseMs"),
        ("root", "sample", "sample", "intervalMs"),
        ("root", "sample", "sample", "totalLengthMs"),
        ("root", "sample", "sample", "valuesCount"),
        ("root", "sample", "payload", "intervalMs"),
        ("block", "thresholds", 0, "value"),
        ("block", "result", 1, "wave"),
    ],
    ids=lambda path: path[-1] if isinstance(path[-1], str) else str(path),
)
def test_odd_numbers_are_shown_without_an_exception(
    open_page: Open, service: Replaced, path: tuple[Any, ...], odd: str
) -> None:
    """Times, rates, thresholds and scores that cannot be: the page stands, and names no infinite second."""
    app = shown(open_page, service, with_number(*path).replace("987654321", odd))
    assert not app.exception
    assert not app.error
    text = read(app)
    assert "inf s" not in text
    assert "nan" not in text


@pytest.mark.parametrize(
    "body",
    [
        answer(results=[]),
        answer(results=[{"variant": "float32", "classifications": None}, {"variant": "int8"}]),
        answer(sample=None),
        long_labels(),
    ],
    ids=["no results", "no classifications", "no sample", "long labels"],
)
def test_odd_answers_are_shown_without_an_exception(open_page: Open, service: Replaced, body: dict[str, Any]) -> None:
    """Whatever is missing, the page says what there is, and no name fills it."""
    app = shown(open_page, service, json.dumps(body))
    assert not app.exception
    assert LONG not in read(app)


def test_a_key_that_a_service_repeats_is_not_shown(open_page: Open, service: Replaced) -> None:
    """A service may write the key into a name, letter by letter as escapes: the page, raw answer included, hides it."""
    body = answer()
    body["extra"] = service.api_key
    escaped = "".join(f"\\u{ord(letter):04x}" for letter in service.api_key)
    app = shown(open_page, service, json.dumps(body).replace("Classifier", escaped))
    app.session_state["raw answer"] = True
    app.run()
    assert "[hidden]" in read(app)
    assert "extra" in app.json[0].value
    assert service.api_key not in read(app) + app.json[0].value


def test_unknown_fields_that_were_left_out_are_named(open_page: Open, service: Replaced) -> None:
    """*Raw answer* says what is not in it, since it was too large to be kept."""
    app = shown(open_page, service, json.dumps(answer(extra=[0] * 200_000)))
    app.session_state["raw answer"] = True
    app.run()
    assert "extra (600 kB)" in read(app)


def test_a_sample_without_values_says_so(open_page: Open, service: Replaced) -> None:
    """The panel of the sample does not stay empty without a word."""
    body = answer()
    body["sample"]["payload"]["values"] = None
    app = shown(open_page, service, json.dumps(body))
    app.session_state["the sample"] = True
    assert "No values of this sample came with the answer." in read(app.run())
