"""Errors of the service as plain sentences: what happened, and what to do next.

Words of the service appear as they came. Whoever shows an explanation escapes it.
"""

from dataclasses import dataclass
from functools import singledispatch

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
from variantlens.service.identity import EMBEDDED


@dataclass(frozen=True)
class Explanation:
    """An error for people: a title, a sentence on what happened, a sentence on what to do next."""

    title: str
    cause: str
    next_step: str


@singledispatch
def explain(error: ServiceError) -> Explanation:
    """An error of the service for people."""
    return Explanation(
        "Something went wrong with the service", f"The call did not succeed: {error}.", "Try again in a moment."
    )


@explain.register
def _(error: ServiceNotAllowed) -> Explanation:
    allowed = f" Allowed are: {', '.join(error.allowed)}." if error.allowed else ""
    return Explanation(
        "This service may not be asked",
        f"{error.address} is not on this dashboard's list of services, so nothing was sent to it.{allowed}",
        "Choose one of the allowed services, or ask whoever runs this dashboard to add the address to "
        "VARIANTLENS_ALLOWED_SERVICES.",
    )


@explain.register
def _(error: Unreachable) -> Explanation:
    if error.reason is Silence.NOT_RUNNING:
        return Explanation(
            "The embedded service does not run",
            f"Its process ended soon after each start. It last said: {error.detail}",
            "Start it by hand with `python -m studio` to see the whole message; it is being started again meanwhile.",
        )
    if error.reason is Silence.REFUSED:
        return Explanation(
            "The service cannot be reached",
            f"No connection to {_inside(error)} could be made: the name is unknown or nothing answers there.",
            "Check the address in Settings, and whether this machine reaches it (network, VPN, proxy).",
        )
    if error.reason is Silence.TIMED_OUT:
        return Explanation(
            "The service does not answer",
            f"{_who(error)} gave no answer within {error.waited_s:.0f} s.",
            "Try again; if it stays silent, choose a shorter sample or fewer variants, or see if the service is up.",
        )
    if error.reason is Silence.GIVEN_UP:
        return Explanation(
            "Cancelled",
            f"The call was given up before {_inside(error)} answered.",
            "Ask again when you want the answer.",
        )
    return Explanation(
        "The connection broke off",
        f"{_who(error)} closed the connection before its answer was complete.",
        "Try again; if it happens with this sample only, the service may fail at it: try another sample.",
    )


@explain.register
def _(error: Refused) -> Explanation:
    if error.status is not None and 300 <= error.status < 400:
        return Explanation(
            "The service is somewhere else",
            f"{_who(error)} sent us on to another address (status {error.status}); the key stays here.",
            "Write the service's own address in Settings, with https:// and its /v1.",
        )
    if error.status is not None and error.status >= 500:
        return Explanation(
            "The service has a problem",
            f"{_who(error)} answered with an error of its own (status {error.status}){_quoted(error.message)}.",
            "Try again in a moment; if it stays, the service's log or status page says more.",
        )
    return Explanation(
        "The service refused",
        f"{_who(error)} does not accept this call{_quoted(error.message)}.",
        "Check project, sample, variants and options, then try again.",
    )


@explain.register
def _(error: Unauthorized) -> Explanation:
    if not error.key_sent:
        return Explanation(
            "The service wants a key",
            f"{_who(error)} opens its projects only with an API key, and none was given{_quoted(error.message)}.",
            "Enter the API key of your project in Settings.",
        )
    if error.key_known:
        return Explanation(
            "The key may not do this",
            f"{_who(error)} knows the key but does not allow this call{_quoted(error.message)}.",
            "Use a key of this project with more rights.",
        )
    return Explanation(
        "The service does not accept the key",
        f"{_who(error)} refused the API key{_quoted(error.message or error.detail)}.",
        "Copy the key again from the project's dashboard, whole and without spaces, and enter it in Settings.",
    )


@explain.register
def _(error: NotFound) -> Explanation:
    otherwise = "" if error.address == EMBEDDED else "; if the lists are empty too, check the address in Settings"
    return Explanation(
        "Not found",
        f"{_who(error)} does not know what was asked for{_quoted(error.message)}.",
        f"Choose a project, impulse and sample from the lists{otherwise}.",
    )


@explain.register
def _(error: RateLimited) -> Explanation:
    wait = "a minute" if error.retry_after_s is None else f"{error.retry_after_s:.0f} s"
    return Explanation(
        "Too many calls",
        f"{_who(error)} asks us to slow down{_quoted(error.message)}.",
        f"Wait {wait}, then try again.",
    )


@explain.register
def _(error: BadAnswer) -> Explanation:
    found = f" Found: {error.found}" if error.found else ""
    if error.field:
        return Explanation(
            "The answer cannot be used",
            f"In the answer of {_inside(error)} the field {error.field} is wrong: {error.problem}.{found}",
            "Tell whoever runs the service; other samples and projects may work.",
        )
    return Explanation(
        "This is not a classify service's answer",
        f"What came from {_inside(error)} cannot be read: {error.problem}.{found}",
        "Check the address in Settings: it ends with /v1, and nothing (a login page, a proxy) stands before it.",
    )


_JOB_ENDS = {
    JobEnd.FAILED: (
        "The service's job failed",
        "The service worked on this sample in a job, and the job failed",
        "Try again; if it fails again, the project's job log at the service says why.",
    ),
    JobEnd.CANCELLED: (
        "Cancelled",
        "The job was cancelled before it brought a result",
        "Ask again when you want the result.",
    ),
    JobEnd.TIMED_OUT: (
        "The job takes too long",
        "The job had not finished in time, and the service was asked to stop it",
        "Try again later, or choose a shorter sample or fewer variants.",
    ),
    JobEnd.NO_ACCESS: (
        "The key may not follow the job",
        "The service answered with a job, and this key may not ask how it is doing; read-only keys often may not",
        "Use a key of this project with more rights, or come back in a few minutes: the result may then be ready.",
    ),
    JobEnd.LOST: (
        "The job was lost",
        "The service no longer answers questions about the job",
        "Try again in a moment.",
    ),
    JobEnd.NOT_TOLD: (
        "The service does not say how the job is doing",
        "The service refused the question how the job is doing",
        "Look at the project's jobs at the service, and try again when this one has finished.",
    ),
    JobEnd.NO_RESULT: (
        "The job brought no result",
        "The job finished, but the service answered the repeated call with a job again",
        "Try again later, or choose a shorter sample or fewer variants.",
    ),
}


@explain.register
def _(error: JobFailed) -> Explanation:
    title, cause, next_step = _JOB_ENDS[error.reason]
    return Explanation(
        title, f"{cause} (job {error.job_id}, after {error.waited_s:.0f} s){_quoted(error.message)}.", next_step
    )


def _who(error: ServiceError) -> str:
    """The service, at the beginning of a sentence."""
    return "The embedded service" if error.address == EMBEDDED else error.address or "The service"


def _inside(error: ServiceError) -> str:
    """The service, within a sentence."""
    return "the embedded service" if error.address == EMBEDDED else error.address or "the service"


def _quoted(message: str) -> str:
    return f": “{message}”" if message else ""
