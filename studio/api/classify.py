"""The main call and its one-variant sister."""

from collections.abc import Callable
from pathlib import Path as FilePath
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path, Query, Response

from studio import classify as work
from studio.api.answers import JSON, answer, names, text
from studio.api.context import Chosen, Context, ImpulseId, SampleId, Shared, Truncate, in_room
from studio.api.samples import whole
from studio.errors import BadRequest
from studio.jobs import Job, Status
from studio.memory import ROOM, needed_bytes
from studio.projects import Project
from studio.wire.detections import with_metrics
from studio.wire.samples import MOST_VALUES_OF_WINDOW, bytes_to_classify
from variantlens.service import schema

router = APIRouter(tags=["Classify"])

EXAMPLE = '["int8", "float32"]'
CATEGORY = "Classifying a sample"

Form: TypeAlias = Callable[[schema.ClassifyAnswer], schema.WireModel]
Debug = Annotated[bool, Query(alias="includeDebugInfo", description="Whether to return FOMO's debug information")]


@router.post(
    "/{projectId:int}/classify/v2/{sampleId:int}/variants",
    response_model=schema.ClassifyAnswer | schema.JobAnswer,
    dependencies=[in_room(bytes_to_classify)],
)
async def classify_variants(
    shared: Shared,
    project: Chosen,
    sample_id: SampleId,
    variants: Annotated[str, Query(description=f"JSON list of variants, such as {EXAMPLE}")],
    impulse_id: ImpulseId = None,
    debug: Debug = False,
    truncate: Truncate = False,
) -> Response:
    """Classify a sample with several variants; a large sample is answered with a job."""
    wanted = names("variants", variants, EXAMPLE)
    if not wanted:
        raise BadRequest(f"variants should name at least one variant, such as {EXAMPLE}")
    return await _classified(shared, project, work.Wish(sample_id, wanted, impulse_id, debug, truncate), _all_variants)


@router.post(
    "/{projectId:int}/classify/v2/{sampleId:int}",
    response_model=schema.OneVariantAnswer | schema.JobAnswer,
    dependencies=[in_room(bytes_to_classify)],
)
async def classify_one(
    shared: Shared,
    project: Chosen,
    sample_id: SampleId,
    variant: Annotated[str | None, Query(description="The project's reference variant if none is given")] = None,
    impulse_id: ImpulseId = None,
    debug: Debug = False,
    truncate: Truncate = False,
) -> Response:
    """Classify a sample with one variant; a large sample is answered with a job."""
    wanted = (variant or project.file.reference_variant,)
    return await _classified(shared, project, work.Wish(sample_id, wanted, impulse_id, debug, truncate), _one_variant)


@router.get(
    "/{projectId:int}/classify/v2/{sampleId:int}/raw-data/{windowIndex:int}",
    response_model=schema.SampleAnswer,
    dependencies=[in_room(lambda entry: needed_bytes(entry.path, MOST_VALUES_OF_WINDOW))],
)
def window(
    project: Chosen,
    sample_id: SampleId,
    index: Annotated[int, Path(alias="windowIndex")],
    impulse_id: ImpulseId = None,
    truncate: Truncate = False,
) -> Response:
    """The values of one window as processing blocks get them: the impulse's axes at its rate."""
    wish = work.Wish(sample_id, (), impulse_id, truncate_structured_labels=truncate)
    return answer(whole(work.window(work.prepared(project, wish), index)))


def _all_variants(result: schema.ClassifyAnswer) -> schema.WireModel:
    filled = [one.model_copy(update={"classifications": with_metrics(one.classifications)}) for one in result.results]
    return result.model_copy(update={"results": filled})


def _one_variant(result: schema.ClassifyAnswer) -> schema.WireModel:
    one = work.one_variant(result)
    return one.model_copy(update={"classifications": with_metrics(one.classifications)})


async def _classified(shared: Context, project: Project, wish: work.Wish, form: Form) -> Response:
    """The answer, or a job for it."""
    kind = (project.file.id, wish.impulse_id, wish.variants, wish.include_debug_info)
    return await shared.turns.take(
        kind, _bytes(project.sample(wish.sample_id).path), lambda: _answered(shared, project, wish, form)
    )


def _bytes(path: FilePath) -> int:
    """Size of a sample's file; 0 for one that is not there, which whoever reads it complains about."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _answered(shared: Context, project: Project, wish: work.Wish, form: Form) -> Response:
    """The answer, or a job for it; the repeated call finds the job's result.

    The project stands in the job's key as it was read: one that has changed since is another.
    """
    key = (project, wish, form)
    job = shared.jobs.find(project.file.id, key)
    if job is None:
        task = work.prepared(project, wish)
        if len(task.windows) <= shared.job_windows and task.resampling is None:
            return answer(form(work.classify(task, shared.runtime)))

        def run(job: Job) -> bytes:
            # Read anew: jobs that wait hold no recordings.
            with ROOM.of(bytes_to_classify(project.sample(wish.sample_id))):
                return text(form(work.classify(work.prepared(project, wish), shared.runtime, job.watch)))

        job = shared.jobs.submit(project.file.id, key, CATEGORY, run)
    if job.status is Status.SUCCESS and job.result is not None:
        return Response(job.result, media_type=JSON)
    return answer(schema.JobAnswer(id=job.id))
