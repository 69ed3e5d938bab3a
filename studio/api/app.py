"""The application: routers, errors in the service's shape, life cycle."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException

from studio.api import classify, identity, jobs, media, projects, samples, testing, thresholds, training
from studio.api.answers import refusal
from studio.api.context import Context, Keys, allowed
from studio.api.faults import Faults
from studio.api.turns import Turns
from studio.errors import StudioError
from studio.inference import Runtime
from studio.jobs import Jobs
from studio.projects import Projects
from studio.testing import Testing
from studio.thresholds import Thresholds
from variantlens.service import schema

JOB_WINDOWS = 2000
"""A sample with more windows is answered with a job, unless told otherwise."""

REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": schema.Answer, "description": meaning}
    for status, meaning in {
        400: "A parameter is missing, malformed or does not fit",
        401: "The key is missing or wrong",
        403: "The key is read-only",
        404: "There is no such thing",
        422: "A project file, model or sample is damaged",
    }.items()
}
"""What every call may answer instead, in the service's shape."""


def create_app(
    folders: Sequence[Path],
    api_key: str | None = None,
    job_windows: int = JOB_WINDOWS,
    work: Jobs | None = None,
    read_only_key: str | None = None,
) -> FastAPI:
    """The service as an ASGI application.

    Args:
        folders: Project folders, or folders that hold some.
        api_key: What callers must send as ``x-api-key``; None lets everybody in.
        job_windows: A sample with more windows is answered with a job.
        work: The queue for jobs; a queue with two workers unless given, so that a long job holds up no short one.
        read_only_key: What callers may send instead who are only to read and to classify.
    """
    queue = work if work is not None else Jobs(workers=2)
    runtime = Runtime()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        queue.close()

    # The library's own pages on the calls are open to everybody: ours take their place.
    app = FastAPI(title="Variant Lens: the embedded classify service", lifespan=lifespan, openapi_url=None)
    app.state.context = Context(
        projects=Projects(folders),
        runtime=runtime,
        jobs=queue,
        job_windows=job_windows,
        keys=Keys(api_key, read_only_key),
        thresholds=Thresholds(),
        testing=Testing(),
        turns=Turns(runtime.has_room),
    )
    calls = APIRouter(prefix="/v1/api", dependencies=[Depends(allowed)], responses=REFUSALS)
    for group in (identity, projects, samples, media, classify, thresholds, testing, training, jobs):
        calls.include_router(group.router)
    app.include_router(calls)
    app.include_router(_descriptions(app))
    app.add_exception_handler(StudioError, _refused)
    app.add_exception_handler(RequestValidationError, _bad_parameter)
    app.add_exception_handler(HTTPException, _no_such_call)
    app.add_middleware(Faults)
    return app


def _descriptions(app: FastAPI) -> APIRouter:
    """What describes the calls, for people and for machines, to those who may make them."""
    router = APIRouter(dependencies=[Depends(allowed)], include_in_schema=False)

    @router.get("/openapi.json")
    def document() -> JSONResponse:
        return JSONResponse(app.openapi())

    @router.get("/docs")
    def page() -> HTMLResponse:
        return get_swagger_ui_html(openapi_url="openapi.json", title=app.title)

    return router


def _refused(_request: Request, error: Exception) -> Response:
    if not isinstance(error, StudioError):
        raise error
    return refusal(error.status, error.message)


def _bad_parameter(_request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    problem = error.errors()[0]
    place = ".".join(str(part) for part in problem["loc"][1:]) or problem["loc"][0]
    return refusal(400, f"{place}: {problem['msg']}")


def _no_such_call(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == 404:
        return refusal(404, f"There is no call {request.method} {request.url.path}")
    return refusal(error.status_code, error.detail)
