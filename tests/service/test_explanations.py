"""Every error of the service has a title, a cause and a next step in plain words."""

import re

import pytest

from variantlens.service import errors
from variantlens.service.errors import (
    BadAnswer,
    JobEnd,
    JobFailed,
    NotFound,
    RateLimited,
    Refused,
    ServiceError,
    ServiceNotAllowed,
    Silence,
    Unauthorized,
    Unreachable,
)
from variantlens.service.explanations import explain

AT = "https://service.test/v1"

EVERY: list[ServiceError] = [
    ServiceError(address=AT, detail="odd"),
    ServiceNotAllowed(address=AT, allowed=("embedded",)),
    *(Unreachable(address=AT, reason=reason, waited_s=5) for reason in Silence),
    *(Refused(address=AT, status=status, message="own words") for status in (200, 302, 500, 503)),
    Unauthorized(address=AT, status=401, key_sent=False),
    Unauthorized(address=AT, status=401, message="own words"),
    Unauthorized(address=AT, status=403),
    NotFound(address=AT, status=404),
    RateLimited(address=AT),
    RateLimited(address=AT, retry_after_s=7),
    BadAnswer(address=AT, field="results[0]", problem="this field is missing"),
    BadAnswer(address=AT, problem="the answer is a web page, not JSON", found="<html>"),
    *(JobFailed(address=AT, job_id=4, reason=reason, message="own words") for reason in JobEnd),
]


@pytest.mark.parametrize("error", EVERY, ids=str)
def test_every_error_is_explained_in_sentences(error: ServiceError) -> None:
    """Title, cause and next step are there, as sentences, without words of Python."""
    explanation = explain(error)
    assert explanation.title[0].isupper()
    assert explanation.cause.rstrip("”>").endswith((".", "html", ":", ": "))
    assert explanation.next_step.endswith(".")
    for text in (explanation.title, explanation.cause, explanation.next_step):
        assert not re.search(r"None|Error\b|Exception|<class|Silence\.|JobEnd\.|''|  |\.\.", text), text


def test_no_two_errors_read_the_same() -> None:
    """Whoever reads an explanation knows which error it is."""
    explanations = [explain(error) for error in EVERY]
    assert len(set(explanations)) == len(explanations)


def test_every_class_of_the_tree_is_there() -> None:
    """A new class of errors needs an explanation and a place in this test."""
    classes = {each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, ServiceError)}
    assert {type(error) for error in EVERY} == classes


def test_the_tree_is_as_drawn() -> None:
    """The classes of the module are those of its diagram, each below its parent."""
    drawn = re.findall(r"^([│ ]*[├└]── )?(\w+)(?= {2,}|$)", errors.__doc__ or "", re.MULTILINE)
    parents = {0: "ServiceError"}
    for branch, name in drawn:
        depth = len(branch) // 4
        parents[depth] = name
        if depth:
            assert getattr(errors, name).__base__.__name__ == parents[depth - 1]
    assert {name for _, name in drawn} == {type(error).__name__ for error in EVERY}


def test_the_services_words_are_kept_raw() -> None:
    """Markup in the service's words is left as it is: whoever shows it escapes it."""
    words = "<b>no</b> :red[such] $project$"
    assert words in explain(NotFound(address=AT, status=404, message=words)).cause


def test_the_embedded_service_has_a_name_in_sentences() -> None:
    """People read "The embedded service", not a port that changes with each start."""
    told = [explain(NotFound(address="embedded")), explain(BadAnswer(address="embedded", field="id", problem="odd"))]
    assert told[0].cause.startswith("The embedded service does not know")
    assert "of the embedded service the field" in told[1].cause
    assert "address" not in told[0].next_step


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (BadAnswer(address=AT, field="results[0].variant", problem="this field is missing"), "results[0].variant"),
        (RateLimited(address=AT, retry_after_s=7), "7 s"),
        (JobFailed(address=AT, job_id=41, reason=JobEnd.NO_ACCESS), "read-only"),
        (ServiceNotAllowed(address=AT, allowed=("embedded",)), "VARIANTLENS_ALLOWED_SERVICES"),
        (Unauthorized(address=AT, status=401, key_sent=False), "Settings"),
        (Unreachable(address=AT, reason=Silence.TIMED_OUT, waited_s=60), "60 s"),
    ],
    ids=str,
)
def test_what_helps_is_said(error: ServiceError, said: str) -> None:
    """The field, the time to wait, the setting: what somebody needs to go on is in the text."""
    explanation = explain(error)
    assert said in explanation.cause + explanation.next_step
