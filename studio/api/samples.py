"""Calls about samples."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from studio.api.answers import answer, names
from studio.api.context import Chosen, SampleId
from studio.samples import SampleEntry
from studio.wire import samples as words
from variantlens.service import schema

router = APIRouter(tags=["Raw data"])

PAGE = 1000
"""Samples in an answer whose caller sets no limit."""

Category = Literal["training", "testing", "validation", "post-processing", "split"]


@router.get("/{projectId:int}/raw-data", response_model=schema.SamplesAnswer)
def list_samples(
    project: Chosen,
    category: Category | None = None,
    labels: Annotated[str | None, Query(description='JSON list of labels, such as ["idle", "wave"]')] = None,
    filename: Annotated[str | None, Query(description="Part of the file name")] = None,
    limit: Annotated[int, Query(ge=0)] = PAGE,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """One page of the samples that pass all filters, and how many these are in all."""
    wanted = names("labels", labels, '["idle", "wave"]') if labels is not None else None
    found = [
        entry
        for entry in project.dataset.samples
        if category in {None, entry.category}
        and (wanted is None or _has_label(entry, wanted))
        and (filename is None or filename.casefold() in entry.filename.casefold())
    ]
    page = [words.listed(project, entry) for entry in found[offset : offset + limit]]
    return answer(schema.SamplesAnswer(samples=page, total_count=len(found)))


@router.get("/{projectId:int}/raw-data/{sampleId:int}", response_model=schema.SampleAnswer)
def sample(
    project: Chosen,
    sample_id: SampleId,
    limit: Annotated[int | None, Query(alias="limitPayloadValues", ge=0)] = None,
) -> Response:
    """One sample with its values."""
    entry = project.sample(sample_id)
    data = words.sample_data(project, entry, words.recorded(project, entry), limit=limit)
    return answer(
        schema.SampleAnswer(
            sample=data.sample,
            payload=data.payload,
            total_payload_length=data.total_payload_length,
            datastream_payloads=data.datastream_payloads,
        )
    )


def _has_label(entry: SampleEntry, wanted: tuple[str, ...]) -> bool:
    return entry.label in wanted or any(part.label in wanted for part in entry.structured_labels)
