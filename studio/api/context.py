"""What all calls share, and who may call."""

import hmac
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Path, Query, Request

from studio.errors import Unauthorized
from studio.inference import Runtime
from studio.jobs import Jobs
from studio.projects import Project, Projects


@dataclass(frozen=True, eq=False)
class Context:
    """The service's state.

    Attributes:
        projects: The projects that it serves.
        runtime: The models that are loaded.
        jobs: Work that takes longer than a request may.
        job_windows: A sample with more windows is answered with a job.
        api_key: What callers must send as ``x-api-key``; None lets everybody in.
    """

    projects: Projects
    runtime: Runtime
    jobs: Jobs
    job_windows: int
    api_key: str | None


async def _context(request: Request) -> Context:
    context: Context = request.app.state.context
    return context


Shared = Annotated[Context, Depends(_context)]


async def allowed(shared: Shared, key: Annotated[str | None, Header(alias="x-api-key")] = None) -> None:
    """Let a call pass that has the right key.

    Raises:
        Unauthorized: The key is missing or wrong.
    """
    if shared.api_key is None:
        return
    if key is None:
        raise Unauthorized("This service needs an API key, in the header x-api-key")
    if not hmac.compare_digest(key.encode(), shared.api_key.encode()):
        raise Unauthorized("The API key is wrong")


def _project(shared: Shared, project_id: Annotated[int, Path(alias="projectId")]) -> Project:
    return shared.projects.get(project_id)


Chosen = Annotated[Project, Depends(_project)]
SampleId = Annotated[int, Path(alias="sampleId")]
JobId = Annotated[int, Path(alias="jobId")]
ImpulseId = Annotated[int | None, Query(alias="impulseId", description="The first impulse if none is given")]
