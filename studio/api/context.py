"""What all calls share, and who may call."""

import hmac
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias

from fastapi import Depends, Header, Path, Query, Request
from fastapi.concurrency import run_in_threadpool

from studio.api.turns import Turns
from studio.errors import Forbidden, Unauthorized
from studio.inference import Runtime
from studio.jobs import Jobs
from studio.memory import ROOM
from studio.projects import Project, Projects
from studio.samples import SampleEntry
from studio.samples.reading import FILMS
from studio.testing import Testing
from studio.thresholds import Thresholds


@dataclass(frozen=True)
class Keys:
    """Who may call. Without ``full`` everybody may do everything; ``read_only`` may not change or start anything."""

    full: str | None = None
    read_only: str | None = None


@dataclass(frozen=True, eq=False)
class Context:
    """The service's state.

    Attributes:
        projects: The projects that it serves.
        runtime: The models that are loaded.
        jobs: Work that takes longer than a request may.
        job_windows: A sample with more windows is answered with a job.
        keys: What callers must send as ``x-api-key``.
        thresholds: What callers have set.
        testing: Results of model testing.
        turns: Where work is done.
    """

    projects: Projects
    runtime: Runtime
    jobs: Jobs
    job_windows: int
    keys: Keys
    thresholds: Thresholds
    testing: Testing
    turns: Turns


async def _context(request: Request) -> Context:
    context: Context = request.app.state.context
    return context


Shared = Annotated[Context, Depends(_context)]


async def allowed(shared: Shared, key: Annotated[str | None, Header(alias="x-api-key")] = None) -> bool:
    """Let a call pass that has a right key; returns whether that key is read-only.

    Raises:
        Unauthorized: The key is missing or wrong.
    """
    keys = shared.keys
    if keys.full is None:
        return False
    if key is None:
        raise Unauthorized("This service needs an API key, in the header x-api-key")
    if _same(key, keys.full):
        return False
    if keys.read_only is not None and _same(key, keys.read_only):
        return True
    raise Unauthorized("The API key is wrong")


async def allowed_more(read_only: Annotated[bool, Depends(allowed)]) -> None:
    """Let a call pass whose key may do more than read.

    Raises:
        Forbidden: It may not.
    """
    if read_only:
        raise Forbidden("This API key is read-only: it may classify samples, but not set thresholds or look after jobs")


def _same(key: str, right: str) -> bool:
    return hmac.compare_digest(key.encode(), right.encode())


async def _project(shared: Shared, project_id: Annotated[int, Path(alias="projectId")]) -> Project:
    # Only a project that must be read needs a thread, which costs more than all the rest of this.
    project = shared.projects.known(project_id)
    if project is None:
        project = await run_in_threadpool(shared.projects.get, project_id)
    return shared.thresholds.applied(project)


Chosen = Annotated[Project, Depends(_project)]
MayChange = Depends(allowed_more)
SampleId = Annotated[int, Path(alias="sampleId")]


def in_room(needed: Callable[[SampleEntry], int]) -> Any:
    """Lets a call that reads a sample wait until there is memory for it.

    It is given back before the answer is sent: who reads slowly keeps nobody waiting.

    Args:
        needed: How many bytes the call takes for a sample.
    """

    async def held(project: Chosen, sample_id: SampleId) -> AsyncIterator[None]:
        entry = project.sample(sample_id)
        # All frames of a film are counted; of other files a few bytes tell.
        film = entry.path.suffix.lower() in FILMS
        async with ROOM.of_call(await run_in_threadpool(needed, entry) if film else needed(entry)):
            yield

    return Depends(held, scope="function")


JobId = Annotated[int, Path(alias="jobId")]
ImpulseId = Annotated[int | None, Query(alias="impulseId", description="The first impulse if none is given")]
Truncate = Annotated[
    bool, Query(alias="truncateStructuredLabels", description="Whether to return only the first labels of a sample")
]
Limit = Annotated[int, Query(ge=0, description="Items in the answer")]
Offset = Annotated[int, Query(ge=0, description="Items that are passed over")]
Category: TypeAlias = Literal["training", "testing", "validation", "post-processing", "split"]
AnyCategory: TypeAlias = Literal["training", "testing", "validation", "post-processing", "split", "all"]
PAGE = 1000
"""Samples in an answer whose caller sets no limit."""
