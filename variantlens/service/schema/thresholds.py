"""Setting thresholds: what is asked and what is answered."""

from typing import Annotated

from pydantic import Strict

from variantlens.service.schema.base import Answer, WireModel


class ThresholdSetting(WireModel):
    """A value for one threshold of one learn block."""

    block_id: int
    key: str
    value: Annotated[float, Strict()] | str


class SetThresholdsRequest(WireModel):
    """What ``POST /api/{projectId}/impulse/{impulseId}/set-thresholds`` is sent."""

    thresholds: list[ThresholdSetting]
    allow_creating_regenerate_model_testing_jobs: bool = False
    """Whether a job may be started that tests the models again, since earlier results no longer hold."""


class SetThresholdsAnswer(Answer):
    """What it answers."""

    had_model_testing_results: bool
    regenerate_model_testing_status: str
    """not_regenerated, regenerated, started_job or requires_job."""
    regenerate_model_testing_results_job_id: int | None = None
