"""Calls about trained models: what was measured, and their files."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from studio.api.answers import answer
from studio.api.context import Chosen, ImpulseId
from studio.wire import training as words
from variantlens.service import schema

router = APIRouter(tags=["Learn"])

LearnId = Annotated[int, Path(alias="learnId")]


@router.get("/{projectId:int}/training/keras/{learnId:int}/metadata", response_model=schema.TrainingAnswer)
def metadata(
    project: Chosen,
    learn_id: LearnId,
    exclude_labels: Annotated[bool, Query(alias="excludeLabels", description="Whether to leave out labels")] = False,
    every: Annotated[bool, Query(alias="all", description="Also variants that official clients do not know")] = False,
) -> Response:
    """What was measured of a learn block's models, variant by variant, and on which computer."""
    return answer(words.metadata(project, learn_id, every=every, labels=not exclude_labels))


@router.get("/{projectId:int}/training/anomaly/{learnId:int}/metadata", response_model=schema.AnomalyTrainingAnswer)
def anomaly_metadata(project: Chosen, learn_id: LearnId) -> Response:
    """What is known of an anomaly block: how it standardises features, and its clusters; a mixture has none."""
    return answer(words.anomaly_metadata(project, learn_id))


@router.get("/{projectId:int}/training/anomaly/{learnId:int}/gmm/metadata", response_model=schema.MixtureAnswer)
def mixture_metadata(project: Chosen, learn_id: LearnId) -> Response:
    """The Gaussians of a mixture, over standardised features."""
    return answer(words.mixture_metadata(project, learn_id))


@router.get("/{projectId:int}/downloads", response_model=schema.DownloadsAnswer)
def downloads(project: Chosen, impulse_id: ImpulseId = None) -> Response:
    """The model files, of all impulses unless one is named."""
    return answer(words.downloads(project, impulse_id))


@router.get(
    "/{projectId:int}/learn-data/{learnId:int}/model/{modelDownloadId:path}",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}},
)
def model(
    project: Chosen,
    learn_id: LearnId,
    download_id: Annotated[str, Path(alias="modelDownloadId", description="The variant")],
) -> Response:
    """A model file."""
    return Response(words.model_file(project, learn_id, download_id), media_type="application/octet-stream")
