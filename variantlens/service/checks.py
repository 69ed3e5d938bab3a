"""What a connection test finds out."""

import time
from dataclasses import dataclass

from variantlens.service import reading
from variantlens.service.calls import Caller
from variantlens.service.errors import BadAnswer, NotFound, Refused, ServiceError, Unauthorized, Unreachable
from variantlens.service.schema import ProjectsAnswer


@dataclass(frozen=True)
class ConnectionCheck:
    """What a connection test found out. ``error`` says what is wrong; it is None if all is well."""

    address: str
    reachable: bool
    is_service: bool | None
    """Whether a classify service answered; None if that cannot be told."""
    key_accepted: bool | None
    """None if it did not come to that."""
    projects: int | None
    took_ms: float
    error: ServiceError | None = None

    @property
    def ok(self) -> bool:
        """Whether the service can be used."""
        return self.error is None


def tried(caller: Caller) -> ConnectionCheck:
    """Ask for the projects once and say what was found; closes the caller, raises nothing of the service."""
    started = time.monotonic()
    count: int | None = None
    problem: ServiceError | None = None
    try:
        count = len(reading.answer(caller.call("GET", "/api/projects", repeat=False), ProjectsAnswer).projects)
    except ServiceError as error:
        problem = error
    finally:
        caller.close()
    is_service: bool | None = None
    if problem is None or isinstance(problem, Unauthorized) or _spoken(problem):
        is_service = True
    elif isinstance(problem, BadAnswer | NotFound):
        is_service = False
    reachable = not isinstance(problem, Unreachable)
    key_accepted = True if problem is None else False if isinstance(problem, Unauthorized) else None
    took_ms = (time.monotonic() - started) * 1000
    return ConnectionCheck(caller.name, reachable, is_service, key_accepted, count, took_ms, problem)


def _spoken(problem: ServiceError) -> bool:
    """Whether a refusal came as a classify service writes it: ``success: false`` with status 200."""
    return isinstance(problem, Refused) and problem.status == 200
