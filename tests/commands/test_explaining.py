"""Errors of the service, told in a terminal."""

import pytest

from variantlens.commands.explaining import explained
from variantlens.service.errors import (
    BadAnswer,
    NotFound,
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
    ServiceNotAllowed(address=AT, allowed=("embedded",)),
    *(Unreachable(address=AT, reason=reason, waited_s=5) for reason in Silence),
    *(Refused(address=AT, status=status) for status in (200, 302, 500)),
    Unauthorized(address=AT, status=401, key_sent=False),
    Unauthorized(address=AT, status=401),
    Unauthorized(address=AT, status=403),
    NotFound(address=AT, status=404),
    NotFound(address="embedded", status=404),
    BadAnswer(address=AT, field="results[0]", problem="this field is missing"),
    BadAnswer(address=AT, problem="the answer is a web page, not JSON"),
]


@pytest.mark.parametrize("error", EVERY, ids=str)
def test_no_step_leads_to_a_page(error: ServiceError) -> None:
    """What happened is told as everywhere; what to do next is a sentence that does not send a build to *Settings*."""
    said = explained(error)
    assert (said.title, said.cause) == (explain(error).title, explain(error).cause)
    assert said.next_step.endswith(".")
    assert "Settings" not in said.next_step


@pytest.mark.parametrize("error", [each for each in EVERY if isinstance(each, Unauthorized) and each.status == 401])
def test_a_key_is_set_in_the_environment(error: ServiceError) -> None:
    """Where a key is missing or wrong, the variable is named."""
    assert "VARIANTLENS_API_KEY" in explained(error).next_step
