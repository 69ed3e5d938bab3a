"""Calls about jobs."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from studio.api.answers import answer
from studio.api.context import Chosen, JobId, Limit, MayChange, Offset, Shared
from studio.jobs import LINES, Job, described
from variantlens.service import schema

router = APIRouter(tags=["Jobs"], dependencies=[MayChange])


@router.get("/{projectId:int}/jobs", response_model=schema.JobsAnswer)
def active(shared: Shared, project: Chosen) -> Response:
    """Jobs that wait or run, the newest first."""
    return _listed([job for job in shared.jobs.all(project.file.id) if job.finished is None])


@router.get("/{projectId:int}/jobs/all", response_model=schema.JobsAnswer)
def every(shared: Shared, project: Chosen, limit: Limit = LINES, offset: Offset = 0) -> Response:
    """All jobs that are known, the newest first."""
    return _listed(shared.jobs.all(project.file.id), limit, offset)


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


def _listed(jobs: list[Job], limit: int | None = None, offset: int = 0) -> Response:
    page = jobs[offset:][:limit]
    return answer(schema.JobsAnswer(jobs=[described(job) for job in page], total_job_count=len(jobs)))
