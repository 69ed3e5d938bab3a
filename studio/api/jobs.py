"""Calls about jobs."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from studio.api.answers import answer
from studio.api.context import Chosen, JobId, Shared
from studio.jobs import LINES, described
from variantlens.service import schema

router = APIRouter(tags=["Jobs"])


@router.get("/{projectId:int}/jobs/{jobId:int}/status", response_model=schema.JobStatusAnswer)
def status(shared: Shared, project: Chosen, job_id: JobId) -> Response:
    """How a job is doing; it has ended when ``finished`` is set."""
    return answer(schema.JobStatusAnswer(job=described(shared.jobs.get(project.file.id, job_id))))


@router.get("/{projectId:int}/jobs/{jobId:int}/stdout", response_model=schema.JobLogAnswer)
def stdout(
    shared: Shared, project: Chosen, job_id: JobId, limit: Annotated[int, Query(ge=0, le=LINES)] = LINES
) -> Response:
    """What a job has said, the newest line first."""
    lines = shared.jobs.get(project.file.id, job_id).lines[::-1]
    entries = [
        schema.JobLogLine(created=datetime.fromtimestamp(at, tz=UTC), data=line, log_level="info")
        for at, line in lines[:limit]
    ]
    return answer(schema.JobLogAnswer(stdout=entries, total_count=len(lines)))


@router.post("/{projectId:int}/jobs/{jobId:int}/cancel", response_model=schema.Answer)
def cancel(shared: Shared, project: Chosen, job_id: JobId) -> Response:
    """Cancel a job. One that has ended stays as it is."""
    shared.jobs.cancel(project.file.id, job_id)
    return answer(schema.Answer())
