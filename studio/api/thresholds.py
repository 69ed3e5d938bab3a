"""The call that sets thresholds."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from studio.api.answers import answer
from studio.api.context import Chosen, MayChange, Shared
from studio.api.testing import CATEGORY, start
from variantlens.service import schema

router = APIRouter(tags=["Impulse"], dependencies=[MayChange])


@router.post("/{projectId:int}/impulse/{impulseId:int}/set-thresholds", response_model=schema.SetThresholdsAnswer)
def set_thresholds(
    shared: Shared,
    project: Chosen,
    impulse_id: Annotated[int, Path(alias="impulseId")],
    wanted: schema.SetThresholdsRequest,
) -> Response:
    """Set thresholds of learn blocks; answers from now on follow them, until the service ends."""
    impulse = project.impulse(impulse_id)
    tested = tuple(shared.testing.of(project, impulse, CATEGORY))
    settings = [(one.block_id, one.key, one.value) for one in wanted.thresholds]
    if not shared.thresholds.set(project, impulse, settings) or not tested:
        status, job = "not_regenerated", None
    elif wanted.allow_creating_regenerate_model_testing_jobs:
        changed = shared.thresholds.applied(shared.projects.get(project.file.id))
        status, job = "started_job", start(shared, changed, changed.impulse(impulse_id), CATEGORY, tested).id
    else:
        status, job = "requires_job", None
    return answer(
        schema.SetThresholdsAnswer(
            had_model_testing_results=bool(tested),
            regenerate_model_testing_status=status,
            regenerate_model_testing_results_job_id=job,
        )
    )
