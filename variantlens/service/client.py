"""The client of a classify service: one method per call, wire models in, errors of our own out.

A client may be shared by threads. It holds its key to itself: not in its text, its errors, or a pickle.
"""

import json
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import NoReturn, Self, TypeVar

import httpx

from variantlens.service import reading
from variantlens.service.addresses import normalised
from variantlens.service.calls import (
    LARGEST_ANSWER_BYTES,
    LARGEST_PICTURE_BYTES,
    LARGEST_RECORDING_BYTES,
    Caller,
    Query,
    largest_answer_bytes,
)
from variantlens.service.checks import ConnectionCheck, tried
from variantlens.service.connections import cancellable, cancelled_by
from variantlens.service.errors import JobEnd, JobFailed, RateLimited, Refused, ServiceError, Unauthorized, Unreachable
from variantlens.service.identity import EMBEDDED
from variantlens.service.job_starts import JobStarts, job_left_behind
from variantlens.service.jobs import NEAR, POLLING, JobWait, OnProgress, Polling
from variantlens.service.model_testing import ModelTesting
from variantlens.service.repeating import PATIENCE, Patience, timed_out
from variantlens.service.schema import (
    ALL_VARIANTS,
    CATEGORIES,
    ClassifyAnswer,
    Impulse,
    ImpulsesAnswer,
    Job,
    JobAnswer,
    JobsAnswer,
    ModelVariant,
    ModelVariantsAnswer,
    OneVariantAnswer,
    Project,
    ProjectAnswer,
    ProjectsAnswer,
    Sample,
    SampleAnswer,
    SamplesAnswer,
    StudioAnswer,
    TrainingAnswer,
)
from variantlens.settings import EDGE_IMPULSE

Heard = Callable[[reading.Reply], None]
"""Is told an answer as it came."""
ResultT = TypeVar("ResultT", ClassifyAnswer, OneVariantAnswer)

MOST_SILENT = 1
"""How often a call is sent again to which no answer came in time."""

QUICK = Patience(connect_s=5.0, read_s=10.0, total_s=15.0, attempts=1)
"""For a connection test: somebody is watching."""


