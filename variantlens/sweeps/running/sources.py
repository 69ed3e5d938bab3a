"""Where the answers of a sweep come from: sample by sample, or from the service's model testing.

A source says how the samples are cut into batches, and asks for one batch. It holds no connection, so that it
can travel to another process.
"""

import hashlib
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from variantlens.comparison.wording import counted
from variantlens.service.client import Client
from variantlens.service.errors import NotFound, RateLimited, Refused, ServiceError, Unauthorized
from variantlens.service.jobs import OnProgress
from variantlens.service.schema import (
    ClassifyAnswer,
    Impulse,
    InputBlock,
    Payload,
    Sample,
    SampleData,
    SampleResult,
    VariantResult,
)
from variantlens.store.values import Listed
from variantlens.sweeps.request import SourceKind, SweepRequest

LIST_AT_ONCE = 1000
RESULTS_AT_ONCE = 50
"""Samples on one page of model testing's results."""

Answer: TypeAlias = tuple[int, ClassifyAnswer | ServiceError]
"""A sample, and its answer or what went wrong with it."""


class ConsentNeeded(Exception):
    """Model testing replaces the results that the service has stored, and nobody agreed to that."""

    def __init__(self, service: str):
        super().__init__(
            f"Model testing replaces the results that {service} has stored for this project. "
            "It runs only with consent; stored results can be read without."
        )
        self.service = service


@dataclass(frozen=True)
class Batch:
    """What is asked for at once.

    Attributes:
        samples: The samples; for a page of results, which of them it holds is known when it comes.
        offset: Where the page begins; None where samples are asked for by id.
    """

    samples: tuple[int, ...]
    offset: int | None = None


class JobBook(Protocol):
    """Remembers the job that tests the models, so that a resumed sweep waits for it instead of starting another."""

    def job(self) -> int | None:
        """The job that was started, if any."""

    def note(self, job: int) -> None:
        """Remember a job."""


class Source(Protocol):
    """Where answers come from."""

    def prepare(
        self, client: Client, book: JobBook, on_progress: OnProgress | None, cancelled: threading.Event, /
    ) -> "Source":
        """Do what comes before the first batch; returns the source that is then asked.

        Raises:
            ServiceError: It could not be done.
            ConsentNeeded: Nobody agreed to it.
        """

    def batches(self, samples: Sequence[int]) -> Iterable[Batch]:
        """Cut the samples into batches."""

    def ask(self, client: Client, batch: Batch, cancelled: threading.Event | None, /) -> Iterator[Answer]:
        """The answers of a batch; a sample that a page leaves out is left out here too.

        Raises:
            ServiceError: The batch could not be asked for as a whole.
        """


@dataclass(frozen=True)
class PerSample:
    """The main call, once for each sample."""

    request: SweepRequest

    def prepare(
        self, _client: Client, _book: JobBook, _on_progress: OnProgress | None, _cancelled: threading.Event, /
    ) -> "PerSample":
        """Nothing comes before."""
        return self

    def batches(self, samples: Sequence[int]) -> Iterable[Batch]:
        """One sample each."""
        return (Batch((sample,)) for sample in samples)

    def ask(self, client: Client, batch: Batch, cancelled: threading.Event | None, /) -> Iterator[Answer]:
        """The answer of each sample, or its error."""
        wanted = self.request
        for sample in batch.samples:
            try:
                answer = client.classify_variants(
                    wanted.project, sample, wanted.variants, impulse=wanted.impulse, cancelled=cancelled
                )
            except ServiceError as error:
                yield sample, error
            else:
                yield sample, answer


@dataclass(frozen=True)
class ModelTested:
    """The results of model testing, page by page, joined over the variants.

    Attributes:
        request: What is asked.
        impulse: The impulse, which says how long windows are; None before :meth:`prepare`.
        total: How many samples there are results for.
    """

    request: SweepRequest
    impulse: Impulse | None = None
    total: int = 0

    def prepare(
        self, client: Client, book: JobBook, on_progress: OnProgress | None, cancelled: threading.Event, /
    ) -> "ModelTested":
        """Have the models tested, unless stored results are to be read; wait for that."""
        wanted = self.request
        if not wanted.reuse:
            if not (client.embedded or wanted.consent):
                raise ConsentNeeded(client.name)
            job = book.job()
            if job is None:
                job = client.testing.start(
                    wanted.project, wanted.variants, impulse=wanted.impulse, category=_category(client, wanted)
                )
                book.note(job)
            client.testing.wait(wanted.project, job, on_progress=on_progress, cancelled=cancelled)
        impulses = client.impulses(wanted.project)
        chosen = [each for each in impulses if wanted.impulse in {None, each.id}]
        if not chosen:
            raise NotFound(address=client.name, message=f"there is no impulse {wanted.impulse}")
        return ModelTested(wanted, chosen[0], max(_tested(client, wanted).values(), default=0))

    def batches(self, samples: Sequence[int]) -> Iterable[Batch]:
        """One page each."""
        wanted = tuple(samples)
        return (Batch(wanted, offset) for offset in range(0, self.total, RESULTS_AT_ONCE))

    def ask(self, client: Client, batch: Batch, _cancelled: threading.Event | None, /) -> Iterator[Answer]:
        """The answers of the samples on a page that are wanted."""
        wanted, missing = self.request, set(batch.samples)
        found: dict[int, list[tuple[str, SampleResult]]] = {}
        for variant in wanted.variants:
            page = client.testing.page(
                wanted.project,
                variant,
                limit=RESULTS_AT_ONCE,
                offset=batch.offset or 0,
                impulse=wanted.impulse,
                category=_category(client, wanted),
            )
            for result in page.result:
                if result.sample_id in missing:
                    found.setdefault(result.sample_id, []).append((variant, result))
        for sample, results in found.items():
            yield sample, self._answer(results)

    def _answer(self, results: Sequence[tuple[str, SampleResult]]) -> ClassifyAnswer:
        """The results of a sample in the form of the main call's answer."""
        sample = results[0][1].sample
        block = self.impulse.input_blocks[0] if self.impulse and self.impulse.input_blocks else None
        return ClassifyAnswer(
            results=[
                VariantResult(variant=variant, classifications=result.classifications, unread=result.unread)
                for variant, result in results
            ],
            sample=SampleData(sample=sample, payload=Payload(sensors=sample.sensors, interval_ms=sample.interval_ms)),
            window_size_ms=(block and block.window_size_ms) or 0,
            window_increase_ms=_increase_ms(block),
        )


