"""What can go wrong between the dashboard and a classify service.

ServiceError
├── ServiceNotAllowed  the address is not one that may be asked; nothing was sent
├── Unreachable        no answer: refused, timed out, broken off
├── Refused            the service answered no; carries the status and the service's own words
│   ├── Unauthorized   401, 403: the key is missing, wrong or may not do this
│   ├── NotFound       404: no such project, impulse or sample
│   └── RateLimited    429: too many calls; carries retry_after_s
├── BadAnswer          an answer that does not follow the specification; carries the field
└── JobFailed          the service's job failed, was cancelled or took too long; carries which

The errors hold what happened as fields. ``explanations.explain`` turns them into sentences for people.
No error ever holds a key. Words of the service are kept as they came: whoever shows them escapes them.
"""

from enum import StrEnum


class ServiceError(Exception):
    """Something went wrong with a classify service. ``address`` says which, ``call`` what was asked."""

    def __init__(self, *, address: str = "", call: str = "", detail: str = ""):
        super().__init__(address, call, detail)
        self.address = address
        self.call = call
        self.detail = detail

    def __str__(self) -> str:
        where = " ".join(part for part in (self.call, f"at {self.address}" if self.address else "") if part)
        return ": ".join(part for part in (where, self._said()) if part) or type(self).__name__

    def _said(self) -> str:
        return self.detail

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions with keyword arguments do not travel between processes by themselves.
        return _revive, (type(self), dict(vars(self)))


def _revive(kind: type[ServiceError], fields: dict[str, object]) -> ServiceError:
    error = kind.__new__(kind)
    vars(error).update(fields)
    return error


class ServiceNotAllowed(ServiceError):
    """The address is not on the list of services that may be asked. Nothing was sent."""

    def __init__(self, *, address: str, allowed: tuple[str, ...] = (), detail: str = ""):
        super().__init__(address=address, detail=detail)
        self.allowed = allowed

    def _said(self) -> str:
        return self.detail or "is not among the allowed services"


class Silence(StrEnum):
    """Why no answer came."""

    REFUSED = "refused"
    """Nobody listens there, or the name is unknown."""
    TIMED_OUT = "timed out"
    BROKEN_OFF = "broken off"
    GIVEN_UP = "given up"
    """Nobody waited any more; the connection was closed from here."""
    NOT_RUNNING = "not running"
    """The embedded service's process does not stay alive."""


class Unreachable(ServiceError):
    """No answer came."""

    def __init__(self, *, address: str, reason: Silence, call: str = "", detail: str = "", waited_s: float = 0.0):
        super().__init__(address=address, call=call, detail=detail)
        self.reason = reason
        self.waited_s = waited_s

    def _said(self) -> str:
        return f"{self.reason.value} ({self.detail})" if self.detail else self.reason.value


class Refused(ServiceError):
    """The service answered no. ``status`` is the HTTP status, ``message`` the service's own words, if any."""

    def __init__(self, *, address: str, call: str = "", status: int | None = None, message: str = "", detail: str = ""):
        super().__init__(address=address, call=call, detail=detail)
        self.status = status
        self.message = message

    def _said(self) -> str:
        status = f"status {self.status}" if self.status is not None else ""
        return ", ".join(part for part in (status, self.message, self.detail) if part)


class Unauthorized(Refused):
    """The key is missing, wrong, or may not do this: ``key_sent`` tells the first, ``key_known`` the last."""

    def __init__(
        self,
        *,
        address: str,
        call: str = "",
        status: int | None = None,
        message: str = "",
        detail: str = "",
        key_sent: bool = True,
        key_known: bool = False,
    ):
        super().__init__(address=address, call=call, status=status, message=message, detail=detail)
        self.key_sent = key_sent
        self.key_known = key_known or status == 403


class NotFound(Refused):
    """No such project, impulse or sample, or no classify service at this address."""


class RateLimited(Refused):
    """Too many calls. ``retry_after_s`` is how long the service asks to wait, where it says so."""

    def __init__(self, *, address: str, call: str = "", message: str = "", retry_after_s: float | None = None):
        super().__init__(address=address, call=call, status=429, message=message)
        self.retry_after_s = retry_after_s


class BadAnswer(ServiceError):
    """An answer that does not follow the specification.

    ``field`` is the path of the first wrong field, such as ``results[0].variant``; empty if the whole answer is none.
    ``problem`` says what is wrong with it, ``found`` shows the beginning of what was there.
    """

    def __init__(self, *, address: str, call: str = "", field: str = "", problem: str = "", found: str = ""):
        super().__init__(address=address, call=call, detail=problem)
        self.field = field
        self.problem = problem
        self.found = found

    def _said(self) -> str:
        found = f"found {self.found}" if self.found else ""
        return ", ".join(
            part for part in (f"{self.field}: {self.problem}" if self.field else self.problem, found) if part
        )


class JobEnd(StrEnum):
    """How a job ended that brought no result."""

    FAILED = "failed"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed out"
    NO_ACCESS = "no access"
    """The key may start the job but not ask how it is doing."""
    LOST = "lost"
    """The service stopped answering questions about it."""
    NOT_TOLD = "not told"
    """The service refuses to say how it is doing."""
    NO_RESULT = "no result"
    """It finished, but the repeated call brought another job instead of a result."""


class JobFailed(ServiceError):
    """The service's job brought no result; ``reason`` says why, ``message`` in the service's own words."""

    def __init__(
        self,
        *,
        address: str,
        job_id: int,
        reason: JobEnd,
        call: str = "",
        message: str = "",
        waited_s: float = 0.0,
    ):
        super().__init__(address=address, call=call)
        self.job_id = job_id
        self.reason = reason
        self.message = message
        self.waited_s = waited_s

    def _said(self) -> str:
        words = f" ({self.message})" if self.message else ""
        return f"job {self.job_id} {self.reason.value} after {self.waited_s:.0f} s{words}"
