"""Jobs: what the service answers when a call takes longer than a request may."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from variantlens.service.schema.base import Answer, WireModel


class JobAnswer(Answer):
    """A job was started; the same call, sent again when it has finished, brings the result."""

    id: int


class Job(WireModel):
    """The state of a job. It has ended when ``finished`` is set, well when ``finished_successful`` is true."""

    id: int = 0
    category: str = ""
    category_key: str | None = None
    key: str = ""
    created: datetime | None = None
    started: datetime | None = None
    finished: Annotated[datetime | str | None, Field(union_mode="left_to_right")] = None
    """When it ended; a time that cannot be read says all the same that it has."""
    finished_successful: bool | None = None
    job_notification_uids: list[int] = []
    additional_info: str | None = None
    compute_time: float | None = None
    category_count: int | None = None
    status: str | dict[str, Any] | None = None
    """creating, pending, running, success, failed or cancelled, where the service says so."""
    progress: float | None = None
    """Extension of the embedded service: the part that is done, 0..1."""


class JobStatusAnswer(Answer):
    """Answer of ``GET /api/{projectId}/jobs/{jobId}/status``."""

    job: Job


class JobLogLine(WireModel):
    """One line of a job's log."""

    created: datetime | None = None
    data: str = ""
    log_level: str | None = None
    """error, warn, info or debug."""


class JobLogAnswer(Answer):
    """Answer of ``GET /api/{projectId}/jobs/{jobId}/stdout``; the newest line comes first."""

    stdout: list[JobLogLine] = []
    total_count: int = 0