def source(request: SweepRequest) -> Source:
    """The source that a request names."""
    return PerSample(request) if request.source is SourceKind.PER_SAMPLE else ModelTested(request)


def existing_results(client: Client, request: SweepRequest) -> dict[str, int]:
    """For how many samples the service has stored results, by variant; variants without any are left out."""
    return {variant: count for variant, count in _tested(client, request).items() if count}


@dataclass(frozen=True)
class Found:
    """The samples that a request means.

    Attributes:
        samples: In the service's order.
        notes: What a reader should know of the list: what is not in it, and what may not be classified.
    """

    samples: tuple[Sample, ...]
    notes: tuple[str, ...] = ()

    @property
    def listed(self) -> list[Listed]:
        """The samples as the store keeps them."""
        return [Listed(sample.id, sample.filename, sample.label) for sample in self.samples]


def listed(client: Client, request: SweepRequest) -> Found:
    """The samples that a request means; a random subset is a fixed one for its seed.

    Samples that are disabled at the service are left out.

    Args:
        client: Asks the service.
        request: Which samples.
        note: Told in sentences what a reader should know of the list.

    Raises:
        ServiceError: The service cannot be asked.
    """
    every: dict[int, Sample] = {}
    left_out = ""
    offset, total, said = 0, 1, 0
    while offset < total:
        page = client.samples(
            request.project,
            category=request.category,
            limit=LIST_AT_ONCE,
            offset=offset,
            labels=request.labels or None,
            filename=request.name_filter or None,
        )
        every |= {sample.id: sample for sample in page.samples}
        offset, total, said = offset + len(page.samples), page.total_count if page.samples else 0, page.total_count
        left_out = page.left_out or ""
    found = {sample: each for sample, each in every.items() if not each.is_disabled}
    notes = [left_out, *_of_the_list(list(every.values()), said)]
    return Found(tuple(found[sample] for sample in _subset(list(found), request)), tuple(filter(None, notes)))


def _of_the_list(samples: Sequence[Sample], said: int) -> list[str]:
    """What a reader should know of a list of samples: what is not in it, and what may not be classified."""
    wanted = [sample for sample in samples if not sample.is_disabled]
    disabled = len(samples) - len(wanted)
    processing = sum(bool(sample.is_processing) for sample in wanted)
    broken = sum(bool(sample.processing_error) for sample in wanted)
    return [
        text
        for count, text in (
            (
                said - len(samples),
                f"The service lists {len(samples):,} of the {said:,} samples that it says there are.",
            ),
            (disabled, f"Left out, since the project has disabled them: {counted(disabled, 'sample')}."),
            (processing, f"Still in processing at the service when they were listed: {counted(processing, 'sample')}."),
            (broken, f"With an error of processing at the service: {counted(broken, 'sample')}."),
        )
        if count > 0
    ]


def _subset(samples: list[int], request: SweepRequest) -> list[int]:
    """As many samples as are wanted, at random, in their order."""
    if request.limit is None or request.limit >= len(samples):
        return samples

    def lot(sample: int) -> bytes:
        # By each sample's own lot, so that the subset hardly changes when samples are added.
        return hashlib.sha256(f"{request.seed}:{sample}".encode()).digest()

    drawn = set(sorted(samples, key=lot)[: request.limit])
    return [sample for sample in samples if sample in drawn]


def _tested(client: Client, request: SweepRequest) -> dict[str, int]:
    counts = {}
    for variant in request.variants:
        try:
            page = client.testing.page(
                request.project,
                variant,
                limit=1,
                impulse=request.impulse,
                category=_category(client, request),
            )
        except (Unauthorized, RateLimited):
            raise
        except Refused as error:
            # "No results yet" comes with any of these; 200 is a refusal inside an answer.
            if error.status not in {None, 200, 400, 404}:
                raise
            counts[variant] = 0
        else:
            counts[variant] = page.total_count
    return counts


def _category(client: Client, request: SweepRequest) -> str | None:
    """The category as model testing is asked for it: only the embedded service knows others than the test set."""
    return request.category if client.embedded else None


def _increase_ms(block: InputBlock | None) -> float:
    """From one window's start to the next one's where samples are classified; 0 for pictures."""
    if block is None:
        return 0
    return block.classification_window_increase_ms or block.window_increase_ms or 0
