"""Errors of the service for people in a terminal, where no page called *Settings* helps."""

from dataclasses import replace
from functools import singledispatch

from variantlens.choosing import UnknownChoiceError
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
from variantlens.service.explanations import Explanation, explain
from variantlens.service.identity import EMBEDDED

CHECK_ADDRESS = "Check the address given with --service: it ends with /v1"
NO_LIST = "The dashboard's Compare page lists projects, impulses and samples with their ids."


def explained(error: ServiceError) -> Explanation:
    """What happened, and what to do next on a command line."""
    said = explain(error)
    return replace(said, next_step=_next_step(error) or said.next_step)


def unknown(error: UnknownChoiceError) -> Explanation:
    """Something was named that is not there, and what is."""
    there = ", ".join(f"{name} ({text})" if str(name) != text else text for name, text in error.available.items())
    return Explanation(str(error), error.why or f"There is: {there or 'nothing'}.", "")


@singledispatch
def _next_step(_error: ServiceError) -> str:
    """What to do next; empty where the dashboard's words fit."""
    return ""


@_next_step.register
def _(_error: ServiceNotAllowed) -> str:
    return (
        "Add the address to VARIANTLENS_ALLOWED_SERVICES, or unset VARIANTLENS_SERVICE_URL: then --service alone "
        "says who is asked."
    )


@_next_step.register
def _(error: Unauthorized) -> str:
    if error.key_known and error.key_sent:
        return ""
    if not error.key_sent:
        return (
            "Set VARIANTLENS_API_KEY to the API key of the project. Where VARIANTLENS_SERVICE_URL is set too, the key "
            "goes to that service only."
        )
    return "Set VARIANTLENS_API_KEY to the key as the project's dashboard shows it, whole and without spaces."


@_next_step.register
def _(error: Unreachable) -> str:
    if error.reason is Silence.REFUSED:
        return f"{CHECK_ADDRESS}. Or see whether this machine reaches it (network, VPN, proxy)."
    return ""


@_next_step.register
def _(error: Refused) -> str:
    elsewhere = error.status is not None and 300 <= error.status < 400
    return f"{CHECK_ADDRESS}, and begins with https://." if elsewhere else ""


@_next_step.register
def _(error: NotFound) -> str:
    return NO_LIST if error.address == EMBEDDED else f"{NO_LIST} {CHECK_ADDRESS}."


@_next_step.register
def _(error: BadAnswer) -> str:
    return "" if error.field else f"{CHECK_ADDRESS}, and nothing (a login page, a proxy) stands before it."
