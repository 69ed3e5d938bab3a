"""Model testing on a service: start it, wait for its job, and read its results, one variant at a time.

Starting replaces the results that a team has stored there. So it is never repeated by itself, and whoever calls
it has asked the person first.
"""

import threading
from collections.abc import Sequence
from dataclasses import replace

from variantlens.service import reading
from variantlens.service.calls import Caller, Query
from variantlens.service.jobs import JobWait, OnProgress, Polling
from variantlens.service.schema import JobAnswer, ResultsPage

TESTING_LIMIT_S = 6 * 3600.0
"""A whole data set takes hours where one sample takes minutes."""


class ModelTesting:
    """The calls of model testing, over a client's connection."""

    def __init__(self, caller: Caller, polling: Polling):
        self._caller = caller
        self._polling = replace(polling, limit_s=TESTING_LIMIT_S, queue_limit_s=TESTING_LIMIT_S)

    def start(
        self, project: int, variants: Sequence[str], *, impulse: int | None = None, category: str | None = None
    ) -> int:
        """Start testing and return the job's id.

        Sent once: where no answer comes, the job may run all the same.

        Args:
            project: The project.
            variants: The variants to test.
            impulse: The impulse; None is the service's default.
            category: Which samples; None is the service's default, its test set.

        Raises:
            ServiceError: See ``variantlens.service.errors``.
        """
        path = f"/api/{project}/jobs/classify"
        query = _query(impulse, category)
        reply = self._caller.call("POST", path, query, repeat=False, body={"modelVariants": list(variants)})
        return reading.answer(reply, JobAnswer).id

    def wait(
        self,
        project: int,
        job: int,
        *,
        on_progress: OnProgress | None = None,
        cancelled: threading.Event | None = None,
    ) -> None:
        """Wait until the job has finished well.

        Raises:
            JobFailed: It failed, was cancelled, took too long, or its state cannot be had.
        """
        JobWait(
            self._caller, project, job, polling=self._polling, on_progress=on_progress, cancelled=cancelled
        ).until_finished()

    def page(
        self,
        project: int,
        variant: str,
        *,
        limit: int,
        offset: int = 0,
        impulse: int | None = None,
        category: str | None = None,
    ) -> ResultsPage:
        """What one variant said of some samples.

        Args:
            project: The project.
            variant: The variant.
            limit: Most samples to return.
            offset: How many to skip.
            impulse: The impulse; None is the service's default.
            category: Which samples; None is the service's default, its test set.
        """
        query = _query(impulse, category) | {"variant": variant, "limit": limit, "offset": offset}
        reply = self._caller.call("GET", f"/api/{project}/classify/all/result/page", query, repeat=True)
        return reading.answer(reply, ResultsPage)


def _query(impulse: int | None, category: str | None) -> Query:
    query: Query = {}
    if impulse is not None:
        query["impulseId"] = impulse
    # An extension of the embedded service; others know their test set alone.
    if category is not None:
        query["category"] = category
    return query