class Client:
    """Talks to one classify service.

    Args:
        address: Base of the service with its version, such as ``https://studio.edgeimpulse.com/v1``.
        api_key: Sent as ``x-api-key``, nowhere else.
        timeout: How long to wait and how often to repeat a call.
        polling: How to wait for jobs; unless given, more often where the service is on this machine.
        embedded: Whether this is the embedded service that this program started.
        transport: Replaces the network in tests.

    Raises:
        ValueError: The address is none.
        Unauthorized: The key holds characters that no key has.
    """

    def __init__(
        self,
        address: str,
        api_key: str | None = None,
        *,
        timeout: Patience = PATIENCE,
        polling: Polling | None = None,
        embedded: bool = False,
        transport: httpx.BaseTransport | None = None,
    ):
        self.address = normalised(address)
        self.embedded = embedded
        self._polling = polling or (NEAR if embedded else POLLING)
        self.name = EMBEDDED if embedded else self.address
        self._make_caller: Callable[[Patience, Heard | None], Caller] = lambda patience, heard: Caller(
            self.address, api_key, patience, name=self.name, transport=transport, heard=heard
        )
        self._starts = JobStarts()
        self._ask_by(self._make_caller(timeout, None))

    def __repr__(self) -> str:
        return f"Client({self.address!r}, key {'set' if self._caller.has_key else 'none'})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a client holds a key and is never pickled")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the kept connections."""
        self._caller.close()

    def projects(self) -> list[Project]:
        """The projects that the key opens."""
        return reading.answer(self._get("/api/projects"), ProjectsAnswer).projects

    def project(self, project: int) -> Project:
        """One project."""
        return reading.answer(self._get(f"/api/{project}"), ProjectAnswer).project

    def default_impulse(self, project: int) -> int | None:
        """The impulse that a project opens with, None where the service does not say."""
        return reading.answer(self._get(f"/api/{project}"), ProjectAnswer).default_impulse_id

    def impulses(self, project: int) -> list[Impulse]:
        """A project's impulses."""
        return reading.answer(self._get(f"/api/{project}/impulses"), ImpulsesAnswer).impulses

    def model_variants(self, project: int, impulse: int | None = None) -> list[ModelVariant]:
        """The variants of a project's models: all of our own service's, elsewhere those that the service lists."""
        query: Query = {}
        if impulse is not None:
            query["impulseId"] = impulse
        if self._lists_all_variants():
            query["all"] = True
        return reading.answer(self._get(f"/api/{project}/model-variants", query), ModelVariantsAnswer).model_variants

    def samples(
        self,
        project: int,
        *,
        category: str | None = None,
        limit: int = 100,
        offset: int = 0,
        labels: Iterable[str] | None = None,
        filename: str | None = None,
    ) -> SamplesAnswer:
        """One page of a project's samples, and how many there are in all.

        Fewer than the limit come only where there are no more, or where the service lists fewer than it says.

        Args:
            project: The project.
            category: One of :data:`CATEGORIES`; None is all of them, test samples first.
            limit: Most samples to return.
            offset: How many to skip.
            labels: Only samples with one of these labels.
            filename: Only samples whose file name holds this text.
        """
        query: Query = {}
        if labels is not None:
            query["labels"] = json.dumps(list(labels))
        if filename:
            query["filename"] = filename
        if category is not None:
            return self._samples(project, query | {"category": category}, limit, offset)
        found: list[SamplesAnswer] = []
        # Edge Impulse lists one category at a time; only the embedded service has samples that are still to be split.
        for each in (*CATEGORIES, "split") if self.embedded else CATEGORIES:
            listed = sum(len(page.samples) for page in found)
            passed = sum(page.total_count for page in found)
            try:
                page = self._samples(project, query | {"category": each}, limit - listed, max(offset - passed, 0))
            except (Unauthorized, RateLimited):
                raise
            except Refused:
                # Older services know no others than these.
                if each in ("testing", "training"):
                    raise
                continue
            found.append(page)
        return SamplesAnswer(
            samples=[sample for page in found for sample in page.samples],
            total_count=sum(page.total_count for page in found),
            left_out=found[0].left_out,
        )

    def sample(self, project: int, sample: int) -> SampleAnswer:
        """One sample with its values."""
        return reading.answer(self._get(f"/api/{project}/raw-data/{sample}"), SampleAnswer)

    def sample_image(self, project: int, sample: int) -> bytes:
        """A sample's picture as the service sends it, a PNG or JPEG file.

        Raises:
            NotFound: The sample is no picture.
            BadAnswer: It is larger than ``LARGEST_PICTURE_BYTES``.
        """
        return self._file(f"/api/{project}/raw-data/{sample}/image", None, LARGEST_PICTURE_BYTES)

    def sample_wav(self, project: int, sample: int) -> bytes:
        """A sample's sound as the service sends it, a WAV file.

        Raises:
            NotFound: The sample is no sound.
            BadAnswer: It is larger than ``LARGEST_RECORDING_BYTES``.
        """
        return self._file(f"/api/{project}/raw-data/{sample}/wav", {"axisIx": 0}, LARGEST_RECORDING_BYTES)

    def sample_video(self, project: int, sample: int) -> bytes:
        """A sample's film as the service sends it, an MP4 or AVI file.

        Raises:
            NotFound: The sample is no film.
            BadAnswer: It is larger than ``LARGEST_RECORDING_BYTES``.
        """
        return self._file(f"/api/{project}/raw-data/{sample}/video", None, LARGEST_RECORDING_BYTES)

    def window_values(self, project: int, sample: int, window: int, *, impulse: int | None = None) -> SampleAnswer:
        """One window of a sample that was classified: its values as the processing blocks get them."""
        query: Query = {} if impulse is None else {"impulseId": impulse}
        return reading.answer(self._get(f"/api/{project}/classify/v2/{sample}/raw-data/{window}", query), SampleAnswer)

    def training(self, project: int, learn_block: int) -> TrainingAnswer:
        """What was measured of a Keras block's models, of all variants; NotFound where it is of another type."""
        query: Query = {"excludeLabels": True, **({"all": True} if self._lists_all_variants() else {})}
        reply = self._get(f"/api/{project}/training/keras/{learn_block}/metadata", query)
        return reading.answer(reply, TrainingAnswer)

    def classify_variants(
        self,
        project: int,
        sample: int,
        variants: Sequence[str],
        *,
        impulse: int | None = None,
        include_debug_info: bool = False,
        truncate_structured_labels: bool = False,
        on_progress: OnProgress | None = None,
        cancelled: threading.Event | None = None,
    ) -> ClassifyAnswer:
        """Classify a sample with several variants: the call that this product is built around.

        A job is waited for; then the same call brings the result.

        Args:
            project: The project.
            sample: The sample.
            variants: Names of variants, such as ``float32`` and ``int8``.
            impulse: The impulse; None is the service's default.
            include_debug_info: Whether FOMO blocks explain how they matched.
            truncate_structured_labels: Whether samples with many labels come with a slice of them.
            on_progress: Told how a job is doing.
            cancelled: Set by another thread to end the call, or the wait for a job.

        Raises:
            ServiceError: See ``variantlens.service.errors``.
        """
        query: Query = {"variants": json.dumps(list(variants))}
        if impulse is not None:
            query["impulseId"] = impulse
        if include_debug_info:
            query["includeDebugInfo"] = True
        if truncate_structured_labels:
            query["truncateStructuredLabels"] = True
        path = f"/api/{project}/classify/v2/{sample}/variants"
        most_bytes = largest_answer_bytes(len(variants))
        return self._result(project, sample, path, query, ClassifyAnswer, on_progress, cancelled, most_bytes)

    def classify(
        self,
        project: int,
        sample: int,
        variant: str | None = None,
        *,
        impulse: int | None = None,
        include_debug_info: bool = False,
        on_progress: OnProgress | None = None,
        cancelled: threading.Event | None = None,
    ) -> OneVariantAnswer:
        """Classify a sample with one variant; arguments and errors as for :meth:`classify_variants`."""
        query: Query = {}
        if variant is not None:
            query["variant"] = variant
        if impulse is not None:
            query["impulseId"] = impulse
        if include_debug_info:
            query["includeDebugInfo"] = True
        path = f"/api/{project}/classify/v2/{sample}"
        return self._result(project, sample, path, query, OneVariantAnswer, on_progress, cancelled)

    def studio(self) -> StudioAnswer | None:
        """What our own service says of itself, wherever it runs; None of any other service.

        It decides which variants are listed and where sweeps are found: never where a key goes, which services may
        be asked, or what may be changed there.

        Raises:
            Unreachable: There was no answer.
        """
        if self.address == EDGE_IMPULSE:
            return None
        try:
            return reading.answer(self._get("/api/studio"), StudioAnswer)
        except Unreachable:
            raise
        except ServiceError:
            return None

    def studio_id(self) -> str | None:
        """The id of our own service, None of any other; raises as :meth:`studio`."""
        known = self.studio()
        return known.id if known is not None else None

    def check(self) -> ConnectionCheck:
        """Try the connection once, quickly, and say what was found; raises nothing."""
        return tried(self._make_caller(QUICK, None))

    def overheard(self, heard: Heard) -> "Client":
        """A client of the same service with the same key, every answer of which is told as it came."""
        twin = object.__new__(Client)
        vars(twin).update(vars(self))
        twin._ask_by(self._make_caller(self._caller.patience, heard))
        return twin

    def _ask_by(self, caller: Caller) -> None:
        self._caller = caller
        self.testing = ModelTesting(caller, self._polling)

    def _lists_all_variants(self) -> bool:
        if self.embedded:
            return True
        known = self.studio()
        return known is not None and ALL_VARIANTS in known.extensions

    def _get(self, path: str, query: Query | None = None) -> reading.Reply:
        return self._caller.call("GET", path, query, repeat=True)

    def _file(self, path: str, query: Query | None, most_bytes: int) -> bytes:
        reply = self._caller.call("GET", path, query, repeat=True, most_bytes=most_bytes)
        reading.refuse_if_unsuccessful(reply)
        return reply.body

    def _samples(self, project: int, query: Query, limit: int, offset: int) -> SamplesAnswer:
        """A page of one category, asked for again where the service gives fewer at once than were asked for."""
        samples: list[Sample] = []
        while True:
            # At least one is asked for: the total count comes with it.
            asked = query | {"limit": max(limit - len(samples), 1), "offset": offset + len(samples)}
            page = reading.answer(self._get(f"/api/{project}/raw-data", asked), SamplesAnswer)
            samples += page.samples
            told, seen = page.total_count, offset + len(samples)
            if samples and told < seen:
                # The count is wrong: how many there are is known where a page comes empty.
                told = seen + bool(page.samples)
            if not page.samples or len(samples) >= limit or seen >= told:
                return page.model_copy(update={"samples": samples[:limit], "total_count": told})

    def _result(
        self,
        project: int,
        sample: int,
        path: str,
        query: Query,
        model: type[ResultT],
        on_progress: OnProgress | None,
        cancelled: threading.Event | None,
        most_bytes: int = LARGEST_ANSWER_BYTES,
    ) -> ResultT:
        """The result of a call that may start a job; the job is waited for, then the call is sent again.

        No answer in time may mean that a job was started all the same: if the project has one, it is waited for.
        """

        def wait_for(job: int, *, ours: bool = True) -> None:
            JobWait(
                self._caller,
                project,
                job,
                polling=self._polling,
                on_progress=on_progress,
                cancelled=cancelled,
                ours=ours,
            ).until_finished()

        job_id, silent = 0, 0
        with cancellable(cancelled or cancelled_by()), self._starts.one(cancelled):
            for _ in range(self._polling.rounds + 1):
                try:
                    reply = self._caller.call(
                        "POST", path, query, repeat=True, after_time_out=False, most_bytes=most_bytes
                    )
                except ServiceError as error:
                    silent += 1
                    if not timed_out(error) or silent > MOST_SILENT:
                        raise
                    left = job_left_behind(self._active_jobs(project), sample)
                    if left is not None:
                        self._starts.seen()
                        wait_for(left.job, ours=left.certain)
                    continue
                answer = reading.answer_or_job(reply, model, sample)
                if not isinstance(answer, JobAnswer):
                    return answer
                self._starts.seen()
                if answer.id == job_id:
                    break
                job_id = answer.id
                wait_for(job_id)
        raise JobFailed(address=self.name, call=f"POST {path}", job_id=job_id, reason=JobEnd.NO_RESULT)

    def _active_jobs(self, project: int) -> list[Job]:
        """The project's jobs that wait or run; none where the service does not say."""
        try:
            return reading.answer(self._caller.call("GET", f"/api/{project}/jobs", repeat=False), JobsAnswer).jobs
        except ServiceError:
            return []
