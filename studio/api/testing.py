"""Calls about model testing: start it, and read its results."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query, Response

from studio import testing as work
from studio.api.answers import answer
from studio.api.context import PAGE, Category, Chosen, Context, ImpulseId, Limit, MayChange, Offset, Shared, Truncate
from studio.errors import BadRequest
from studio.jobs import TESTING, Job
from studio.projectfile import ImpulseFile
from studio.projects import Project
from studio.wire.detections import with_metrics
from studio.wire.projects import STANDARD_VARIANTS
from studio.wire.samples import truncated
from variantlens.service import schema

router = APIRouter(tags=["Model testing"])

CATEGORY: Category = "testing"
CHANGED = "Thresholds or the project have changed since the models were tested. Test them again to see results."

Variant = Annotated[str | None, Query(description="The reference variant if none is given and it was tested")]


class _Key(NamedTuple):
    """What a job of model testing computes."""

    project: Project
    impulse_id: int
    category: str
    variants: tuple[str, ...]


@router.post("/{projectId:int}/jobs/classify", response_model=schema.JobAnswer, dependencies=[MayChange])
def start_testing(
    shared: Shared,
    project: Chosen,
    wanted: schema.StartTestingRequest | None = None,
    impulse_id: ImpulseId = None,
    category: Category = CATEGORY,
) -> Response:
    """Classify all samples of a category; the answer is a job. The results replace earlier ones of the variants."""
    impulse = project.impulse(impulse_id)
    variants = tuple(dict.fromkeys(wanted.model_variants or ())) if wanted is not None else ()
    project.checked_variants(impulse, variants)
    return answer(
        schema.JobAnswer(id=start(shared, project, impulse, category, variants or _usual(project, impulse)).id)
    )


@router.get("/{projectId:int}/classify/all/result", response_model=schema.TestingAnswer)
def result(
    shared: Shared,
    project: Chosen,
    variant: Variant = None,
    impulse_id: ImpulseId = None,
    truncate: Truncate = False,
    category: Category = CATEGORY,
    every: Annotated[
        bool, Query(alias="all", description="Also name variants that official clients do not know")
    ] = False,
) -> Response:
    """What one variant said of all samples; nothing where the models were not tested as they are now."""
    impulse = project.impulse(impulse_id)
    kept = shared.testing.of(project, impulse, category)
    found = _chosen(project, impulse, kept, variant)
    outdated = shared.testing.outdated(project, impulse, category)
    return answer(
        schema.TestingAnswer(
            result=_shown(found.samples, truncate=truncate),
            predictions=list(found.predictions),
            accuracy=found.accuracy,
            additional_metrics_by_learn_block=list(found.metrics),
            available_variants=[name for name in kept if every or name in STANDARD_VARIANTS],
            no_results_because_thresholds_changed=CHANGED if outdated else None,
        )
    )


@router.get("/{projectId:int}/classify/all/result/page", response_model=schema.TestingPage)
def page(
    shared: Shared,
    project: Chosen,
    variant: Variant = None,
    limit: Limit = PAGE,
    offset: Offset = 0,
    impulse_id: ImpulseId = None,
    truncate: Truncate = False,
    category: Category = CATEGORY,
) -> Response:
    """A part of the samples, with the decisions about them."""
    impulse = project.impulse(impulse_id)
    found = _chosen(project, impulse, shared.testing.of(project, impulse, category), variant)
    samples = found.samples[offset : offset + limit]
    return answer(
        schema.TestingPage(
            result=_shown(samples, truncate=truncate),
            predictions=_about(samples, found.predictions),
            total_count=len(found.samples),
        )
    )


def start(shared: Context, project: Project, impulse: ImpulseFile, category: str, variants: tuple[str, ...]) -> Job:
    """The job that tests these variants: one that waits or runs already, or a new one.

    Raises:
        BadRequest: There are no samples of this category.
    """
    plan = work.Plan(project, impulse, category, variants)
    if not plan.samples:
        raise BadRequest(f"Project {project.file.id} has no samples of the category {category}")
    key = _Key(project, impulse.id, category, variants)
    test = work.work(plan, shared.runtime, shared.testing)
    return shared.jobs.submit(project.file.id, key, "Model testing", test, kind=TESTING, anew=True)


def _usual(project: Project, impulse: ImpulseFile) -> tuple[str, ...]:
    """The variants that are tested unless a caller names some: the selected ones, or else the reference."""
    selected = tuple(name for name in project.variants(impulse) if name in STANDARD_VARIANTS)
    return selected or (project.file.reference_variant,)


def _chosen(project: Project, impulse: ImpulseFile, kept: dict[str, work.Results], variant: str | None) -> work.Results:
    """The results of a variant, which may be none."""
    if variant is not None:
        project.checked_variants(impulse, [variant])
    names = [variant] if variant is not None else [project.file.reference_variant, *kept]
    return next((kept[name] for name in names if name in kept), work.nothing(project))


def _about(samples: Sequence[schema.SampleResult], every: Sequence[schema.Prediction]) -> list[schema.Prediction]:
    """The predictions of some samples in a row; both are in the order of the samples' ids."""
    if not samples:
        return []
    first = bisect_left(every, samples[0].sample_id, key=_sample)
    last = bisect_right(every, samples[-1].sample_id, key=_sample)
    return list(every[first:last])


def _sample(prediction: schema.Prediction) -> int:
    return prediction.sample_id


def _shown(samples: Sequence[schema.SampleResult], *, truncate: bool) -> list[schema.SampleResult]:
    return [
        one.model_copy(
            update={
                "sample": truncated(one.sample) if truncate else one.sample,
                "classifications": with_metrics(one.classifications),
            }
        )
        for one in samples
    ]
