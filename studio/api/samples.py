"""Calls about samples."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from studio.api.answers import answer
from studio.api.context import PAGE, Chosen, ImpulseId, Limit, Offset, SampleId, Truncate, in_room
from studio.api.filters import Wanted, chosen
from studio.errors import BadRequest
from studio.memory import needed_bytes
from studio.projectfile import ImageInput
from studio.wire import samples as words
from variantlens.service import schema

router = APIRouter(tags=["Raw data"])

WithValues = in_room(lambda entry: needed_bytes(entry.path, words.MOST_VALUES))


@router.get("/{projectId:int}/raw-data", response_model=schema.SamplesAnswer)
def list_samples(
    project: Chosen,
    wanted: Wanted,
    limit: Limit = PAGE,
    offset: Offset = 0,
    truncate: Truncate = False,
    without_sensors: Annotated[bool, Query(alias="excludeSensors", description="Whether to leave out sensors")] = False,
) -> Response:
    """One page of the samples that pass all filters, and how many these are in all."""
    found = chosen(project, wanted)
    page = [words.listed(project, entry) for entry in found[offset : offset + limit]]
    if truncate:
        page = [words.truncated(sample) for sample in page]
    if without_sensors:
        page = [sample.model_copy(update={"sensors": []}) for sample in page]
    left_out = project.dataset.left_out or None
    return answer(schema.SamplesAnswer(samples=page, total_count=len(found), left_out=left_out))


@router.get("/{projectId:int}/raw-data/count", response_model=schema.CountAnswer)
def count_samples(project: Chosen, wanted: Wanted) -> Response:
    """How many samples pass all filters."""
    return answer(schema.CountAnswer(count=len(chosen(project, wanted))))


@router.get("/{projectId:int}/raw-data/{sampleId:int}", response_model=schema.SampleAnswer, dependencies=[WithValues])
def sample(
    project: Chosen,
    sample_id: SampleId,
    limit: Annotated[int | None, Query(alias="limitPayloadValues", ge=0)] = None,
    truncate: Truncate = False,
) -> Response:
    """One sample with its values."""
    entry = project.sample(sample_id)
    return answer(
        whole(words.sample_data(project, entry, words.recorded(project, entry), limit=limit, truncate=truncate))
    )


@router.get(
    "/{projectId:int}/raw-data/{sampleId:int}/slice", response_model=schema.SampleAnswer, dependencies=[WithValues]
)
def part(
    project: Chosen,
    sample_id: SampleId,
    start: Annotated[int, Query(alias="sliceStart", ge=0, description="First row of values")],
    end: Annotated[
        int | None, Query(alias="sliceEnd", ge=0, description="Behind the last row: a window's if not given")
    ] = None,
    impulse_id: ImpulseId = None,
    truncate: Truncate = False,
) -> Response:
    """A part of a sample's values."""
    entry = project.sample(sample_id)
    block = project.impulse(impulse_id).input
    recording = words.recorded(project, entry)
    if recording.image is not None:
        raise BadRequest(f"“{entry.filename}” is an image, which has no parts in time")
    if end is None:
        size_ms = 0.0 if isinstance(block, ImageInput) else block.window_size_ms
        end = start + round(size_ms * recording.frequency_hz / 1000)
    if not start < end or start >= len(recording.values):
        raise BadRequest(f"sliceStart {start} and sliceEnd {end} hold none of the {len(recording.values)} rows")
    return answer(
        whole(words.part(project, entry, recording, start, min(end, len(recording.values)), truncate=truncate))
    )


def whole(data: schema.SampleData) -> schema.SampleAnswer:
    """A sample with its values as an answer."""
    return schema.SampleAnswer(
        sample=data.sample,
        payload=data.payload,
        total_payload_length=data.total_payload_length,
        datastream_payloads=data.datastream_payloads,
    )
