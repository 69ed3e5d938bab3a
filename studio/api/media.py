"""Calls for a sample as a file: its picture, its sound, its film."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from studio.api.context import Chosen, ImpulseId, SampleId, in_room
from studio.errors import BadRequest, NotFound
from studio.memory import needed_bytes
from studio.projectfile import ImageInput, TimeSeriesInput
from studio.wire import media as words
from studio.wire.samples import recorded

router = APIRouter(tags=["Raw data"])

DAY_SECONDS = 24 * 3600

AsFile = in_room(lambda entry: needed_bytes(entry.path))

CacheKey = Annotated[
    str | None, Query(alias="cacheKey", description="If given, the answer may be kept: use the sample's hash")
]
After = Annotated[bool, Query(alias="afterInputBlock", description="As the impulse's input leaves it")]
SliceStart = Annotated[int, Query(alias="sliceStart", ge=0, description="First value")]
SliceEnd = Annotated[int | None, Query(alias="sliceEnd", ge=0, description="Behind the last value")]


@router.get(
    "/{projectId:int}/raw-data/{sampleId:int}/image",
    response_class=Response,
    dependencies=[AsFile],
    responses={200: {"content": {"image/png": {}}}},
)
def image(
    project: Chosen,
    sample_id: SampleId,
    after: After = False,
    impulse_id: ImpulseId = None,
    cache_key: CacheKey = None,
) -> Response:
    """A sample's picture, upright, as PNG; of a film its first frame."""
    entry = project.sample(sample_id)
    block = project.impulse(impulse_id).input
    picture = recorded(project, entry).image
    if picture is None:
        raise NotFound(f"“{entry.filename}” is no image")
    return _file(words.picture(picture, _asked(block, after=after)), cache_key)


@router.get(
    "/{projectId:int}/raw-data/{sampleId:int}/wav",
    response_class=Response,
    dependencies=[AsFile],
    responses={200: {"content": {"audio/wav": {}}}},
)
def wav(
    project: Chosen,
    sample_id: SampleId,
    axis: Annotated[int, Query(alias="axisIx", ge=0, description="A sound has one axis, 0")] = 0,
    start: SliceStart = 0,
    end: SliceEnd = None,
    cache_key: CacheKey = None,
) -> Response:
    """A sample's sound, or a part of it, as WAV of one channel and 16 bits."""
    entry = project.sample(sample_id)
    recording = recorded(project, entry)
    if recording.kind != "audio":
        raise NotFound(f"“{entry.filename}” is no sound")
    if axis != 0:
        raise BadRequest(f"axisIx: “{entry.filename}” has one axis, 0")
    return _file(words.sound(recording, start, end), cache_key)


@router.get(
    "/{projectId:int}/raw-data/{sampleId:int}/video",
    response_class=Response,
    dependencies=[AsFile],
    responses={200: {"content": {"video/mp4": {}}}},
)
def video(
    project: Chosen, sample_id: SampleId, after: After = False, impulse_id: ImpulseId = None, cache_key: CacheKey = None
) -> Response:
    """A sample's film as MP4."""
    entry = project.sample(sample_id)
    block = project.impulse(impulse_id).input
    recording = recorded(project, entry)
    if not recording.frames:
        raise NotFound(f"“{entry.filename}” is no video")
    return _file(words.film(recording, _asked(block, after=after)), cache_key)


def _asked(block: TimeSeriesInput | ImageInput, *, after: bool) -> ImageInput | None:
    """The input that pictures are wanted to have passed; None for the pictures as they were recorded."""
    if not after:
        return None
    if not isinstance(block, ImageInput):
        raise BadRequest("afterInputBlock asks for an impulse that takes images, but it takes a signal")
    return block


def _file(file: words.File, cache_key: str | None) -> Response:
    kept = f"private, max-age={DAY_SECONDS}" if cache_key else "no-cache"
    return Response(file.content, media_type=file.media_type, headers={"cache-control": kept})
